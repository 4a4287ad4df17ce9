"""Time that is not logged: every fault named with its field, and nothing stored."""

import datetime as dt

import pytest

from billing.actions.logging_time import log
from billing.actions.refusals import NotAllowed
from billing.actions.works import BadEntries, Work
from billing.models import TimeEntry
from catalogue.platform.tenancy import Actor
from tests.billing import rows
from tests.billing.time_cast import NOW, approver, local, logged, one, ticket

pytestmark = pytest.mark.django_db
OCTOBER_5 = dt.date(2026, 10, 5)
NINE, TEN = local(10, 5, 9), local(10, 5, 10)

GIVEN = {"worked_on": OCTOBER_5, "minutes": 30}
SPAN = {"started_at": NINE, "ended_at": TEN}
REFUSED = [
    ({}, "worked_on", "Give the day"),
    ({"worked_on": OCTOBER_5}, "minutes", "Give the minutes"),
    (GIVEN | {"minutes": 0}, "minutes", "at least a minute"),
    (GIVEN | {"minutes": -5}, "minutes", "more than 0"),
    (GIVEN | {"minutes": 1441}, "minutes", "at most 24 hours"),
    # NOW is noon of 2 December in Chicago.
    (GIVEN | {"worked_on": dt.date(2026, 12, 3)}, "worked_on", "in the future"),
    (
        {"started_at": NOW, "ended_at": NOW + dt.timedelta(hours=1)},
        "ended_at",
        "future",
    ),
    (GIVEN | {"worked_on": dt.date(2025, 12, 31)}, "worked_on", "begins on 1 January"),
    (GIVEN | {"worked_on": dt.date(1, 1, 1)}, "worked_on", "before 2000"),
    (
        {
            "started_at": NINE,
            "ended_at": dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC),
        },
        "ended_at",
        "future",
    ),
    ({"started_at": NINE}, "ended_at", "Give start and end"),
    ({"ended_at": NINE}, "started_at", "Give start and end"),
    ({"started_at": TEN, "ended_at": NINE}, "ended_at", "after the start"),
    ({"started_at": NINE, "ended_at": NINE}, "ended_at", "after the start"),
    (
        {"started_at": NINE, "ended_at": NINE + dt.timedelta(minutes=1441)},
        "ended_at",
        "24 hours",
    ),
    (
        {"started_at": dt.datetime(2026, 10, 5, 9), "ended_at": TEN},  # noqa: DTZ001
        "started_at",
        "with its zone",
    ),
    (SPAN | {"minutes": 50}, "minutes", "From start to end it is 1 h"),
    (SPAN | {"worked_on": dt.date(2026, 10, 6)}, "worked_on", "on 5 October 2026"),
    (SPAN | {"is_after_hours": True}, "is_after_hours", "calendar says"),
    (GIVEN | {"billable": "gratis"}, "billable", "Choose one of package"),
    (GIVEN | {"role": "Plumber"}, "role", "no role “Plumber”: choose CSE - Network"),
    (GIVEN | {"description": "x" * 20_001}, "description", "Shorten it to 20,000"),
    (GIVEN | {"work_type": "x" * 101}, "work_type", "Shorten it to 100"),
    (GIVEN | {"external_id": "x" * 101}, "external_id", "Shorten it to 100"),
]


@pytest.mark.parametrize(("given", "field", "message"), REFUSED)
def test_what_does_not_fit_is_named_with_its_field(given, field, message):
    agreement = rows.agreement()
    rows.package(agreement, 10, "CSE - Network")

    with pytest.raises(BadEntries) as refused:
        one(agreement=agreement, **given)

    assert message in refused.value.errors[0][field]
    assert not TimeEntry.objects.exists()


def test_all_faults_of_all_rows_are_named_and_nothing_is_stored():
    agreement = rows.agreement()
    good = Work(agreement=agreement, **GIVEN)
    bad = Work(agreement=agreement, minutes=0, worked_on=OCTOBER_5, billable="gratis")

    with pytest.raises(BadEntries) as refused:
        logged(good, bad, good, Work(**GIVEN))

    assert {n: set(errors) for n, errors in refused.value.errors.items()} == {
        1: {"minutes", "billable"},
        3: {"agreement"},
    }
    assert str(refused.value).startswith("Row 2: ")
    assert "(2 more to correct.)" in str(refused.value)
    assert not TimeEntry.objects.exists()


def test_a_ticket_names_its_agreement_or_what_to_do_without_one():
    mine = rows.agreement()
    found = ticket(mine)
    other = rows.agreement(name="Another", base=None)
    strange = rows.agreement(rows.customer("quiet"))
    strange_ticket = ticket(strange)
    uncovered = ticket(rows.agreement(name="Third"))
    uncovered.subscription.coverage.delete()

    with pytest.raises(BadEntries) as refused:
        logged(
            Work(ticket=found, agreement=other, **GIVEN),
            Work(ticket=strange_ticket, agreement=mine, **GIVEN),
            Work(ticket=uncovered, **GIVEN),
        )

    errors = refused.value.errors
    assert f"covered by {mine.reference}" in errors[0]["agreement"]
    assert "of another customer or provider" in errors[1]["ticket"]
    assert "No agreement covers the subscription" in errors[2]["ticket"]


def test_limited_staff_log_under_their_own_providers_agreements_only():
    agreement = rows.agreement()
    found = ticket(agreement)
    limited = Actor(at=NOW, name="x", user=rows.engineer().pk, is_staff=True)
    limited = Actor(**{**vars(limited), "providers": frozenset()})

    with pytest.raises(BadEntries) as refused:
        log(
            [Work(agreement=agreement, **GIVEN), Work(ticket=found, **GIVEN)],
            source="grid",
            actor=limited,
            at=NOW,
        )

    assert refused.value.errors == {
        0: {"agreement": "There is no such agreement."},
        1: {"ticket": "There is no such ticket."},
    }


def test_who_is_no_staff_logs_nothing():
    agreement = rows.agreement()
    contact = Actor(at=NOW, name="o", customer=agreement.customer_id, role="manager")

    with pytest.raises(NotAllowed):
        log([Work(agreement=agreement, **GIVEN)], source="api", actor=contact, at=NOW)


def test_only_who_approves_time_logs_it_for_somebody_else():
    agreement = rows.agreement()
    bob = approver()
    work = Work(agreement=agreement, engineer=bob, **GIVEN)

    with pytest.raises(BadEntries) as refused:
        logged(work)
    (entry,) = logged(
        Work(agreement=agreement, engineer=rows.engineer(), **GIVEN), by=bob
    )

    ann = rows.engineer("ann@acme.example")
    ann.is_limited = True
    ann.save()
    with pytest.raises(BadEntries, match="does not work for this provider"):
        logged(Work(agreement=agreement, engineer=ann, **GIVEN), by=bob)

    assert "somebody else" in refused.value.errors[0]["engineer"]
    assert (entry.engineer, entry.created_by) == (rows.engineer(), bob.email)
