"""The laws of the house that its models keep."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.db.models import (
    CASCADE,
    DO_NOTHING,
    PROTECT,
    RESTRICT,
    SET_NULL,
    CheckConstraint,
)
from django.db.models.constraints import BaseConstraint

from catalogue.models.changes import with_its_owner
from tests.house import foreign_keys, leads_to, models

# Parts of a whole beside the parts of a revision, and stamps that may fade: why stands in the model.
PARTS = {
    "catalogue.Alias.provision",
    "catalogue.AnswerIndex.revision",
    "catalogue.ApiKey.customer",
    "catalogue.ApiKey.staff",
    "catalogue.CalendarVersion.calendar",
    "catalogue.Change.customer",
    "catalogue.Change.revision",
    "catalogue.Closure.version",
    "catalogue.Contact.customer",
    "catalogue.Finding.revision",
    "catalogue.Finding.section",
    "catalogue.Mail.customer",
    "catalogue.Question.customer",
    "catalogue.Submission.customer",
    "catalogue.Subscription.customer",
    "catalogue.SubscriptionMeasure.customer",
    "catalogue.SubscriptionMeasure.subscription",
    "catalogue.Window.version",
    "tickets.Approval.ticket",
    "tickets.Attachment.ticket",
    "tickets.Clock.ticket",
    "tickets.NoticeDuty.ticket",
    "tickets.Pause.clock",
    "tickets.Pause.ticket",
    "tickets.Preference.contact",
    "tickets.Preference.customer",
    "tickets.Reservation.ticket",
    "tickets.Watcher.contact",
    "tickets.Watcher.ticket",
}
FADING = {
    "catalogue.Upload.revision",
}


def named(models):
    return [pytest.param(model, id=model._meta.label) for model in models]


def rules_of(model):
    return [c for c in model._meta.constraints if isinstance(c, BaseConstraint)]


def fields_in(condition):
    """Names of fields that a condition speaks of."""
    for child in condition.children:
        if isinstance(child, tuple):
            yield child[0].split("__")[0]
        elif hasattr(child, "children"):
            yield from fields_in(child)


def owned():
    customer = apps.get_model("catalogue", "Customer")
    return [model for model in models() if leads_to(model, customer)]


@pytest.mark.parametrize("model", named(models()))
def test_a_rule_has_a_name_and_speaks(model):
    meta = model._meta
    for rule in rules_of(model):
        assert rule.name.startswith(f"{meta.app_label}_"), rule.name
        assert len(rule.name) <= 60, rule.name
        assert rule.violation_error_message != rule.default_violation_error_message, (
            rule.name
        )


@pytest.mark.parametrize("model", named(models()))
def test_who_and_when_are_recorded_together(model):
    fields = {field.name: field for field in model._meta.fields}
    pairs = [
        (at, by)
        for at in fields
        if at.endswith("_at") and (by := at.removesuffix("_at") + "_by") in fields
        # Two columns that are always filled need no rule; a text may be filled with nothing.
        if fields[at].null or fields[by].null or not fields[by].many_to_one
    ]
    tied = [
        set(fields_in(rule.condition))
        for rule in rules_of(model)
        if isinstance(rule, CheckConstraint)
    ]

    loose = [pair for pair in pairs if not any(set(pair) <= rule for rule in tied)]

    assert not loose


@pytest.mark.parametrize("model", named(models()))
def test_deleting_a_row_takes_only_its_parts(model):
    for key in foreign_keys(model):
        label = f"{model._meta.label}.{key.name}"
        rule = key.remote_field.on_delete
        if rule in (PROTECT, RESTRICT):
            continue
        assert rule is not DO_NOTHING, label
        if is_part_of_revision(model):
            assert rule in (CASCADE, SET_NULL), label
        else:
            whole = rule in (CASCADE, with_its_owner)
            assert label in (PARTS if whole else FADING), label


def is_part_of_revision(model):
    return any(base.__name__ == "RevisionPart" for base in model.__mro__)


@pytest.mark.parametrize("model", named(owned()))
def test_what_leads_to_a_customer_says_who_may_see_it(model):
    assert hasattr(model._default_manager.all(), "visible_to")


@pytest.mark.parametrize("model", named(models()))
def test_staff_reach_it_in_the_admin(model):
    inlined = {
        inline.model
        for desk in admin.site._registry.values()
        for inline in desk.inlines
    }
    proxied = {m._meta.concrete_model for m in admin.site._registry}

    assert model in proxied | inlined


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
