"""Intake: one action behind page, API, e-mail and telephone."""

import datetime as dt

import pytest

from catalogue.models import Calendar, CalendarVersion
from tests.tickets.intake.reports import AFFECTED, RESET, errors_of, report
from tickets import receipts
from tickets.actions.intake import Report, choices, preview
from tickets.models import Clock, Event, Queue, Reservation, Ticket

pytestmark = pytest.mark.django_db


def words_of(receipt, now):
    return receipts.sentences(receipt, now=now, zone=receipt.zone)


def test_a_report_becomes_a_ticket_under_the_terms_that_bind(take, subscription):
    queue = Queue.objects.create(
        provider=subscription.guide.provider, key="new", name="New", takes_new=True
    )

    receipt = take(provision=RESET, external_id="INC-7", quantity=2)

    ticket = Ticket.objects.get()
    assert (receipt.created, receipt.reference) == (True, ticket.reference)
    assert ticket.requester.email == "dana@northwind.example"
    assert (ticket.priority.label, ticket.charge) == ("P3", "included")
    assert (ticket.queue, ticket.state, ticket.quantity) == (queue, "new", 2)
    assert (ticket.intake, ticket.external_id) == ({AFFECTED: 3}, "INC-7")
    event = Event.objects.get()
    assert (event.kind, event.body, event.is_public) == ("opened", "Since nine.", True)
    assert event.data["priority"] == "P3"
    assert event.contact_id == ticket.requester_id


def test_the_receipt_says_who_what_it_costs_and_by_when(take, now):
    receipt = take(provision=RESET)

    assert words_of(receipt, now) == [
        f"Your ticket is {receipt.reference}.",
        "Who handles it: Acme does this.",
        "Charge: Included in the service.",
        "Quota: This is number 1 of 5 in March 2026.",
        "Due times: This guide prints no times for this priority.",
    ]
    assert Reservation.objects.get().ticket == receipt.ticket


def test_a_phone_call_is_taken_by_staff_at_the_priority_meant_for_it(
    take, staff_actor, dana, now
):
    caller = dana.contacts.get()

    receipt = take(
        staff_actor,
        channel="phone",
        priority="P1",
        customer=caller.customer_id,
        requester=caller.pk,
    )

    assert receipt.ticket.priority.label == "P1"
    assert receipt.ticket.requester == caller
    opened = Event.objects.get()
    assert opened.data["understood"]
    assert (opened.by_staff, opened.contact) == (True, None)
    clocks = Clock.objects.order_by("pk").values_list("metric", "state")
    assert list(clocks) == [
        ("response", "running"),
        ("restoration", "running"),
        ("escalation", "running"),
    ]
    assert receipt.ticket.due_at == now + dt.timedelta(minutes=30)
    assert any(
        "Response (“30 minutes”): due today" in s for s in words_of(receipt, now)
    )


def test_a_priority_for_the_phone_is_accepted_below_and_the_number_told(take, provider):
    provider.phone = "+1 555 0100"
    provider.save()

    receipt = take(priority="P1")

    ticket = receipt.ticket
    assert (ticket.priority.label, ticket.requested_priority.label) == ("P3", "P1")
    assert receipt.notes == [
        "P1 is taken by phone only: call +1 555 0100 now; the ticket stands at P3 meanwhile."
    ]
    assert Event.objects.get().data["notes"] == receipt.notes


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"summary": " \x00 "}, "summary", "Say in a few words"),
        ({"summary": "x" * 201}, "summary", "Shorten it to 200"),
        ({"description": "x" * 20_001}, "description", "Shorten it to 20,000"),
        ({"kind": "wish"}, "kind", "Choose one of: incident, request, question."),
        ({"priority": "P9"}, "priority", "Choose one of: P1, P3."),
        ({"quantity": 0}, "quantity", "Ask for 1 to 1,000,000."),
        ({"intake": {}}, f"intake/{AFFECTED}", "This is needed"),
        ({"intake": {AFFECTED: "all"}}, f"intake/{AFFECTED}", "Give a number"),
        (
            {"intake": {AFFECTED: 10**9}},
            f"intake/{AFFECTED}",
            "Give a number from 0 to",
        ),
        ({"intake": {AFFECTED: 1, "Mood": "bad"}}, "intake/Mood", "There is no such"),
        (
            {"users_affected": 9, "users_total": 8},
            "users_affected",
            "No more users are affected than there are (8).",
        ),
        ({"dedup_key": "a\nb"}, "dedup_key", "At most 200 characters, in one line."),
        ({"external_id": "x" * 101}, "external_id", "At most 100"),
        ({"provision": 2**40}, "provision", "There is no such line"),
        ({"guide": 2**40}, "guide", "This customer has no such guide now. Choose one"),
        ({"subscription": 2**40}, "subscription", "This customer has no such"),
        ({"follows": 2**40}, "follows", "This customer has no such ticket."),
    ],
)
def test_what_is_wrong_is_named_with_its_remedy(take, changes, field, said):
    found = errors_of(take, **changes)

    assert found[field].startswith(said)


def test_every_error_is_told_at_once(take):
    assert set(errors_of(take, summary="", kind="wish", intake={})) == {
        "summary",
        "kind",
        f"intake/{AFFECTED}",
    }


def test_a_mail_is_taken_with_what_is_missing_and_asked_for_it(take):
    receipt = take(channel="email", summary="", intake={}, priority="urgent")

    assert receipt.ticket.missing == [AFFECTED]
    assert receipt.ticket.summary == "(no subject)"
    assert receipt.notes == [f"Please tell us also: “{AFFECTED}”."]


def test_the_figure_of_affected_users_is_asked_for_once(take):
    assert take(users_affected=5, intake={}).ticket.intake == {AFFECTED: 5}
    assert take().ticket.users_affected == 3


def test_a_line_that_costs_waits_for_an_approver(take):
    receipt = take(provision="Build a custom report")

    assert receipt.charge == "hourly"
    assert receipts.APPROVAL in receipt.notes


def test_without_a_line_staff_will_say(take):
    receipt = take()

    assert (receipt.charge, receipt.who) == ("unstated", receipts.NO_LINE)


def test_a_line_that_is_not_covered_says_so(take):
    assert take(provision="Record greetings").who == "This is not covered."


def test_a_preview_says_the_same_and_writes_nothing(take, dana_actor, now):
    asked = report(provision=RESET, priority="P1")

    seen = preview(asked, actor=dana_actor, at=now)

    assert not Ticket.objects.exists()
    assert not Reservation.objects.exists()
    made = take(provision=RESET, priority="P1")
    assert (seen.reference, seen.who, seen.charge) == ("", made.who, made.charge)
    assert (seen.due, seen.notes) == (made.due, made.notes)
    assert [p.text for p in seen.quotas] == [
        "This would be number 1 of 5 in March 2026."
    ]


def test_outside_support_hours_the_next_opening_is_told(
    take, subscription, provider, now
):
    calendar = Calendar.objects.create(provider=provider, key="day", name="Day")
    version = CalendarVersion.objects.create(
        calendar=calendar, valid_from=dt.date(2026, 1, 1), zone="America/Chicago"
    )
    version.windows.create(day=2, opens=8 * 60, closes=18 * 60)
    subscription.calendar = calendar
    subscription.save()

    assert take().notes == [
        "This is outside support hours: support opens tomorrow 08:00 (CDT)."
    ]


def test_the_same_alarm_joins_the_live_ticket(take, key_actor):
    first = take(key_actor, channel="api", dedup_key="disk-7", provision=RESET)

    again = [take(key_actor, channel="api", dedup_key="disk-7") for _ in range(2)]

    assert {each.ticket for each in again} == {first.ticket}
    assert not any(each.created for each in again)
    assert [each.who for each in again] == [first.who] * 2
    repeated = Event.objects.filter(kind="repeated").order_by("pk")
    assert [event.data["count"] for event in repeated] == [2, 3]
    assert repeated[0].body == "Since nine."


def test_an_alarm_after_the_end_is_a_new_ticket(take, key_actor, now):
    first = take(key_actor, channel="api", dedup_key="disk-7").ticket
    Ticket.objects.filter(pk=first.pk).update(state="cancelled", ended_at=now)

    assert take(key_actor, channel="api", dedup_key="disk-7").created


def test_a_report_is_not_of_tomorrow(take, now):
    tomorrow = now + dt.timedelta(days=1)

    assert "reported_at" in errors_of(take, reported_at=tomorrow)
    assert "reported_at" in errors_of(take, reported_at=now - dt.timedelta(days=400))


def test_the_form_tells_what_is_asked_before_it_is_asked(subscription, dana_actor, now):
    found = choices(Report("", "portal"), actor=dana_actor, at=now)

    assert [each.label for each in found.fields] == [AFFECTED]
    assert [each.label for each in found.priorities] == ["P1", "P3"]
    assert found.receipt.ticket.priority.label == "P3"
    assert not Ticket.objects.exists()
