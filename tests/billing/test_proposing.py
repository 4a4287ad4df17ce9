"""What time on a ticket is proposed to be, and what its quotas are told."""

import datetime as dt

import pytest

from billing.actions.correcting import correct, withdraw
from billing.actions.proposing import proposal
from billing.actions.works import Work
from catalogue.models import Guide, Offer, Revision, Subscription
from tests.billing import rows
from tests.billing.time_cast import NOW, actor, logged, one, ticket
from tickets.actions import quotas
from tickets.actions.recording import Author
from tickets.models import Event, Reservation, Ticket

pytestmark = pytest.mark.django_db
OCTOBER_5 = dt.date(2026, 10, 5)


@pytest.mark.parametrize(
    ("fields", "billable", "why"),
    [
        ({"charge": "included"}, "package", "The line is included"),
        ({"charge": "hourly"}, "hourly", "by the hour"),
        ({"charge": "fee"}, "hourly", "costs a fee"),
        ({"charge": "sow"}, "sow", "statement of work"),
        ({"charge": "customer"}, "hourly", "the customer’s to do"),  # W38
        ({"charge": "vendor"}, "hourly", "the vendor’s to do"),
        ({"charge": "unstated"}, "package", "Nobody has said"),
        ({"charge": "hourly", "exempt": True}, "exempt", "third party"),
    ],
)
def test_the_class_follows_from_what_the_ticket_costs(fields, billable, why):
    agreement = rows.agreement()
    found = ticket(agreement, **fields)

    proposed = proposal(found, day=OCTOBER_5)
    entry = one(ticket=found, worked_on=OCTOBER_5, minutes=10)

    assert (proposed.agreement, proposed.billable) == (agreement, billable)
    assert why in proposed.why
    assert entry.billable == billable


def test_hours_bought_of_another_guide_are_not_drawn_on_by_what_this_one_includes():
    """C03: packages come on top of managed services, and replace none of them."""
    agreement = rows.agreement(base=None)
    found = ticket(agreement, charge="included")
    advice = Guide.objects.create(
        provider=agreement.provider, key="advice", title="Advice"
    )
    theirs = Revision.objects.create(guide=advice, number=1, title="Advice")
    offer = Offer.objects.create(
        revision=theirs, key="base", name="20 hours", unit="hours", position=1
    )
    package = rows.package(agreement, 20)

    outside = proposal(found, day=OCTOBER_5).billable
    package.offer = offer
    package.save()
    of_another = proposal(found, day=OCTOBER_5)

    assert (outside, of_another.billable) == ("package", "no_charge")
    assert "no package of hours is for that guide" in of_another.why


def test_without_a_package_that_month_nobody_draws_on_it():
    agreement = rows.agreement(base=None)
    rows.package(agreement, 20, ends_on=dt.date(2026, 10, 1))
    found = ticket(agreement, charge="unstated")

    before = proposal(found, day=dt.date(2026, 9, 30)).billable
    after = proposal(found, day=OCTOBER_5).billable
    apart = logged(
        *(
            Work(agreement=agreement, worked_on=day, minutes=5)
            for day in (dt.date(2026, 9, 30), OCTOBER_5)
        )
    )

    assert (before, after) == ("package", "hourly")
    assert [each.billable for each in apart] == ["package", "hourly"]


def test_an_open_finding_on_the_line_is_said_and_waits():
    found = ticket(rows.agreement(), charge="included")
    line = found.revision.provisions.get()
    finding = found.revision.findings.create(kind="blank", text="Is this included?")
    finding.provisions.add(line)
    Ticket.objects.filter(pk=found.pk).update(provision=line)
    found.refresh_from_db()

    proposed = proposal(found, day=OCTOBER_5)

    assert proposed.waits
    assert "the guide leaves open “Is this included?”" in proposed.why
    assert one(ticket=found, worked_on=OCTOBER_5, minutes=5).provision == line


def test_the_only_role_is_proposed_else_the_one_the_ticket_was_worked_in_last():
    agreement = rows.agreement()
    found = ticket(agreement)

    only = proposal(found)
    rows.package(agreement, 10, "CSE - Network")
    several = proposal(found)
    one(ticket=found, worked_on=OCTOBER_5, minutes=5, role="CSE - Network")
    as_before = proposal(found)

    assert (only.role, only.roles) == ("Service Management", ["Service Management"])
    assert (several.role, several.roles) == (
        "",
        ["CSE - Network", "Service Management"],
    )
    assert as_before.role == "CSE - Network"


def test_an_agreement_that_covers_nothing_knows_the_remedy():
    found = ticket(rows.agreement())
    found.subscription.coverage.delete()
    found = Ticket.objects.get(pk=found.pk)

    proposed = proposal(found)

    assert proposed.agreement is None
    assert f"No agreement covers the subscription of {found.reference}" in proposed.why


def test_a_pinned_subscription_knows_the_roles_of_the_revision_it_signed():
    agreement = rows.agreement()
    found = ticket(agreement)
    signed = Revision.objects.create(guide=found.revision.guide, number=2, title="Old")
    signed.rates.create(role="Engineer", kind="standard", position=1)
    Subscription.objects.filter(pk=found.subscription_id).update(pinned_revision=signed)

    assert proposal(Ticket.objects.get(pk=found.pk)).roles == ["Engineer"]


def test_quotas_of_hours_are_told_of_all_time_as_it_was_worked():
    """2 hours a month are included; 3 in all are beyond them, whatever is charged for."""
    found = ticket(rows.agreement(increment_minutes=60), charge="included")
    found.provision = found.revision.provisions.get()
    found.save()
    eva = Author("eva@acme.example", is_staff=True)
    quotas.reserve(found, author=eva, at=rows.NOON)
    found.save()
    held = Reservation.objects.filter(ticket=found)

    first, second = (
        one(ticket=found, worked_on=OCTOBER_5, minutes=minutes) for minutes in (100, 80)
    )
    after_logging = held.values_list("amount", "is_beyond").get()
    charge = Ticket.objects.get(pk=found.pk).charge
    correct(second.pk, changes={"minutes": 10}, reason="x", actor=actor(), at=NOW)
    after_correction = held.values_list("amount", "is_beyond").get()
    withdraw(first.pk, reason="x", actor=actor(), at=NOW)

    assert (after_logging, charge) == ((180, True), "hourly")
    assert after_correction == (110, False)
    assert held.values_list("amount", flat=True).get() == 10
    assert Ticket.objects.get(pk=found.pk).charge == "included"
    told = Event.objects.filter(ticket=found).values_list("kind", flat=True)
    assert set(told) == {"quota"}
