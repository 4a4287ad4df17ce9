"""Numbers that Word prints before headings by itself: the file only holds how to count them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from mammoth import documents, transforms

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_TYPED = re.compile(r"\s*(?:\d+(?:\.\d+)*|[A-Z]\.\d)[.)\s]")


@dataclass(frozen=True)
class _Level:
    """How one level counts. `pattern` is the print, with %1 for the count of the first level."""

    depth: int
    start: int
    kind: str
    pattern: str


class HeadingNumbers:
    """Counts headings as `word/numbering.xml` says and prints the number before each."""

    def __init__(self, numbering: bytes) -> None:
        self._schemes: list[dict[int, _Level]] = []
        self._of_style: dict[str, tuple[int, int]] = {}  # scheme and depth
        self._counts: dict[int, dict[int, int]] = {}
        if numbering:
            self._read(ElementTree.fromstring(numbering))

    def printed(self, document: Any) -> Any:
        """The document of mammoth with the numbers written out."""
        if not self._of_style:
            return document
        return transforms.paragraph(self._paragraph)(document)

    def _read(self, root: ElementTree.Element) -> None:
        for scheme, part in enumerate(root.iter(f"{_W}abstractNum")):
            levels: dict[int, _Level] = {}
            for each in part.iter(f"{_W}lvl"):
                level = _level(each)
                levels[level.depth] = level
                if style := _value(each, "pStyle"):
                    self._of_style[style] = (scheme, level.depth)
            self._schemes.append(levels)

    def _paragraph(self, paragraph: Any) -> Any:
        found = self._of_style.get(paragraph.style_id or "")
        name = (paragraph.style_name or "").lower()
        if (
            found is None
            or not name.startswith("heading")
            or paragraph.numbering is None
        ):
            return paragraph
        text = "".join(_texts(paragraph))
        number = self._next(*found)
        if not number or not text.strip() or _TYPED.match(text):
            return paragraph
        before = documents.run([documents.text(f"{number} ")])
        return paragraph.copy(children=[before, *paragraph.children])

    def _next(self, scheme: int, depth: int) -> str:
        """The number of the next heading; blank where it is not counted in digits or letters."""
        levels = self._schemes[scheme]
        counts = self._counts.setdefault(scheme, {})
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        pattern = levels[depth].pattern
        shown = {int(place) - 1 for place in _PLACE.findall(pattern)}
        if any(each not in levels or levels[each].kind == "" for each in shown):
            return ""
        return _PLACE.sub(
            lambda found: _count(levels[int(found[1]) - 1], counts), pattern
        )


def _level(part: ElementTree.Element) -> _Level:
    start = _value(part, "start")
    kind = _value(part, "numFmt")
    return _Level(
        depth=int(part.get(f"{_W}ilvl") or 0),
        start=int(start) if start.isdigit() else 1,
        kind=kind if kind in ("decimal", "upperLetter", "lowerLetter") else "",
        pattern=_value(part, "lvlText"),
    )


def _value(part: ElementTree.Element, name: str) -> str:
    child = part.find(f"{_W}{name}")
    return "" if child is None else child.get(f"{_W}val") or ""


def _count(level: _Level, counts: dict[int, int]) -> str:
    count = counts.get(level.depth, level.start)
    if level.kind == "decimal" or not 1 <= count <= 26:
        return str(count)
    letter = chr(ord("a") + count - 1)
    return letter.upper() if level.kind == "upperLetter" else letter


def _texts(element: Any) -> list[str]:
    if isinstance(element, documents.Text):
        return [element.value]
    return [
        text for child in getattr(element, "children", ()) for text in _texts(child)
    ]
