"""Lists of lines as sheets: what stands in a section, a component or a revision, one kind a list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from catalogue.models import Component, Footnote, Provision, Revision, Section, Term

from . import upkeep
from .checking import Problem
from .fields import COLUMNS, shown
from .rows import keyed, write_rows
from .sheet import Column, Row, Sheet

PAID = ("group", "text", "notes", "label", "charge")
Owner = Section | Component | Revision


@dataclass(frozen=True)
class ListKind:
    """A list that can be edited as a sheet: where its rows stand, and its columns."""

    key: str
    title: str
    owner: type
    columns: tuple[str, ...]
    model: Any = Provision
    given: Mapping[str, Any] = field(default_factory=dict)  # of every new row

    @property
    def is_provisions(self) -> bool:
        return self.model is Provision


KINDS = {
    kind.key: kind
    for kind in (
        ListKind("scenario", "Changes and requests", Section, PAID),
        ListKind("service", "What is provided", Section, PAID),
        ListKind("duty", "Duties", Section, PAID),
        ListKind("exclusion", "Not covered", Section, PAID, given={"supported": False}),
        ListKind("limit", "Limits and conditions", Section, ("group", "text", "notes")),
        ListKind("footnote", "Footnotes", Section, ("marker", "note"), model=Footnote),
        ListKind(
            "scope",
            "Scope lines",
            Component,
            ("group", "text", "supported", "notes", "label", "charge"),
        ),
        ListKind("term", "Terms", Revision, ("term", "meaning"), model=Term),
    )
}


class ListStore:
    """A list of lines of one kind, as `saving.Store` wants it."""

    with_parties = False

    def __init__(self, owner: Owner, kind: ListKind) -> None:
        self.owner = owner
        self.kind = kind
        self.rows: dict[str, Any] = {}

    @property
    def fixed(self) -> dict[str, Column]:
        return {key: COLUMNS[key] for key in self.kind.columns}

    @property
    def revision(self) -> Revision:
        if isinstance(self.owner, Revision):
            return self.owner
        section = self.owner if isinstance(self.owner, Section) else self.owner.section
        return section.revision

    def read(self) -> Sheet:
        """The list as stored now, in one query."""
        name = "key" if self.kind.is_provisions else "pk"
        rows = self._stored().order_by("position", "pk")
        self.rows = {str(getattr(row, name)): row for row in rows}
        return Sheet(
            tuple(self.fixed.values()),
            tuple(Row(key, shown(row, self.fixed)) for key, row in self.rows.items()),
        )

    def sides(self) -> Mapping[str, str]:
        """Parties of the revision, by name and alias, with their sides."""
        return upkeep.sides(self.revision) if "charge" in self.fixed else {}

    def known_markers(self) -> Collection[str]:
        """Markers of the revision's footnotes."""
        return upkeep.markers(self.revision) if "notes" in self.fixed else set()

    def problems(self, before: Sheet, after: Sheet) -> list[Problem]:
        """Rows that a quota draws on, or that an exemption names as a duty, stay."""
        if not self.kind.is_provisions:
            return []
        return upkeep.drawn_on(self.revision, before, after)

    def warnings(self, before: Sheet, after: Sheet) -> list[Problem]:
        """Changed lines that are sentences of the section's prose, which says so too."""
        old = before.by_id
        return [
            Problem(
                f"“{before.name_of(old[row.id])}” is a sentence of the section's prose. "
                "Change it there too.",
                row.id,
                "text",
            )
            for row in after.rows
            if getattr(self.rows.get(row.id), "in_prose", False)
            and row.cells["text"] != old[row.id].cells["text"]
        ]

    def losses(self, before: Sheet, after: Sheet) -> list[str]:
        """Aliases of removed rows."""
        if not self.kind.is_provisions:
            return []
        return upkeep.aliases_lost(self.revision, before, after)

    def write(self, before: Sheet, after: Sheet) -> None:
        """Store `after`, which was checked, in the place of `before`, which was read."""
        write_rows(
            before,
            after,
            self.rows,
            fresh=self._fresh,
            siblings=self._siblings(),
        )

    def _stored(self) -> QuerySet:
        rows = self.kind.model.objects.filter(**self._place())
        if isinstance(self.owner, Section) and self.kind.is_provisions:
            rows = rows.filter(matrix=None, component=None)
        return rows.filter(kind=self.kind.key) if self.kind.is_provisions else rows

    def _place(self) -> dict[str, Any]:
        return {self.kind.owner.__name__.lower(): self.owner}

    def _siblings(self) -> QuerySet:
        if self.kind.is_provisions:
            return Provision.objects.filter(revision=self.revision)
        return self.kind.model.objects.filter(**self._place())

    def _fresh(self, rows: list[Row]) -> list[Any]:
        place = self._place()
        if not self.kind.is_provisions:
            return [self.kind.model(**place) for _ in rows]
        place |= {"revision": self.revision, "kind": self.kind.key, **self.kind.given}
        if isinstance(self.owner, Component):
            place["section"] = self.owner.section
        return [Provision(key=key, **place) for key in keyed(rows, self.revision)]
