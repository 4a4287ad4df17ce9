"""The charts of the hours page, each with the figures of its table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import accumulate
from typing import Any

from billing import charts
from billing.actions.hour_sums import APART, FREE, PACKAGE, added, split
from billing.actions.showing_hours import Hours, Past
from billing.settling import NOTHING, folded
from billing.words import day as day_words
from billing.words import month as month_words
from billing.words import span
from catalogue.money import shown
from catalogue.periods import days_in

KINDS = {
    PACKAGE: "counted against the hours",
    APART: "charged apart",
    FREE: "not charged",
}
Figures = list[tuple[str, ...]]
Address = Callable[[str], str]


def of_days(hours: Hours) -> dict[str, Any]:
    """Hours left by day, and what was worked on each; figures of the days with any work."""
    parts = _by_day(hours)
    bought = hours.reckoning.included_minutes
    known = len(parts) if hours.is_over else (hours.today - hours.month).days + 1
    used = [each[PACKAGE] for each in parts[: max(known, 0)]]
    left = [bought - total for total in accumulate(used)]
    pace = [bought - bought * n // len(parts) for n in range(1, len(parts) + 1)]
    outlook = hours.projection
    ends = (outlook.expected, outlook.low, outlook.high) if outlook else None
    last = left[-1] if left else bought
    return {
        "burn": charts.burn(bought, used, len(parts), ends),
        "burn_text": _burn_text(hours, last),
        "columns": charts.by_day(parts, KINDS, _waiting(hours, len(parts))),
        "columns_text": _columns_text(hours, parts),
        "kinds": [(kind, KINDS[kind]) for kind in KINDS if _any(parts, kind)],
        "figures": _figures(hours, parts, left, pace),
    }


def _figures(
    hours: Hours, parts: list[dict[str, int]], left: list[int], pace: list[int]
) -> Figures:
    """Day, counted, apart, not charged, left, left at an even pace."""
    rows = []
    for number, minutes in enumerate(left):
        each = parts[number]
        if any(each.values()) or number == len(left) - 1:
            on = hours.month + dt.timedelta(days=number)
            worked = (span(each[kind]) if each[kind] else "–" for kind in KINDS)
            rows.append((day_words(on), *worked, span(minutes), span(pace[number])))
    return rows


def of_roles(hours: Hours) -> list[dict[str, Any]]:
    """Each role's time of the month, the most first, with a bar against the largest."""
    names = {folded(role): role for role in hours.reckoning.roles}
    found: dict[str, list[dict[str, int]]] = {}
    for each in hours.days:
        role = names.get(folded(each.role), each.role)
        found.setdefault(role, []).append(split(each, hours.agreement))
    sums = {role: added(parts) for role, parts in found.items()}
    most = max((sum(each.values()) for each in sums.values()), default=0)
    return [
        {
            "name": role or "No role",
            "said": [(KINDS[kind], span(parts[kind])) for kind in KINDS if parts[kind]],
            "text": ", ".join(
                f"{span(parts[kind])} {KINDS[kind]}" for kind in KINDS if parts[kind]
            ),
            "bars": charts.along(list(parts.items()), most),
        }
        for role, parts in sorted(sums.items(), key=lambda s: (-sum(s[1].values()), s))
    ]


def of_history(
    hours: Hours, month_url: Address, statement_url: Address
) -> dict[str, Any]:
    """The last twelve months: what was bought and used, and what went beyond.

    The addresses are those of a month such as `2026-10`, and of a statement by its reference.
    """
    months = [
        charts.Month(f"{past.month:%b}", past.within, past.beyond, past.bought)
        for past in hours.history
    ]
    over = [past for past in hours.history if past.beyond]
    return {
        "chart": charts.by_month(months, "within the hours", "beyond"),
        "text": history_text(hours) or "One month.",
        "cost": history_text(hours),
        "has_beyond": bool(over),
        "figures": [
            _past(hours, past)
            | {
                "url": month_url(f"{past.month:%Y-%m}"),
                "statement_url": past.statement and statement_url(past.statement),
            }
            for past in reversed(hours.history)
        ],
    }


def history_text(hours: Hours) -> str:
    """What the overage of the last months cost: `Overage in 4 of 12 months: $4,331.25.`"""
    count = len(hours.history)
    over = [past for past in hours.history if past.beyond]
    if not over:
        return f"No overage in the last {count} months." if count > 1 else ""
    total = sum((past.amount for past in over), NOTHING)
    cost = shown(total, hours.agreement.currency)
    minutes = span(sum(past.beyond for past in over))
    return f"Overage in {len(over)} of the last {count} months: {minutes}, {cost}."


def _past(hours: Hours, past: Past) -> dict[str, Any]:
    currency = hours.agreement.currency
    return {
        "month": month_words(past.month),
        "state": past.state,
        "bought": span(past.bought),
        "used": span(past.used),
        "beyond": span(past.beyond) if past.beyond else "–",
        "amount": shown(past.amount, currency) if past.beyond else "–",
        "unused": span(max(past.bought - past.within, 0)) if past.bought else "–",
        "statement": past.statement,
    }


def _by_day(hours: Hours) -> list[dict[str, int]]:
    """Minutes of each day of the month; those worked before it stand on its first day."""
    days: list[list[dict[str, int]]] = [[] for _ in range(days_in(hours.month))]
    for each in hours.days:
        number = min(max((each.on - hours.month).days, 0), len(days) - 1)
        days[number].append(split(each, hours.agreement))
    return [added(parts) for parts in days]


def _waiting(hours: Hours, count: int) -> list[bool]:
    """Which days have time that nobody approved yet."""
    days = {max((each.on - hours.month).days, 0) for each in hours.days if each.waiting}
    return [number in days for number in range(count)]


def _any(parts: list[dict[str, int]], kind: str) -> bool:
    return any(each[kind] for each in parts)


def _burn_text(hours: Hours, left: int) -> str:
    bought = span(hours.reckoning.included_minutes)
    said = f"{bought} at the beginning"
    if not hours.is_ahead:
        verb = "were" if hours.is_over else "are"
        rest = (
            f"{span(left)} {verb} left"
            if left >= 0
            else f"{span(-left)} more than bought"
        )
        said += f", {rest} {'at the end' if hours.is_over else 'today'}"
    outlook = hours.projection
    if outlook:
        said += f", {span(outlook.expected)} used at the end at this pace"
    return f"{said}. An even pace would end at 0 h."


def _columns_text(hours: Hours, parts: list[dict[str, int]]) -> str:
    busiest = max(range(len(parts)), key=lambda number: sum(parts[number].values()))
    most = sum(parts[busiest].values())
    if not most:
        return "Nothing was worked."
    on = day_words(hours.month + dt.timedelta(days=busiest))
    worked = sum(any(each.values()) for each in parts)
    days = "day" if worked == 1 else "days"
    return f"Work on {worked} {days}; the most, {span(most)}, on {on}."
