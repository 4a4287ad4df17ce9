"""What the database refuses by itself, whatever door it came through."""

import datetime as dt

import pytest
from django.db import IntegrityError, models, transaction

from catalogue.models import (
    Alias,
    Calendar,
    CalendarVersion,
    Contact,
    Customer,
    Finding,
    Party,
    Provision,
    Question,
    Rate,
    Revision,
    SpendBand,
    Subscription,
    Target,
    User,
    Window,
)
from tests.catalogue.conftest import copied

pytestmark = pytest.mark.django_db


def refused(name, write):
    """`write` breaks the constraint `name`, and nothing else happens."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write()
    said = str(caught.value)
    # SQLite names the columns of a broken unique constraint, PostgreSQL the constraint.
    assert name in said or "UNIQUE constraint failed" in said


@pytest.fixture
def draft(small_guide, now):
    return copied(small_guide, at=now)


def test_one_revision_of_a_guide_is_published(small_guide, draft, now):
    rows = Revision.objects.filter(pk=draft.pk)

    refused(
        "catalogue_revision_one_published",
        lambda: rows.move("published", published_at=now, published_by="curator"),
    )


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("catalogue_revision_state", {"state": "burnt"}),
        ("catalogue_revision_published", {"published_at": dt.datetime.now(dt.UTC)}),
        ("catalogue_revision_withdrawn", {"withdrawn_by": "somebody"}),
        ("catalogue_revision_state_stamped", {"state": "superseded"}),
        ("catalogue_revision_number_per_guide", {"number": 1}),
    ],
)
def test_a_revision_keeps_its_state_and_stamps_together(draft, name, values):
    refused(name, lambda: Revision._base_manager.filter(pk=draft.pk).update(**values))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("catalogue_provision_kind", {"kind": "wish"}),
        ("catalogue_provision_charge", {"charge": "free"}),
        ("catalogue_provision_text_given", {"text": ""}),
        ("catalogue_provision_key_per_revision", {"key": "password-reset"}),
    ],
)
def test_a_provision_says_something_known(draft, name, values):
    row = draft.provisions.exclude(key="password-reset").first()

    refused(name, lambda: Provision.objects.filter(pk=row.pk).update(**values))


def test_a_party_is_named_once(draft):
    refused(
        "catalogue_party_name_per_revision",
        lambda: Party.objects.create(revision=draft, name="Acme"),
    )


def test_a_blank_cell_is_no_assignment(draft):
    cell = draft.provisions.get(key="password-reset").assignments.get()
    cell.mark = ""

    refused("catalogue_assignment_mark_given", cell.save)


def test_a_party_has_one_cell_in_a_row(draft):
    cell = draft.provisions.get(key="password-reset").assignments.get()
    cell.pk, cell._state.adding = None, True

    refused("catalogue_assignment_party_once", cell.save)


def test_a_metric_is_promised_once_for_a_priority(draft):
    target = Target.objects.filter(priority__service_level__revision=draft).first()
    target.pk, target._state.adding = None, True

    refused("catalogue_target_metric_once", target.save)


def test_money_names_its_currency(draft):
    refused(
        "catalogue_rate_currency",
        lambda: Rate.objects.create(
            revision=draft, role="Any", kind="standard", amount=1
        ),
    )


def test_a_band_grows(draft):
    refused(
        "catalogue_spendband_grows",
        lambda: SpendBand.objects.create(revision=draft, low=10, high=5, hours=1),
    )


@pytest.mark.parametrize(
    ("day", "opens", "closes"), [(0, 600, 600), (0, 900, 600), (0, 0, 1441), (7, 0, 60)]
)
def test_a_window_lies_within_a_day(provider, day, opens, closes):
    calendar = Calendar.objects.create(provider=provider, key="days", name="Days")
    version = CalendarVersion.objects.create(
        calendar=calendar, valid_from=dt.date(2026, 1, 1), zone="UTC"
    )

    refused(
        "catalogue_window_within_day",
        lambda: Window.objects.create(
            version=version, day=day, opens=opens, closes=closes
        ),
    )


def test_a_decision_states_its_reading(small_guide, now):
    finding = small_guide.findings.get()
    finding.decided_at, finding.decided_by = now, "curator"

    refused("catalogue_finding_decided_reading", finding.save)


def test_a_decision_has_a_time_and_a_name(small_guide):
    refused(
        "catalogue_finding_decided",
        lambda: Finding.objects.update(decided_by="curator", reading="Included."),
    )


def test_an_alias_stands_once(small_guide):
    row = small_guide.provisions.first()
    Alias.objects.create(provision=row, text="handset update", added_by="curator")

    refused(
        "catalogue_alias_once",
        lambda: Alias.objects.create(
            provision=row, text="handset update", added_by="c"
        ),
    )


def test_a_subscription_lasts_at_least_a_day(subscription):
    refused(
        "catalogue_subscription_period",
        lambda: Subscription.objects.update(ends_on=subscription.starts_on),
    )


def test_a_login_is_one_contact_of_a_customer(dana, northwind):
    refused(
        "catalogue_contact_login_once",
        lambda: Contact.objects.create(
            customer=northwind, user=dana, name="Again", email="again@northwind.example"
        ),
    )


def test_an_address_is_one_user_whatever_its_case(dana):
    refused(
        "catalogue_user_email_ignoring_case",
        lambda: User.objects.create(email="DANA@northwind.example"),
    )


def test_a_handled_question_says_who_and_when(dana, northwind):
    question = Question.objects.create(customer=northwind, asked_by=dana, text="Why?")
    question.handled_by = "curator"

    refused("catalogue_question_handled", question.save)


def test_customers_with_contacts_stay_unless_removed_whole(subscription):
    with pytest.raises(models.ProtectedError):
        subscription.guide.delete()

    assert Customer.objects.exists()
