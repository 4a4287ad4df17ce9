"""Logging time that another system may send again: what it calls by the same number is there once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from billing.models import Agreement, TimeEntry
from billing.splitting import whole
from catalogue.platform.tenancy import Actor
from tickets.wording import cleaned, on_one_line

from .known_roles import same_role
from .logging_time import log
from .proposing import agreement_of
from .works import BadEntries, Work

# What a row that is sent again must say as it did; a word that is left out says nothing.
SAID = (
    "ticket",
    "engineer",
    "role",
    "billable",
    "worked_on",
    "started_at",
    "ended_at",
    "minutes",
    "provision",
)
TEXTS = ("work_type", "description", "note")
MOMENTS = {"started_at", "ended_at"}
OTHER = (
    "The agreement has an entry with this external id that says something else: correct entry {pk}, "
    "or give another id."
)


class Logged(NamedTuple):
    """An entry, and whether it is new."""

    entry: TimeEntry
    is_new: bool


@transaction.atomic
def log_once(
    works: Sequence[Work], *, source: str, actor: Actor, at: dt.datetime
) -> list[Logged]:
    """Log the rows that are not there yet by agreement and external id; in order, with those that are.

    Two queries beside those of `log`. Raises what `log` raises, and `BadEntries` for a row whose
    external id stands for something else.
    """
    stored = stored_by_number(works)
    found: dict[int, TimeEntry] = {}
    errors: dict[int, dict[str, str]] = {}
    for number, work in enumerate(works):
        known = stored.get(number_of(work))
        if known is None:
            continue
        found[number] = known
        if not says(known, work):
            errors[number] = {"external_id": OTHER.format(pk=known.pk)}
    new = [number for number in range(len(works)) if number not in found]
    try:
        made = log([works[n] for n in new], source=source, actor=actor, at=at)
    except BadEntries as refusal:
        raise BadEntries(
            errors
            | {new[n] if n < len(new) else n: e for n, e in refusal.errors.items()}
        ) from refusal
    if errors:
        raise BadEntries(errors)
    fresh = dict(zip(new, made, strict=True))
    return [
        Logged(fresh[n], True) if n in fresh else Logged(found[n], False)
        for n in range(len(works))
    ]


def stored_by_number(works: Sequence[Work]) -> dict[tuple[int, str], TimeEntry]:
    """The entries that count with the rows' external ids, by agreement and id; one query."""
    numbers = {number for work in works if (number := number_of(work))[1]}
    if not numbers:
        return {}
    rows = TimeEntry.objects.standing().filter(
        agreement__in={agreement for agreement, _ in numbers},
        external_id__in={external for _, external in numbers},
    )
    related = ("agreement__customer", "customer", "ticket", "engineer", "provision")
    return {
        (row.agreement_id, row.external_id): row
        for row in rows.select_related(*related)
    }


def number_of(work: Work) -> tuple[int, str]:
    """What a row is known by: its agreement and the other system's number, as it is stored.

    0 without an agreement.
    """
    agreement = logged_under(work)
    return (agreement.pk if agreement else 0, on_one_line(work.external_id))


def logged_under(work: Work) -> Agreement | None:
    """The agreement of the work's ticket, else the one it names."""
    return agreement_of(work.ticket) if work.ticket else work.agreement


def says(entry: TimeEntry, work: Work) -> bool:
    """Whether an entry says what the row says, which is compared as it would be stored."""
    given = {name: getattr(work, name) for name in SAID}
    said = {name: value for name, value in given.items() if value is not None}
    said |= {name: whole(said[name]) for name in MOMENTS & said.keys()}
    texts = {name: text for name in TEXTS if (text := cleaned(getattr(work, name)))}
    if "work_type" in texts:
        texts["work_type"] = on_one_line(work.work_type)
    if work.role and same_role(on_one_line(work.role), [entry.role]) is not None:
        del said["role"]
    return all(getattr(entry, name) == value for name, value in (said | texts).items())
