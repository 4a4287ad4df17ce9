"""The database keeps a revision's head and way, its findings, its history, and its calendars."""

import pytest
from django.db import connection, transaction

from catalogue import models
from catalogue.platform import guards
from catalogue.platform.guards import FIXED, JUDGED, KEPT, TWICE, WAY
from tests.catalogue.admin.rows import fill_shelf
from tests.catalogue.plain_sql import copy, refused, replacing, run, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(db):
    """Rows of every model in a draft."""
    return fill_shelf(1)


@pytest.fixture
def fixed(db):
    """The same of another provider, published."""
    return fill_shelf(2, published=True)


CONTRACT = [
    f.column
    for f in models.Revision._meta.concrete_fields
    if f.name not in guards.STAMPS and f.name != "id"
]


@pytest.mark.parametrize("column", CONTRACT)
def test_a_published_revision_keeps_its_head(column, draft, fixed):
    old = f"(SELECT {column} FROM catalogue_revision WHERE id = {draft['revision'].pk})"
    value = {
        "number": "99", "calendar_keys": "'[1]'", "paraphrase": "NOT paraphrase", "created_at": "'2020-01-01'",
        "guide_id": old,
    }.get(column, "'[]'")  # fmt: skip

    refused(
        FIXED,
        f"UPDATE catalogue_revision SET {column} = {value} WHERE id = {fixed['revision'].pk}",
    )


def test_a_published_revision_is_not_deleted(fixed):
    refused(FIXED, f"DELETE FROM catalogue_revision WHERE id = {fixed['revision'].pk}")


def test_a_revision_is_born_as_a_draft(draft, fixed):
    elsewhere = draft["revision"].guide_id

    refused(WAY, copy(fixed["revision"], number=7, guide_id=elsewhere))


STATES = models.Revision.State.values
BACK = [(a, b) for a in STATES for b in STATES if a != b and b not in guards.NEXT[a]]


@pytest.mark.parametrize(("before", "after"), BACK)
def test_no_state_is_reached_but_by_the_way_of_a_revision(draft, before, after):
    pk = draft["revision"].pk
    set_state(pk, before)

    refused(WAY, f"UPDATE catalogue_revision SET {stamped(after)} WHERE id = {pk}")


@pytest.mark.parametrize("before", STATES)
def test_every_state_leads_on_as_it_should(draft, before):
    pk = draft["revision"].pk
    set_state(pk, before)

    for after in guards.NEXT[before]:
        with transaction.atomic():
            run(f"UPDATE catalogue_revision SET {stamped(after)} WHERE id = {pk}")
            transaction.set_rollback(True)


def set_state(pk, state):
    way = {
        "draft": [], "scheduled": ["scheduled"], "published": ["published"],
        "superseded": ["published", "superseded"], "withdrawn": ["published", "withdrawn"],
    }  # fmt: skip
    for step in way[state]:
        run(f"UPDATE catalogue_revision SET {stamped(step)} WHERE id = {pk}")


def stamped(state):
    """The columns that the state's stamps need, as SQL."""
    day, nobody = "'2026-03-02'", "NULL"
    has = {
        "published": state in ("published", "superseded"),
        "withdrawn": state == "withdrawn",
        "scheduled": state == "scheduled",
    }
    stamps = [
        f"{name}_at = {day if there else nobody}, {name}_by = '{'cory' if there else ''}'"
        for name, there in has.items()
    ]
    effective = f"effective_at = {day if state == 'scheduled' else nobody}"
    return ", ".join([f"state = '{state}'", effective, *stamps])


def test_a_published_revision_is_not_replaced(draft, fixed):
    free, held = draft["revision"], fixed["revision"]
    by_key = copy(free, id=held.pk, number=9)
    by_number = copy(free, guide_id=held.guide_id, number=held.number)
    said = TWICE if connection.vendor == "sqlite" else FIXED

    refused(said, replacing(by_key, "id", "title"))
    refused(said, replacing(by_number, "guide_id, number", "title"))


def test_a_draft_does_not_take_the_place_of_a_published_revision(draft, fixed):
    free, guide = draft["revision"].pk, fixed["revision"].guide_id
    sqlite = connection.vendor == "sqlite"
    update = f"UPDATE {'OR REPLACE ' if sqlite else ''}catalogue_revision SET"
    said = TWICE if sqlite else "duplicate key"

    refused(said, f"{update} guide_id = {guide} WHERE id = {free}")
    run(f"{update} guide_id = {guide}, number = 9 WHERE id = {free}")
    refused(said, f"{update} {stamped('published')} WHERE id = {free}")


def test_a_draft_does_not_take_the_place_of_a_scheduled_revision(draft, fixed):
    guide = fixed["revision"].guide
    waiting, other = (
        models.Revision.objects.create(guide=guide, number=number, title="Next")
        for number in (8, 9)
    )
    sqlite = connection.vendor == "sqlite"
    update = f"UPDATE {'OR REPLACE ' if sqlite else ''}catalogue_revision SET {stamped('scheduled')}"
    run(f"{update} WHERE id = {waiting.pk}")

    refused(TWICE if sqlite else "duplicate key", f"{update} WHERE id = {other.pk}")


# Findings, history, calendars


def test_a_finding_of_a_published_revision_is_decided_but_not_reworded(fixed):
    row = fixed["finding"]
    decide = "reading = 'Included', decided_at = '2026-03-02', decided_by = 'cory'"

    assert run(f"UPDATE catalogue_finding SET {decide} WHERE id = {row.pk}") == 1
    refused(FIXED, f"UPDATE catalogue_finding SET text = 'other' WHERE id = {row.pk}")
    refused(FIXED, f"DELETE FROM catalogue_finding WHERE id = {row.pk}")


def test_a_finding_does_not_change_its_revision_for_a_published_one(draft, fixed):
    free, held = draft["finding"], fixed["finding"]
    move = "UPDATE catalogue_finding SET revision_id = %s WHERE id = %s"

    refused(FIXED, move, held.revision_id, free.pk)
    refused(FIXED, move, free.revision_id, held.pk)


def test_what_a_published_finding_rests_on_stays(draft, fixed):
    free, held = draft["finding"].pk, fixed["finding"].pk
    links = "catalogue_finding_provisions"

    refused(FIXED, f"DELETE FROM {links} WHERE finding_id = {held}")
    refused(FIXED, f"UPDATE {links} SET finding_id = {free} WHERE finding_id = {held}")
    refused(FIXED, f"UPDATE {links} SET finding_id = {held} WHERE finding_id = {free}")
    assert run(f"DELETE FROM {links} WHERE finding_id = {free}") == 1
    if connection.vendor == "sqlite":
        row = fixed["provision"].pk
        taken = f"(SELECT id FROM {links} WHERE finding_id = {held})"
        refused(
            FIXED, f"INSERT OR REPLACE INTO {links} VALUES ({taken}, {free}, {row})"
        )


def test_a_finding_of_a_published_revision_may_be_added_with_its_rows(fixed):
    new = models.Finding.objects.create(
        revision=fixed["revision"], kind="doubt", text="Who pays?"
    )

    new.provisions.set([fixed["provision"]])

    assert new.provisions.exists()


def test_history_is_neither_rewritten_nor_taken_away(draft):
    draft["term"].delete()
    draft["customer"].save()
    draft["contact"].delete()

    for owner in ("revision_id", "customer_id"):
        assert models.Change.objects.filter(**{f"{owner}__isnull": False}).exists()
        refused(KEPT, f"UPDATE catalogue_change SET at = at WHERE {owner} IS NOT NULL")
        refused(KEPT, f"DELETE FROM catalogue_change WHERE {owner} IS NOT NULL")


def test_history_is_not_replaced(draft):
    draft["term"].delete()
    row = models.Change.objects.last()

    refused(KEPT, replacing(copy(row, id=row.pk), "id", "name"))


def test_history_goes_with_its_draft_and_with_its_customer(draft):
    draft["subscription"].delete()
    draft["term"].delete()
    draft["question"].delete()

    draft["revision"].delete()
    draft["apikey"].delete()
    draft["customer"].delete()

    assert not models.Change.objects.exists()


@pytest.mark.parametrize("name", ["calendarversion", "window", "closure"])
def test_what_tickets_are_judged_by_stays(name, draft, fixed):
    free, held = draft[name], fixed[name]
    where = f"{table(held)} SET id = id WHERE id ="

    refused(JUDGED, f"UPDATE {where} {held.pk}")
    refused(JUDGED, f"DELETE FROM {table(held)} WHERE id = {held.pk}")
    refused(JUDGED, copy(held))
    assert run(f"UPDATE {where} {free.pk}") == 1


def test_a_version_that_begins_later_is_written_freely_until_then(fixed):
    run(copy(fixed["calendarversion"], valid_from="'2999-01-01'"))
    later = models.CalendarVersion.objects.get(valid_from="2999-01-01").pk
    update = "UPDATE catalogue_calendarversion SET"

    assert run(f"{update} zone = 'Asia/Tokyo' WHERE id = {later}") == 1
    refused(JUDGED, f"{update} valid_from = '2026-02-01' WHERE id = {later}")
