"""What is done to several provisions of drafts at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from catalogue.models import Provision, Revision, Section
from catalogue.platform import audit

AT_MOST = 1000  # rows in one act: more would hold the draft's lock for seconds


class CannotWrite(Exception):
    """Rows that the act does not fit; the message says which, and what to do."""


@transaction.atomic
def set_charge(
    provisions: Iterable[Provision], *, charge: str, by: str, at: dt.datetime
) -> int:
    """Set what rows of drafts cost; how many changed. The printed outcome (`label`) stays.

    Raises `CannotWrite` for rows of other revisions than drafts, an unknown charge, and too many rows.
    """
    rows = _of_drafts(provisions)
    if charge not in Provision.Charge.values:
        raise CannotWrite("Choose one of the charges.")
    changed = Provision.objects.filter(pk__in=[row.pk for row in rows])
    with audit.acting(by):
        return changed.exclude(charge=charge).update(charge=charge)


@transaction.atomic
def move_to_section(
    provisions: Iterable[Provision], *, section: Section, by: str, at: dt.datetime
) -> int:
    """Put rows of a draft below another of its sections; how many moved.

    Raises `CannotWrite` for rows of another revision, and for rows that stand in a matrix or a
    component: those move with it.
    """
    rows = _of_drafts(provisions)
    if {row.revision_id for row in rows} - {section.revision_id}:
        raise CannotWrite("Choose rows and a section of the same revision.")
    held = [row for row in rows if row.matrix_id or row.component_id]
    if held:
        raise CannotWrite(
            f"{_number(held)} in a matrix or a component: “{held[0]}”. "
            "Such rows move with it: change the section of the matrix or component."
        )
    moving = [row for row in rows if row.section_id != section.pk]
    with audit.acting(by):
        for row in moving:
            row.section = section
            row.save(update_fields=["section"])
    return len(moving)


def _of_drafts(provisions: Iterable[Provision]) -> list[Provision]:
    wanted = [provision.pk for provision in provisions]
    if len(wanted) > AT_MOST:
        raise CannotWrite(
            f"Choose at most {AT_MOST} rows at a time; {len(wanted)} are chosen."
        )
    rows = list(
        Provision.objects.filter(pk__in=wanted).select_related("revision__guide")
    )
    fixed = [row for row in rows if row.revision.state != Revision.State.DRAFT]
    if fixed:
        raise CannotWrite(
            f"{_number(fixed)} in a revision that is no draft ({fixed[0].revision}), so nothing "
            "was changed. Make a new draft of the guide and change that, or choose rows of drafts."
        )
    return rows


def _number(rows: list[Provision]) -> str:
    return "1 row stands" if len(rows) == 1 else f"{len(rows)} rows stand"
