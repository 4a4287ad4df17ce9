"""Time entries at the desk: found, approved, corrected, withdrawn; never written over."""

import datetime as dt

import pytest
from django.urls import reverse

from billing.models import TimeEntry, Timer
from tests.billing import rows
from tests.billing.desk import staff, words
from tests.billing.time_cast import NOW, local, office_hours, one, ticket
from tests.query_counts import pinned

LIST = "/admin/billing/timeentry/"


@pytest.fixture
def desk(client, db, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(staff("bill@acme.example", "billing"))
    return client


def listed(desk, **query):
    """Keys of the entries that a list shows."""
    answer = desk.get(LIST, query)
    assert answer.status_code == 200
    return {entry.pk for entry in answer.context["cl"].result_list}


def page(entry, act="change"):
    return f"{LIST}{entry.pk}/{act}/"


def test_each_filter_and_search_finds_what_it_names(desk):
    made = rows.agreement(name="Voice service")
    other = rows.agreement(rows.customer("quiet"), name="Network")
    asked = ticket(made)
    a = rows.entry(made, 60, "Network", ticket=asked, external_id="X-1")
    b = rows.entry(
        other, 30, day=dt.date(2026, 11, 5), billable="hourly", approved_at=None,
        approved_by="", description="Rewired the recorder",
    )  # fmt: skip
    c = rows.entry(made, 45, withdrawn_at=NOW, withdrawn_by="x", reason="Twice")
    eva = str(a.engineer_id)

    found = {
        "all": listed(desk, standing="all"),
        "counts": listed(desk),
        "withdrawn": listed(desk, standing="withdrawn"),
        "month": listed(desk, month="2026-11"),
        "no month": listed(desk, month="x"),
        "approved": listed(desk, approved="yes"),
        "waits": listed(desk, approved="no"),
        "agreement": listed(desk, agreement=other.reference),
        "agreement by name": listed(desk, agreement="voice"),
        "customer": listed(desk, customer="quiet"),
        "role": listed(desk, role="netw"),
        "class": listed(desk, billable__exact="hourly"),
        "engineer": listed(desk, engineer=eva),
        "me": listed(desk, engineer="me"),
        "no line": listed(desk, provision="no"),
        "T-": listed(desk, q=asked.reference),
        "A-": listed(desk, q=other.reference),
        "external id": listed(desk, q="X-1"),
        "words": listed(desk, q="recorder rewired"),
        "nothing": listed(desk, q="' OR 1=1"),
    }

    a, b, c = a.pk, b.pk, c.pk
    assert found == {
        "all": {a, b, c},
        "counts": {a, b},
        "withdrawn": {c},
        "month": {b},
        "no month": set(),
        "approved": {a},
        "waits": {b},
        "agreement": {b},
        "agreement by name": {a},
        "customer": {b},
        "role": {a},
        "class": {b},
        "engineer": {a, b},
        "me": set(),
        "no line": {a, b},
        "T-": {a},
        "A-": {b},
        "external id": {a},
        "words": {b},
        "nothing": set(),
    }


@pytest.mark.django_db
def test_a_page_explains_how_minutes_became_charged_and_what_was_corrected(desk):
    made = rows.agreement(
        calendar=office_hours(), increment_minutes=15, minimum_minutes=60
    )
    # 17:10 to 18:20: 50 minutes before closing time at 18:00, 20 after; hourly with at least
    # an hour: 70 minutes in steps of 15 are 75, of which 60 (50 raised) within, 15 after.
    before = one(
        agreement=made,
        started_at=local(10, 5, 17, 10),
        ended_at=local(10, 5, 18, 20),
        billable="hourly",
    )

    desk.post(
        page(before, "correct"),
        {"reason": "Was in the role", "description": "Done", "billable": "hourly"}
        | {"started_at": "2026-10-05T17:10", "ended_at": "2026-10-05T18:20"}
        | {"agreement": made.reference, "minutes": "1:10", "worked_on": "2026-10-05"},
    )
    after = TimeEntry.objects.standing().get()
    told = words(desk.get(page(after)))

    assert (after.corrects, after.description) == (before, "Done")
    assert "Worked: 1 h 10 min, from start to end." in told
    assert "in steps of 15 min" in told
    assert "At least 1 h is charged per time entry." in told
    assert "Charged time: 1 h 15 min." in told
    assert "1 h within and 15 min outside business hours" in told
    assert "then: Was in the role" in told
    assert "Correct</a>" not in words(desk.get(page(before)))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"minutes": "1:75"}, "75 minutes are an hour or more"),
        ({"minutes": "0"}, "Give at least a minute"),
        ({"role": "Wizard"}, "names no roles"),
        ({"ticket": "T-99999"}, "There is no “T-99999”"),
        ({"worked_on": "2027-01-01"}, "in the future"),
        ({"reason": ""}, "This field is required"),
        ({"billable": "free"}, "Select a valid choice"),
    ],
)
def test_a_correction_that_cannot_be_keeps_what_was_typed(desk, typed, told):
    entry = rows.entry(rows.agreement(), 60)
    form = {
        "agreement": entry.agreement.reference,
        "minutes": "1:00",
        "worked_on": "2026-10-01",
        "billable": "package",
        "description": "Typed words",
        "reason": "Wrong",
    }

    answer = desk.post(page(entry, "correct"), form | typed)

    assert told in words(answer)
    assert "Typed words" in words(answer)
    assert TimeEntry.objects.get() == entry


def test_start_and_end_taken_away_leave_day_and_time(desk):
    entry = one(
        agreement=rows.agreement(),
        started_at=local(10, 5, 9),
        ended_at=local(10, 5, 10),
    )
    form = {"agreement": entry.agreement.reference, "billable": "package"}

    desk.post(
        page(entry, "correct"),
        form | {"minutes": "0:30", "worked_on": "2026-10-06", "reason": "Nobody knows"},
    )

    after = TimeEntry.objects.standing().get()
    assert (after.started_at, after.minutes) == (None, 30)
    assert after.worked_on == dt.date(2026, 10, 6)


def test_an_entry_is_withdrawn_with_its_reason_and_kept(desk):
    entry = rows.entry(rows.agreement(), 60)

    desk.post(page(entry, "withdraw"), {"reason": "Logged twice"})
    again = desk.post(page(entry, "withdraw"), {"reason": "Again"})

    entry.refresh_from_db()
    assert (entry.reason, entry.withdrawn_by) == ("Logged twice", "bill@acme.example")
    assert "was withdrawn by bill@acme.example" in words(again)


def test_several_are_approved_corrected_and_withdrawn_at_once(desk):
    made = rows.agreement()
    waits = {"approved_at": None, "approved_by": ""}
    entries = [rows.entry(made, 10 * n, **waits) for n in (1, 2, 3)]
    chosen = {"_selected_action": [each.pk for each in entries]}

    approved = desk.post(LIST, chosen | {"action": "approve"}, follow=True)
    asked = desk.post(LIST, chosen | {"action": "correct_many"})
    empty = desk.post(LIST, chosen | {"action": "correct_many", "apply": "1"})
    form = {"action": "correct_many", "apply": "1", "billable": "no_charge"}
    desk.post(LIST, chosen | form | {"reason": "A courtesy"})
    now = {
        "_selected_action": TimeEntry.objects.standing().values_list("pk", flat=True)
    }
    form = {"action": "withdraw_many", "apply": "1", "reason": "Away"}
    told = desk.post(LIST, now | form, follow=True)

    assert "3 approved." in words(approved)
    assert "3 time entries" in words(asked)
    assert "Say what is to become another." in words(empty)
    assert "3 withdrawn." in words(told)
    assert TimeEntry.objects.filter(billable="no_charge", reason="Away").count() == 3
    assert TimeEntry.objects.count() == 6


def test_what_a_closed_month_refuses_is_named_and_the_rest_is_done(desk):
    made = rows.agreement()
    closed = rows.entry(made, 10)
    free = rows.entry(made, 20, day=dt.date(2026, 11, 2))
    made.periods.create(
        customer=made.customer, month=rows.OCTOBER, state="closed", closed_at=NOW,
        closed_by="x",
    )  # fmt: skip

    told = desk.post(
        LIST,
        {"_selected_action": [closed.pk, free.pk], "action": "withdraw_many"}
        | {"apply": "1", "reason": "Away"},
        follow=True,
    )

    assert "1 withdrawn." in words(told)
    assert f"Entry {closed.pk}: October 2026 is closed" in words(told)
    assert set(TimeEntry.objects.standing()) == {closed}


def test_an_engineer_acts_on_own_time_and_approves_none(client, desk):
    made = rows.agreement()
    erin = staff("erin@acme.example", "engineer")
    own, others = rows.entry(made, 60, engineer=erin), rows.entry(made, 30)
    client.force_login(erin)

    client.post(page(own, "withdraw"), {"reason": "Mine"})
    refused = client.post(page(others, "withdraw"), {"reason": "Not mine"})
    actions = client.get(LIST).context["cl"].formset
    client.post(LIST, {"_selected_action": [others.pk], "action": "approve"})

    assert actions is None
    assert "Only who worked, or who approves time" in words(refused)
    assert set(TimeEntry.objects.standing()) == {others}


def test_limited_staff_meet_no_stranger(client, desk):
    mine = rows.entry(rows.agreement(), 60)
    strange = rows.entry(rows.agreement(by=rows.provider("other")), 30)
    asked = ticket(strange.agreement)
    Timer.objects.create(
        engineer=rows.engineer(), ticket=asked, customer=asked.customer, started_at=NOW
    )
    client.force_login(staff("lim@acme.example", "billing", mine.agreement.provider))

    pages = [
        client.get(page(strange, act)) for act in ("change", "correct", "withdraw")
    ]
    running = client.get(reverse("admin:billing_timer_changelist"))

    assert listed(client) == {mine.pk}
    assert [answer.status_code for answer in pages] == [302, 302, 302]
    assert asked.reference not in words(running)


def test_entries_are_neither_added_nor_changed_nor_deleted_by_a_form(desk):
    entry = rows.entry(rows.agreement(), 60)

    answers = [
        desk.get(f"{LIST}add/"),
        desk.post(page(entry), {"minutes": 5}),
        desk.post(page(entry, "delete"), {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_the_list_costs_the_same_with_few_and_many_rows(desk):
    rows.entry(rows.agreement(), 60)
    desk.get(LIST)

    with pinned("admin:billing_timeentry_changelist"):
        desk.get(LIST)
    for n in range(5):
        made = rows.agreement(rows.customer(f"c{n}"))
        rows.entry(
            made, 60, ticket=ticket(made), engineer=rows.engineer(f"e{n}@x.example")
        )
    with pinned("admin:billing_timeentry_changelist"):
        answer = desk.get(LIST)

    assert len(answer.context["cl"].result_list) == 6
