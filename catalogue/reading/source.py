"""A document as lines of text: what `line` of blocks, sections, provisions and findings counts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from catalogue.portable import form

from .blocks import Block, Heading, Item, Table

if TYPE_CHECKING:
    from .readers.draft import Draft

# What a line became; any other word is what its block was read as.
HEADING, PROSE, FURNITURE, UNREAD = "heading", "prose", "furniture", "unread"
_RULE = re.compile(r"[\s\-=_*~#+|.:\f]*")

Margin = tuple[int, int, str]  # first line, last line, what they became
Mark = tuple[int, str, str]  # line, kind of what is stated there, its name


@dataclass(frozen=True)
class Source:
    """The text, the blocks in it, and the lines that belong to pages and not to the text."""

    text: str
    blocks: list[Block]
    dropped: frozenset[int] = frozenset()

    def lines(self) -> list[str]:
        """The lines; the first has number 1."""
        return self.text.split("\n")

    def starts(self) -> list[int]:
        """The lines on which blocks, or torn-off parts of tables, begin."""
        return sorted({line for each in self.blocks for line in _lines_begun(each)})


@dataclass(frozen=True)
class Reading:
    """What came of a document: the revision, and its text with what was made of it."""

    revision: form.Revision
    text: str = ""
    margins: list[Margin] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


def rendered(blocks: list[Block]) -> Source:
    """Blocks of a document without lines of its own, written out as text: a line for each row."""
    lines: list[str] = []
    numbered: list[Block] = []
    for block in blocks:
        if lines and not (isinstance(block, Item) and isinstance(numbered[-1], Item)):
            lines.append("")
        if isinstance(block, Table) and block.caption:
            lines.append(_flat(block.caption))
        numbered.append(replace(block, line=len(lines) + 1))
        lines += _lines_of(block)
    return Source("\n".join(lines), numbered)


def _lines_of(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        for row in block.rows:
            yield " | ".join(map(_flat, row))
    elif isinstance(block, Heading):
        yield f"{'#' * block.level} {block.number} {_flat(block.text)}".replace(
            "  ", " "
        )
    elif isinstance(block, Item):
        yield f"{'  ' * (block.depth - 1)}{block.marker} {_flat(block.text)}"
    else:
        yield _flat(block.text)


def _flat(text: str) -> str:
    return " ".join(text.split())


def margins(draft: Draft, source: Source) -> list[Margin]:
    """What each line became, as runs of lines; blank lines and rules are in none."""
    lines = source.lines()
    became = [""] * (len(lines) + 1)
    starts = source.starts()
    for first, what in _readings(draft, source):
        after = bisect_right(starts, first)
        end = starts[after] if after < len(starts) else len(lines) + 1
        became[first:end] = [what] * (end - first)
    return list(_runs(lines, became, source.dropped))


def _readings(draft: Draft, source: Source) -> Iterator[tuple[int, str]]:
    """Where each block begins, and what it became."""
    for block in source.blocks:
        yield block.line, HEADING if isinstance(block, Heading) else FURNITURE
    for part in draft.parts:
        if part.title:
            yield part.section.line or 1, HEADING
        for block in part.blocks:
            left = UNREAD if isinstance(block, Table) else PROSE
            for line in _lines_begun(block):
                yield line, draft.reader_of(block) or left


def _lines_begun(block: Block) -> list[int]:
    return [block.line, *(block.further if isinstance(block, Table) else [])]


def _runs(
    lines: list[str], became: list[str], dropped: frozenset[int]
) -> Iterator[Margin]:
    first, last, what = 0, 0, ""
    for number, line in enumerate(lines, start=1):
        if _RULE.fullmatch(line) and number not in dropped:
            continue
        here = FURNITURE if number in dropped else became[number] or UNREAD
        if here != what:
            if what:
                yield first, last, what
            first, what = number, here
        last = number
    if what:
        yield first, last, what
