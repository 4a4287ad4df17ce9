"""The database refuses what the wall refuses, whoever writes: tried with plain SQL."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from catalogue import models
from catalogue.platform import guards, triggers
from catalogue.platform.guards import FIXED
from tests.catalogue.admin.rows import fill_shelf
from tests.catalogue.plain_sql import columns, copy, refused, replacing, run, table

pytestmark = pytest.mark.django_db

PARTS = guards.parts()


@pytest.fixture
def draft(db):
    """Rows of every model in a draft."""
    return fill_shelf(1)


@pytest.fixture
def fixed(db):
    """The same of another provider, published."""
    return fill_shelf(2, published=True)


def test_the_database_has_the_triggers_that_the_models_ask_for():
    assert triggers.installed().keys() == triggers.wanted().keys()


def test_every_part_of_a_revision_is_guarded():
    installed = triggers.installed()

    for model in PARTS:
        for act in ("insert", "update", "delete"):
            name = f"{table(model)}_fixed_{act}"
            assert (name, table(model)) in installed


def test_installing_again_changes_nothing(django_assert_max_num_queries):
    before = triggers.installed()

    triggers.install()

    assert triggers.installed() == before


def test_what_is_missing_or_changed_is_put_right():
    name = "catalogue_term_fixed_delete"
    run(f"DROP TRIGGER {name}" + on("catalogue_term"))

    triggers.install()

    assert (name, "catalogue_term") in triggers.installed()


def on(name):
    return f" ON {name}" if connection.vendor == "postgresql" else ""


def test_no_row_is_added_to_a_published_revision(fixed):
    for model in PARTS:
        refused(FIXED, copy(fixed[model._meta.model_name]))


def test_no_column_of_a_published_row_changes(fixed):
    for model in PARTS:
        row = fixed[model._meta.model_name]
        for column in columns(model):
            change = f'UPDATE {table(model)} SET "{column}" = "{column}" WHERE id = %s'
            refused(FIXED, change, row.pk)


def test_no_row_leaves_a_published_revision(fixed):
    for model in PARTS:
        row = fixed[model._meta.model_name]
        refused(FIXED, f"DELETE FROM {table(model)} WHERE id = {row.pk}")


def test_no_row_is_moved_in_or_out(draft, fixed):
    for model in PARTS:
        free, held = draft[model._meta.model_name], fixed[model._meta.model_name]
        for key in guards.part_keys(model):
            inner, outer = getattr(held, key.attname), getattr(free, key.attname)
            move = f"UPDATE {table(model)} SET {key.column} = %s WHERE id = %s"
            if inner and outer:
                refused(FIXED, move, inner, free.pk)
                refused(FIXED, move, outer, held.pk)


def test_no_row_takes_the_key_of_another(draft, fixed):
    for model in PARTS:
        free, held = draft[model._meta.model_name], fixed[model._meta.model_name]
        refused(FIXED, f"UPDATE {table(model)} SET id = {held.pk} WHERE id = {free.pk}")


def test_a_published_row_is_not_replaced(draft, fixed):
    for model in PARTS:
        free, held = draft[model._meta.model_name], fixed[model._meta.model_name]
        refused(FIXED, replacing(copy(free, id=held.pk), "id", "position"))


def test_rows_of_a_draft_are_written_freely(draft):
    draft["subscription"].delete()

    for model in PARTS:
        row = draft[model._meta.model_name]
        update = f"UPDATE {table(model)} SET position = 7 WHERE id = {row.pk}"
        assert run(update) == 1, model
        with transaction.atomic():
            assert row.delete()[0] >= 1, model
            transaction.set_rollback(True)  # the next model's row may hang on it


def test_a_row_of_a_draft_is_not_hung_on_a_published_section(draft, fixed):
    row, section = draft["term"], fixed["section"]

    refused(
        FIXED,
        f"UPDATE catalogue_term SET section_id = {section.pk} WHERE id = {row.pk}",
    )


@pytest.mark.postgres
def test_no_table_of_published_text_is_emptied_at_a_stroke(fixed):
    assert connection.vendor == "postgresql"

    run("SET CONSTRAINTS ALL IMMEDIATE")

    for model in (*PARTS, models.Revision, models.Finding):
        refused(FIXED, f"TRUNCATE {table(model)} CASCADE")


# What stays open, and what the tools do


def test_aliases_answers_and_decisions_stay_writable(fixed):
    fixed["alias"].text = "other words"
    fixed["alias"].save()
    models.Alias.objects.create(
        provision=fixed["provision"], text="one more", added_by="cory"
    )
    fixed["answerindex"].save()
    models.Alias.objects.all().delete()

    assert not models.Alias.objects.exists()


def test_a_refusal_of_the_database_is_told_from_other_errors(fixed):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        run(f"DELETE FROM catalogue_term WHERE id = {fixed['term'].pk}")
    with pytest.raises(IntegrityError) as other, transaction.atomic():
        models.Provider.objects.create(key="p2", name="Twice")

    assert triggers.refusal_of(caught.value) == FIXED
    assert triggers.refusal_of(other.value) is None


def test_a_migration_takes_the_triggers_out_and_puts_them_back():
    triggers.lift(plan=[])
    assert triggers.installed()

    triggers.lift(plan=["a migration"])
    assert not triggers.installed()

    call_command("migrate", verbosity=0)
    assert triggers.installed().keys() == triggers.wanted().keys()


@pytest.mark.django_db(transaction=True)
def test_a_table_is_made_anew_by_a_migration_without_losing_its_guards(small_guide):
    call_command("migrate", "catalogue", "0014", verbosity=0)
    early = triggers.installed()
    call_command("migrate", verbosity=0)

    assert not early  # the tables are not those of the models
    assert triggers.installed().keys() == triggers.wanted().keys()
    assert models.Revision.objects.get().provisions.exists()
