"""The stream between formats and readers: what a document is made of, without its layout.

A format turns bytes into blocks; a reader turns blocks into a revision. Texts are verbatim with
markup taken off. `line` is the 1-based line in `source.Source.text`: the file's own lines, or those
of the text that a PDF, a Word file or a page of HTML becomes.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Heading:
    """A title in the text. `level` starts at 1; `number` is as printed ("4.1"), or blank."""

    text: str
    level: int
    number: str
    line: int


@dataclass(frozen=True)
class Paragraph:
    """Running text, its wrapped lines joined."""

    text: str
    line: int


@dataclass(frozen=True)
class Item:
    """A list item. `depth` starts at 1; `marker` is as printed ("-", "•", "2.", "a)")."""

    text: str
    depth: int
    marker: str
    line: int


@dataclass(frozen=True)
class Table:
    """Rows of raw cells, rectangular, header rows among them, split parts joined.

    A line break inside a cell is "\\n". `caption` is a title that the source ties to the table,
    `further` the lines on which the parts begin that a page break has torn off.
    """

    rows: list[list[str]]
    line: int
    caption: str = ""
    further: list[int] = field(default_factory=list, compare=False)


Block = Heading | Paragraph | Item | Table
