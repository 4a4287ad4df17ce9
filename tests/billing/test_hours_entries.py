"""The time behind the hours: filters, what each entry draws on, and totals that are the page's."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from billing.actions.drawing_entries import draw
from billing.actions.reckoning_months import reckon
from billing.models import TimeEntry
from tests.billing import rows
from tests.billing.hours_rows import (
    IN_OCTOBER,
    NETWORK,
    contact,
    example,
    visit,
    words,
)
from tests.query_counts import pinned

pytestmark = pytest.mark.django_db
OCTOBER = rows.OCTOBER


@pytest.fixture
def manager():
    return contact(rows.customer())


def drawn(made):
    month = reckon([made], [OCTOBER], at=IN_OCTOBER)[made.pk, OCTOBER]
    return month, draw(made.pk, month)


def test_an_entry_tells_its_package_and_what_of_it_is_beyond():
    made = example()

    _, found = drawn(made)

    # The base holds 1,200 of the 1,600 minutes, in the order of the days: three entries, no more.
    csdm = [found[pk] for pk in keys(role="CSDM")]
    assert [(p.kind, p.minutes) for each in csdm for p in each.parts] == [
        ("pool", 400), ("pool", 400), ("pool", 400), ("overage", 400),
    ]  # fmt: skip
    assert csdm[-1].amount == Decimal("1166.67")
    network = [found[pk] for pk in keys(role=NETWORK)]
    assert [(p.text, p.minutes) for each in network for p in each.parts] == [("CSE network 10 h", 240)] * 2  # fmt: skip


def keys(**conditions):
    entries = TimeEntry.objects.filter(**conditions).order_by("worked_on", "pk")
    return list(entries.values_list("pk", flat=True))


def test_an_entry_on_the_edge_is_told_in_its_parts(manager):
    made = rows.agreement(base=1)
    rows.entry(made, 120, "CSDM", counted_minutes=90, after_minutes=30)
    rows.agreed(made, "250", "after_hours")

    text = words(visit(manager)("/hours/entries/"))

    # 60 of the 90 minutes fill the package, 30 × $175 = $87.50, 30 after hours × $250 = $125.
    assert "1 h: Base 1 h 30 min: overage 30 min: work after hours" in text
    assert "Costs $212.50" in text
    assert "Worked 2 h" in text


entry = st.tuples(
    st.integers(1, 300),
    st.integers(0, 200),
    st.sampled_from(["", "CSDM", NETWORK]),
    st.sampled_from(["package", "package", "hourly", "no_charge"]),
    st.integers(1, 28),
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.lists(entry, max_size=12), policy=st.sampled_from(["allow", "stop", "ask"]))  # fmt: skip
def test_entries_add_up_to_the_months_lines_to_the_cent(entries, policy):
    TimeEntry.objects.all().delete()
    made = rows.agreement(overage=policy, base=2)
    rows.package(made, 1, NETWORK)
    rows.agreed(made, "87.125", "overage", NETWORK, dt.date(2026, 10, 14))
    rows.agreed(made, "250", "after_hours")
    for counted, after, role, billable, day in entries:
        rows.entry(
            made, counted, role, dt.date(2026, 10, day), billable=billable,
            counted_minutes=counted, after_minutes=after,
        )  # fmt: skip

    month, found = drawn(made)

    fees = sum(fee.amount for fee in month.terms.fees)
    assert sum(each.amount for each in found.values()) == month.total - fees
    assert sum(each.minutes("pool") for each in found.values()) == month.used_minutes
    assert sum(each.minutes("overage") for each in found.values()) == month.overage_minutes  # fmt: skip


def test_totals_are_those_of_the_hours_page(manager):
    example()
    get = visit(manager)

    page, entries = words(get("/hours/")), words(get("/hours/entries/"))

    assert "28 h of 30 h used, 2 h left, and 6 h 40 min beyond." in page
    assert "Entries 6 Worked 34 h 40 min Charged 34 h 40 min From packages 28 h Overage 6 h 40 min Costs $1,166.67" in entries  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 6),
        ({"role": NETWORK}, 2),
        ({"role": "nobody"}, 0),  # not a choice: the field says so
        ({"billable": "hourly"}, 0),
        ({"approved": "no"}, 0),
        ({"approved": "yes"}, 6),
        ({"q": "worked IT"}, 6),
        ({"q": "never"}, 0),
        ({"ticket": "T-99999"}, 0),
        ({"ticket": "' OR 1=1 \x00"}, 0),
        ({"month": "2026-09"}, 0),
    ],
)
def test_filters_narrow_the_list(manager, query, found):
    example()

    answer = visit(manager)("/hours/entries/", **query)

    assert answer.status_code == 200
    assert answer.context["totals"]["entries"] == found


def test_what_is_not_approved_is_marked_and_staff_notes_stay_inside(manager):
    made = rows.agreement()
    rows.entry(
        made, 60, "CSDM", approved_at=None, approved_by="", note="secret",
        description="<script>alert(1)</script>",
    )  # fmt: skip

    page = visit(manager)("/hours/entries/").content.decode()

    assert "not yet approved" in page
    assert "secret" not in page
    assert "eva@acme.example" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_files_hold_the_same_and_no_formula(manager):
    made = example()
    rows.entry(made, 60, "CSDM", dt.date(2026, 10, 9), description="=cmd|'/c'!A1")
    get = visit(manager)

    text = get("/hours/entries/csv/").content.decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(get("/hours/entries/xlsx/").content)).active

    lines = list(csv.DictReader(io.StringIO(text)))
    assert len(lines) == sheet.max_row - 1 == 7
    assert lines[-1]["Description"] == "'=cmd|'/c'!A1"
    assert sum(Decimal(line["Amount USD"]) for line in lines) == Decimal("1341.67")
    assert sum(int(line["Overage minutes"]) for line in lines) == 460
    assert len(list(csv.DictReader(io.StringIO(get("/hours/entries/csv/", role=NETWORK).content.decode("utf-8-sig"))))) == 2  # fmt: skip
    assert get("/hours/entries/pdf/").status_code == 404


def test_a_strangers_time_is_not_found(manager):
    strange = rows.agreement(rows.customer("quiet"))
    rows.entry(strange, 60, description="Theirs")

    get = visit(manager)

    assert get("/hours/entries/", agreement=strange.reference).status_code == 404
    assert get("/hours/entries/csv/", agreement=strange.reference).status_code == 404
    assert get("/hours/entries/").url == "/hours/"


def test_queries_do_not_grow_with_entries(manager):
    made = example()
    get = visit(manager)
    with pinned("billing:entry-list"):
        get("/hours/entries/")
    for number in range(70):
        rows.entry(made, 10, f"Role {number % 4}", dt.date(2026, 10, 1 + number % 20))

    with pinned("billing:entry-list"):
        page = get("/hours/entries/")
    assert "Page 1 of 2" in words(page)
