"""Values that fall between two rows, or into both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from catalogue.portable import form

from .check import Found
from .subjects import bag
from .walk import Row, printed, rows, statements

_COMPARED = re.compile(
    r"\b(?P<side>less|fewer|more|greater) than (?P<n>\d[\d,]*)(?P<per> per \w+(?: period)?)?",
    re.I,
)
_SHARE = re.compile(
    r"(?P<word>less than|fewer than|below|under|up to|at most|greater than|more than|over|above|at least|exceeding)?"
    r"\s*(?P<n>\d{1,3}(?:\.\d+)?)\s?%(?P<after>\s*(?:of users\s*)?(?:or|and) (?:greater|more|above|over|less|fewer|below)(?! than))?",
    re.I,
)
_SHARED = 4  # words that two limits must share to be one
_RANGE = re.compile(r"(?<![\d.,-])(\d{1,6})\s*[-–]\s*(\d{1,6}) ([a-z]{4,})\b")


def bands_apart(revision: form.Revision) -> Iterator[Found]:
    """Amounts between two bands that follow each other (C04)."""
    gaps: dict[str, list[str]] = {}
    for one, two in _neighbours(revision):
        if one.high is not None and two.low is not None and one.high < two.low:
            amounts = f"{printed(one.high)} and {printed(two.low)}"
            gaps.setdefault(two.section, []).append(amounts)
    for section, found in gaps.items():
        yield Found("No band holds an amount between " + "; ".join(found), section)


def bands_overlap(revision: form.Revision) -> Iterator[Found]:
    """Amounts that two bands hold. A bound that both print counts as the upper one's start."""
    for one, two in _neighbours(revision):
        if one.high is not None and two.low is not None and one.high > two.low:
            text = f"Both hold {printed(two.low)}: {one.text} and {two.text}"
            yield Found(text, two.section)


def _neighbours(
    revision: form.Revision,
) -> Iterator[tuple[form.Band, form.Band]]:
    for one, two in pairwise(revision.bands):
        if (one.section, one.currency) == (two.section, two.currency):
            yield one, two


def exact_quantity(revision: form.Revision) -> Iterator[Found]:
    """ "Fewer than 10" in one row and "more than 10" in another leave exactly 10 open (M39, M40)."""
    below: dict[tuple[str, str], Row] = {}
    above: dict[tuple[str, str], Row] = {}
    for row in rows(revision):
        for match in _COMPARED.finditer(row.provision.text):
            lower = match["side"].lower() in {"less", "fewer"}
            known = below if lower else above
            known[row.section, match["n"] + (match["per"] or "").lower()] = row
    for place in below.keys() & above.keys():
        one, two = below[place], above[place]
        if one is not two:
            yield Found(
                f"Exactly {place[1]} is in neither row: {one.provision.text}",
                place[0],
                (one.key, two.key),
                one.provision.line,
            )


def two_periods(revision: form.Revision) -> Iterator[Found]:
    """One limit counted by the month here and by the billing period there (M40, W35)."""
    for one, two in combinations(revision.quotas, 2):
        periods = [quota.per.lower() for quota in (one, two)]
        if one.value != two.value or not all(periods) or not _comparable(one, two):
            continue
        if periods[0] in periods[1] or periods[1] in periods[0]:
            continue  # "period" is short for "billing period"
        shared = bag(one.text) & bag(two.text) - {printed(one.value)}
        if len(shared) >= _SHARED and one.text != two.text:
            texts = {one.text, two.text}
            keys = tuple(r.key for r in rows(revision) if r.provision.text in texts)
            yield Found(
                f"{printed(one.value)} a {one.per} in {one.section}, a {two.per} in {two.section}: "
                f"{two.text}",
                two.section,
                keys,
            )


def _comparable(one: form.Quota, two: form.Quota) -> bool:
    """Whether two limits count things: percentages and times are limits of their own."""
    measured = {"percent", "hour", "hours", "minute", "minutes", "day", "days"}
    return one.unit == two.unit or not {one.unit.lower(), two.unit.lower()} & measured


def one_past_the_range(revision: form.Revision) -> Iterator[Found]:
    """ "1–249 devices" here, "250 devices" there, and nothing on more than 250 (C25)."""
    for each in statements(revision):
        for low, high, unit in _RANGE.findall(each.text):
            after = str(int(high) + 1)
            bare = re.search(
                rf"(?<!than )(?<!least )(?<!over )(?<!to )(?<![\d–-]){after} {unit}\b"
                r"(?!\s*(?:or|and|\+)\s*(?:more|above|over|up))",
                each.text,
            )
            if bare and int(low) < int(high):
                yield Found(
                    f"{low} to {high} {unit}, and {after} {unit}: what holds for more than {after}?",
                    each.section,
                    each.keys,
                    each.line,
                )


def share_in_no_priority(revision: form.Revision) -> Iterator[Found]:
    """A share of users on the edge of the criteria of priorities: in none, or in two (P01)."""
    for level in revision.service_levels:
        spans = [span for each in level.priorities if (span := span_of(each.criteria))]
        if len(spans) < 2:
            continue
        # 0 and 100 per cent are the ends of the scale, not edges between two priorities.
        ends = {Decimal(0), Decimal(100)}
        edges = {edge for low, _, high, _ in spans for edge in (low, high)} - ends
        for edge in sorted(edges):
            holders = sum(holds(span, edge) for span in spans)
            if holders != 1:
                told = "in no priority" if not holders else "in two priorities"
                yield Found(
                    f"{level.name}: exactly {printed(edge)}% is {told}", level.section
                )


Span = tuple[Decimal, bool, Decimal, bool]


def span_of(criteria: str) -> Span | None:
    """The share of users that a text names: from, whether inclusive, to, whether inclusive.

    None when it names none. A bare figure says nothing about a side, so it counts as none.
    """
    low, low_in, high, high_in = Decimal(0), True, Decimal(100), True
    found = False
    for match in _SHARE.finditer(criteria):
        word = (match["word"] or match["after"] or "").lower()
        share = Decimal(match["n"])
        if not word or share > 100:
            continue
        found = True
        inclusive = bool(match["after"]) or word in {"up to", "at most", "at least"}
        if re.search(r"less|fewer|below|under|up to|at most", word):
            high, high_in = share, inclusive
        else:
            low, low_in = share, inclusive
    return (low, low_in, high, high_in) if found else None


def holds(span: Span, share: Decimal) -> bool:
    """Whether a share lies in a span."""
    low, low_in, high, high_in = span
    after = share > low or (low_in and share == low)
    return after and (share < high or (high_in and share == high))
