"""Late time: what it changes where it is and in its own month, and bringing it back."""

import datetime as dt
from decimal import Decimal

import pytest

from billing.actions.closing import close, preview
from billing.actions.late import bring_back, late_entries
from billing.actions.refusals import NotAllowed, NotNow
from billing.actions.reopening import reopen
from billing.models import Period, Statement
from tests.billing.closing_rows import LATER, NOVEMBER, clerk
from tests.billing.rows import OCTOBER, agreement, entry

pytestmark = pytest.mark.django_db
DECEMBER = dt.datetime(2026, 12, 2, 12, tzinfo=dt.UTC)


@pytest.fixture
def clara():
    return clerk()


@pytest.fixture
def made(clara):
    """20 h a month at 175 beyond; October is closed with 19 h, November has 20 h and 3 h late."""
    made = agreement(starts_on=OCTOBER)
    entry(made, 19 * 60)
    close(OCTOBER, actor=clara, at=LATER)
    entry(made, 20 * 60, day=dt.date(2026, 11, 2))
    entry(made, 180, month=NOVEMBER, created_at=LATER)
    return made


def test_both_choices_are_reckoned(made):
    """In November all 3 h are overage: 525. October has an hour left: 2 h × 175 = 350."""
    [late] = late_entries(made, NOVEMBER, at=LATER)

    assert (late.worked_in, late.number, late.minutes) == (OCTOBER, 1, 180)
    assert (late.here, late.there) == (Decimal(525), Decimal(350))
    assert not late.is_open


def test_a_preview_says_that_there_is_late_time(made):
    [told] = preview(NOVEMBER, agreements=[made], at=DECEMBER)

    assert [each.text for each in told.concerns if each.kind == "late"] == [
        "1 time entry worked in months closed before, charged in this one."
    ]
    assert not told.is_held


def test_looking_at_late_time_changes_nothing(made):
    late_entries(made, NOVEMBER, at=LATER)

    [late] = late_entries(made, NOVEMBER, at=LATER)
    assert late.entries[0].month == NOVEMBER
    assert Period.objects.filter(state="closed").count() == 1


def test_late_time_goes_back_to_its_month_once_that_is_open(made, clara):
    reopen(made, OCTOBER, reason="Late time", actor=clara, at=LATER)

    moved = bring_back(made, NOVEMBER, OCTOBER, actor=clara, at=LATER)
    close(OCTOBER, actor=clara, at=LATER)

    assert moved == 1
    assert Statement.objects.latest("number").total == 350
    assert late_entries(made, NOVEMBER, at=LATER) == []


def test_late_time_stays_while_its_month_is_closed(made, clara):
    with pytest.raises(NotNow, match="October 2026 is closed: reopen it first"):
        bring_back(made, NOVEMBER, OCTOBER, actor=clara, at=LATER)


def test_what_a_statement_rests_on_is_corrected_not_moved(made, clara):
    close(NOVEMBER, actor=clara, at=DECEMBER)
    for month in (NOVEMBER, OCTOBER):
        reopen(made, month, reason="Late time", actor=clara, at=DECEMBER)

    with pytest.raises(NotNow, match="acme-000002 rests on this time"):
        bring_back(made, NOVEMBER, OCTOBER, actor=clara, at=DECEMBER)


def test_bringing_back_takes_the_right_to_reopen(made):
    with pytest.raises(NotAllowed):
        bring_back(made, NOVEMBER, OCTOBER, actor=clerk("close_month"), at=LATER)
