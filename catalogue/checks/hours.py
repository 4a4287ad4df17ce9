"""Hours and days that can be read in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalogue.portable import form

from .check import Found
from .walk import Statement, rows, statements

_ZONE = re.compile(
    r"\b\d{1,2}(?::\d\d)?\s*(?:am|pm)?\b[^.]{0,30}\b(CST|EST|MST|PST|GMT|CET|EET|AEST|NZST|IST)\b",
    re.I,
)
_TOLD = re.compile(r"\b(?:daylight|summer time|all year|year[- ]round|UTC[+-])", re.I)
# Times of day: 8:00 to 18:00, 8am-6pm, 0800-1800, 24x7, 8x5.
_SPAN = re.compile(
    r"\b\d{1,2}[:.]\d\d\s*(?:am|pm)?\s*(?:-|–|to|and|until|till)\s*\d|\b\d{1,2}\s*(?:am|pm)\b|"
    r"\b\d{4}\s*(?:-|–|to)\s*\d{4}\s*(?:h|hrs|hours)\b|\b(?:24|12|10|9|8)\s*[x×/]\s*[5-7]\b",
    re.I,
)
_OPEN = re.compile(r"(?<!no )\b(?:business|office|working|normal) hours\b", re.I)
_DAYS = re.compile(r"(?<!business )(?<!working )(?<!calendar )\bdays?\b", re.I)
_ALL_HOURS = re.compile(
    r"\b24\s*[x×/]\s*7(?:\s*[x×/]\s*365)?\b|\bround the clock\b", re.I
)
_SOLD = re.compile(
    r"\b(?:purchas\w*|subscribed to|premium|platinum|gold|optional\w*|upgrade)\b", re.I
)
_HELP = re.compile(r"\b(?:support|help|incidents?|service desk|assistance)\b", re.I)
_BY_ITSELF = re.compile(
    r"\b(?:portal|documentation|self[- ]service|website|monitor\w*)\b", re.I
)
_FREE = re.compile(r"\b(?:no|without(?: any)?) (?:additional|extra)\b", re.I)
_PAID_HOURS = re.compile(
    r"\b(?:after[- ]hours|out[- ]of[- ]hours|outside\b[^.]{0,40}\bhours)\b[^.]{0,200}?"
    r"\b(?:additional|extra|incremental|ad-hoc|surcharge|higher)\b[^.]{0,25}\b(?:charges?|fees?|rates?|cost)",
    re.I,
)


def zone_without_summer_time(revision: form.Revision) -> Iterator[Found]:
    """Hours in a zone of which it is not said whether the clock is put forward in summer (W36, E03)."""
    found: dict[str, list[Statement]] = {}
    for each in statements(revision):
        match = _ZONE.search(each.text)
        if match and not _TOLD.search(each.text):
            found.setdefault(match[1].upper(), []).append(each)
    for zone, places in found.items():
        yield Found(
            f"{zone}: all year, or local time with daylight saving?",
            places[0].section,
            tuple(key for each in places for key in each.keys),
            places[0].line,
        )


def hours_not_stated(revision: form.Revision) -> Iterator[Found]:
    """Business hours that something depends on, and no times of day anywhere (C19, N12)."""
    said = list(statements(revision))
    levels = revision.service_levels
    if any(_SPAN.search(each.text) for each in said) or any(
        level.calendar for level in levels
    ):
        return
    targets = [t for level in levels for p in level.priorities for t in p.targets]
    if any(target.clock == "support" for target in targets):
        for level in levels:
            yield Found(
                f"{level.name}: business hours are not stated",
                level.section,
                _rows_saying(revision, level),
            )
        return
    named = [each for each in said if _OPEN.search(each.text)]
    if named:
        first: Statement = next((s for s in named if "day" in s.text.lower()), named[0])
        keys = tuple(key for each in named for key in each.keys)
        text = f"Business hours are named, but no times are stated: {first.text}"
        yield Found(text, first.section, keys, first.line)


def day_of_which_clock(revision: form.Revision) -> Iterator[Found]:
    """Days on a clock of business hours: a working day, or 24 hours (E15, E20)."""
    for level in revision.service_levels:
        found = [
            f"{priority.label} {target.text}"
            for priority in level.priorities
            for target in priority.targets
            if target.clock == "support" and _DAYS.search(target.text)
        ]
        if found:
            yield Found(
                f"{level.name} counts business hours: is a day a working day or 24 hours? "
                + "; ".join(found),
                level.section,
                _rows_saying(revision, level),
            )


def _rows_saying(revision: form.Revision, level: form.ServiceLevel) -> tuple[str, ...]:
    """Keys of the rows that print a time in business hours of a level."""
    times = {
        target.text.lower()
        for priority in level.priorities
        for target in priority.targets
        if target.clock == "support" and target.text
    }
    return tuple(
        row.key
        for row in rows(revision)
        if row.section == level.section
        and any(time in row.provision.text.lower() for time in times)
    )


def clock_of_some_targets(revision: form.Revision) -> Iterator[Found]:
    """One metric says that business hours count, another says nothing (E16, E17)."""
    told = {
        each.section for each in statements(revision) if _ALL_HOURS.search(each.text)
    }
    for level in revision.service_levels:
        targets = [t for p in level.priorities for t in p.targets if t.minutes]
        silent = dict.fromkeys(
            target.heading or target.metric for target in targets if not target.clock
        )
        # Where "24x7" is said somewhere beside the times, it is said of one of them.
        own = " ".join([each.text for each in targets])
        own += " ".join([each.criteria for each in level.priorities])
        apart = level.section not in told and not _ALL_HOURS.search(own)
        mixed = any(target.clock == "support" for target in targets)
        if silent and mixed and apart:
            yield Found(
                f"{level.name}: business hours or all hours for " + ", ".join(silent),
                level.section,
            )


def open_but_charged(revision: form.Revision) -> Iterator[Found]:
    """Support round the clock, and a charge outside office hours (W03, W36)."""
    said = list(statements(revision))
    open_all_hours = [each for each in said if _ALL_HOURS.search(each.text)]
    always = [
        each
        for each in open_all_hours
        if _HELP.search(each.text) and not _BY_ITSELF.search(each.text)
    ]
    if not always or any(_SOLD.search(each.text) for each in open_all_hours):
        return  # never open all hours, or only for those who buy it
    for each in said:
        if _PAID_HOURS.search(each.text) and not _FREE.search(each.text):
            first = always[0]
            keys = (*each.keys, *(key for one in always for key in one.keys))
            yield Found(
                f"“{first.text}” ({first.section}), but outside office hours it costs extra: {each.text}",
                each.section,
                keys,
                each.line,
            )
