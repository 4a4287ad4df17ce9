"""Durations as documents print them: "4 hours", "two (2) business days", "<= 15m", "NBD".

Minutes are nominal: a day is 1440 minutes, a week 7 days, a month 30 days, a year 365, whatever the
clock. The clock is `support` (business hours), `elapsed`, or blank when the words do not say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

WORDS: dict[str, float] = {
    word: float(number)
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": 30, "forty": 40, "forty-five": 45, "sixty": 60, "ninety": 90}
WORDS |= {
    f"{tens}-{unit}": base + number
    for tens, base in (("twenty", 20), ("thirty", 30), ("forty", 40), ("seventy", 70))
    for number, unit in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
        start=1,
    )
}
WORDS |= {"seventy": 70, "a": 1, "an": 1, "half": 0.5, "half an": 0.5, "half a": 0.5}

MINUTES = {
    "minute": 1,
    "hour": 60,
    "day": 1440,
    "week": 10080,
    "month": 43200,
    "year": 525600,
}
_UNITS = (
    r"(?P<minute>minutes?|mins?|m)|(?P<hour>hours?|hrs?|h)|(?P<day>days?|bds?|d)"
    r"|(?P<week>weeks?|wks?)|(?P<month>months?|mths?)|(?P<year>years?|yrs?)"
)
_NUMBER = r"\d+(?:[.,]\d+)?|½|(?:{})\b".format(
    "|".join(sorted(map(re.escape, WORDS), key=len, reverse=True))
)
_CLOCK = (
    r"(?:(?P<support>business|working|support|office|service|staffed)"
    r"|(?P<elapsed>calendar|clock|elapsed|consecutive))"
)
_DURATION = re.compile(
    rf"(?<![\w.$£€/:])(?:(?P<low>{_NUMBER})\s*(?:-|–|to)\s*)?(?P<number>{_NUMBER})"
    rf"(?:\s*\(\s*(?P<digits>\d+(?:\.\d+)?)\s*\))?[\s-]*(?:{_CLOCK}[\s-]*)?(?:{_UNITS})(?![\w])(?!-(?:to|by|over)-)(?!\s*/\s*hour)",
    re.I,
)
_NEXT_DAY = re.compile(
    r"\bnext\s+(?P<support>business|working)\s+day\b|\bNBD\b|\bnext\s+day\b", re.I
)
_SUPPORT = re.compile(
    r"\b(?:business|working|support|office|service|core|staffed)[\s-]+(?:hours?|hrs?|days?|time)\b"
    r"|\bNBD\b|\bBDs?\b|\d+\s*[x×]\s*5\b|(?:in|during|within) (?:business|working)",
    re.I,
)
_ELAPSED = re.compile(
    r"\b(?:calendar|clock|elapsed|consecutive)\b|24\s*[x×/]\s*7|around the clock", re.I
)


@dataclass(frozen=True)
class Duration:
    """A span of time, as printed between `start` and `end` of the text it was found in."""

    minutes: int
    text: str
    clock: str
    start: int
    end: int


def clock_of(text: str) -> str:
    """Which clock the words name: support, elapsed or neither (blank)."""
    if _SUPPORT.search(text):
        return "support"
    return "elapsed" if _ELAPSED.search(text) else ""


def durations(text: str) -> list[Duration]:
    """All durations of a text in order; a range counts as its upper end."""
    found = [_from_match(match) for match in _DURATION.finditer(text)]
    found += [
        Duration(
            1440,
            match[0],
            "support" if match["support"] or match[0].isupper() else "",
            *match.span(),
        )
        for match in _NEXT_DAY.finditer(text)
    ]
    return _joined(sorted(found, key=lambda each: each.start), text)


def first_duration(text: str) -> Duration | None:
    """The first duration of a text, or None: a cell repeats the same time in words behind it."""
    return next(iter(durations(text)), None)


def number_of(text: str) -> float:
    """A number in digits or in words; raises ValueError for anything else."""
    plain = text.strip().lower().replace(",", ".")
    if plain == "½":
        return 0.5
    return float(WORDS[plain]) if plain in WORDS else float(plain)


def _from_match(match: re.Match[str]) -> Duration:
    unit = next(name for name in MINUTES if match[name])
    minutes = round(number_of(match["digits"] or match["number"]) * MINUTES[unit])
    clock = (
        "support" if match["support"] or match[unit].lower().startswith("bd") else ""
    )
    if match["elapsed"]:
        clock = "elapsed"
    return Duration(minutes, match[0], clock, *match.span())


def _joined(found: list[Duration], text: str) -> list[Duration]:
    """Parts of one duration ("1 hour 30 minutes") become one."""
    out: list[Duration] = []
    for each in found:
        last = out[-1] if out else None
        if last and each.start < last.end:
            continue
        between = text[last.end : each.start] if last else ""
        goes_on = (
            re.fullmatch(r"\s*(?:and)?\s*", between)
            and last
            and each.minutes < last.minutes
        )
        if last and goes_on and not (between.strip() and each.minutes >= 60):
            whole = text[last.start : each.end]
            clock = last.clock or each.clock
            out[-1] = Duration(
                last.minutes + each.minutes, whole, clock, last.start, each.end
            )
            continue
        out.append(each)
    return out
