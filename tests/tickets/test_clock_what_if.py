"""The same ticket under other terms, and the command that replays what is stored."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from catalogue.models import Revision
from tests.query_counts import pinned
from tests.tickets.clocked import HOUR, MINUTE, begun, happens, office_of
from tests.tickets.test_clocks import AT, office, subscription, ticket  # noqa: F401  # fixtures
from tickets.actions import clocking
from tickets.models import Clock, Ticket

pytestmark = pytest.mark.django_db


def stored(ticket):  # noqa: F811
    return list(Clock.objects.filter(ticket=ticket).order_by("pk").values())


def changes(ticket, **terms):  # noqa: F811
    """By metric, what would be otherwise; nothing is written."""
    before = stored(ticket)
    found = clocking.what_if(ticket, at=AT + HOUR, **terms)
    assert stored(ticket) == before
    return {each.metric: dict(each.differs) for each in found}


def test_today_nothing_would_be_otherwise(ticket):  # noqa: F811
    happens(ticket, "replied", at=AT + 20 * MINUTE)

    assert changes(ticket) == {"response": {}, "restoration": {}}


def test_another_priority_from_the_beginning(ticket):  # noqa: F811
    happens(ticket, "replied", at=AT + 40 * MINUTE)
    usual = ticket.service_level.priorities.get(label="P3")

    found = changes(ticket, priority=usual)

    # P3 has two hours for a response, and promises no restoration.
    assert found["response"]["met"] == (False, True)
    assert found["response"]["goal"] == (30 * MINUTE, 2 * HOUR)
    assert found["restoration"]["state"] == ("running", None)


def test_another_service_level(ticket):  # noqa: F811
    draft = Revision.objects.create(
        guide=ticket.revision.guide, number=2, title="Voice"
    )
    level = draft.service_levels.create(name="Gold")
    urgent = level.priorities.create(label="P1")
    urgent.targets.create(
        metric="response", text="10 minutes", minutes=10, clock="elapsed"
    )
    ticket.subscription.calendar = None

    found = changes(ticket, level=level)

    assert found["response"]["due_at"] == (AT + 30 * MINUTE, AT + 10 * MINUTE)
    assert found["restoration"]["due_at"] == (AT + 18 * HOUR, None)


def test_other_support_hours(ticket, provider):  # noqa: F811
    always = office_of(provider, "always", days=range(7), opens=0, closes=1440)

    found = changes(ticket, calendar=always)

    assert "due_at" not in found["response"]
    assert found["restoration"]["due_at"] == (AT + 18 * HOUR, AT + 4 * HOUR)


def replayed(**options):
    """What the command prints, and whether it finds nothing wrong."""
    out = StringIO()
    try:
        call_command("replay_clocks", stdout=out, **options)
    except CommandError as error:
        return out.getvalue() + str(error), False
    return out.getvalue(), True


def test_the_command_finds_nothing_where_nothing_is_wrong(ticket):  # noqa: F811
    happens(ticket, "replied", at=AT + 20 * MINUTE)

    assert replayed() == ("1 tickets replayed, 0 with differences.\n", True)


@pytest.mark.parametrize(
    ("wrong", "shown"),
    [
        (
            lambda rows: rows.update(due_at=AT),
            "due_at: 2026-03-10T17:00:00+00:00 stored",
        ),
        (lambda rows: rows.update(goal=HOUR), "goal: 1:00:00 stored, 4:00:00 replayed"),
        (lambda rows: rows.delete(), "state: nothing stored, running replayed"),
        (lambda rows: rows.update(cycle=7), "restoration #7"),
    ],
)
def test_the_command_names_what_is_stored_otherwise(ticket, wrong, shown):  # noqa: F811
    wrong(Clock.objects.filter(metric="restoration"))

    told, fine = replayed(ticket=ticket.reference.lower())

    assert not fine
    assert f"{ticket.reference} restoration" in told
    assert shown in told
    assert "1 tickets replayed, 1 with differences." in told


def test_the_command_knows_a_ticket_by_its_reference(ticket):  # noqa: F811
    told, fine = replayed(ticket="T-999999")

    assert not fine
    assert told == "There is no ticket “T-999999”. Give a reference such as T-1042."


@pytest.mark.parametrize("count", [1, 6])
def test_many_tickets_are_replayed_with_the_queries_of_one(
    subscription,  # noqa: F811
    office,  # noqa: F811
    count,
):
    for _ in range(count):
        ticket = begun(subscription, at=AT, calendar=office)  # noqa: F811
        happens(ticket, "pending_customer", at=AT + MINUTE)
    assert Ticket.objects.count() == count

    with pinned("replaying clocks"):
        _, fine = replayed()

    assert fine
