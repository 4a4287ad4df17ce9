"""Numbers as a rule: "25 more DIDs" against rows for "less than 10" and "more than 10".

Sentence vectors hardly tell such rows apart. Where two rows say the same but for opposite bounds,
the question's quantity decides which comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from catalogue.answers.words import stem, stems

SIBLINGS = 0.6  # share of stems in common from which two rows count as siblings

_UNITS = {
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7},
    **{"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13},
    **{"fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17},
    **{"eighteen": 18, "nineteen": 19},
}
_TENS = {
    **{"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50},
    **{"sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
}
_SETS = {"dozen": 12, "hundred": 100, "thousand": 1000}
_PHRASES = (("half a dozen", "6"), ("a couple of", "2"), ("a pair of", "2"))
_TOKEN = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|[^\W\d_]+|[%$€£]")
_BOUNDS = (
    ("<", r"less than|fewer than|below|under|smaller than|short of"),
    (
        ">",
        r"more than|greater than|over|above|in excess of|exceed(?:s|ing)?|beyond|larger than",
    ),
    (
        "<=",
        r"up to|at most|no more than|not more than|maximum of|max|within|limited to|not exceed(?:ing)?",
    ),
    (">=", r"at least|no less than|not less than|no fewer than|minimum of|min"),
)
# Units of time, money and shares compare with their like only; all else is counted.
_MEASURES = {
    **dict.fromkeys(["second", "sec", "minut", "min", "hour", "hr", "h"], "time"),
    **dict.fromkeys(["day", "week", "month", "year", "quarter"], "calendar"),
    **dict.fromkeys(["%", "percent"], "share"),
    **dict.fromkeys(["$", "€", "£", "dollar", "euro", "pound", "usd", "eur"], "money"),
}


@dataclass(frozen=True)
class Quantity:
    """A number and what it measures: time, calendar, share, money, or blank for things counted."""

    value: Decimal
    measure: str


@dataclass(frozen=True)
class Bound:
    """A limit that a row states: `value` is on the far side of `<`, `>`, `<=` or `>=`."""

    sign: str
    value: Decimal
    measure: str

    def holds(self, quantity: Quantity) -> bool | None:
        """Whether the quantity keeps the bound; None when they do not compare."""
        if quantity.measure != self.measure:
            return None
        compared = {
            "<": quantity.value < self.value,
            ">": quantity.value > self.value,
            "<=": quantity.value <= self.value,
            ">=": quantity.value >= self.value,
        }
        return compared[self.sign]


def quantities(text: str) -> list[Quantity]:
    """Numbers in a question, in digits or words, each with its measure."""
    tokens = _tokens(text)
    found, at = [], 0
    while at < len(tokens):
        value, used = _value(tokens, at)
        if value is not None:
            before = tokens[at - 1] if at else ""
            found.append(
                Quantity(value, _measure(before, tokens[at + used : at + used + 2]))
            )
        at += max(used, 1)
    return found


def bounds(text: str) -> list[Bound]:
    """Limits that a row states, in order."""
    found: list[tuple[int, int, Bound]] = []
    lowered = text.lower()
    for sign, phrase in _BOUNDS:
        for match in re.finditer(rf"\b(?:{phrase})\s+(?=(.{{1,40}}))", lowered):
            read = quantities(match[1])
            if read and _leads(match[1]):
                bound = Bound(sign, read[0].value, read[0].measure)
                found.append((match.start(1), -len(match[0]), bound))
    # "no more than 10" also contains "more than 10": the longest phrase before a number counts.
    longest: dict[int, tuple[int, Bound]] = {}
    for start, length, bound in found:
        longest[start] = min(
            longest.get(start, (0, bound)), (length, bound), key=lambda x: x[0]
        )
    return [longest[start][1] for start in sorted(longest)]


def swaps(question: str, rows: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs (right, wrong) of sibling rows between which the question's quantities decide."""
    asked = quantities(question)
    if not asked:
        return []
    stated = {n: _verdict(asked, bounds(text)) for n, text in enumerate(rows)}
    judged = [n for n, verdict in stated.items() if verdict is not None]
    pairs = []
    for one, other in combinations(judged, 2):
        if stated[one] != stated[other] and alike(rows[one], rows[other]):
            pairs.append((one, other) if stated[one] else (other, one))
    return pairs


def alike(one: str, other: str) -> bool:
    """Whether two rows say much the same."""
    first, second = set(stems(one)), set(stems(other))
    return len(first & second) >= SIBLINGS * max(len(first | second), 1)


def _verdict(asked: Iterable[Quantity], stated: Sequence[Bound]) -> bool | None:
    for bound in stated:
        for quantity in asked:
            holds = bound.holds(quantity)
            if holds is not None:
                return holds
    return None


def _tokens(text: str) -> list[str]:
    lowered = text.lower()
    for phrase, number in _PHRASES:
        lowered = lowered.replace(phrase, number)
    return _TOKEN.findall(lowered)


def _leads(text: str) -> bool:
    """Whether a number opens the text, a word or a sign of currency before it at most."""
    tokens = _tokens(text)
    return any(_value(tokens, at)[0] is not None for at in range(min(3, len(tokens))))


def _value(tokens: list[str], at: int) -> tuple[Decimal | None, int]:
    """The number that starts at a token, and how many tokens it takes."""
    token = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    if token[0] in "0123456789":
        return Decimal(token.replace(",", "")), 1
    if token in _TENS:
        more = _UNITS.get(following, 0)
        return Decimal(_TENS[token] + more), 2 if more else 1
    if token in _UNITS:
        times = _SETS.get(following, 1)
        return Decimal(_UNITS[token] * times), 1 if times == 1 else 2
    return (Decimal(_SETS[token]), 1) if token in _SETS else (None, 1)


def _measure(before: str, after: list[str]) -> str:
    """The measure of a number: a sign before it, or the word that follows it directly.

    In "10 per month" the months are not what is counted, and "per" is no measure.
    """
    near = [before, *after[:1]] if before in ("$", "€", "£") else after[:1]
    return next((m for word in near if (m := _MEASURES.get(stem(word), ""))), "")
