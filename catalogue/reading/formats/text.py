"""The text of a document, line by line, into blocks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from catalogue.reading.blocks import Block, Heading, Item, Paragraph, Table
from catalogue.reading.source import Source

from .aligned import aligned_at
from .directives import is_field, list_table_at, without_field
from .furniture import without_furniture
from .grids import grid_at, ruled_at
from .headings import Levels, Place, heading_at, is_closed
from .lines import Found, Line, lines_of
from .lists import Depths, item_at
from .paragraphs import runs_on, wrap_width
from .pipes import pipes_at
from .stacked import stacked_at
from .tables import Part, joined, rectangular
from .tabs import tabless, tabs_at

_RULE = re.compile(r"[\s\-=_*~#+|.]*")

TableAt = Callable[[list[Line], int], Found]
_TABLES: tuple[TableAt, ...] = (
    list_table_at,
    grid_at,
    ruled_at,
    pipes_at,
    tabs_at,
    aligned_at,
    stacked_at,
)


def blocks_of_text(text: str) -> list[Block]:
    """Blocks of a plain text: Markdown, a bare listing, or a page laid out with blanks."""
    return source_of_text(text).blocks


def source_of_text(text: str) -> Source:
    """A plain text with its blocks, and the lines of it that belong to pages alone."""
    raw = lines_of(text)
    lines = without_furniture(raw)
    blocks = joined(_Scan(lines, wrap_width(lines)).run())
    pairs = zip(raw, lines, strict=True)
    dropped = {one.number for one, other in pairs if other.blank and not one.blank}
    return Source(text, blocks, frozenset(dropped))


@dataclass
class _Scan:
    """One pass over the lines; each step takes the lines of one block."""

    lines: list[Line]
    width: int
    at: int = 0
    parts: list[Part] = field(default_factory=list)
    depths: Depths = field(default_factory=Depths)
    levels: Levels = field(default_factory=Levels)
    new_page: bool = False
    tried: dict[TableAt, int] = field(default_factory=dict)

    def run(self) -> list[Part]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.new_page = self.new_page or line.new_page
            if line.blank:
                self.at += 1
                continue
            self._step()
        return self.parts

    def _step(self) -> None:
        if self._table() or self._heading() or self._item():
            return
        if _RULE.fullmatch(self.lines[self.at].text):
            self.at += 1
            return
        self._paragraph()

    def _add(self, block: Block, count: int) -> None:
        self.parts.append(Part(block, self.new_page))
        self.new_page = False
        self.at += count
        if not isinstance(block, Item):
            self.depths.close()

    def _table(self) -> bool:
        for table_at in _TABLES:
            if self.at < self.tried.get(table_at, 0):
                continue
            found = table_at(self.lines, self.at)
            if found.rows and max(map(len, found.rows)) > 1:
                rows = rectangular(found.rows)
                self._add(Table(rows, self.lines[self.at].number), found.count)
                return True
            self.tried[table_at] = self.at + found.count
        return False

    def _heading(self) -> bool:
        found = heading_at(self._place(), self.levels)
        if found is None:
            return False
        heading, count = found
        self._add(self._lowered(heading), count)
        return True

    def _lowered(self, heading: Heading) -> Heading:
        """Of two titles without marks right below each other, the second is the lower."""
        before = self.parts[-1].block if self.parts else None
        if not isinstance(before, Heading) or before.line != heading.line - 1:
            return heading
        marked = heading.number or self.lines[self.at].text.lstrip().startswith("#")
        if marked or before.level != heading.level:
            return heading
        return replace(heading, level=heading.level + 1)

    def _item(self) -> bool:
        found = item_at(self.lines, self.at, self.depths)
        if found is not None:
            self._add(*found)
        return found is not None

    def _paragraph(self) -> None:
        start, end = self.at, self.at + 1
        while end < len(self.lines) and self._goes_on(end):
            end += 1
        text = " ".join(line.text.strip(" |") for line in self.lines[start:end])
        text = without_field(text)
        if text.startswith(": ") and self._joins_term(text):
            self.at = end
            return
        self._add(Paragraph(tabless(text), self.lines[start].number), end - start)

    def _joins_term(self, meaning: str) -> bool:
        """A line ": meaning" belongs to the term on the line before it."""
        before = self.parts[-1].block if self.parts else None
        if not isinstance(before, Paragraph) or before.text.count(" ") > 7:
            return False
        told = replace(before, text=f"{before.text}{tabless(meaning)}")
        self.parts[-1] = replace(self.parts[-1], block=told)
        return True

    def _goes_on(self, at: int) -> bool:
        line, before = self.lines[at], self.lines[at - 1]
        if line.blank or line.new_page or "|" in line.text or "\t" in line.text:
            return False
        if is_field(line.text) or not runs_on(before, line, self.width):
            return False
        return (
            heading_at(Place(self.lines, at, closed=False), Levels()) is None
            and item_at(self.lines, at, Depths()) is None
        )

    def _place(self) -> Place:
        """The line at hand; after a list, a table or a heading nothing runs into it."""
        before = self.parts[-1].block if self.parts else None
        closed = not isinstance(before, Paragraph) or is_closed(self.lines, self.at)
        return Place(self.lines, self.at, closed)
