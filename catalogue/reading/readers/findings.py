"""Findings that only the printed document shows: the blocks are gone once it is read.

All other rules are in `catalogue.checks`, over what was read.
"""

from __future__ import annotations

import re

from catalogue.portable import form
from catalogue.reading.blocks import Block, Item, Paragraph, Table

from .draft import Draft, Part, clean, text_of

_ANNOUNCES = re.compile(
    r"\b(?:of|for|to|with|includes?|including|following|as follows|consists? of)\s*\*?\s*:\**$",
    re.I,
)
_FEWEST = 2  # bullets that make the one line without a bullet stand out


def find(draft: Draft) -> None:
    """Look for what is printed without what it announces, or without its bullet."""
    for part in draft.parts:
        _empty_lists(draft, part)
        for component in part.section.components:
            _lost_bullet(draft, part, component)


def _empty_lists(draft: Draft, part: Part) -> None:
    """A list item that ends in "of:" and is followed neither by items nor by a table (N05)."""
    for at, block in enumerate(part.blocks):
        if not isinstance(block, Item) or not _ANNOUNCES.search(text_of(block)):
            continue
        after = part.blocks[at + 1] if at + 1 < len(part.blocks) else None
        if not isinstance(after, Item | Table):
            draft.find(
                "empty-list",
                f"Nothing follows what is announced: {text_of(block)}",
                part,
                block.line,
            )


def _lost_bullet(draft: Draft, part: Part, component: form.Component) -> None:
    """The one line of a list that is printed as a paragraph, and was read as a line of it (K24)."""
    texts = {line.text for line in component.lines}
    printed = [block for block in part.blocks if _words(block) in texts]
    bare = [block for block in printed if isinstance(block, Paragraph)]
    if len(bare) == 1 and len(printed) - 1 >= _FEWEST:
        text = (
            f"Printed without a bullet, read as a line of its list: {_words(bare[0])}"
        )
        draft.find("lost-bullet", text, part, bare[0].line)


def _words(block: Block) -> str:
    return "" if isinstance(block, Table) else clean(block.text)
