"""Hours on a ticket's pages: what is shown to whom, and what the forms do."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from billing.actions.logging_time import Work, log
from billing.models import Period, TimeEntry, Timer
from catalogue.models import Contact
from catalogue.platform.tenancy import Actor
from tests.billing import rows
from tests.cast import NOON, contact
from tests.query_counts import pinned

pytestmark = pytest.mark.django_db
MARCH_1 = dt.date(2026, 3, 1)
FORM = {
    "day": "2026-03-01",
    "time": "1:30",
    "start": "",
    "end": "",
    "billable": "hourly",
    "role": "",
    "description": "Replaced the <b>disk</b>",
    "note": "Was <i>theirs</i>",
}


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.operator)
    return client


def page_of(ticket):
    return reverse("admin:tickets_ticket_change", args=[ticket.pk])


def door(name, *args):
    return reverse(f"admin:billing_timer_{name}", args=args)


def hours_of(response):
    """The panel of hours of a page, as text."""
    text = response.content.decode()
    assert 'id="hours-of-ticket"' in text
    return text[text.index('id="hours-of-ticket"') :].partition("</section>")[0]


def engineer_with(*rights):
    user = rows.engineer()
    codes = [right.partition(".")[2] for right in rights]
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    return user


def worked(cast, *minutes, by=None, **fields):
    who = by or cast.operator
    actor = Actor(at=NOON, name=who.email, user=who.pk, is_staff=True)
    works = [
        Work(ticket=cast.ticket, worked_on=MARCH_1, minutes=each, **fields)
        for each in minutes
    ]
    return log(works, source="ticket", actor=actor, at=NOON)


def test_the_desk_says_what_is_left_and_what_goes_beyond_before_work_begins(desk, cast):
    with pinned("desk ticket with hours"):
        response = desk.get(page_of(cast.ticket))

    panel = hours_of(response)
    assert "20 h left" in panel
    assert "Beyond the hours work goes on and is charged at a rate that nobody" in panel
    assert "No time is logged yet." in panel
    assert "Start a timer" in panel
    assert 'action="' + door("log", cast.ticket.pk) in panel
    assert "Nobody has said what the ticket costs" in panel


@pytest.mark.parametrize(
    ("policy", "cap", "said"),
    [
        ("ask", 120, "Beyond the hours 2 h a month are charged at $175.00 an hour"),
        ("stop", None, "Beyond the hours nothing is charged: speak with the customer"),
    ],
)
def test_the_desk_says_what_the_agreement_does_beyond_its_hours(
    desk, cast, policy, cap, said
):
    rows.agreed(cast.agreement, "175")
    cast.agreement.overage, cast.agreement.overage_cap_minutes = policy, cap
    cast.agreement.save()

    assert said in hours_of(desk.get(page_of(cast.ticket)))


def test_logging_by_hand_is_told_and_shown(desk, cast):
    cast.agreement.minimum_minutes = 120
    cast.agreement.save()

    response = desk.post(door("log", cast.ticket.pk), FORM, follow=True)

    entry = TimeEntry.objects.get()
    assert (entry.minutes, entry.counted_minutes, entry.billable) == (90, 120, "hourly")
    assert (entry.source, entry.engineer, entry.worked_on) == (
        "ticket",
        cast.operator,
        MARCH_1,
    )
    assert "Logged 1 h 30 min, charged 2 h." in response.content.decode()
    panel = hours_of(response)
    assert "1 h 30 min worked, 2 h charged; not approved yet." in panel
    assert "Replaced the &lt;b&gt;disk&lt;/b&gt;" in panel


def test_start_and_end_are_the_customers_wall_clock(desk, cast):
    cast.customer.zone = "America/Chicago"
    cast.customer.save()

    desk.post(
        door("log", cast.ticket.pk),
        FORM | {"time": "", "start": "23:30", "end": "00:30"},
    )

    entry = TimeEntry.objects.get()
    assert entry.started_at == dt.datetime(2026, 3, 2, 5, 30, tzinfo=dt.UTC)
    assert (entry.worked_on, entry.minutes) == (MARCH_1, 60)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"time": "0"}, "Give the minutes worked"),
        ({"time": "ninety"}, "Type time as 1:30"),
        ({"time": "25"}, "at most 24 hours"),
        ({"day": "2026-02-30"}, "Enter a valid date"),
        ({"day": "2999-01-01"}, "in the future"),
        ({"day": "0001-01-01"}, "before 2000"),
        ({"start": "09:00"}, "not both"),
        ({"time": "", "start": "09:00"}, "Give start and end"),
        ({"role": "Plumber"}, "Select a valid choice"),
        ({"description": "x" * 20_001}, "at most 20000 characters"),
    ],
)
def test_what_is_refused_stays_as_it_was_typed(desk, cast, changed, said):
    response = desk.post(
        door("log", cast.ticket.pk), FORM | {"note": "Keep this"} | changed
    )

    text = response.content.decode()
    assert response.status_code == 200
    assert said in text
    assert "Nothing is logged yet. What you typed is kept." in text
    assert "Keep this" in text
    assert not TimeEntry.objects.exists()


def test_late_time_is_told_with_the_month_it_is_charged_in(desk, cast):
    Period.objects.create(
        agreement=cast.agreement,
        customer=cast.customer,
        month=MARCH_1,
        state="closed",
        closed_at=NOON,
        closed_by="x",
    )

    response = desk.post(door("log", cast.ticket.pk), FORM, follow=True)

    assert (
        "March 2026 is closed: the time keeps its date and is charged in April 2026."
        in response.content.decode()
    )


def test_a_timer_is_started_kept_and_stopped_on_the_page(desk, cast):
    desk.post(door("start", cast.ticket.pk))
    Timer.objects.update(started_at=NOON)
    desk.logout()
    desk.force_login(cast.operator)
    shown = hours_of(desk.get(page_of(cast.ticket)))
    assert "Your timer runs since" in shown
    assert "Start a timer" not in shown

    stop = {"billable": "hourly", "role": "", "description": "Disk"}
    refused = desk.post(door("stop"), stop)
    assert "Discard it, and log the time by hand." in refused.content.decode()
    entry_before = TimeEntry.objects.exists()
    Timer.objects.update(started_at=dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))
    done = desk.post(door("stop"), stop, follow=True)

    assert not entry_before
    assert TimeEntry.objects.get().minutes == 60
    assert "Logged 1 h." in done.content.decode()
    assert "Start a timer" in hours_of(done)


def test_discarding_a_timer_and_a_second_start_are_told(desk, cast):
    desk.post(door("start", cast.ticket.pk))
    again = desk.post(door("start", cast.ticket.pk), follow=True)
    gone = desk.post(door("discard"), follow=True)
    nothing = desk.post(door("stop"), {}, follow=True)

    assert "stop or discard it first" in again.content.decode()
    assert "nothing is logged" in gone.content.decode()
    assert "You have no timer that runs" in nothing.content.decode()
    assert not Timer.objects.exists()


def test_a_ticket_without_an_agreement_says_what_to_do(desk, cast):
    cast.agreement.coverages.all().delete()

    text = desk.get(page_of(cast.ticket)).content.decode()
    form = desk.get(door("log", cast.ticket.pk)).content.decode()

    assert "No agreement covers the subscription" in text
    assert "No agreement covers the subscription" in form
    assert "Start a timer" not in text


def test_rights_decide_who_reads_time_and_who_logs_it(client, cast):
    client.force_login(engineer_with("tickets.view_ticket"))
    without = client.get(page_of(cast.ticket)).content.decode()
    client.force_login(engineer_with("tickets.view_ticket", "billing.view_timeentry"))
    reading = hours_of(client.get(page_of(cast.ticket)))
    refused = client.post(door("log", cast.ticket.pk), FORM)

    assert 'id="hours-of-ticket"' not in without
    assert "Log time" not in reading
    assert refused.status_code == 403
    assert not TimeEntry.objects.exists()


def test_limited_staff_find_no_door_to_another_providers_ticket(client, cast):
    user = engineer_with("billing.add_timeentry", "tickets.view_ticket")
    user.is_limited = True
    user.save()
    client.force_login(user)

    answers = [
        client.post(door(name, cast.ticket.pk), FORM) for name in ("log", "start")
    ]

    assert [each.status_code for each in answers] == [404, 404]


def portal(client, user, ticket):
    client.force_login(user)
    return client.get(ticket.get_absolute_url()).content.decode()


def test_the_portal_shows_time_to_who_answers_for_the_hours(client, cast):
    worked(cast, 20, 40, description="Restarted <b>it</b>", note="Internal only")
    approver = contact(cast.customer, "ann@harbour.example", Contact.Role.APPROVER)
    cast.ticket.watchers.create(customer=cast.customer, contact=approver.contacts.get())
    cast.ticket.watchers.create(
        customer=cast.customer, contact=cast.colleague.contacts.get()
    )

    manager = portal(client, cast.owner, cast.ticket)
    deciding = portal(client, approver, cast.ticket)
    requester = portal(client, cast.colleague, cast.ticket)

    for text in (manager, deciding):
        assert "1 h worked; not approved yet." in text
        assert "Restarted &lt;b&gt;it&lt;/b&gt;" in text
        assert "20 h used" in text  # said before work goes on
        assert "Internal only" not in text
        assert cast.operator.email not in text
        assert f"/hours/?agreement={cast.agreement.reference}" in text
    assert "worked" not in requester
    assert "Restarted" not in requester


def test_many_entries_cost_the_portal_no_more_queries(client, cast):
    worked(cast, *[5] * 30)
    client.force_login(cast.owner)

    with pinned("portal ticket with hours"):
        text = client.get(cast.ticket.get_absolute_url()).content.decode()

    assert "And 10 earlier entries." in text
