"""Closing months: statements, their lines and numbers, what is held back, what moves on."""

import datetime as dt
from decimal import Decimal

import pytest

from billing.actions.closing import close, preview, system
from billing.actions.crediting import give
from billing.actions.refusals import NotAllowed
from billing.models import (
    Agreement,
    Period,
    PeriodEvent,
    Statement,
    StatementCounter,
    TimeEntry,
)
from tests.billing.closing_rows import (
    LATER,
    NOVEMBER,
    SEPTEMBER,
    WAITS,
    begun,
    clerk,
    closed,
    closing,
    lines_of,
    ready,
)
from tests.billing.rows import (
    OCTOBER,
    agreement,
    customer,
    entry,
    package,
    provider,
)
from tests.query_counts import pinned

pytestmark = pytest.mark.django_db


@pytest.fixture
def clara():
    return clerk()


def test_a_month_becomes_a_statement(clara):
    """20 h base and 10 h CSE network; 34 h 40 min worked, 8 h of it network: 26 h 40 min draw on
    the base, so that 6 h 40 min are overage: 400 min × 175 / 60 = 1,166.67."""
    made = ready()
    package(made, 10, "CSE network", fee="1250", starts_on=OCTOBER)
    entry(made, 8 * 60, "CSE network")
    for _ in range(4):
        entry(made, 400, "CSDM", day=dt.date(2026, 10, 20))

    done = closing(clara)

    [statement] = Statement.objects.all()
    assert lines_of(statement) == [
        ("recurring", None, None, Decimal("3000.00")),
        ("recurring", None, None, Decimal("1250.00")),
        ("overage", 400, Decimal("175.0000"), Decimal("1166.67")),
    ]
    assert statement.total == Decimal("5416.67")
    assert (statement.currency, statement.issued_by) == ("USD", "clara@acme.example")
    assert [(each.reference, each.total) for each in done.statements] == [
        ("acme-000001", Decimal("5416.67"))
    ]
    assert [(p["kind"], p["used"], p["left"]) for p in statement.facts["pools"]] == [
        ("supplemental", 480, 120),
        ("base", 1200, 0),
    ]


def test_a_closed_month_says_who_when_and_what_was_left(clara):
    made = ready()
    entry(made, 60)

    closing(clara)

    [period], [event] = Period.objects.all(), PeriodEvent.objects.all()
    assert (period.state, period.unused_minutes) == ("closed", 19 * 60)
    assert LATER <= period.closed_at < LATER + dt.timedelta(minutes=1)
    assert (event.act, event.by) == ("closed", "clara@acme.example")
    assert event.at == period.closed_at == Statement.objects.get().issued_at


def test_closing_twice_is_closing_once(clara):
    ready()
    closing(clara)

    again = closing(clara)

    assert (again.months, again.held_back) == (0, [])
    assert Statement.objects.count() == PeriodEvent.objects.count() == 1


def test_numbers_have_no_gap_and_follow_the_agreements(clara):
    made = [ready(customer(f"c{n}"), by=provider("abc"[n % 2])) for n in range(5)]
    held = made[2]
    entry(held, 30, **WAITS)

    closing(clara, size=2)
    TimeEntry.objects.update(approved_at=LATER, approved_by="clara@acme.example")
    closing(clara, size=2)

    numbers = Statement.objects.order_by("number", "provider__key")
    assert [(s.agreement_id, s.reference) for s in numbers] == [
        (made[0].pk, "a-000001"),
        (made[1].pk, "b-000001"),
        (made[4].pk, "a-000002"),
        (made[3].pk, "b-000002"),
        (held.pk, "a-000003"),
    ]
    assert sorted(StatementCounter.objects.values_list("last", flat=True)) == [2, 3]


def test_numbers_go_on_after_statements_from_elsewhere(cast):
    """The cast's February has number 1, and no counter."""
    StatementCounter.objects.all().delete()

    close(dt.date(2026, 3, 1), accept=True, actor=system(LATER), at=LATER)

    assert Statement.objects.get(month=dt.date(2026, 3, 1)).number == 2


def test_an_agreement_with_nothing_to_state_is_closed_without_a_statement(clara):
    made = ready(base=None)
    entry(made, 60, billable="no_charge")

    done = closing(clara)

    assert (done.statements, done.without_statement) == ([], [made.pk])
    assert Period.objects.get().state == "closed"


def test_what_is_not_approved_holds_the_agreement_back(clara):
    made, other = ready(), ready()
    entry(made, 60, **WAITS)

    done = closing(clara)

    assert [each.agreement for each in done.statements] == [other.pk]
    [held] = done.held_back
    assert (held.agreement, [c.kind for c in held.concerns]) == (
        made.pk,
        ["unapproved"],
    )
    assert Period.objects.get(agreement=made).state == "open"


def test_what_is_not_approved_moves_on_when_that_is_accepted(clara):
    made = ready()
    stays = entry(made, 60)
    moves = entry(made, 45, **WAITS)

    done = closing(clara, accept=[made.pk])

    assert [each.total for each in done.statements] == [3000]
    stays.refresh_from_db()
    moves.refresh_from_db()
    assert (stays.month, moves.month, moves.worked_on) == (OCTOBER, NOVEMBER, OCTOBER)
    [event] = PeriodEvent.objects.all()
    assert event.reason == "Not approved and moved to November 2026: 1 time entry."


def test_what_moves_on_passes_months_that_are_closed(clara):
    made = ready()
    closed(made, NOVEMBER)
    moves = entry(made, 45, **WAITS)

    closing(clara, accept=True)

    moves.refresh_from_db()
    assert moves.month == dt.date(2026, 12, 1)


def test_a_group_is_rounded_anew_when_a_part_of_it_moves_on(clara):
    """60 min at least a month: of 20 + 20 approved and 20 not, the first was charged 60. In
    November the 20 stand alone and are charged 60 themselves."""
    made = ready(minimum_minutes=60, minimum_per="month", minimum_for="all")
    moves = entry(made, 20, **WAITS, counted_minutes=60)
    day = dt.date(2026, 10, 2)
    rest = [entry(made, 20, day=day, counted_minutes=0) for _ in range(2)]

    closing(clara, accept=True)

    moves.refresh_from_db()
    counts = TimeEntry.objects.filter(pk__in=[each.pk for each in rest]).order_by("pk")
    assert moves.counted_minutes == 60
    assert list(counts.values_list("counted_minutes", flat=True)) == [60, 0]


def test_time_without_a_rate_holds_back_and_is_named(clara):
    made = ready(rate=None)
    entry(made, 21 * 60)

    [held] = closing(clara).held_back
    [issued] = closing(clara, accept=True).statements

    assert "unpriced" in [c.kind for c in held.concerns]
    assert issued.total == 3000


def test_an_agreement_that_stops_at_its_hours_is_not_held_back(clara):
    entry(ready(overage="stop"), 21 * 60)

    assert [each.total for each in closing(clara).statements] == [3000]


def test_staff_without_the_right_close_nothing():
    ready()

    with pytest.raises(NotAllowed):
        closing(clerk("view_period"))

    assert not Period.objects.exists()


def test_a_preview_tells_what_closing_then_does(clara):
    made = [ready(customer(f"c{n}")) for n in range(3)]
    entry(made[0], 21 * 60)
    entry(made[1], 60, **WAITS)
    give(made[2], OCTOBER, amount=Decimal(100), reason="Late", actor=clara, at=LATER)

    told = preview(OCTOBER, agreements=made, at=LATER)
    assert not Statement.objects.exists()
    done = closing(clara)

    assert [each.total for each in told] == [3175, 3000, 2900]
    assert [each.is_held for each in told] == [False, True, False]
    assert [(each.agreement, each.total) for each in done.statements] == [
        (each.agreement.pk, each.total) for each in told if not each.is_held
    ]


def test_a_preview_rounds_a_group_without_what_moves_on(clara):
    """60 min at least a month: the 20 approved stand alone once the 20 before them have moved on,
    and are charged 60 = $175.00."""
    made = ready(minimum_minutes=60, minimum_per="month")
    entry(made, 20, billable="hourly", **WAITS, counted_minutes=60)
    day = dt.date(2026, 10, 2)
    stays = entry(made, 20, day=day, billable="hourly", counted_minutes=0)

    [told] = preview(OCTOBER, agreements=[made], at=LATER)
    before = TimeEntry.objects.get(pk=stays.pk).counted_minutes
    [issued] = closing(clara, accept=True).statements

    assert told.total == issued.total == 3175
    assert before == 0


def test_a_batch_takes_as_many_queries_for_many_as_for_one(clara):
    for number in range(7):
        made = ready(customer(f"c{number}"))
        entry(made, 21 * 60)
        entry(made, 30, **WAITS)
    first, second = Agreement.objects.order_by("pk").values_list("pk", flat=True)[:2]
    closing(clara, agreements=[first], accept=True)  # makes the provider's counter

    with pinned("billing close a batch"):
        closing(clara, agreements=[second], accept=True)
    with pinned("billing close a batch"):
        closing(clara, accept=True)

    assert Statement.objects.count() == 7


def test_time_written_in_an_earlier_month_is_waited_for(clara):
    made = agreement()
    closed(made, SEPTEMBER)
    begun(made, dt.date(2026, 8, 1))
    entry(made, 30, day=dt.date(2026, 8, 3))

    [held] = closing(clara, accept=True).held_back

    assert [c.text for c in held.concerns] == ["August 2026 is open: close it first."]
