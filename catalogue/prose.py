"""The prose of a section: paragraphs, lists and plain tables, with the sentences that are provisions.

Prose is text with blank lines between paragraphs. A line that begins with a dash is a list item, two
blanks before it are a level; cells of a table that no reader recognised are parted by bars.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

ITEM = re.compile(r"^( *)[-*•] +(?=\S)")
CELLS = " | "
# Control characters and halves of surrogate pairs: no database keeps them, no eye sees them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|no|inc|ltd|co|corp|approx|min|max|mr|mrs|dr|st|fig|sec|incl|excl|u\.s)|\b[A-Z])\.$",
    re.I,
)


@dataclass(frozen=True)
class Clause:
    """A sentence that is a provision: its place in a passage, and its anchor."""

    start: int
    end: int
    anchor: str


@dataclass
class Passage:
    """A piece of prose: `paragraph`, `item` (with a depth from 1) or `row` of a table."""

    kind: str
    text: str
    depth: int = 0
    clauses: list[Clause] = field(default_factory=list)

    @property
    def cells(self) -> list[str]:
        """The cells of a row."""
        return [cell.strip() for cell in self.text.split(CELLS.strip())]


def passages(prose: str) -> list[Passage]:
    """The pieces of a section's prose, in order, each on one line."""
    found: list[Passage] = []
    for block in re.split(r"\n\s*\n", prose):
        lines = [line for line in block.splitlines() if line.strip()]
        rows = lines and all(CELLS in line for line in lines)
        for line in lines:
            item = ITEM.match(line)
            if item:
                depth = len(item[1]) // 2 + 1
                found.append(Passage("item", tidy(line[item.end() :]), depth))
            elif rows:
                found.append(Passage("row", tidy(line)))
            elif line is lines[0] or found[-1].kind == "row":
                found.append(Passage("paragraph", tidy(line)))
            else:  # a line that goes on
                found[-1].text += " " + tidy(line)
    return found


def printable(text: str) -> str:
    """What people typed, without control characters; lines and tabs stay."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def tidy(text: str) -> str:
    """A text on one line with single blanks."""
    return " ".join(text.split())


def mark(found: list[Passage], sentences: Iterable[tuple[str, str]]) -> set[str]:
    """Note where provisions stand in the passages, given as (anchor, text) in document order.

    Returns the anchors that found their place; a sentence is never looked for across passages, and
    one that overlaps an earlier one finds none.
    """
    starts, whole = [], ""
    for passage in found:
        starts.append(len(whole))
        whole += passage.text + "\n"
    placed: set[str] = set()
    taken: list[tuple[int, int]] = []
    went_on = 0
    for anchor, text in sentences:
        sentence = tidy(text)
        at = whole.find(sentence, went_on) if sentence else -1
        if at < 0 and sentence:
            at = whole.find(sentence)
        end = at + len(sentence)
        if at < 0 or any(at < right and left < end for left, right in taken):
            continue
        number = bisect_right(starts, at) - 1
        passage = found[number]
        passage.clauses.append(
            Clause(at - starts[number], end - starts[number], anchor)
        )
        taken.append((at, end))
        placed.add(anchor)
        went_on = end
    for passage in found:
        passage.clauses.sort(key=lambda clause: clause.start)
    return placed


def sentences(text: str) -> list[str]:
    """Split running text into sentences, verbatim and in order."""
    out, start = [], 0
    for match in re.finditer(
        r"[.!?][\"”')\]]*\s+(?=[A-Z\d“\"'(\[*]|[a-z]+[\dA-Z])", text
    ):
        piece = text[start : match.end()].strip()
        before = text[start : match.start() + 1]
        tail = before.rsplit(" ", 1)[-1]
        follows = text[match.end() : match.end() + 1]
        if _ABBREVIATION.search(tail) and not (
            tail.lower() == "etc." and follows.isupper()
        ):
            continue
        if re.fullmatch(r"\(?\d{1,2}[.)]", piece):
            continue
        out.append(piece)
        start = match.end()
    rest = text[start:].strip()
    return [*out, rest] if rest else out
