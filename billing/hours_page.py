"""The hours of a month as portal and desk lay them out: sentences, lists and charts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from billing import charts, hours_charts, outlook
from billing import hours_words as words
from billing.actions.hour_sums import FREE, added, split
from billing.actions.showing_hours import Hours
from billing.hours_charts import Address
from billing.lines import hours as steps_of
from billing.lines import rate_words
from billing.models import OverageApproval
from billing.settling import PoolUse
from billing.sizing import Advice
from billing.words import day as day_words
from billing.words import month as month_words
from billing.words import span
from catalogue.money import shown
from tickets import allowances
from tickets.models import QuotaPeriod

DAY = dt.timedelta(days=1)
SOME_ROLES = ", since some of the hours serve one role only"


def page_of(
    hours: Hours, *, month_url: Address, statement_url: Address
) -> dict[str, Any]:
    """What the templates show of a month; where months and statements are told, each door says.

    `statement_url` gives nothing where the reader may see no statements.
    """
    month = hours.reckoning
    return {
        "hours": hours,
        "month_title": month_words(hours.month),
        "headline": headline(hours),
        "outlook": outlook_of(hours),
        "is_outside": not hours.in_force and not hours.entries,
        "expiry": expiry(hours),
        "meter": meter(hours),
        "pools": [pool_line(use) for use in month.pools],
        "costs": list(costs(hours)),
        "policy": policy(hours),
        "approvals": [approval_line(row) for row in hours.approvals],
        "notes": list(notes(hours)),
        "roles": hours_charts.of_roles(hours),
        "days": hours_charts.of_days(hours),
        "history": hours_charts.of_history(hours, month_url, statement_url)
        if any(past.used or past.bought for past in hours.history)
        else None,
        "statement_url": hours.statement and statement_url(hours.statement),
        "advice": advice_of(hours),
        "total": shown(hours.total, hours.agreement.currency),
        "steps": [step["text"] for step in steps_of(month)],
        "quotas": [quota_line(row) for row in hours.quotas],
    }


def headline(hours: Hours) -> str:
    """The month in a sentence."""
    month, agreement = hours.reckoning, hours.agreement
    if not hours.in_force and not hours.entries:
        if agreement.ends_on and agreement.ends_on <= hours.month:
            return f"The agreement ended on {date(agreement.ends_on - DAY)}."
        return f"The agreement begins on {date(agreement.starts_on)}."
    if hours.is_ahead and not hours.entries:
        if not month.included_minutes:
            return f"{words.NO_PACKAGE} so far."
        return f"{span(month.included_minutes)} will be there from its first day."
    return words.headline(
        month.included_minutes,
        month.used_minutes,
        month.left_minutes,
        month.overage_minutes,
        is_over=hours.is_over,
    )


def date(day: dt.date) -> str:
    """A date with its year: `1 October 2026`."""
    return f"{day_words(day)} {day.year}"


def outlook_of(hours: Hours) -> str:
    """Where the month leads, with what that costs; nothing for a month that is over."""
    seen = hours.projection
    if seen is None:
        return ""
    said = words.outlook(
        seen.expected, seen.low, seen.high, hours.last, has_begun=bool(seen.passed)
    )
    month = hours.reckoning
    beyond = outlook.beyond_at(month, seen.expected)
    if not month.included_minutes or beyond <= month.overage_minutes:
        return said
    why = "" if seen.expected > month.included_minutes else SOME_ROLES
    cost = cost_of(hours, beyond)
    return f"{said} That would be {span(beyond)} beyond the hours{cost}{why}."


def cost_of(hours: Hours, beyond: int) -> str:
    """What so much expected overage costs, as a clause: `, $875.00`; nothing without a rate."""
    seen, cap = hours.projection, hours.reckoning.terms.cap
    if seen is None or cap == 0:
        return ", none of it charged as things are" if cap == 0 else ""
    cost = outlook.cost_at(hours.reckoning, seen.expected, hours.today)
    if cost is None:
        return ""
    money = shown(cost, hours.agreement.currency)
    if cap is not None and beyond > cap:
        return f", of which {span(cap)} may be charged: {money}"
    return f", {money}"


def expiry(hours: Hours) -> str:
    """What becomes of hours that are not used."""
    return words.expiry(
        hours.reckoning.left_minutes,
        hours.last,
        carries_over=hours.agreement.carries_over,
        is_over=hours.is_over,
    )


def meter(hours: Hours) -> tuple[charts.Bar, ...]:
    """What was used and went beyond, as one line."""
    month = hours.reckoning
    parts = [("within", month.used_minutes), ("beyond", month.overage_minutes)]
    return charts.along(parts, month.included_minutes)


def pool_line(use: PoolUse) -> dict[str, Any]:
    """A package: what it serves, bought, used, left."""
    pool = use.pool
    return {
        "name": pool.name,
        "serves": f"for {pool.role} only" if pool.role else "for every role",
        "bought": span(pool.minutes),
        "used": span(use.used),
        "left": span(use.left),
        "bars": charts.along([("within", use.used)], pool.minutes),
        "text": f"{span(use.used)} of {span(pool.minutes)} used",
    }


def costs(hours: Hours) -> Iterator[tuple[str, str, str]]:
    """The month's lines as its statement will name them: (what, how much time, amount)."""
    currency = hours.agreement.currency
    for line in hours.lines:
        time = "" if line.minutes is None else span(line.minutes)
        if line.rate is not None:
            time += f" × {rate_words(line.rate, currency)}"
        yield line.text, time, shown(line.amount, currency)


def policy(hours: Hours) -> str:
    """What happens beyond the hours, in the agreement's own figures."""
    agreement = hours.agreement
    found = outlook.rates(hours.reckoning, min(hours.today, hours.last))
    return words.policy(
        agreement.overage, found, agreement.currency, agreement.overage_cap_minutes
    )


def approval_line(row: OverageApproval) -> dict[str, Any]:
    """Overage beyond the cap that was asked for, and what came of it."""
    State = OverageApproval.State
    minutes = f"{span(row.minutes)} of overage beyond the cap"
    said = {
        State.ASKED: f"{minutes}: an approver is asked.",
        State.APPROVED: f"{minutes}: approved by {row.decided_by}.",
        State.DECLINED: f"{minutes}: declined by {row.decided_by}.",
    }
    return {
        "pk": row.pk,
        "text": said[State(row.state)],
        "note": row.note,
        "is_open": row.state == State.ASKED,
    }


def advice_of(hours: Hours) -> list[Advice]:
    """Which package would have been cheaper; what cannot be said is said once."""
    once = {each.text: each for each in hours.advice if each.text}
    return list(once.values()) if hours.has_packages else []


def notes(hours: Hours) -> Iterator[str]:
    """What else bears on the figures."""
    free = added(split(day, hours.agreement) for day in hours.days)[FREE]
    if hours.waiting:
        verb = "was" if hours.is_over else "is"
        yield (
            f"{span(hours.waiting)} {verb} not yet approved by {hours.agreement.provider}: "
            "it counts here and is charged once it is approved."
        )
    if hours.late:
        yield (
            f"{span(hours.late)} was worked in earlier months that were closed already; "
            "it is charged in this one."
        )
    if free:
        yield f"{span(free)} more was worked and is not charged here."


def quota_line(row: QuotaPeriod) -> dict[str, str]:
    """A quota of a guide: what the customer's tickets hold of it, in the words of the tickets."""
    used = allowances.amount_in_words(row.used + row.beyond, row.measure)
    left = allowances.left(row.allowed, row.used, row.measure)
    tail = allowances.BEYOND.get(row.quota.over_charge, "")
    return {
        "name": row.quota.text or str(row.quota),
        "period": allowances.name_of(row.starts_on, row.ends_on),
        "text": f"{used} used, {left} left{f'; {tail}' if tail else ''}.",
        "basis": allowances.basis_of(row.quota.value, row.quota.unit, row.users),
    }
