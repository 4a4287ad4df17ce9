"""Elements of an HTML page: the walk through them, which to leave out, and what an icon says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from catalogue.reading.refusals import TooDeep

MAX_DEPTH = 2000
TOO_DEEP = "This page nests its parts deeper than can be read. Save it as plain text."

DROPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "head",
        "title",
        "meta",
        "link",
        "button",
        "select",
        "textarea",
        "option",
        "iframe",
        "object",
        "audio",
        "video",
        "canvas",
        "dialog",
        "math",
        "datalist",
        "-comment",
    ]
)
BLOCKS = frozenset(
    [
        "html",
        "body",
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "nav",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "menu",
        "li",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "fieldset",
        "legend",
        "form",
        "details",
        "summary",
        "address",
        "center",
        "hr",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
    ]
)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_TICK = re.compile(r"(?:^|[-_\s/])(?:check(?:ed|mark)?|tick|ok)(?:$|[-_\s.])", re.I)
_CROSS = re.compile(r"(?:^|[-_\s/])(?:cross|times|xmark|remove)(?:$|[-_\s.])", re.I)
_ICON_TAGS = frozenset(("i", "span", "svg", "img"))
_NOTE_NUMBER = re.compile(r"[(\[]?(\d{1,3}(?:\s*,\s*\d{1,3})*)[)\]]?")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACES = re.compile(r"[^\S\n]+")


def walk(
    root: LexborNode, is_whole: Callable[[LexborNode], bool] = lambda node: False
) -> Iterator[tuple[LexborNode, bool]]:
    """The nodes below `root` that show, in the order of the text; True when one is left again.

    Without recursion, as a page may nest as deep as it likes. What `is_whole` is not entered.
    Raises `TooDeep`.
    """
    pending = [(child, False) for child in reversed(children(root))]
    depth = 0
    while pending:
        node, leaving = pending.pop()
        if leaving or node.is_text_node:
            depth -= leaving
            yield node, leaving
        elif not is_dropped(node):
            yield node, False
            if is_whole(node):
                continue
            depth += 1
            if depth > MAX_DEPTH:
                raise TooDeep(TOO_DEEP)
            pending.append((node, True))
            pending.extend((child, False) for child in reversed(children(node)))


def children(node: LexborNode) -> list[LexborNode]:
    """Elements and texts right below a node."""
    return list(node.iter(include_text=True))


def is_dropped(node: LexborNode) -> bool:
    """What no reader of the page sees."""
    if node.tag in DROPPED:
        return True
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def icon_text(node: LexborNode) -> str:
    """What an element without text of its own shows: a tick, its label, or nothing."""
    attributes = node.attributes
    if node.tag == "input":
        kind = (attributes.get("type") or "").lower()
        return "✓" if kind in ("checkbox", "radio") and "checked" in attributes else ""
    if node.tag not in _ICON_TAGS or not _is_empty(node):
        return ""
    for name in ("alt", "aria-label", "title"):
        if label := (attributes.get(name) or "").strip():
            return label
    looks = " ".join((attributes.get("class") or "", attributes.get("src") or ""))
    if _TICK.search(looks):
        return "✓"
    return "✗" if _CROSS.search(looks) else ""


def _is_empty(node: LexborNode) -> bool:
    """Without text of its own. The text in a drawing is part of the drawing."""
    below = node.first_child
    if below is None or node.tag == "svg":
        return True
    return (
        below.next is None
        and below.is_text_node
        and not (below.text_content or "").strip()
    )


def raised(text: str) -> str:
    """A superscript as printed: the number of a footnote, or a power, in raised digits."""
    found = _NOTE_NUMBER.fullmatch(text.strip())
    return found[1].translate(_RAISED) if found else text


def tidy(text: str) -> str:
    """Spaces collapsed line by line; lines without text are gone."""
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


@dataclass
class Inline:
    """Text that grows piece by piece while its elements are walked through."""

    pieces: list[str] = field(default_factory=list)
    bold: int = 0
    raised_from: int | None = None
    all_bold: bool = True

    def add(self, text: str) -> None:
        """A text as it stands in the source: its line breaks are only spaces."""
        if self.bold == 0 and text.strip():
            self.all_bold = False
        self.pieces.append(re.sub(r"\s+", " ", text))

    def enter(self, node: LexborNode) -> None:
        if node.tag == "br":
            self.pieces.append("\n")
        elif node.tag in ("b", "strong"):
            self.bold += 1
        elif node.tag == "sup" and self.raised_from is None:
            self.raised_from = len(self.pieces)

    def leave(self, node: LexborNode) -> None:
        if node.tag in ("b", "strong"):
            self.bold = max(0, self.bold - 1)
        elif node.tag == "sup" and self.raised_from is not None:
            self.pieces[self.raised_from :] = [
                raised("".join(self.pieces[self.raised_from :]))
            ]
            self.raised_from = None

    def take(self) -> tuple[str, bool]:
        """The text so far and whether all of it is bold; the next text begins empty."""
        text, bold = tidy("".join(self.pieces)), self.all_bold
        self.pieces, self.raised_from, self.all_bold = [], None, True
        return text, bold and bool(text)


def text_in(root: LexborNode) -> str:
    """All text below an element, its blocks and line breaks as lines of their own."""
    inline = Inline()
    for node, leaving in walk(root, is_drawing):
        if node.is_text_node:
            inline.add(node.text_content or "")
            continue
        if node.tag in ("td", "th"):
            inline.pieces.append(" ")
        elif node.tag in BLOCKS:
            inline.pieces.append("\n")
        if leaving:
            inline.leave(node)
        else:
            inline.enter(node)
            inline.pieces.append(icon_text(node))
    return inline.take()[0]


def is_drawing(node: LexborNode) -> bool:
    """Inline graphics: what they say is their label."""
    return node.tag == "svg"
