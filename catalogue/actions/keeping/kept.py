"""What a new draft keeps of earlier revisions: plain values, as the upload's report stores them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class KeptValue:
    """A field that staff had set: what was read, and what it was set to instead."""

    model: str
    row: int
    name: str
    field: str
    read: Any
    kept: Any
    shown_read: str
    shown_kept: str
    by: str
    revision: int  # number of the revision it comes from


@dataclass
class KeptRow:
    """An alias or a decision on the row of the new draft that it belongs to."""

    row: int
    name: str
    text: str
    by: str
    revision: int


@dataclass
class Kept:
    """What was kept, and sentences on what could not be."""

    values: list[KeptValue] = field(default_factory=list)
    aliases: list[KeptRow] = field(default_factory=list)
    findings: list[KeptRow] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Plain values; the lists that hold nothing are left out."""
        return {name: rows for name, rows in asdict(self).items() if rows}

    def told(self) -> str:
        """One sentence for the history of the draft; blank when nothing was kept or lost."""
        counts = [
            (len(self.aliases), "alias", "aliases"),
            (len(self.findings), "decision", "decisions"),
            (len(self.values), "correction", "corrections"),
        ]
        parts = [
            f"{count} {one if count == 1 else many}"
            for count, one, many in counts
            if count
        ]
        numbers = sorted({each.revision for each in self._rows()})
        told = []
        if parts:
            which = "revision" if len(numbers) == 1 else "revisions"
            named = " and ".join(map(str, numbers))
            told.append(f"Kept from {which} {named}: {', '.join(parts)}.")
        if self.lost:
            told.append(f"Could not be kept: {' '.join(self.lost)}")
        return " ".join(told)

    def _rows(self) -> list[KeptValue | KeptRow]:
        return [*self.values, *self.aliases, *self.findings]
