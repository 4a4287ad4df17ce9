"""What a portable form refers to, and what may stand in it only once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from . import form
from .keys import names_of, provisions_at
from .plain import Path, Problem

CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
Listed = tuple[str, Iterable[tuple[Path, Any]]]  # what it is, and each with its place


def problems(
    revision: form.Revision, calendars: Collection[str], path: Path = ()
) -> list[Problem]:
    """References that lead nowhere, and keys that stand twice. `calendars` are the provider's keys.

    A section that is not there is no problem here: documents name sections they lack.
    """
    return [*_twice(revision, path), *_nowhere(revision, calendars, path)]


def of_file(guide: form.Guide, known: Collection[str]) -> list[Problem]:
    """The same of a guide file, and what only a file can get wrong; `known` are calendars there are."""
    own = {calendar.key for calendar in guide.calendars}
    path: Path = ("revision",)
    return [
        *problems(guide.revision, own | set(known), path),
        *_sections(guide.revision, path),
        *_calendars(guide.calendars),
    ]


def _twice(revision: form.Revision, path: Path) -> Iterator[Problem]:
    rows = list(provisions_at(revision, path))
    lists: list[Listed] = [
        ("provision key", ((where, row.key) for where, row in rows if row.key)),
        ("party", _named(revision.parties, (*path, "parties"), "name")),
        ("offer key", _named(revision.offers, (*path, "offers"), "key")),
        ("service level", _named(revision.service_levels, (*path, "service_levels"))),
    ]
    for where, row in rows:
        cells = (*where, "assignments")
        lists.append(("mark of", _named(row.assignments, cells, "party")))
        aliases = (*where, "aliases")
        lists.append(
            ("alias", (((*aliases, at), a) for at, a in enumerate(row.aliases)))
        )
    for at, level in enumerate(revision.service_levels):
        lists += _of_level(level, (*path, "service_levels", at))
    for what, named in lists:
        yield from _repeated(what, named)


def _of_level(level: form.ServiceLevel, path: Path) -> Iterator[Listed]:
    """What stands once in a service level."""
    for metric in form.METRICS:
        ends = getattr(level.met_by, metric)
        where = (*path, "met_by", metric)
        yield f"what ends the {metric} clock,", _named(ends, where, str)
    for at, case in enumerate(level.exemptions):
        yield "duty", _named(case.duties, (*path, "exemptions", at, "duties"), str)
    yield "priority", _named(level.priorities, (*path, "priorities"), "label")
    for at, priority in enumerate(level.priorities):
        where = (*path, "priorities", at, "targets")
        yield "target", _named(priority.targets, where, _target)


def _target(target: form.Target) -> str:
    return f"{target.metric} {target.applies_to}".strip()


def _named(
    rows: Iterable[Any], path: Path, name: str | Callable[[Any], str] = "name"
) -> Iterator[tuple[Path, str]]:
    for at, row in enumerate(rows):
        key = name(row) if callable(name) else getattr(row, name)
        if key:
            yield (*path, at), key


def _repeated(what: str, named: Iterable[tuple[Path, str]]) -> Iterator[Problem]:
    seen = set()
    for where, key in named:
        if key in seen:
            text = f"{what} {key[:80]!r} stands twice: give each its own"
            yield Problem(where, text)
        seen.add(key)


def _nowhere(
    revision: form.Revision, calendars: Collection[str], path: Path
) -> Iterator[Problem]:
    keys = {row.key for _, row in provisions_at(revision, path)}
    for at, level in enumerate(revision.service_levels):
        where = (*path, "service_levels", at)
        if level.calendar and level.calendar not in calendars:
            text = f"the provider has no calendar {level.calendar!r}: add it under calendars"
            yield Problem((*where, "calendar"), text)
        for number, case in enumerate(level.exemptions):
            duties = (*where, "exemptions", number, "duties")
            yield from _unknown("exemption", case.duties, keys, duties)
        labels = {priority.label for priority in level.priorities}
        for number, step in enumerate(level.escalations):
            if step.priority not in labels:
                text = f"escalation of an unknown priority {step.priority!r}"
                yield Problem((*where, "escalations", number, "priority"), text)
    lists = [("quotas", "quota", "draws"), ("findings", "finding", "provisions")]
    for name, what, field in lists:
        for at, row in enumerate(getattr(revision, name)):
            yield from _unknown(
                what, getattr(row, field), keys, (*path, name, at, field)
            )


def _unknown(
    what: str, named: list[str], keys: Collection[str], path: Path
) -> Iterator[Problem]:
    for at, key in enumerate(named):
        if key not in keys:
            text = f"{what} refers to an unknown provision {key!r}"
            yield Problem((*path, at), text)


# Lists of rows that name their section.
PLACED = (
    "terms",
    "service_levels",
    "offers",
    "rates",
    "bands",
    "quotas",
    "notice_periods",
    "metering_rules",
    "findings",
)


def _sections(revision: form.Revision, path: Path) -> Iterator[Problem]:
    known = names_of((part.number, part.title) for part in revision.sections)
    for name in PLACED:
        for at, row in enumerate(getattr(revision, name)):
            if row.section and row.section not in known:
                text = f"no section has the number or title {row.section!r}"
                yield Problem((*path, name, at, "section"), text)


def _calendars(calendars: list[form.Calendar]) -> Iterator[Problem]:
    dated = ((c, f"{c.key} from {c.valid_from}") for c in calendars)
    yield from _repeated(
        "calendar", ((("calendars", at), key) for at, (_, key) in enumerate(dated))
    )
    for at, calendar in enumerate(calendars):
        where: Path = ("calendars", at)
        if not _is_date(calendar.valid_from):
            yield _no_date((*where, "valid_from"), calendar.valid_from)
        for number, closure in enumerate(calendar.closures):
            if not _is_date(closure.day):
                yield _no_date((*where, "closures", number, "day"), closure.day)
        closures = _named(calendar.closures, (*where, "closures"), "day")
        yield from _repeated("closure on", closures)
        yield from _windows(calendar.windows, (*where, "windows"))


def _windows(windows: list[form.Window], path: Path) -> Iterator[Problem]:
    yield from _repeated(
        "window", _named(windows, path, lambda w: f"{w.day} {w.opens}")
    )
    for at, window in enumerate(windows):
        if not 0 <= window.day <= 6:
            text = f"{window.day} is no weekday: 0 is Monday, 6 is Sunday"
            yield Problem((*path, at, "day"), text)
        wrong = [
            name
            for name in ("opens", "closes")
            if not CLOCK.fullmatch(getattr(window, name))
        ]
        for name in wrong:
            text = f"“{getattr(window, name)[:20]}” is no time of day such as 08:00"
            yield Problem((*path, at, name), text)
        if not wrong and window.opens >= window.closes:
            text = "a window opens before it closes, within one day"
            yield Problem((*path, at, "closes"), text)


def _is_date(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _no_date(path: Path, text: str) -> Problem:
    return Problem(path, f"“{text[:20]}” is no date such as 2026-01-31")
