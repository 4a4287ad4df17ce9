"""HTML to blocks. Also the second half of Word, which becomes HTML first."""

from __future__ import annotations

import re
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from catalogue.reading.blocks import Block, Heading, Item, Paragraph, Table
from catalogue.reading.refusals import NeedsTooMuchMemory, TooDeep

from .html_nodes import BLOCKS, TOO_DEEP, Inline, icon_text, is_drawing, walk
from .html_tables import caption_of, grid_of, is_layout, rows_of

MAX_OPEN = 3000
_TOO_MUCH = (
    "Reading this page needs more memory than one document may have. "
    "Split it into one file a guide."
)
_TAG = re.compile(
    r"<(/?)(?:div|span|table|section|article|ul|ol|dl|blockquote|font|b|i|u|em|strong|a)\b",
    re.I,
)
_NUMBER = re.compile(
    r"(?:(?:section|article|part|chapter|appendix|schedule|annex)\s+)?"
    r"(\d{1,3}(?:\.\d{1,3}){0,5}|[A-Z](?:\.\d{1,3}){1,4})[.)]?[:\s–—-]\s*(?=\S)",
    re.I,
)
_CLAUSE_TITLE = re.compile(
    r"(\d{1,2}(?:\.\d{1,2}){1,4})\.?\s+[A-Z“\"'(].{0,80}[^\s.;:,]"
)
_BULLET = re.compile(r"([-–•·▪◦●○‣*➢❖]|o(?=\s\s?[A-Z]))\s+(?=\S)")
_CONTENTS = re.compile(r"(?:table of )?contents|on this page|index", re.I)
_BACK_LINK = re.compile(r"\s*[↑↩]\ufe0e?\s*$")
_NOTE_ID = re.compile(r"(?:foot|end)?note-?|fn[:-]?", re.I)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def blocks_of_html(text: str) -> list[Block]:
    """The blocks of a page; `line` counts blocks.

    Raises `TooDeep`, `TooLarge` and `NeedsTooMuchMemory`.
    """
    _refuse_abyss(text)
    try:
        page = LexborHTMLParser(text)
    except SelectolaxError:
        # The parser takes any text: it only gives up when it gets no memory.
        raise NeedsTooMuchMemory(_TOO_MUCH) from None
    if page.root is None:
        return []
    writer = _Writer()
    for node, leaving in walk(page.root, writer.is_whole):
        if node.is_text_node:
            writer.inline.add(node.text_content or "")
        elif leaving:
            writer.leave(node)
        else:
            writer.enter(node)
    writer.flush()
    return writer.blocks


def _refuse_abyss(text: str) -> None:
    """Refuse what takes the parser itself quadratic time: thousands of elements never closed."""
    depth = 0
    for tag in _TAG.finditer(text):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MAX_OPEN:
            raise TooDeep(TOO_DEEP)


def split_number(title: str) -> tuple[str, str]:
    """The printed number of a heading and the title after it."""
    found = _NUMBER.match(title)
    if found is None or not any(letter.isalpha() for letter in title[found.end() :]):
        return "", title
    return found[1], title[found.end() :].strip()


class _Writer:
    """Grows blocks while the page is walked through."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.inline = Inline()
        self.heading = 0
        self.level = 0  # of the last heading that the source marks as one
        self.lists: list[tuple[str, int]] = []  # kind and number of the next item
        self.marker = ""  # of the item whose text has not come yet
        self.term = ""  # whose meaning has not come yet
        self.raised = ""  # number of the footnote whose text has not come yet

    def is_whole(self, node: LexborNode) -> bool:
        """Elements that `enter` deals with all at once."""
        if node.tag == "table":
            return not is_layout(node, rows_of(node))
        return node.tag == "pre" or is_drawing(node) or self._is_contents(node)

    def enter(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag not in BLOCKS:
            self.inline.enter(node)
            if tag != "img":  # a picture in running text decorates; in a cell it speaks
                self.inline.pieces.append(icon_text(node))
            return
        self.flush()
        if self._is_contents(node):
            self._drop_title_of_contents()
        elif tag == "pre":
            self._preformatted(node)
        elif tag == "table":
            self._table(node)
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.heading = int(tag[1])
        elif tag in ("ul", "ol", "menu"):
            self._open_list(node)
        elif tag == "li":
            self._open_item(node)

    def leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag not in BLOCKS:
            self.inline.leave(node)
            return
        self.flush(is_term=tag == "dt")
        if len(tag) == 2 and tag[0] == "h":
            self.heading = 0
        elif tag in ("ul", "ol", "menu") and self.lists:
            self.lists.pop()
        elif tag == "li":
            self.marker = self.raised = ""
        elif tag == "dl":
            self._settle_term()

    def flush(self, is_term: bool = False) -> None:
        """Make a block of the text so far."""
        text, bold = self.inline.take()
        if not text:
            return
        flat = " ".join(text.split())
        if is_term:
            self.term = f"{self.term}, {flat}" if self.term else flat
        elif self.heading:
            self.level = self.heading
            self._title(flat.rstrip("¶# "), self.heading)
        elif self.term:
            term, self.term = self.term.rstrip(" :"), ""
            self._add(Paragraph(f"{term}: {flat}", self._next))
        elif self.raised:
            note, self.raised = self.raised, ""
            self._add(Paragraph(f"{note} {_BACK_LINK.sub('', flat)}", self._next))
        elif self.marker:
            marker, self.marker = self.marker, ""
            self._add(Item(flat, max(1, len(self.lists)), marker, self._next))
        else:
            self._lines(text, bold)

    @property
    def _next(self) -> int:
        return len(self.blocks) + 1

    def _add(self, block: Block) -> None:
        self.blocks.append(block)

    def _title(self, text: str, level: int) -> None:
        number, title = split_number(text)
        self._add(Heading(title, level, number, self._next))

    def _lines(self, text: str, bold: bool) -> None:
        """Running text: a title by its looks, or lines that a break or a bullet sets apart."""
        if "\n" not in text and not self.lists and _looks_like_title(text, bold):
            number, _ = split_number(text)
            level = number.count(".") + 1 if "." in number else self.level + 1
            self._title(text, min(level, 9))
            return
        for line in _sentences(text):
            if found := _BULLET.match(line):
                self._add(Item(line[found.end() :], 1, found[1], self._next))
            else:
                self._add(Paragraph(line, self._next))

    def _open_list(self, node: LexborNode) -> None:
        self.marker = ""
        start = node.attributes.get("start") or "1"
        first = int(start[:6]) if start.isascii() and start.isdigit() else 1
        kind = (node.attributes.get("type") or "1")[:1]
        self.lists.append((kind if node.tag == "ol" else "", first))

    def _open_item(self, node: LexborNode) -> None:
        kind, number = self.lists[-1] if self.lists else ("", 1)
        if self.lists:
            self.lists[-1] = (kind, number + 1)
        name = node.attributes.get("id") or ""
        found = _NOTE_ID.match(name)
        if found and name[found.end() :].isdigit():
            self.raised = name[found.end() :].translate(_RAISED)
            return
        self.marker = _ordinal(kind, number) if kind else "-"

    def _settle_term(self) -> None:
        if self.term:
            self._add(Paragraph(self.term, self._next))
            self.term = ""

    def _table(self, node: LexborNode) -> None:
        rows = rows_of(node)
        if is_layout(node, rows):
            return
        grid = grid_of(rows)
        if any(cell for row in grid for cell in row):
            self._add(Table(grid, self._next, caption_of(node)))

    def _preformatted(self, node: LexborNode) -> None:
        """Text that keeps its lines is read as a text file is."""
        from .text import blocks_of_text

        text = "".join(
            "\n" if part.tag == "br" else part.text_content or ""
            for part, _ in walk(node)
            if part.is_text_node or part.tag == "br"
        )
        for block in blocks_of_text(text):
            self._add(replace(block, line=self._next))

    def _is_contents(self, node: LexborNode) -> bool:
        """A list of links and nothing else: navigation, or the headings over again."""
        if node.tag == "nav":
            return _holds_only_links(node)
        if node.tag == "p":
            return _is_entry(node)
        if node.tag not in ("ul", "ol") or self.lists:
            return False
        links = node.css("a[href^='#']")
        return len(links) > 2 and _holds_only_links(node)

    def _drop_title_of_contents(self) -> None:
        last = self.blocks[-1] if self.blocks else None
        if isinstance(last, Heading | Paragraph) and _CONTENTS.fullmatch(
            last.text.strip(" :")
        ):
            self.blocks.pop()


def _is_entry(node: LexborNode) -> bool:
    """An entry of the list of contents that Word makes."""
    first = node.first_child
    return (
        first is not None
        and first.next is None
        and first.tag == "a"
        and (first.attributes.get("href") or "").startswith("#_Toc")
    )


def _holds_only_links(node: LexborNode) -> bool:
    linked = 0
    for part, leaving in walk(node):
        if part.tag == "a":
            linked += -1 if leaving else 1
        elif not linked and part.is_text_node and _has_letter(part.text_content or ""):
            return False
    return True


def _has_letter(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def _looks_like_title(text: str, bold: bool) -> bool:
    """A bold line of its own, or a short one that begins with the number of a clause."""
    if len(text) > 110 or text.endswith((":", ".", ";", ",")) or _BULLET.match(text):
        return False
    if bold:
        return _has_letter(text)
    return bool(_CLAUSE_TITLE.fullmatch(text)) and len(text.split()) <= 9


def _sentences(text: str) -> list[str]:
    """The lines of a paragraph; one that goes on in lower case belongs to the line before."""
    found: list[str] = []
    for line in text.split("\n"):
        if found and line[:1].islower() and not _BULLET.match(line):
            found[-1] += " " + line
        else:
            found.append(line)
    return found


def _ordinal(kind: str, number: int) -> str:
    if kind in "aA" and 1 <= number <= 26:
        letter = chr(ord("a") + number - 1)
        return f"{letter.upper() if kind == 'A' else letter}."
    return f"{number}."
