"""List items: their marker, their text over wrapped lines, and their depth."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from catalogue.reading.blocks import Item

from .inline import plain
from .lines import Line, ends_sentence

_BULLETS = "-–—*•·▪■◦○●‣➢➤►§❖✓✔☑✅✗✘❌"
_MARKER = re.compile(
    rf"(?P<marker>[{_BULLETS}]|[o](?=\s)|\(?(?:\d{{1,3}}|[a-zA-Z]|[ivxIVX]{{1,5}})[.)])"
    r"(?:\s+(?P<text>\S.*)|\s*)$"
)
_LETTER_DOT = re.compile(r"[A-Z]\.")


@dataclass(frozen=True)
class Marked:
    """A line that starts a list item."""

    marker: str
    text: str
    indent: int


def marked(line: Line) -> Marked | None:
    """The marker and the text of a line that starts a list item."""
    text = line.text.replace("\t", " ").strip()
    found = _MARKER.match(text) if text else None
    if found is None:
        glued = text[:1] in "•▪■●‣➢➤►❖" and len(text) > 1
        return Marked(text[0], text[1:].strip(), line.indent) if glued else None
    marker, rest = found["marker"], found["text"] or ""
    if not rest and marker not in _BULLETS:
        return None
    if set(text) <= set("-–—* ") and len(text) > 1:
        return None
    if marker in "o" and (not rest or not rest[:1].isupper()):
        return None
    return Marked(marker, rest, line.indent)


@dataclass
class Depths:
    """The lists that are open: how far in each is, and what marks it."""

    open: list[tuple[int, str]] = field(default_factory=list)

    def depth(self, found: Marked) -> int:
        """The depth of an item, 1 for the outermost list."""
        kind = _kind(found.marker)
        while self.open and found.indent < self.open[-1][0]:
            self.open.pop()
        level = [
            at for at, (indent, _) in enumerate(self.open) if indent == found.indent
        ]
        same = [at for at in level if self.open[at][1] == kind]
        if same:
            del self.open[same[0] + 1 :]
        elif not level or _holds(self.open[-1][1], kind):
            self.open.append((found.indent, kind))
        else:
            self.open[level[0] :] = [(found.indent, kind)]
        return len(self.open)

    def close(self) -> None:
        """Text outside any list ends them all."""
        self.open.clear()


def _holds(outer: str, inner: str) -> bool:
    """Whether lists of one mark hold lists of another at the same indent, as in exports."""
    if outer in ("number", "letter"):
        return inner not in ("number", outer)
    return outer in "•●" and inner in "o◦○▪■§-–"


def _kind(marker: str) -> str:
    core = marker.strip("().")
    if core.isdigit():
        return "number"
    return "letter" if core.isalpha() and core != "o" else marker


def item_at(lines: list[Line], start: int, depths: Depths) -> tuple[Item, int] | None:
    """The list item that starts at a line, and how many lines it takes."""
    found = marked(lines[start])
    if found is None:
        return None
    at = start + 1
    texts = [found.text] if found.text else []
    if not texts:
        while at < len(lines) and lines[at].blank and at - start < 3:
            at += 1
        if at >= len(lines) or lines[at].blank or marked(lines[at]):
            return None
        texts.append(lines[at].text.strip())
        at += 1
    while at < len(lines) and _continues(lines[at], texts[-1], found):
        texts.append(lines[at].text.strip())
        at += 1
    text = plain(" ".join(texts).replace("\t", " "))
    return Item(
        text, depths.depth(found), found.marker, lines[start].number
    ), at - start


def _continues(line: Line, before: str, found: Marked) -> bool:
    """A wrapped line of an item is set in, or the line before is cut in mid-sentence."""
    if (
        line.blank
        or line.new_page
        or "|" in line.text
        or "\t" in line.text
        or marked(line)
    ):
        return False
    if line.indent > found.indent + 1:
        return True
    if ends_sentence(before) or len(before) < 45:
        return False
    return line.text.lstrip()[:1].islower()
