"""Titles of a PDF, told by their type: larger than the text, or bold behind a number."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from pypdf import PageObject

_LARGER = 1.12
_LONGEST = 120
_MOST_SHARE = 0.4
_CLAUSE = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+[^\W\d]")
_BLANKS = re.compile(r"\s+")


@dataclass
class TypeLine:
    """A line of a page: its text, the size of its letters in points, and whether all are bold."""

    text: str = ""
    size: float = 0.0
    bold: bool = True

    def add(self, text: str, size: float, bold: bool) -> None:
        self.text += text
        if text.strip():
            # The smallest decides: a large initial makes no title.
            self.size = min(self.size or size, size)
            self.bold = self.bold and bold


@dataclass
class TypeLines:
    """Collects the lines of a page while pypdf goes through its text."""

    lines: list[TypeLine] = field(default_factory=lambda: [TypeLine()])

    def visit(self, text: str, cm: Any, tm: Any, font: Any, size: Any) -> None:
        """A visitor of text as pypdf calls it."""
        name = str(font.get("/BaseFont", "")) if font else ""
        bold = "bold" in name.lower() or "black" in name.lower()
        # Letters are scaled twice: by the matrix of the text and by that of the page.
        scale = math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3])
        for at, part in enumerate(text.split("\n")):
            if at:
                self.lines.append(TypeLine())
            self.lines[-1].add(part, round(float(size) * scale, 1), bold)


def type_lines(page: PageObject) -> list[TypeLine]:
    """The lines of a page that hold text."""
    found = TypeLines()
    page.extract_text(visitor_text=found.visit)
    return [line for line in found.lines if line.text.strip()]


def title_levels(pages: list[list[TypeLine]]) -> list[dict[str, int]]:
    """For each page, the titles without their blanks and the level of each.

    None where a good part of the lines look like titles: then size means something else.
    """
    letters: Counter[float] = Counter()
    for line in (line for page in pages for line in page):
        letters[line.size] += len(line.text)
    body = max(letters, key=lambda size: (letters[size], -size), default=0.0)
    titles = [[line for line in page if _is_title(line, body)] for page in pages]
    count = sum(map(len, titles))
    if count > _MOST_SHARE * sum(map(len, pages)) and count > 3:
        return [{} for _ in pages]
    sizes = sorted({line.size for page in titles for line in page}, reverse=True)
    return [{key(line.text): _level(line, sizes) for line in page} for page in titles]


def marked(text: str, titles: dict[str, int]) -> str:
    """A page in its layout with each title as a Markdown heading, parted from what surrounds it."""
    lines: list[str] = []
    after_title = False
    for line in text.split("\n"):
        level = 0 if _is_row(line) else titles.get(key(line), 0)
        # Never two blank lines in a row: a larger gap stands for the end of a page.
        if (level or (after_title and line.strip())) and lines and lines[-1].strip():
            lines.append("")
        if level:
            lines.append(f"{'#' * level} {' '.join(line.split())}")
        elif line.strip() or not after_title:
            lines.append(line)
        after_title = bool(level) or (after_title and not line.strip())
    return "\n".join(lines)


def _is_row(line: str) -> bool:
    """Cells of a table set in large type: wide gaps part them."""
    text = line.strip()
    found = _CLAUSE.match(text)
    return "    " in (text[found.end() :] if found else text)


def key(text: str) -> str:
    """A line without blanks, which the layout sets in its own way, and without ligatures."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text).replace("\xad", ""))


def _is_title(line: TypeLine, body: float) -> bool:
    text = line.text.strip()
    if len(text) > _LONGEST or sum(map(str.isalpha, text)) < 3:
        return False
    if line.size > body * _LARGER:
        return True
    numbered = _CLAUSE.match(text) and not text.endswith((".", ";", ","))
    return line.bold and line.size >= body and bool(numbered)


def _level(line: TypeLine, sizes: list[float]) -> int:
    found = _CLAUSE.match(line.text.strip())
    if found:
        return min(found[1].count(".") + 1, 6)
    return min(sizes.index(line.size) + 1, 6)
