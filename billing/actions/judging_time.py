"""When a row of time was worked: start and end, minutes, and the customer's day."""

from __future__ import annotations

import datetime as dt

from billing.models import Agreement, TimeEntry
from billing.models.time import MOST_MINUTES
from billing.splitting import MINUTE, whole
from billing.words import day as said_day
from billing.words import span
from catalogue.periods import day_of, month_of

from .works import Errors, Work

# A year: before it nobody logs time, and far from it no zone overflows.
EARLIEST = 2000
FUTURE = "Time is logged once it is worked: this is in the future."
OVER_A_DAY = "An entry has at most 24 hours: part it."


def judge_time(
    entry: TimeEntry,
    agreement: Agreement | None,
    work: Work,
    at: dt.datetime,
    errors: Errors,
) -> None:
    """Start and end, minutes, and the customer's day: each as given or as it follows."""
    if work.started_at is None and work.ended_at is None:
        entry.minutes = _minutes(work, errors)
        _judge_day(entry, agreement, work, at, errors)
        return
    if work.is_after_hours:
        errors["is_after_hours"] = (
            "With start and end the agreement’s calendar says what is after hours: leave this out."
        )
    span_of = _span(work, at, errors)
    if span_of is None:
        return
    entry.started_at, entry.ended_at = span_of
    entry.minutes = (entry.ended_at - entry.started_at) // MINUTE
    if work.minutes not in (None, entry.minutes):
        errors["minutes"] = (
            f"From start to end it is {span(entry.minutes)}: leave the minutes out."
        )
    if agreement is None:
        return
    entry.worked_on = day_of(entry.started_at, agreement.customer.zone)
    if work.worked_on not in (None, entry.worked_on):
        errors["worked_on"] = (
            f"Where the customer is, the start is on {_date(entry.worked_on)}."
        )


def _span(
    work: Work, at: dt.datetime, errors: Errors
) -> tuple[dt.datetime, dt.datetime] | None:
    """Start and end to the minute; None where one cannot be."""
    if work.started_at is None or work.ended_at is None:
        name = "ended_at" if work.ended_at is None else "started_at"
        errors[name] = "Give start and end, or neither and the minutes."
        return None
    for name, moment in (("started_at", work.started_at), ("ended_at", work.ended_at)):
        if moment.tzinfo is None:
            errors[name] = (
                "Give the time with its zone, such as 2026-10-05T09:00-05:00."
            )
            return None
        if moment.year < EARLIEST:
            errors[name] = f"Time before {EARLIEST} is not logged here."
            return None
        if moment > at + MINUTE:
            errors[name] = FUTURE
            return None
    started_at, ended_at = whole(work.started_at), whole(work.ended_at)
    if ended_at <= started_at:
        errors["ended_at"] = "The end must be after the start."
    elif ended_at - started_at > MINUTE * MOST_MINUTES:
        errors["ended_at"] = OVER_A_DAY
    elif ended_at > whole(at):
        errors["ended_at"] = FUTURE
    else:
        return started_at, ended_at
    return None


def _minutes(work: Work, errors: Errors) -> int:
    if work.minutes is None:
        errors["minutes"] = "Give the minutes worked, or start and end."
    elif work.minutes < 0:
        errors["minutes"] = (
            "Time worked is more than 0: withdraw what was logged too much."
        )
    elif work.minutes == 0:
        errors["minutes"] = "Give at least a minute."
    elif work.minutes > MOST_MINUTES:
        errors["minutes"] = OVER_A_DAY
    return work.minutes or 0


def _judge_day(
    entry: TimeEntry,
    agreement: Agreement | None,
    work: Work,
    at: dt.datetime,
    errors: Errors,
) -> None:
    day = work.worked_on
    if day is None:
        errors["worked_on"] = "Give the day on which it was worked."
        return
    entry.worked_on = day
    if day.year < EARLIEST:
        errors["worked_on"] = f"Time before {EARLIEST} is not logged here."
    elif agreement and day > day_of(at, agreement.customer.zone):
        errors["worked_on"] = FUTURE


def judge_force(entry: TimeEntry, agreement: Agreement | None, errors: Errors) -> None:
    """The agreement has to be in force on the day, and its month is that of the day at first."""
    day = entry.worked_on
    if agreement is None or day is None or "worked_on" in errors:
        return
    entry.month = month_of(day)
    if day < agreement.starts_on:
        errors["worked_on"] = (
            f"{agreement.reference} begins on {_date(agreement.starts_on)}: log the time under the "
            "agreement of then, or correct its beginning."
        )
    elif agreement.ends_on and day >= agreement.ends_on:
        last = agreement.ends_on - dt.timedelta(days=1)
        errors["worked_on"] = (
            f"{agreement.reference} ended on {_date(last)}: log the time under the agreement that "
            "follows it, or correct its end."
        )


def _date(day: dt.date) -> str:
    return f"{said_day(day)} {day.year}"
