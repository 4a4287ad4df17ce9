"""The hours page: each state says in words how the month stands, in figures worked by hand."""

import datetime as dt

import pytest

from billing.models import (
    Agreement,
    OverageApproval,
    Period,
    Statement,
    TimeEntry,
)
from catalogue.models import Quota, Revision
from catalogue.platform.tenancy import actor_for
from tests.billing import rows
from tests.billing.hours_rows import (
    IN_NOVEMBER,
    IN_OCTOBER,
    contact,
    example,
    visit,
    words,
)
from tests.query_counts import pinned
from tickets.models import QuotaPeriod

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return contact(rows.customer())


def nothing_worked():
    rows.agreement()


def without_packages():
    made = rows.agreement(base=None)
    rows.entry(made, 90, "CSDM", billable="hourly")


def near():
    made = rows.agreement()
    for day in (1, 2, 5):
        rows.entry(made, 250, "CSDM", dt.date(2026, 10, day))


def not_approved():
    rows.entry(rows.agreement(), 90, "CSDM", approved_at=None, approved_by="")


def not_charged():
    """45 min for nothing are counted as none; a statement of work is charged elsewhere."""
    made, waits = rows.agreement(), {"approved_at": None, "approved_by": ""}
    rows.entry(made, 45, "CSDM", billable="no_charge", counted_minutes=0, **waits)
    rows.entry(made, 60, "CSDM", billable="sow", **waits)


def late():
    rows.entry(rows.agreement(), 60, "CSDM", dt.date(2026, 9, 30), month=rows.OCTOBER)


def stops():
    example(overage="stop")


def asks():
    example(overage="ask", overage_cap_minutes=60)


def carries():
    made = rows.agreement(carries_over=True)
    rows.entry(made, 60, "CSDM")


def ended():
    rows.agreement(ends_on=dt.date(2026, 9, 1))


# How it stands, the month asked for, and what the page says then.
STATES = [
    (nothing_worked, "", ["0 h of 20 h used, 20 h left.", "Nothing is worked yet this month."]),
    (nothing_worked, "2026-09", ["0 h of 20 h used, 20 h not used.", "20 h expired unused at the end of 30 September.", "Nothing was worked in this month."]),
    (nothing_worked, "2026-11", ["20 h will be there from its first day."]),
    (nothing_worked, "2025-12", ["The agreement begins on 1 January 2026."]),
    (ended, "2026-10", ["The agreement ended on 31 August 2026."]),
    (nothing_worked, "October", ["Write a month as 2026-10, not ‘October’. This is October 2026."]),
    (nothing_worked, "2031-01", ["Choose a month from 2000-01 to 2027-10. This is October 2026."]),
    (without_packages, "", ["No hours are bought for this month", "No package of hours is part of this agreement", "Hourly work, CSDM 1 h 30 min × $175.00 an hour $262.50"]),
    (near, "", ["12 h 30 min of 20 h used, 7 h 30 min left.", "What is not used by 31 October expires: 7 h 30 min so far.", "At this pace"]),
    (example, "", ["28 h of 30 h used, 2 h left, and 6 h 40 min beyond.", "Overage, CSDM 6 h 40 min × $175.00 an hour $1,166.67", "CSE network 10 h for CSE network only 2 h left"]),
    (example, "2026-10", ["Total so far $5,666.67"]),
    (not_approved, "", ["1 h 30 min is not yet approved by Acme", "1 h 30 min of 20 h used"]),
    (not_charged, "", ["1 h 45 min more was worked and is not charged here.", "0 h of 20 h used", "CSDM 1 h 45 min not charged"]),
    (late, "", ["1 h was worked in earlier months", "1 h of 20 h used"]),
    (stops, "", ["beyond the hours, none of it charged as things are.", "Nothing is charged beyond the hours", "Overage, CSDM, not charged: the agreement stops at its hours 6 h 40 min × $175.00 an hour $0.00"]),
    (asks, "", ["of which 1 h may be charged: $175.00.", "1 h of it a month without asking", "Overage, CSDM 1 h × $175.00 an hour $175.00", "5 h 40 min × $175.00 an hour $0.00"]),
    (carries, "", ["Unused base hours can still be used in the month after"]),
]  # fmt: skip


@pytest.mark.parametrize(("make", "month", "said"), STATES)
def test_the_page_says_how_the_month_stands(manager, make, month, said):
    make()

    answer = visit(manager)("/hours/", **({"month": month} if month else {}))

    text = words(answer).replace("'", "’").replace("’October’", "‘October’")
    assert answer.status_code == 200
    for each in said:
        assert each in text


def test_who_has_no_agreement_reads_whom_to_ask():
    owner = rows.customer()
    rows.subscription(owner)
    manager, requester = contact(owner), contact(owner, "requester")

    assert "no agreement about hours with Northwind yet. Ask Acme for one" in words(visit(manager)("/hours/"))  # fmt: skip
    rows.agreement(owner)
    text = words(visit(requester)("/hours/"))
    assert "Ask Manager ( manager@northwind.example )" in text
    assert "20 h" not in text


def test_several_agreements_are_chosen_from_and_a_strangers_is_not_found(manager):
    example(name="First")
    other = rows.agreement(name="Second", base=None)
    strange = rows.agreement(rows.customer("quiet"))

    get = visit(manager)

    assert "No hours are bought" in words(get("/hours/", agreement=other.reference))
    assert "28 h of 30 h used" in words(get("/hours/"))
    for reference in (strange.reference, "A-999", "x"):
        assert get("/hours/", agreement=reference).status_code == 404


def test_the_month_is_the_customers(manager):
    rows.agreement()
    last_evening = dt.datetime(2026, 11, 1, 3, tzinfo=dt.UTC)  # 31 October in Chicago

    answer = visit(manager, last_evening)("/hours/")

    assert "Hours in October 2026" in words(answer)


def test_closed_months_tell_their_statement(manager):
    made = example()
    Period.objects.create(
        agreement=made, customer=made.customer, month=rows.OCTOBER, state="closed",
        closed_at=IN_NOVEMBER, closed_by="staff",
    )  # fmt: skip
    statement = Statement.objects.create(
        provider=made.provider, customer=made.customer, agreement=made,
        month=rows.OCTOBER, number=12, currency="USD", total=1000,
        issued_at=IN_NOVEMBER, issued_by="staff",
    )  # fmt: skip
    statement.lines.create(
        customer=made.customer, position=1, kind="overage", text="Overage",
        minutes=400, rate=150, amount=1000,
    )  # fmt: skip

    get = visit(manager, IN_NOVEMBER)
    page = get("/hours/")

    october = words(get("/hours/", month="2026-10"))
    address = f"/api/v1/agreements/{made.reference}/hours/"
    read = get(address, month="2026-10").json()

    # 400 minutes at the $150 that the statement froze, not at the $175 of today.
    assert "Overage in 1 of the last 10 months: 6 h 40 min, $1,000.00." in words(page)
    assert "acme-000012" in words(page)
    assert "Overage 6 h 40 min × $150.00 an hour $1,000.00 Total $1,000.00" in october
    assert read["total"]["amount"] == read["overage"]["amount"] == "1000.00"
    assert [line["rate"] for line in read["lines"]] == ["150.0000"]
    assert "acme-000012" not in visit(contact(made.customer, "approver"), IN_NOVEMBER)("/hours/").content.decode()  # fmt: skip


def test_an_approver_decides_on_the_page(manager):
    made = example(overage="ask", overage_cap_minutes=60)
    asked = OverageApproval.objects.create(
        agreement=made, customer=made.customer, month=rows.OCTOBER, minutes=120,
        asked_at=IN_OCTOBER, asked_by="staff", note="<b>The move</b>",
    )  # fmt: skip

    page = visit(manager)("/hours/").content.decode()
    other = visit(contact(made.customer, "billing"))("/hours/").content.decode()

    assert f'action="/hours/overage/{asked.pk}/"' in page
    assert "&lt;b&gt;The move" in page
    assert "2 h of overage beyond the cap: an approver is asked." in other
    assert 'value="approve"' not in other


def test_quotas_are_told_in_the_tickets_words(manager):
    subscription = rows.subscription()
    made = rows.agreement(covers=subscription)
    revision = Revision.objects.create(guide=subscription.guide, number=1, title="G")
    section = revision.sections.create(number="1", title="Changes", position=1)
    quota = Quota.objects.create(
        revision=revision, section=section, text="10 changes a month", value=10,
        unit="changes", per="month", over_charge="hourly",
    )  # fmt: skip
    QuotaPeriod.objects.create(
        customer=made.customer, subscription=subscription, quota=quota,
        starts_on=rows.OCTOBER, ends_on=dt.date(2026, 11, 1), measure="tickets",
        allowed=10, used=4,
    )  # fmt: skip

    text = words(visit(manager)("/hours/"))

    assert "10 changes a month 4 used, 6 left; beyond it the charge is hourly." in text


def test_advice_compares_packages_over_the_months_that_are_over(manager):
    made = rows.agreement()
    for month in (7, 8, 9):
        for day in (1, 2):
            rows.entry(made, 1200, "CSDM", dt.date(2026, month, day))

    text = words(visit(manager)("/hours/"))

    # 40 h each month: 20 h × $150 + 20 h × $175 = $6,500; 40 h × $150 = $6,000; 3 months: $1,500.
    assert "40 h would have saved $1,500.00 in the last 3 months." in text
    assert "$150.00 for an hour of the package" in text


def test_queries_do_not_grow_with_entries_and_months(manager):
    made = example()
    get = visit(manager)
    get("/hours/")
    with pinned("billing:hours"):
        get("/hours/")
    for month in range(1, 11):
        for day in range(1, 20):
            rows.entry(made, 30, f"Role {day % 4}", dt.date(2026, month, day))

    with pinned("billing:hours"):
        get("/hours/")
    assert TimeEntry.objects.count() == 196


def test_only_contacts_who_see_hours_have_the_links():
    owner = rows.customer()
    rows.agreement(owner)

    shown = {
        role: visit(contact(owner, role))("/tickets/").content.decode()
        for role in ("manager", "approver", "requester")
    }

    assert [">Hours<" in shown[role] for role in shown] == [True, True, False]
    assert [">Statements<" in shown[role] for role in shown] == [True, False, False]


def test_the_first_page_has_a_line_for_those_who_may_see_hours():
    owner = rows.customer()
    example(owner)

    said = "28 h of 30 h used, 2 h left, and 6 h 40 min beyond."
    assert said in words(visit(contact(owner))("/"))
    assert said not in words(visit(contact(owner, "requester"))("/"))
    assert Agreement.objects.visible_to(actor_for(contact(owner, "billing"), at=IN_OCTOBER)).exists()  # fmt: skip
