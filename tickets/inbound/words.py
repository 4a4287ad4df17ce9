"""The words of a message: from HTML to text, and without the history that a reply carries along."""

from __future__ import annotations

import re

from catalogue.reading.blocks import Block, Item, Table
from catalogue.reading.formats.html import blocks_of_html
from catalogue.reading.refusals import UnreadableDocument

LONGEST_PAGE = 2_000_000  # characters of HTML
# What mail programs put above the message that they quote.
_QUOTED = re.compile(
    r"^(?:"
    r"-{2,} ?(?:original message|original appointment|forwarded message"
    r"|ursprüngliche nachricht|message d'origine) ?-{2,}"
    r"|_{20,}"
    r"|(?:on|am|le|el|il|op) .{3,300}?(?:wrote|schrieb.{0,100}|a écrit|escribió|ha scritto"
    r"|schreef.{0,100}) ?:"
    r"|(?:from|von|de) ?: .{1,300}\n+(?:sent|date|gesendet|datum|envoyé|enviado) ?: "
    r")",
    re.I | re.M,
)
_WRAPPED = re.compile(r"^(On .{3,200})\n(.{0,200}wrote:)$", re.I | re.M)
_SIGNATURE = re.compile(r"^-- ?$", re.M)
_TAG = re.compile(r"<[^<>]{0,2000}>")


def from_html(page: str) -> str:
    """The text of a page, a line for each paragraph, list item and row."""
    page = page[:LONGEST_PAGE]
    try:
        blocks = blocks_of_html(page)
    except UnreadableDocument:
        return _TAG.sub(" ", page)
    return "\n\n".join(filter(None, map(_in_lines, blocks)))


def _in_lines(block: Block) -> str:
    if isinstance(block, Table):
        return "\n".join(" | ".join(filter(None, row)) for row in block.rows)
    return f"{block.marker} {block.text}" if isinstance(block, Item) else block.text


def own_words(text: str) -> str:
    """What the sender wrote, without the message below and the signature; all of it if nothing is left.

    Only for display: the message is kept as it came.
    """
    joined = _WRAPPED.sub(r"\1 \2", text)
    found = _QUOTED.search(joined)
    above = joined[: found.start()] if found else joined
    signature = _SIGNATURE.search(above)
    if signature:
        above = above[: signature.start()]
    lines = above.rstrip().split("\n")
    while lines and (not lines[-1].strip() or lines[-1].startswith(">")):
        lines.pop()
    return "\n".join(lines).strip() or text.strip()
