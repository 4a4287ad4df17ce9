"""The lines of a month's statement, each with its explanation as data, and what is to be warned of.

An explanation is a list of steps that add up: `{"step", "text", "minutes"}` or `{"step", "text",
"amount"}`. The minutes of the steps before `counted` add up to it, as do those from `counted` on to
`overage`; amounts are texts of decimals. A line's `basis` says beside it which `entries` it is of: their
billable classes, the exact `roles` (absent: all), `after` hours or within, `beyond_quota` or not,
and from `since` to `until`, the days worked.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from catalogue.money import rounded, shown

from .month_facts import HOURLY, PACKAGE, Charged, Fee, Terms
from .settling import ASKS, FINDING, STOPS, UNPRICED, Overage, folded
from .words import month, span

if TYPE_CHECKING:
    from .reckoning import Reckoning

# Why a line's minutes are not charged, for the customer to read.
NOT_CHARGED = {
    UNPRICED: "not charged: no rate is agreed",
    FINDING: "not charged: waits until a question about the guide is decided",
    ASKS: "not charged: waits for an approver",
    STOPS: "not charged: the agreement stops at its hours",
}
NAMES = {
    "overage": "Overage",
    "hourly": "Hourly work",
    "beyond_quota": "Work beyond the quota",
    "after_hours": "Work after hours",
}
Step = dict[str, Any]


class Line(NamedTuple):
    """A line of a statement; `minutes` and `rate` are None where it is not of time."""

    kind: str
    text: str
    role: str
    minutes: int | None
    rate: Decimal | None
    amount: Decimal
    basis: dict[str, Any]


def of(reckoning: Reckoning) -> list[Line]:
    """All lines in the order in which they stand."""
    terms = reckoning.terms
    return [
        *(_fee(fee, terms) for fee in terms.fees),
        *_overage(reckoning),
        *(_work("hourly", each, terms) for each in reckoning.hourly),
        *(_work("beyond_quota", each, terms) for each in reckoning.beyond_quota),
        *(_work("after_hours", each, terms) for each in reckoning.after_hours),
        *_credits(terms),
    ]


def _fee(fee: Fee, terms: Terms) -> Line:
    steps = [_money("fee", f"{fee.name}, a month", fee.monthly, terms)]
    text = f"{fee.name}, {month(terms.month)}"
    if fee.days is not None:
        part = f"{fee.days} of {fee.of_days} days"
        text += f", {part}"
        steps.append(_money("prorated", f"First month: {part}", fee.amount, terms))
    basis = {"order": fee.order, "explanation": steps}
    return Line("recurring", text, "", None, None, fee.amount, basis)


def _overage(reckoning: Reckoning) -> Iterator[Line]:
    found = [*reckoning.settlement.overage, *reckoning.settlement.uncharged]
    if not found:
        return
    steps = hours(reckoning)
    several = len(found) > 1
    for each in found:
        entries: dict[str, Any] = {"billable": [PACKAGE]}
        entries |= {"after": False} if reckoning.terms.after_apart else {}
        part = []
        if several:
            part = [_part(each)]
            entries["roles"] = _spellings(reckoning, each.role)
            entries |= _days(reckoning, each)
        yield _timed(
            "overage", each, entries, [*steps, *part], reckoning.terms.currency
        )


def _spellings(reckoning: Reckoning, role: str) -> list[str]:
    """How entries write a role; all of them where the line is of several roles together."""
    package = [row for row in reckoning.rows if row.billable == PACKAGE]
    own = {row.role for row in package if folded(row.role) == folded(role)}
    return sorted(own or {row.role for row in package})


def _days(reckoning: Reckoning, overage: Overage) -> dict[str, str]:
    """First and last day worked of the entries that the overage is of, where they are known."""
    days = {row.key: row.first for row in reckoning.rows if row.key}
    role = folded(overage.role)
    own = [
        days[draw.key]
        for draw in reckoning.settlement.draws
        if draw.pool is None
        and draw.key in days
        and folded(draw.role) == role
        and (draw.rate, draw.waits) == (overage.rate, overage.waits)
    ]
    return {"since": f"{min(own)}", "until": f"{max(own)}"} if own else {}


def hours(reckoning: Reckoning) -> list[Step]:
    """From the time worked to what is beyond the packages, step by step."""
    worked, apart = reckoning.raw_minutes, reckoning.apart_minutes
    rounding = reckoning.rounded_minutes + apart - worked
    count = f"{reckoning.entries} {'entry' if reckoning.entries == 1 else 'entries'}"
    steps = [_time("worked", f"Worked, {count}", worked)]
    if rounding:
        steps.append(_time("rounding", "Rounding", rounding))
    if apart:
        steps.append(_time("after_hours", "After hours, charged apart", -apart))
    steps.append(_time("counted", "Counted", reckoning.rounded_minutes))
    for use in reckoning.pools:
        left = f" ({span(use.left)} left)" if use.left else ""
        steps.append(_time("pool", f"From {use.pool.name}{left}", -use.used))
    steps.append(_time("overage", "Beyond the hours", reckoning.overage_minutes))
    return steps


def _part(each: Overage) -> Step:
    whose = f"{each.role or 'Without a role'}"
    return _time("part", f"Of that, {whose}", each.minutes)


def _work(kind: str, work: Charged, terms: Terms) -> Line:
    billable = [PACKAGE, HOURLY] if kind == "after_hours" else [HOURLY]
    entries: dict[str, Any] = {"billable": billable, "roles": list(work.roles)}
    if kind == "after_hours":
        entries["after"] = True
    else:
        entries["beyond_quota"] = kind == "beyond_quota"
        entries |= {"after": False} if terms.after_apart else {}
    entries |= {"since": f"{work.since}", "until": f"{work.until}"}
    steps = [_time("counted", "Counted", work.minutes)]
    return _timed(kind, work, entries, steps, terms.currency)


def _timed(
    kind: str,
    work: Overage | Charged,
    entries: dict[str, Any],
    steps: list[Step],
    currency: str,
) -> Line:
    text = f"{NAMES[kind]}, {work.role}" if work.role else NAMES[kind]
    basis: dict[str, Any] = {"entries": entries}
    if work.waits:
        text += f", {NOT_CHARGED[work.waits]}"
        basis["waits"] = work.waits
        said = f"{span(work.minutes)} {NOT_CHARGED[work.waits]}"
    else:
        said = f"{span(work.minutes)} × {rate_words(work.rate, currency)}"
    amount = {"step": "amount", "text": said, "amount": str(work.amount)}
    basis["explanation"] = [*steps, amount]
    return Line(kind, text, work.role, work.minutes, work.rate, work.amount, basis)


def _credits(terms: Terms) -> Iterator[Line]:
    for credit in terms.credits:
        steps = [_money("credit", credit.reason, -credit.amount, terms)]
        yield Line(
            "credit",
            f"Credit: {credit.reason}",
            "",
            None,
            None,
            -credit.amount,
            {"credit": credit.credit, "explanation": steps},
        )


@lru_cache(maxsize=10_000)
def rate_words(rate: Decimal | None, currency: str) -> str:
    """A rate as people read it, never rounded: `$175.00 an hour`, `$87.125 an hour`."""
    if rate is None:
        return "no rate"
    text = shown(rate, currency)
    if rate != rounded(rate):
        text = text.replace(f"{rounded(rate):,.2f}", f"{rate.normalize():,f}")
    return f"{text} an hour"


def _time(step: str, text: str, minutes: int) -> Step:
    return {"step": step, "text": f"{text}: {span(abs(minutes))}", "minutes": minutes}


def _money(step: str, text: str, amount: Decimal, terms: Terms) -> Step:
    said = f"{text}: {shown(amount, terms.currency)}"
    return {"step": step, "text": said, "amount": str(amount)}
