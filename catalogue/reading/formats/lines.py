"""Lines of a text with their numbers, and what a line looks like on its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

TABBED = re.compile(r"\S[^\t]*\t|\t[^\t]*\S")
_ENDS_SENTENCE = tuple(".:;!?。")


@dataclass(frozen=True)
class Line:
    """A line, its trailing blanks gone. `new_page` is true where a page starts here."""

    text: str
    number: int
    new_page: bool = False

    @property
    def blank(self) -> bool:
        return not self.text or self.text.isspace()

    @property
    def indent(self) -> int:
        expanded = self.text[: len(self.text) - len(self.text.lstrip())].expandtabs(4)
        return len(expanded)


def lines_of(text: str) -> list[Line]:
    """Cut a text into lines; a form feed or three blank lines start a page."""
    found: list[Line] = []
    blanks = 0
    fed = True
    for number, raw in enumerate(text.split("\n"), start=1):
        fed = fed or "\f" in raw
        kept = raw.replace("\f", "").rstrip(" \r")
        if not kept.strip():
            blanks += 1
            found.append(Line("\t" if "\t" in kept else "", number))
            continue
        found.append(Line(kept, number, new_page=fed or blanks >= 3))
        blanks, fed = 0, False
    return found


def ends_sentence(text: str) -> bool:
    """Whether the text closes with a mark that ends a sentence or leads a list."""
    return text.rstrip("\"'”’) ").endswith(_ENDS_SENTENCE)


def is_wordy(text: str) -> bool:
    """Whether a line is prose by its length: a sentence rather than a title or a cell."""
    return text.count(" ") >= 12


@dataclass(frozen=True)
class Found:
    """The rows of a table, and how many lines were looked at; no rows, no table."""

    rows: list[list[str]]
    count: int
