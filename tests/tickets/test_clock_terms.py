"""What the bundled guides promise a ticket, by way of the tables: terms, due times, clocks."""

import datetime as dt
from dataclasses import replace

import pytest

from catalogue.actions.bundle import Source, load_guides
from catalogue.models import Calendar, CalendarVersion, Revision, Subscription, Window
from catalogue.portable import form
from catalogue.portable.yaml import GuideFile
from tests.tickets.rows import ticket_of
from tests.tickets.timing.bundled import guide, utc
from tickets.actions import clocking, promising
from tickets.models import Clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def subscribed(northwind, now):
    """Northwind's subscription to the service levels of a bundled guide, without its lines."""

    def make(name, **values):
        whole = guide(name)
        bare = form.Revision(title=whole.revision.title, label="v1")
        bare.service_levels = [
            replace(
                level,
                section="",
                exemptions=[replace(each, duties=[]) for each in level.exemptions],
            )
            for level in whole.revision.service_levels
        ]
        file = GuideFile(name, replace(whole, revision=bare), {})
        (loaded,) = load_guides([Source(file, name)], by="cory", at=now)
        # In force without an index of its lines: there are none.
        rows = Revision.objects.filter(pk=loaded.revision.pk)
        rows.move("published", published_at=now, published_by="cory")
        return Subscription.objects.create(
            customer=northwind,
            guide=loaded.revision.guide,
            service_level=loaded.revision.service_levels.first(),
            starts_on=dt.date(2026, 1, 1),
            **values,
        )

    return make


def terms_of(subscription, label, at):
    level = subscription.service_level
    priority = level.priorities.get(label=label) if label else None
    return promising.terms(
        level=level, priority=priority, subscription=subscription, at=at
    )


def told(terms, at):
    return {
        each.metric: (each.due_at, each.why)
        for each in promising.due_times(terms, at=at)
    }


def begun(subscription, label, at):
    """The clocks of a new ticket by metric."""
    terms = terms_of(subscription, label, at)
    ticket = ticket_of(subscription, at=at)
    clocking.begin(ticket, data={"priority": label, **terms}, at=at)
    return {clock.metric: clock for clock in Clock.objects.filter(ticket=ticket)}


def test_enghouse_counts_its_office_hours(subscribed):
    subscription = subscribed("enghouse-support", qualifies_for=["cloud"])
    at = utc("2026-10-23 17:45")

    clocks = begun(subscription, "P1 (Critical)", at)
    due = told(terms_of(subscription, "P1 (Critical)", at), at)

    assert {metric: clock.due_at for metric, clock in clocks.items()} == {
        "response": utc("2026-10-26 08:15"),
        "restoration": utc("2026-10-26 11:45"),
        "update": utc("2026-10-26 09:45"),
        "escalation": utc("2026-10-26 11:45"),
    }
    assert clocks["restoration"].met_by == ["resolved", "workaround", "action_plan"]
    assert clocks["escalation"].name == "EMEA Management Team"
    assert clocks["response"].calendar.name == "Office business hours"
    assert due["response"] == (
        utc("2026-10-26 08:15"),
        "30 minutes in support hours of Office business hours.",
    )
    assert "does not say which hours count" in due["update"][1]


def test_enghouse_promises_no_restoration_where_it_says_so(subscribed):
    subscription = subscribed("enghouse-support", qualifies_for=["cloud"])
    at = utc("2026-07-03 16:00")

    due = told(terms_of(subscription, "P3 (Medium)", at), at)

    assert due["response"][0] == utc("2026-07-06 16:00")
    assert due["restoration"] == due["update"] == (None, "None promised.")


def test_promero_waits_until_the_report_is_understood(subscribed):
    subscription = subscribed("promero-severity")
    at = utc("2026-03-08 07:30")

    clocks = begun(subscription, "One", at)
    due = told(terms_of(subscription, "One", at), at)
    clear = told(terms_of(subscription, "One", at) | {"understood": True}, at)

    assert clocks["response"].state == "waiting"
    assert clocks["response"].met_by == ["work"]
    assert clocks["remedy"].due_at == utc("2026-03-08 11:30")
    assert due["response"] == (
        None,
        "15 Minutes in elapsed time, counted from when the report is understood.",
    )
    assert clear["response"][0] == utc("2026-03-08 07:45")


def test_net2phone_says_why_nothing_is_due_until_hours_are_agreed(subscribed):
    subscription = subscribed("ucontact-plans")
    at = utc("2026-03-06 21:30")
    silent = begun(subscription, "High", at)
    provider = subscription.guide.provider
    office = Calendar.objects.create(provider=provider, key="ours", name="Our office")
    version = CalendarVersion.objects.create(
        calendar=office, valid_from=dt.date(2020, 1, 1), zone="America/New_York"
    )
    Window.objects.bulk_create(
        Window(version=version, day=day, opens=540, closes=1020) for day in range(5)
    )
    office.refresh_from_db()
    subscription.calendar = office

    agreed = begun(subscription, "High", at)

    assert silent["response"].state == "undetermined"
    assert silent["response"].reason.startswith("The guide counts business hours")
    assert not silent["response"].counts
    assert agreed["response"].due_at == utc("2026-03-09 14:30")


def test_webex_says_that_it_prints_no_times(subscribed):
    subscription = subscribed("webex-contact-center")
    at = utc("2026-07-03 16:00")

    due = told(terms_of(subscription, "Priority incident", at), at)

    assert begun(subscription, "Priority incident", at) == {}
    assert due == {"": (None, "This guide prints no times for this priority.")}
    assert terms_of(subscription, "Priority incident", at)["policy"]["third_party"]


def test_client_service_management_says_that_it_has_no_service_level(subscribed):
    subscription = subscribed("client-service-management")
    at = utc("2026-07-03 16:00")

    due = told(terms_of(subscription, "", at), at)

    assert due == {"": (None, promising.NO_LEVEL)}


def test_without_a_priority_it_says_so(subscribed):
    at = utc("2026-07-03 16:00")

    due = told(terms_of(subscribed("promero-severity"), "", at), at)

    assert due == {"": (None, promising.NO_PRIORITY)}


def test_terms_are_asked_of_the_database_once(subscribed, django_assert_num_queries):
    subscription = subscribed("enghouse-support")
    at = utc("2026-07-03 16:00")
    level = subscription.service_level
    priority = level.priorities.get(label="P3 (Medium)")
    given = {"level": level, "priority": priority, "subscription": subscription}
    first = promising.terms(**given, at=at)
    ticket = ticket_of(subscription, at=at)

    first["notes"] = "An event's data may be added to."
    with django_assert_num_queries(0):
        again = promising.terms(**given, at=at)
        promising.due_times(again, at=at)
    with django_assert_num_queries(1):
        clocking.begin(ticket, data=again, at=at)

    assert "notes" not in again
