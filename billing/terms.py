"""Terms of an agreement: when it ends, by when notice is given, and what of a month is charged.

Periods are half-open: an end is the first day after the last.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from catalogue.money import rounded
from catalogue.periods import days_in, month_of, moved

AUTO, MONTHLY, NONE = "auto", "monthly", "none"
WHOLE = Fraction(1)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Terms:
    """What an agreement says of its time: `renewal` is auto, monthly or none (W44)."""

    starts_on: dt.date
    ends_on: dt.date | None = None
    term_months: int | None = None
    renewal: str = AUTO
    renewal_months: int = 12
    notice_days: int = 30
    notice_given_on: dt.date | None = None


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the month's last where it has no such day."""
    month = moved(month_of(day), months)
    return month.replace(day=min(day.day, monthrange(month.year, month.month)[1]))


def term_end(terms: Terms, day: dt.date) -> dt.date | None:
    """The end of the term that holds a day: the first, or the renewal that runs then (W44).

    None where no term runs: without one, or month to month after the first. An agreed end counts
    before all.
    """
    if terms.ends_on is not None:
        return terms.ends_on
    if terms.term_months is None:
        return None
    first = months_later(terms.starts_on, terms.term_months)
    if day < first or terms.renewal == NONE:
        return first
    return _renewed(terms, day) if terms.renewal == AUTO else None


def notice_by(terms: Terms, day: dt.date) -> dt.date | None:
    """The last day for giving notice that has not passed on `day`, for what renews by itself.

    Thirty days before 31 December is 1 December. None where nothing renews: notice was given, an
    end is agreed, or it runs month to month.
    """
    if terms.renewal != AUTO or terms.ends_on or terms.notice_given_on:
        return None
    end = term_end(terms, day)
    if end is None:
        return None
    while (last := _last_notice(terms, end)) < day:
        end = _renewed(terms, end)
    return last


def ends_after_notice(terms: Terms, given_on: dt.date) -> dt.date:
    """When the agreement ends, notice being given on a day.

    What renews ends with the term whose last day for notice has not passed. Month to month it ends
    with the next calendar month, not before the first term (W44); without a term likewise. An end
    that is agreed stands.
    """
    if terms.ends_on is not None:
        return terms.ends_on
    month_after_next = moved(month_of(given_on), 2)
    end = term_end(terms, given_on)
    if end is None:
        return month_after_next
    if terms.renewal == AUTO:
        while _last_notice(terms, end) < given_on:
            end = _renewed(terms, end)
        return end
    return end if terms.renewal == NONE else max(end, month_after_next)


def share(
    month: dt.date,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    *,
    prorated: bool = False,
) -> Fraction:
    """How much of a month is charged of what runs in [starts_on, ends_on): 0, 1 or a part.

    Any day of use is a whole month, after notice too (W44). Where it is `prorated`, the first month
    is charged from its first day of use on, by days (N03): from 16 June on 15 of 30.
    """
    next_month = moved(month, 1)
    if starts_on >= next_month or (ends_on is not None and ends_on <= month):
        return Fraction(0)
    if prorated and starts_on > month:
        return Fraction((next_month - starts_on).days, days_in(month))
    return WHOLE


def fee(monthly: Decimal, part: Fraction) -> Decimal:
    """A monthly fee for a part of a month, to the cent."""
    if part == 1:
        return rounded(monthly)
    return rounded(monthly * part.numerator / part.denominator)


def _renewed(terms: Terms, day: dt.date) -> dt.date:
    """The end of the renewal that holds a day on or after the end of the first term.

    Counted from the beginning, so that a short month in between shifts nothing.
    """
    assert terms.term_months is not None
    passed = (day.year - terms.starts_on.year) * 12 + day.month - terms.starts_on.month
    count = max(0, (passed - terms.term_months) // terms.renewal_months - 1)
    while True:
        months = terms.term_months + count * terms.renewal_months
        end = months_later(terms.starts_on, months)
        if end > day:
            return end
        count += 1


def _last_notice(terms: Terms, end: dt.date) -> dt.date:
    return end - DAY - dt.timedelta(days=terms.notice_days)
