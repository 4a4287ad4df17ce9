"""Lines of a scope list: runs of items, lines that lost their bullet, lists printed on one line."""

from __future__ import annotations

import re

from catalogue.prose import sentences as split
from catalogue.reading.blocks import Block, Item, Paragraph

from .draft import text_of
from .scope_words import label_sense, sentence_sense
from .text import is_lead

_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2}){1,4}\.?\s+(?=[A-Z])")
_CLAUSE = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s.*\b(?:shall|must|may|agrees?)\b")


def sense_of_lead(
    block: Block, text: str, blocks: list[Block], index: int
) -> tuple[bool | None, bool]:
    head = text.split(":", 1)[0]
    sense = label_sense(f"{head}:" if ":" in text else head)
    follows = index + 1 < len(blocks) and isinstance(
        blocks[index + 1], Item | Paragraph
    )
    if sense is not None and (
        is_lead(text) or (follows and len(text.split()) <= 6) or ":" in text
    ):
        return sense, True
    item = index + 1 < len(blocks) and (
        isinstance(blocks[index + 1], Item)
        or (
            is_lead(text)
            and index + 2 < len(blocks)
            and isinstance(blocks[index + 2], Item)
        )
    )
    if isinstance(block, Paragraph) and item and (is_lead(text) or _points_down(text)):
        return sentence_sense(
            text.rstrip(": ") if len(text) < 300 else text[-300:]
        ), False
    return None, False


def _points_down(text: str) -> bool:
    return (
        bool(re.search(r"\b(?:the )?following\b|\bbelow\b", text, re.I))
        and len(text) < 260
    )


def is_label(block: Item, blocks: list[Block], index: int) -> bool:
    """An item that is itself the label of a list."""
    return label_sense(text_of(block).split(":", 1)[0]) is not None and (
        is_lead(text_of(block)) or ":" in text_of(block) or index + 1 < len(blocks)
    )


def run_of_items(blocks: list[Block], start: int) -> tuple[list[Item], int]:
    """The items from here on, up to a block that is none or an item that is a label."""
    end = start
    while end < len(blocks) and isinstance(blocks[end], Item):
        item = blocks[end]
        if (
            end > start
            and isinstance(item, Item)
            and is_label(item, blocks, end)
            and is_lead(item.text)
        ):
            break
        if ticked(item) != ticked(blocks[start]):
            break
        end += 1
    return [b for b in blocks[start:end] if isinstance(b, Item)], end


def ticked(block: Block) -> bool | None:
    """What a tick or a cross as bullet says."""
    marker = block.marker if isinstance(block, Item) else ""
    return True if marker in {*"✓✔☑✅"} else (False if marker in {*"✗✘❌"} else None)


def is_note(text: str) -> bool:
    return bool(re.match(r"[*†‡¹²³]", text))


def plain_lines(blocks: list[Block], start: int) -> list[Item]:
    """Lines without bullets below a label: at least two, each one short sentence."""
    out: list[Item] = []
    for block in blocks[start:]:
        text = text_of(block)
        if (
            not isinstance(block, Paragraph)
            or is_lead(text)
            or len(text.split()) > 40
            or label_sense(text) is not None
        ):
            break
        if len(split(text)) > 1 or is_note(text) or _CLAUSE.match(text):
            break
        out.append(Item(_NUMBER.sub("", text), 1, "", block.line))
    following = blocks[start + len(out) : start + len(out) + 1]
    listed = bool(following) and isinstance(following[0], Item)
    return out if len(out) >= 2 and not listed else []


def is_stray(blocks: list[Block], index: int, led: bool) -> bool:
    """A line that lost its bullet: short, no sentence, beside items; `led` says right below the lead."""
    block, text = blocks[index], text_of(blocks[index])
    if (
        not isinstance(block, Paragraph)
        or is_lead(text)
        or len(text.split()) > 12
        or is_note(text)
    ):
        return False
    follows = index + 1 < len(blocks) and isinstance(blocks[index + 1], Item)
    last = index + 1 == len(blocks)
    if led:
        return follows or (last and not text.endswith("."))
    return (follows or last) and not text.endswith(".") and text[:1].isupper()


def as_item(block: Block) -> Item:
    return Item(text_of(block), 1, "", block.line)


def inline_lines(text: str) -> list[Item]:
    """Lines that follow their label on the same line."""
    rest = text.split(":", 1)[1].strip() if ":" in text else ""
    if not rest:
        return []
    pieces = [p.strip() for p in re.split(r"\s*[;•\n]\s*", rest) if p.strip()]
    if len(pieces) == 1 and rest.count(",") >= 1:
        parts = [p.strip() for p in rest.rstrip(".").split(",")]
        if " and " in parts[-1] and not parts[-1].startswith("and "):
            parts[-1:] = parts[-1].rsplit(" and ", 1)
        parts = [re.sub(r"^and\s+", "", part) for part in parts]
        if all(0 < len(p.split()) <= 6 for p in parts):
            pieces = parts
    return [Item(piece, 1, "", 0) for piece in pieces]
