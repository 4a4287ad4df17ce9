"""Reports of time: the figures by hand, who may ask for them, and what they cost."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest

from billing.actions import reporting
from billing.margins import margin
from catalogue.platform.tenancy import actor_for
from tests.billing import rows
from tests.billing.desk import staff, words
from tests.billing.time_cast import office_hours
from tests.query_counts import pinned

URL = "/admin/billing/timeentry/reports/"
NOON = rows.NOON  # Thursday 15 October, 12:00 in Chicago
WAITS = {"approved_at": None, "approved_by": ""}


@pytest.fixture
def bill(db, time_machine):
    time_machine.move_to(NOON, tick=False)
    return staff("bill@acme.example", "billing")


@pytest.fixture
def desk(client, bill):
    client.force_login(bill)
    return client


def cells(answer, table=0):
    """What a report's table says."""
    return [[cell.text for cell in row] for row in answer.context["tables"][table].rows]


def test_a_margin_shares_worked_time_as_charged_time_is():
    # 2,080 minutes were worked; 2,000 of the package and 400 beyond are charged (rounding):
    # 2,080 × 400 ÷ 2,400 = 346.67 → 347 beyond, 1,733 in the package. At $60 an hour they cost
    # $347.00 and $1,733.00; of the fee of $3,000 are left $1,267.00 (42 %), of $1,166.67 $819.67.
    found = margin(
        fee=Decimal(3000),
        overage=Decimal("1166.67"),
        worked=2080,
        used=2000,
        beyond=400,
        apart=0,
        cost=Decimal(60),
    )

    assert (found.base.minutes, found.overage.minutes) == (1733, 347)
    assert (found.base.margin, found.base.share) == (Decimal("1267.00"), 42)
    assert found.overage.margin == Decimal("819.67")
    assert found.whole.margin == Decimal("2086.67")


def test_a_margin_without_time_or_money_is_none():
    found = margin(
        fee=Decimal(), overage=Decimal(), worked=0, used=0, beyond=0, apart=0,
        cost=Decimal(60),
    )  # fmt: skip

    assert (found.whole.margin, found.whole.share) == (0, None)


def test_utilisation_is_held_against_the_working_time_until_now(desk):
    made = rows.agreement()
    calendar = office_hours()
    erin = staff("erin@acme.example", "engineer")
    staff("ida@acme.example", "engineer")
    rows.entry(made, 600, "Network", engineer=erin)
    rows.entry(made, 360, billable="no_charge", engineer=erin)
    rows.entry(made, 999, day=dt.date(2026, 9, 30), engineer=erin)

    answer = desk.get(URL + "utilisation/", {"calendar": calendar.pk})

    # 1 and 2 October, 5 to 9, 12 to 14: ten days of 10 hours; on the 15th four until noon: 104 h.
    # 16 h of them are 15 %.
    assert ["erin@acme.example", "16 h", "10 h", "104 h", "15 %"] in cells(answer)
    assert ["ida@acme.example", "0 h", "0 h", "104 h", "0 %"] in cells(answer)
    assert cells(answer, 1) == [
        ["Network", "10 h", "10 h"],
        ["no role", "6 h", "0 h"],
    ]


def test_agreements_near_or_over_their_hours_come_fullest_first(desk):
    near = rows.agreement(rows.customer("near"))
    over = rows.agreement(rows.customer("over"))
    rows.agreement(rows.customer("idle"))
    under = rows.agreement(rows.customer("under"))
    rows.entry(near, 900)  # 15 of 20 hours: 75 %
    rows.entry(over, 1440), rows.entry(over, 160)  # 26 h 40 min: 6 h 40 min beyond
    rows.entry(under, 899)

    answer = desk.get(URL + "hours/")
    file = desk.get(URL + "hours/", {"file": "csv"})

    beyond = [str(over), "Over", "100 %", "20 h", "20 h", "0 h", "6 h 40 min"]
    assert cells(answer) == [
        [*beyond, "$1,166.67", "USD"],
        [str(near), "Near", "75 %", "20 h", "15 h", "5 h", "0 h", "$0.00", "USD"],
    ]
    written = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert written[0][3] == "Hours of the month, minutes"
    assert written[1][3:8] == ["1200", "1200", "0", "400", "1166.67"]


def test_margins_need_a_cost_which_stays_out_of_the_address(desk):
    made = rows.agreement()
    rows.entry(made, 1440), rows.entry(made, 160)
    typed = {"month": "2026-10", "cost": "60", "customer": ""}

    asked = desk.get(URL + "margin/")
    wrong = desk.post(URL + "margin/", typed | {"cost": "-1"})
    answer = desk.post(URL + "margin/", typed)

    # 20 h of the package cost $1,200 of a fee of $3,000; 400 min beyond $400 of $1,166.67.
    assert asked.context["tables"] == wrong.context["tables"] == []
    money = ["$3,000.00", "20 h", "$1,200.00", "$1,800.00"]
    overage = ["$1,166.67", "6 h 40 min", "$400.00", "$766.67"]
    whole = ["$2,566.67", "62 %", "USD"]
    assert cells(answer) == [
        [str(made), "Northwind", *money, *overage, *whole],
        ["All", "", *money, *overage, *whole],
    ]


def test_what_waits_is_told_by_month_and_leads_to_its_entries(desk):
    made = rows.agreement()
    rows.entry(made, 60, **WAITS), rows.entry(made, 30, **WAITS)
    rows.entry(made, 45)
    rows.entry(made, 10, **WAITS, withdrawn_at=NOON, withdrawn_by="x", reason="x")

    waits = desk.get(URL + "unapproved/")
    lineless = desk.get(URL + "without-line/")
    (row,) = waits.context["tables"][0].rows
    listed = desk.get(row[4].url)

    told = ["October 2026", str(made), "Northwind", "eva@acme.example"]
    assert cells(waits) == [[*told, "2", "1 h 30 min"]]
    assert cells(lineless) == [[*told, "3", "2 h 15 min"]]
    assert len(listed.context["cl"].result_list) == 2


@pytest.mark.parametrize(
    "month", ["x", "2026-13", "0000-00", "2026-10-01", "9999-12", "0001-01"]
)
def test_a_month_that_is_none_is_told(desk, month):
    answers = [
        desk.get(URL + "hours/", {"month": month}),
        desk.get(URL + "utilisation/", {"month": month}),
        desk.post(URL + "margin/", {"month": month, "cost": "60"}),
    ]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert all(answer.context["form"].errors["month"] for answer in answers)


def test_reports_are_for_those_whose_rights_they_need(client, bill):
    made = rows.agreement()
    rows.entry(made, 1000)
    erin = staff("erin@acme.example", "engineer")
    limited = staff("lim@acme.example", "billing", rows.provider("other"))

    def seen(user):
        client.force_login(user)
        reports = ("utilisation", "hours", "margin", "unapproved", "without-line")
        return [client.get(f"{URL}{name}/").status_code for name in reports]

    assert seen(bill) == [200] * 5
    assert seen(erin) == [403, 200, 403, 200, 200]
    assert seen(staff("curt@acme.example", "curator")) == [403] * 5
    client.force_login(limited)
    assert cells(client.get(URL + "hours/")) == []
    assert client.get(URL + "nothing/").status_code == 404


def test_the_first_page_of_the_desk_tells_it_in_short(client, bill):
    made = rows.agreement(name="Voice")
    rows.entry(made, 1300, **WAITS)

    def told(user):
        client.force_login(user)
        return words(client.get("/admin/"))

    assert "<strong>1</strong> time entries to approve" in told(bill)
    assert "Northwind, Voice" in told(bill)
    assert "100 % used, 1 h 40 min over" in told(staff("erin@acme.example", "engineer"))
    assert "to approve" not in told(staff("erin@acme.example", "engineer"))
    assert "Voice" not in told(staff("curt@acme.example", "curator"))


def test_reports_cost_the_same_with_few_and_many_agreements(bill):
    actor = actor_for(bill, at=NOON)

    def asked():
        found = reporting.near_or_over(rows.OCTOBER, actor=actor, at=NOON)
        own = [use.agreement for use in found]
        reporting.margins(own, rows.OCTOBER, cost=Decimal(60), at=NOON)
        reporting.by_engineer(rows.OCTOBER, actor=actor)
        reporting.by_role(rows.OCTOBER, actor=actor)
        reporting.unapproved(actor=actor)
        reporting.without_line(rows.OCTOBER, actor=actor)
        return found

    rows.entry(rows.agreement(), 1000, **WAITS)
    with pinned("reports of time"):
        few = asked()
    for n in range(5):
        made = rows.agreement(rows.customer(f"c{n}"))
        rows.entry(made, 1000, engineer=rows.engineer(f"e{n}@acme.example"), **WAITS)
    with pinned("reports of time"):
        many = asked()

    assert (len(few), len(many)) == (1, 6)
