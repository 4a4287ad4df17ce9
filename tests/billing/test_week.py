"""The week grid: what is typed is logged, corrected and withdrawn, all of it or nothing."""

import datetime as dt

import pytest

from billing.models import TimeEntry
from tests.billing import rows
from tests.billing.desk import staff, words
from tests.billing.time_cast import NOW, ticket
from tests.query_counts import pinned

pytestmark = pytest.mark.django_db
WEEK = "2026-W42"  # Monday 12 to Sunday 18 October
MONDAY = dt.date(2026, 10, 12)
URL = f"/admin/billing/timeentry/week/?week={WEEK}"


@pytest.fixture(autouse=True)
def _then(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def erin():
    """An engineer who works for every provider."""
    return staff("erin@acme.example", "engineer")


@pytest.fixture
def desk(client, erin):
    client.force_login(erin)
    return client


def sent(answer, **typed):
    """What a browser would send of a page, with some fields typed over."""
    fields = {"token": answer.context["token"], "n": len(answer.context["lines"])}
    for line in answer.context["lines"]:
        at = line.at
        headings = {f"{name}{at}": text for name, text in line.values.items()}
        fields |= headings | {f"key{at}": line.key}
        for day in line.days:
            fields |= {day.name: day.text, f"e{day.name[1:]}": day.behind}
    return fields | typed


def stored():
    """Day of the week, minutes and role of the entries that count."""
    found = TimeEntry.objects.standing().order_by("worked_on", "pk")
    return [((e.worked_on - MONDAY).days, e.minutes, e.role) for e in found]


def test_hours_typed_into_a_new_row_are_logged(desk, erin):
    made = rows.agreement()
    found = ticket(made, charge="included")
    page = desk.get(URL)

    answer = desk.post(
        URL,
        sent(
            page,
            **{"reference0": found.reference, "c0-0": "1:30", "c0-4": "0,5"},
            description0="Rewired",
        ),
        follow=True,
    )

    assert "Saved: 2 logged." in words(answer)
    assert [each[:2] for each in stored()] == [(0, 90), (4, 30)]
    entry = TimeEntry.objects.order_by("pk").first()
    assert (entry.ticket, entry.engineer, entry.source) == (found, erin, "grid")
    assert (entry.description, entry.billable) == ("Rewired", "package")
    assert answer.context["total"] == "2:00"


def test_a_changed_cell_is_corrected_and_an_emptied_one_withdrawn(desk, erin):
    made = rows.agreement()
    for day, minutes in ((0, 60), (1, 90), (2, 30)):
        on = MONDAY + dt.timedelta(days=day)
        rows.entry(made, minutes, day=on, engineer=erin)
    page = desk.get(URL)

    desk.post(URL, sent(page, **{"c0-0": "2", "c0-1": ""}, reason="Forgot lunch"))

    assert stored() == [(0, 120, ""), (2, 30, "")]
    gone = TimeEntry.objects.exclude(withdrawn_at=None)
    assert {entry.reason for entry in gone} == {"Forgot lunch"}
    assert TimeEntry.objects.get(minutes=120).corrects.minutes == 60


def test_one_wrong_cell_saves_nothing_and_everything_typed_stays(desk):
    made = rows.agreement()
    page = desk.get(URL)
    typed = {
        "reference0": made.reference,
        "c0-0": "1:30",
        "c0-1": "1:75",
        "reference1": "T-999999",
        "c1-3": "2h",
    }

    answer = desk.post(URL, sent(page, **typed))
    again = desk.post(URL, sent(answer, **{"c0-1": "1:15"}))

    assert stored() == []
    assert "75 minutes are an hour or more" in words(answer)
    assert answer.context["lines"][0].days[1].text == "1:75"
    assert "Name a ticket such as T-1042" in words(again)
    assert 'value="T-999999"' in again.content.decode()
    assert 'value="1:15"' in again.content.decode()


def test_what_the_action_refuses_is_said_at_its_cell(desk, erin):
    made = rows.agreement(starts_on=dt.date(2026, 10, 14))
    page = desk.get(URL)

    answer = desk.post(
        URL, sent(page, **{"reference0": made.reference, "c0-1": "1", "c0-2": "1"})
    )

    assert stored() == []
    days = answer.context["lines"][0].days
    assert "begins on 14 October 2026" in days[1].error
    assert days[2].error == ""


def test_a_page_sent_twice_is_saved_once(desk):
    made = rows.agreement()
    page = desk.get(URL)
    typed = sent(page, **{"reference0": made.reference, "c0-0": "1"})

    desk.post(URL, typed)
    desk.post(URL, typed)
    other = desk.post(URL, typed | {"c0-1": "3"})

    assert stored() == [(0, 60, "")]
    assert "This page was saved before" in words(other)


def test_a_cell_that_somebody_changed_meanwhile_is_not_written_over(desk, erin):
    made = rows.agreement()
    rows.entry(made, 60, day=MONDAY, engineer=erin)
    first, second = desk.get(URL), desk.get(URL)
    desk.post(URL, sent(first, **{"c0-0": "2"}))

    answer = desk.post(URL, sent(second, **{"c0-0": "3"}))

    assert stored() == [(0, 120, "")]
    assert "Somebody changed this meanwhile" in words(answer)


def test_entries_with_times_or_of_a_closed_month_are_shown_and_not_edited(desk, erin):
    made = rows.agreement()
    start = dt.datetime(2026, 10, 12, 15, tzinfo=dt.UTC)
    hour = dt.timedelta(hours=1)
    rows.entry(
        made, 60, day=MONDAY, engineer=erin, started_at=start, ended_at=start + hour
    )
    rows.entry(made, 45, day=MONDAY + dt.timedelta(days=1), engineer=erin)
    made.periods.create(
        customer=made.customer,
        month=rows.OCTOBER,
        state="closed",
        closed_at=NOW,
        closed_by="x",
    )

    page = desk.get(URL)

    (line,) = [line for line in page.context["lines"] if line.key]
    assert [day.shown[0][0] if day.shown else "" for day in line.days[:3]] == [
        "1:00",
        "0:45",
        "",
    ]
    assert not any(day.behind for day in line.days)
    assert line.total == "1:45"


def test_last_weeks_rows_come_without_their_time(desk, erin):
    made = rows.agreement()
    rows.package(made, 10, "Network")
    rows.entry(made, 60, "Network", day=MONDAY - dt.timedelta(days=4), engineer=erin)
    page = desk.get(URL)

    copied = desk.post(URL, sent(page, copy="1"))
    desk.post(URL, sent(copied, **{"c0-2": "15m"}))

    assert stored()[-1] == (2, 15, "Network")


def test_a_block_of_a_spreadsheet_becomes_rows_without_javascript(desk):
    made = rows.agreement()
    page = desk.get(URL)
    block = (
        f"{made.reference}\t\tHourly\tCabling\t1:00\t\t0.5\n{made.reference}\t\t\t\t2"
    )

    shown = desk.post(URL, sent(page, block=block, paste="1", block_column="reference"))
    odd = desk.post(URL, sent(page, block="1\t" * 20, paste="1", block_column="3"))
    before = stored()
    desk.post(URL, sent(shown))

    assert before == []
    assert (page.context["pasted"], shown.context["pasted"]) == ("", "")
    assert "The block is 21 columns wide; from there on there are 4." in words(odd)
    assert odd.context["pasted"] == "1\t" * 20
    assert sorted(stored()) == [(0, 60, ""), (0, 120, ""), (2, 30, "")]
    assert set(
        TimeEntry.objects.filter(description="Cabling").values_list(
            "billable", flat=True
        )
    ) == {"hourly"}


def test_an_engineer_edits_no_others_week_and_billing_does(client, erin):
    made = rows.agreement()
    client.force_login(erin)
    other = staff("opal@acme.example", "engineer")
    refused = client.get(f"{URL}&engineer={other.pk}")
    client.force_login(staff("bill@acme.example", "billing"))
    url = f"{URL}&engineer={erin.pk}"
    page = client.get(url)

    client.post(url, sent(page, **{"reference0": made.reference, "c0-0": "1"}))

    assert refused.status_code == 403
    assert "Time of others is for who may approve time." in words(refused)
    assert "Go to the desk" in words(refused)
    assert TimeEntry.objects.get().engineer == erin


@pytest.mark.parametrize("query", ["2026-W99", "x", "0001-W01", "2026-W42%00"])
def test_a_week_that_is_none_leads_to_this_week(desk, query):
    answer = desk.get(URL.replace(WEEK, query), follow=True)

    assert "Write a week as 2026-W42" in words(answer)
    assert answer.context["week"] == "2026-W49"


def test_a_week_costs_as_many_queries_with_few_and_many_rows(desk, erin):
    made = rows.agreement()
    rows.entry(made, 60, day=MONDAY, engineer=erin)
    desk.get(URL)

    with pinned("admin week"):
        desk.get(URL)
    for n in range(5):
        other = rows.agreement(rows.customer(f"c{n}"))
        rows.entry(other, 60, day=MONDAY, engineer=erin)
    with pinned("admin week"):
        page = desk.get(URL)

    assert len([line for line in page.context["lines"] if line.key]) == 6
