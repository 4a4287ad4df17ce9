"""Headings: numbered, Markdown, underlined, in capitals, in bold, or a short title of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalogue.reading.blocks import Heading

from .inline import plain
from .lines import Line, ends_sentence
from .lists import marked

_MARKDOWN = re.compile(r"(#{1,6})\s+(\S.*)")
_NUMBERED = re.compile(
    r"(?:(?:section|article|part|chapter|appendix|schedule)\s+)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}|[A-Z]\.\d{1,2}(?:\.\d{1,2}){0,3})(?P<dot>[.)]?)\s+"
    r"(?P<title>\S.*)",
    re.I,
)
_BOLD = re.compile(r"(\*\*|__)([^*_]{2,120})\1:?")
_UNDERLINE = re.compile(r"([=\-~^\"#*+_])\1{2,}")
_SMALL = frozenset(
    ["a", "an", "and", "as", "at", "but", "by", "for", "from", "if", "in", "into", "nor", "of", "on", "or", "per", "the", "to", "up", "via", "vs", "with", "within", "and/or", "n/a"]
)
_LONGEST_TITLE = 110


@dataclass
class Levels:
    """How deep headings without a number stand: below the last numbered one."""

    numbered: int = 0
    plain: int = 0

    def of_number(self, number: str) -> int:
        self.numbered = number.count(".") + 1
        return self.numbered

    def of_capitals(self) -> int:
        self.plain = self.numbered + 1
        return self.plain

    def of_title(self) -> int:
        return self.numbered + 1 if self.numbered else self.plain + 1


def heading_at(
    lines: list[Line], start: int, levels: Levels
) -> tuple[Heading, int] | None:
    """The heading that starts at a line, and how many lines it takes."""
    line = lines[start]
    text = line.text.strip()
    if found := _MARKDOWN.fullmatch(text):
        return _marked_down(found, line), 1
    if _underlined(lines, start):
        level = 1 if lines[start + 1].text.strip()[0] in "=#*" else 2
        number, title = _split_number(plain(text))
        return Heading(title, level, number, line.number), 2
    if len(text) > _LONGEST_TITLE + 20 or "|" in text:
        return None
    if (found := _NUMBERED.fullmatch(text.replace("\t", " "))) and _is_numbered(
        found, lines, start
    ):
        number = found["number"]
        title = plain(found["title"]).rstrip(" :-–—")
        return Heading(title, levels.of_number(number), number, line.number), 1
    if "\t" in text:
        return None
    return _unnumbered(lines, start, levels)


def _unnumbered(
    lines: list[Line], start: int, levels: Levels
) -> tuple[Heading, int] | None:
    text = lines[start].text.strip()
    if (
        _BOLD.fullmatch(text)
        and not text.endswith((":", ":**", ":__"))
        and _alone(lines, start)
    ):
        return Heading(plain(text), levels.of_title(), "", lines[start].number), 1
    if text.endswith(":") or marked(lines[start]) is not None:
        return None
    if _in_capitals(text) and _alone(lines, start):
        return Heading(plain(text), levels.of_capitals(), "", lines[start].number), 1
    if _in_title_case(text) and _stands_before_text(lines, start):
        return Heading(plain(text), levels.of_title(), "", lines[start].number), 1
    return None


def _marked_down(found: re.Match[str], line: Line) -> Heading:
    number, title = _split_number(plain(found[2].rstrip("# ")))
    return Heading(title, len(found[1]), number, line.number)


def _split_number(text: str) -> tuple[str, str]:
    found = _NUMBERED.fullmatch(text)
    if found is None or not found["title"][:1].isalpha():
        return "", text
    return found["number"], found["title"].rstrip(" -–—")


def _underlined(lines: list[Line], start: int) -> bool:
    """A title with a row of one sign below it that is about as long."""
    if start + 1 >= len(lines) or lines[start].indent > 3:
        return False
    text, below = lines[start].text.strip(), lines[start + 1].text.strip()
    if not _UNDERLINE.fullmatch(below) or len(text) > _LONGEST_TITLE or "|" in text:
        return False
    return len(below) >= min(len(text) - 2, 3) and not _UNDERLINE.fullmatch(text)


def _is_numbered(found: re.Match[str], lines: list[Line], start: int) -> bool:
    """A title after a number, not a clause and not an item of a list."""
    title, number = found["title"].strip(), found["number"]
    words = title.split()
    if (
        not (title[0].isupper() or title[0] in "\"'“(*")
        or len(words) > 14
        or title.startswith("(\t")
    ):
        return False
    capitals = _in_capitals(title.rstrip(":"))
    if capitals:
        return not (found["dot"] == ")" and "." not in number)
    if title.endswith((".", ";", ",")) or (title.endswith(":") and len(words) > 5):
        return False
    if "." in number:
        return len(title) <= _LONGEST_TITLE and (
            _alone(lines, start) or _in_title_case(title)
        )
    if number.startswith("0") or (
        found["dot"] and not _alone_in_count(lines, start, int(number))
    ):
        return False
    return (
        len(title) <= 80
        and _follows_gap(lines, start)
        and not _looks_like_clause(words)
    )


def _looks_like_clause(words: list[str]) -> bool:
    lower = sum(word[:1].islower() and word not in _SMALL for word in words)
    return len(words) > 4 and lower * 2 > len(words)


def _alone_in_count(lines: list[Line], start: int, number: int) -> bool:
    """ "1. Scope" is a title when the next line of text is not the next item."""
    if not _follows_gap(lines, start):
        return False
    after = next(
        (line for line in lines[start + 1 : start + 6] if not line.blank), None
    )
    if after is None or (not lines[start + 1].blank and marked(lines[start + 1])):
        return False
    return not re.match(rf"\s*{number + 1}[.)]\s", after.text)


def _follows_gap(lines: list[Line], start: int) -> bool:
    if start == 0 or lines[start - 1].blank or lines[start].new_page:
        return True
    return ends_sentence(lines[start - 1].text) or marked(lines[start - 1]) is not None


def _alone(lines: list[Line], start: int) -> bool:
    """Nothing runs into the line: a gap or an ended sentence before it."""
    return _follows_gap(lines, start) or _in_capitals(lines[start - 1].text.strip())


def _in_capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    if len(letters) < 4 or len(text) > _LONGEST_TITLE or text.endswith((".", ";", ",")):
        return False
    return (
        sum(char.isupper() for char in letters) >= 0.95 * len(letters)
        and text.count(" ") < 14
    )


def _in_title_case(text: str) -> bool:
    """Every word that counts is capitalised, none is a sign, and no sentence ends here."""
    words = text.split()
    if not 1 <= len(words) <= 9 or not 4 <= len(text) <= 80:
        return False
    if text[-1] in ".,;:!?|" or not text[0].isalpha() or "=" in text or "  " in text:
        return False
    told = [word.strip("()&/-–—\"'“”’") for word in words]
    told = [word for word in told if word and word.lower() not in _SMALL]
    return bool(told) and all(not word[0].islower() for word in told)


def _stands_before_text(lines: list[Line], start: int) -> bool:
    """A gap or an ended sentence before, and running text or a list after."""
    if not _follows_gap(lines, start):
        return False
    after = start + 1
    while after < len(lines) and lines[after].blank and after - start < 4:
        after += 1
    if (
        after >= len(lines)
        or lines[after].blank
        or "\t" in lines[after].text
        or "|" in lines[after].text
    ):
        return False
    if marked(lines[after]) is not None:
        return True
    text = lines[after].text.strip()
    return (
        len(text) > 50 and len(text) > 1.5 * len(lines[start].text) and " " in text[:30]
    )
