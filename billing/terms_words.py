"""What an agreement says, in sentences: page, admin and API tell the same ones. Pure."""

from __future__ import annotations

import datetime as dt
from typing import Any

from billing.terms import AUTO, MONTHLY, Terms, notice_by, term_end
from billing.words import span

DAY = dt.timedelta(days=1)


def date(day: dt.date) -> str:
    """A date with its year: `1 December 2026`."""
    return f"{day.day} {day:%B %Y}"


def term(terms: Terms, today: dt.date) -> str:
    """From when on it runs and for how long: `From 1 January 2026, for 12 months.`"""
    begun = "From" if terms.starts_on <= today else "It begins on"
    length = f", for {_months(terms.term_months)}" if terms.term_months else ""
    return f"{begun} {date(terms.starts_on)}{length}."


def renewal(terms: Terms, today: dt.date) -> str:
    """What happens at the end (W44)."""
    if terms.ends_on:
        ended = "It ended with" if terms.ends_on <= today else "It ends with"
        notice = (
            f"Notice was given on {date(terms.notice_given_on)}. "
            if terms.notice_given_on
            else ""
        )
        return f"{notice}{ended} {date(terms.ends_on - DAY)}."
    end = term_end(terms, max(today, terms.starts_on))
    if terms.renewal == AUTO and end:
        return (
            f"It renews by itself on {date(end)} for {_months(terms.renewal_months)}."
        )
    if end and terms.renewal != MONTHLY:
        return f"It ends with {date(end - DAY)}."
    after = f"From {date(end)} on it" if end else "It"
    return f"{after} runs month to month: after notice it ends with the next calendar month."


def notice(terms: Terms, today: dt.date) -> str:
    """The last day for giving notice; blank where none is needed."""
    last = notice_by(terms, max(today, terms.starts_on))
    if last is None:
        return ""
    left = (last - today).days
    days = {0: "today", 1: "tomorrow"}.get(left, f"in {left:,} days")
    return f"Give notice by {date(last)}: that is {days}."


def rounding(agreement: Any) -> str:
    """How time is charged: steps, and the least (W36)."""
    step, least = agreement.increment_minutes, agreement.minimum_minutes
    told = (
        "Time is charged by the minute"
        if step == 1
        else f"Time is charged in steps of {span(step)}, rounded up"
    )
    if not least:
        return f"{told}."
    per = {
        "entry": "each time entry",
        "ticket": "each ticket and month",
        "month": "each month with work",
    }[agreement.minimum_per]
    of = " of hourly work" if agreement.minimum_for == "hourly" else ""
    return f"{told}; at least {span(least)} for {per}{of}."


def after_hours(agreement: Any) -> str:
    """How work outside business hours is treated (C12, C19)."""
    if agreement.calendar is None:
        return "No business hours are agreed, so no work counts as after hours."
    outside = f"Work outside the hours of “{agreement.calendar.name}”"
    if agreement.after_hours == "apart":
        return f"{outside} draws on no package: it is charged at the after-hours rate."
    return f"{outside} counts like any other."


def overage(agreement: Any) -> str:
    """What happens when the hours are used up."""
    if agreement.overage == "stop":
        return "When the hours are used up, nothing more is charged: more work is agreed first."
    if agreement.overage == "ask":
        cap = agreement.overage_cap_minutes or 0
        if not cap:
            return (
                "When the hours are used up, an approver is asked before work goes on."
            )
        return (
            f"When the hours are used up, work goes on for up to {span(cap)} a month at the overage "
            "rate; beyond that an approver is asked."
        )
    return "When the hours are used up, work goes on at the overage rate."


def unused(agreement: Any) -> str:
    """What becomes of unused hours (C21)."""
    if agreement.carries_over:
        return (
            "Unused base hours may be used in the next month; after that they expire."
        )
    return "Unused hours expire at the end of the month."


def _months(count: int | None) -> str:
    return "a month" if count == 1 else f"{count} months"
