"""Headings: numbered, Markdown, underlined, in capitals, in bold, or a short title of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from catalogue.reading.blocks import Heading

from .inline import plain
from .lines import Line, ends_sentence
from .lists import marked
from .titles import LONGEST_TITLE, in_capitals, in_title_case, reads_as_clause

_MARKDOWN = re.compile(r"(#{1,6})\s+(\S.*)")
_NUMBERED = re.compile(
    r"(?:(?:section|article|part|chapter|appendix|schedule)\s+)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}|[A-Z]\.\d{1,2}(?:\.\d{1,2}){0,3})"
    r"(?P<dot>[.):]?)\s+(?:[-–—]\s+)?(?P<title>\S.*)",
    re.I,
)
_BOLD = re.compile(r"(\*\*|__)([^*_]{2,120})\1")
_UNDERLINE = re.compile(r"([=\-~^\"#*+_])\1{2,}")


@dataclass
class Levels:
    """How deep headings stand. Styles without a number go below the last number, in order."""

    numbered: int = 0
    styles: list[str] = field(default_factory=list)

    def of_number(self, number: str) -> int:
        """The level of a heading with a number such as "4.1"."""
        return self.of_mark(number.count(".") + 1)

    def of_mark(self, level: int) -> int:
        """The level of a heading whose marks tell it."""
        self.numbered = level
        self.styles.clear()
        return level

    def of_style(self, style: str) -> int:
        """The level of a heading that only its looks tell."""
        if style not in self.styles:
            self.styles.append(style)
        return self.numbered + 1 + self.styles.index(style)


@dataclass(frozen=True)
class Place:
    """A line among its neighbours; `closed` is true when nothing can run into it."""

    lines: list[Line]
    at: int
    closed: bool

    @property
    def text(self) -> str:
        return self.lines[self.at].text.strip()

    def after(self, most: int) -> Line | None:
        """The next line with text, at most so many lines on."""
        near = self.lines[self.at + 1 : self.at + 1 + most]
        return next((line for line in near if not line.blank), None)


def heading_at(place: Place, levels: Levels) -> tuple[Heading, int] | None:
    """The heading that starts at a line, and how many lines it takes."""
    text, line = place.text, place.lines[place.at]
    if found := _MARKDOWN.fullmatch(text):
        number, title = _split_number(plain(found[2].rstrip("# ")))
        return Heading(title, levels.of_mark(len(found[1])), number, line.number), 1
    if sign := _underline(place):
        number, title = _split_number(plain(text))
        level = levels.of_mark(1 if sign in "=#*" else 2)
        return Heading(title, level, number, line.number), 2
    if len(text) > LONGEST_TITLE + 20 or "|" in text:
        return None
    found = _NUMBERED.fullmatch(plain(text.replace("\t", " ")))
    if found and _is_numbered(found, place):
        title, number = found["title"].rstrip(" :-–—"), found["number"]
        return Heading(title, levels.of_number(number), number, line.number), 1
    style = _style(place) if "\t" not in text else ""
    if not style:
        return None
    return Heading(plain(text), levels.of_style(style), "", line.number), 1


def _split_number(text: str) -> tuple[str, str]:
    found = _NUMBERED.fullmatch(text)
    if found is None or not found["title"][:1].isalpha():
        return "", text
    return found["number"], found["title"].rstrip(" -–—")


def _underline(place: Place) -> str:
    """The sign of the row below a title, when that row is about as long; else blank."""
    if place.at + 1 >= len(place.lines) or place.lines[place.at].indent > 3:
        return ""
    text, below = place.text, place.lines[place.at + 1].text.strip()
    found = _UNDERLINE.fullmatch(below)
    if found is None or len(text) > LONGEST_TITLE or "|" in text or "\t" in text:
        return ""
    if marked(place.lines[place.at]) or not any(map(str.isalnum, text)):
        return ""
    return found[1] if len(below) >= 0.6 * len(text) or len(below) == 3 else ""


def _is_numbered(found: re.Match[str], place: Place) -> bool:
    """A title after a number, not a clause and not an item of a list."""
    title, number, dot = found["title"], found["number"], found["dot"]
    if not (title[0].isupper() or title[0] in "\"'“(") or title.count(" ") > 13:
        return False
    if number.startswith("0") or title.endswith((".", ";", ",")):
        return False
    capitals = in_capitals(title.rstrip(":"))
    if "." in number:
        short = title.count(" ") < 5 or not title.endswith(":")
        told = place.closed or in_title_case(title)
        return capitals or (short and told and len(title) <= LONGEST_TITLE)
    if dot == ")" or (dot and _is_counted(place, int(number))):
        return False
    if capitals:
        return True
    if title.endswith(":") or len(title) > 80:
        return False
    return place.closed and not reads_as_clause(title)


def _is_counted(place: Place, number: int) -> bool:
    """Whether "1. Scope" is an item: the line before or after it is the next of a count."""
    after = place.after(5)
    before = place.lines[place.at - 1] if place.at else None
    if before is not None and not before.blank and marked(before):
        return True
    if after is None or re.match(rf"\s*{number + 1}[.)]\s", after.text):
        return True
    return after is place.lines[place.at + 1] and marked(after) is not None


def _style(place: Place) -> str:
    """What makes a line without a number a heading; blank when nothing does."""
    text = place.text
    if not place.closed and not _follows_capitals(place):
        return ""
    if (found := _BOLD.fullmatch(text)) and not found[2].rstrip().endswith(":"):
        return "bold"
    if text.endswith(":") or marked(place.lines[place.at]) is not None:
        return ""
    if in_capitals(text):
        return "capitals"
    return "title" if in_title_case(text) and _stands_before_text(place) else ""


def _follows_capitals(place: Place) -> bool:
    return in_capitals(place.lines[place.at - 1].text.strip()) and in_capitals(
        place.text
    )


def _stands_before_text(place: Place, *, further: bool = True) -> bool:
    """Running text, a list or a table comes next, or a lower title that stands so."""
    after = place.after(3)
    if after is None:
        return False
    text = after.text.strip()
    if "\t" in text or "|" in text:
        return place.lines[place.at + 1].blank and place.closed
    if marked(after) is not None:
        return True
    if len(text) > 50 and len(text) > 1.5 * len(place.text) and " " in text[:30]:
        return True
    if not further or not in_title_case(text) or place.lines[place.at + 1].blank:
        return False
    return _stands_before_text(replace(place, at=place.at + 1), further=False)


def is_closed(lines: list[Line], at: int) -> bool:
    """Whether the text before a line has come to an end."""
    if at == 0 or lines[at - 1].blank or lines[at].new_page:
        return True
    return ends_sentence(lines[at - 1].text)
