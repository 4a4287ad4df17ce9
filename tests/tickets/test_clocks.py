"""Clocks as rows: begun at intake, replayed after every event, and never judged anew."""

import datetime as dt

import pytest

from catalogue.models import CalendarVersion, Revision, Subscription, Window
from tests.tickets.acts.lives import plain_guide
from tests.tickets.clocked import HOUR, MINUTE, begun, clock_of, happens, office_of
from tickets.actions import clocking, promising
from tickets.actions.sweeping import sweep
from tickets.models import Clock

pytestmark = pytest.mark.django_db
# A Tuesday, one hour before closing time.
AT = dt.datetime(2026, 3, 10, 17, tzinfo=dt.UTC)


@pytest.fixture
def subscription(northwind, provider, now):
    """P1: response in 30 minutes, restoration in 4 hours; third parties are exempt."""
    guide = plain_guide(provider, at=now)
    return Subscription.objects.create(
        customer=northwind,
        guide=guide,
        service_level=guide.revisions.get().service_levels.get(),
        starts_on=dt.date(2026, 1, 1),
    )


@pytest.fixture
def office(provider):
    return office_of(provider)


@pytest.fixture
def ticket(subscription, office):
    return begun(subscription, at=AT, calendar=office)


def test_a_ticket_begins_with_a_clock_for_each_promise(ticket, office):
    response, restoration = ticket.clocks.order_by("pk")

    assert (response.metric, restoration.metric) == ("response", "restoration")
    assert response.due_at == ticket.due_at == AT + 30 * MINUTE
    assert restoration.due_at == AT + 18 * HOUR  # 1 h today, 3 h from 8:00
    assert response.fires_at == AT + 22.5 * MINUTE  # 75 %
    assert response.goal == 30 * MINUTE
    assert (response.priority_label, response.target_text) == ("P1", "30 minutes")
    assert (response.calendar, response.edition) == (office, office.edition)


def test_a_support_day_is_that_of_the_hours_in_force(subscription, office):
    draft = Revision.objects.create(guide=subscription.guide, number=2, title="Voice")
    level = draft.service_levels.create(name="Days")
    priority = level.priorities.create(label="P1")
    priority.targets.create(metric="response", text="1 Day", minutes=1440)
    later = CalendarVersion.objects.create(
        calendar=office, valid_from=dt.date(2026, 4, 1), zone="UTC"
    )
    Window.objects.create(version=later, day=0, opens=480, closes=720)
    office.refresh_from_db()

    goals = {
        month: promising.terms_in(
            level=level,
            priority=priority,
            calendar=office,
            at=dt.datetime(2026, month, 6, tzinfo=dt.UTC),
        )["promises"][0]["goal"]
        for month in (3, 4)
    }

    assert goals == {3: 10 * 3600, 4: 4 * 3600}


def test_beginning_is_one_insert(subscription, office, django_assert_num_queries):
    level = subscription.service_level
    priority = level.priorities.get(label="P1")
    given = {"level": level, "priority": priority, "calendar": office, "at": AT}
    ticket = begun(subscription, at=AT, calendar=office)
    ticket.clocks.all().delete()

    with django_assert_num_queries(1):
        clocking.begin(ticket, data=promising.terms_in(**given), at=AT)

    assert ticket.clocks.count() == 2


def test_a_reply_stops_the_response_for_good(ticket):
    happens(ticket, "replied", at=AT + 30 * MINUTE)

    response = clock_of(ticket, "response")
    assert (response.state, response.met) == ("stopped", True)
    assert (response.elapsed, response.fires_at) == (30 * MINUTE, None)
    assert ticket.due_at == clock_of(ticket, "restoration").due_at


def test_a_pause_is_a_row_and_moves_what_is_due(ticket):
    happens(ticket, "pending_customer", at=AT + 10 * MINUTE)
    paused = clock_of(ticket, "restoration")
    happens(ticket, "open", at=AT + 40 * MINUTE)

    resumed = clock_of(ticket, "restoration")
    assert (paused.state, paused.due_at, paused.fires_at) == ("paused", None, None)
    assert resumed.due_at == AT + 18 * HOUR + 30 * MINUTE
    assert [(p.reason, p.began_at, p.ended_at) for p in resumed.pauses.all()] == [
        ("customer", AT + 10 * MINUTE, AT + 40 * MINUTE)
    ]


def test_a_ticket_that_waits_has_nothing_due(ticket):
    happens(ticket, "pending_customer", at=AT + 10 * MINUTE)

    ticket.refresh_from_db()
    assert ticket.due_at is None


def test_the_exempt_time_of_a_third_party_marks_the_ticket(ticket):
    happens(ticket, "replied", at=AT + 5 * MINUTE)

    happens(ticket, "pending_third_party", at=AT + 10 * MINUTE)

    ticket.refresh_from_db()
    assert ticket.exempt
    counts = dict(ticket.clocks.values_list("metric", "counts"))
    assert counts == {"response": True, "restoration": False}


def test_only_what_differs_is_written(ticket, django_assert_num_queries):
    # Facts, calendars, clocks, their pauses; the ticket.
    with django_assert_num_queries(2 + 5):  # and the savepoint
        clocking.refresh(ticket, at=AT + MINUTE)


def moved_hours(office, **values):
    """Another edition of a calendar under no wall."""
    CalendarVersion.objects.filter(calendar=office).update(**values)
    office.refresh_from_db()


def test_a_calendar_edit_moves_what_is_open_and_leaves_results(ticket, office):
    happens(ticket, "replied", at=AT + 20 * MINUTE)
    stopped = Clock.objects.filter(metric="response").values().get()

    moved_hours(office, zone="Etc/GMT-1")  # 17:00 UTC is closing time there
    clocking.refresh(ticket, at=AT + 30 * MINUTE)

    assert Clock.objects.filter(metric="response").values().get() == stopped
    restoration = clock_of(ticket, "restoration")
    assert restoration.due_at == AT + 18 * HOUR  # 7:00 UTC and 4 h
    assert restoration.edition == office.edition


def test_differences_tell_a_calendar_that_was_edited(ticket, office):
    happens(ticket, "replied", at=AT + 20 * MINUTE)
    before = clocking.differences(ticket, at=AT + HOUR)

    moved_hours(office, zone="Etc/GMT-1")
    after = clocking.differences(ticket, at=AT + HOUR)

    assert before == []
    elapsed = {each.metric: each.differs.get("elapsed") for each in after}
    assert elapsed["response"] == (20 * MINUTE, dt.timedelta())
    assert "T-" in str(after[0])
    assert not clocking.proof_of(clock_of(ticket, "response"), at=AT).agrees


def test_what_was_told_of_a_priority_is_not_told_again_of_the_next(ticket):
    happens(ticket, "replied", at=AT + MINUTE)
    tuesday_late = AT + 50 * MINUTE
    Clock.objects.filter(metric="restoration").update(fired=[75])

    level = ticket.service_level
    terms = promising.terms_in(
        level=level, priority=level.priorities.get(label="P1"), calendar=None
    )
    restored = [p for p in terms["promises"] if p["metric"] == "restoration"]
    restored[0]["goal"] = 60 * 60
    happens(ticket, "reclassified", at=tuesday_late, priority="P1", promises=restored)

    second = clock_of(ticket, "restoration")
    assert (second.cycle, second.fired) == (2, [75])
    assert second.fires_at == second.due_at == AT + HOUR


def test_a_breach_is_noted_where_it_lies(ticket):
    sweep(AT + 31 * MINUTE)
    swept = clock_of(ticket, "response")
    happens(ticket, "replied", at=AT + 45 * MINUTE)

    late = clock_of(ticket, "response")
    assert swept.breached_at == late.breached_at == AT + 30 * MINUTE
    assert (late.met, late.elapsed) == (False, 45 * MINUTE)


def test_hours_that_never_come_are_undetermined(subscription, provider):
    never = office_of(provider, "never", days=[])
    shut = office_of(provider, "shut")

    no_hours = begun(subscription, at=AT, calendar=never)
    ticket = begun(subscription, at=AT, calendar=shut)
    Window.objects.filter(version__calendar=shut).delete()
    clocking.refresh(ticket, at=AT + MINUTE)

    for each in (no_hours, ticket):
        clock = clock_of(each, "response")
        assert (clock.state, clock.counts) == ("undetermined", False)
        assert "no opening hours" in clock.reason
        assert clocking.proof_of(clock, at=AT).sentences == [clock.reason]


def test_a_proof_says_in_words_what_it_adds_up(ticket):
    happens(ticket, "pending_customer", at=AT + 10 * MINUTE)
    happens(ticket, "open", at=AT + 40 * MINUTE)
    happens(ticket, "resolved", at=AT + 19 * HOUR, body="Done.")

    proof = clocking.proof_of(clock_of(ticket, "restoration"), at=AT + 99 * HOUR)

    assert proof.counted == 4 * HOUR + 30 * MINUTE
    assert (proof.calendar, proof.zone) == ("Office hours", "UTC")
    assert proof.sentences == [
        "Counted 4 h 30 min in support hours of Office hours (UTC).",
        "Stood still 30 min: waiting for the customer.",
        "Closed 14 h: outside support hours.",
        "4 h may pass: late.",
        "The guide does not say which hours count: support hours are taken.",
    ]


def test_a_proof_of_elapsed_time_needs_no_calendar(subscription):
    ticket = begun(subscription, at=AT)

    proof = clocking.proof_of(clock_of(ticket, "response"), at=AT + 10 * MINUTE)

    assert proof.sentences[0] == "Counted 10 min in elapsed time, round the clock."
    assert proof.sentences[-1].startswith("The guide does not say which hours count")
