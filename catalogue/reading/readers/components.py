"""Scope lists: what is supported or included, and what is not, line by line in the order printed.

A list is scope when the line that leads it says so ("Supported:", "Out of scope", "… does not
include the following:"). Group headings inside a list (lines with deeper lines below) are no lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from catalogue.portable import form
from catalogue.reading.blocks import Block, Item, Paragraph

from .draft import Draft, Part, clean, text_of
from .scope_words import label_sense, line_of, sentence_sense
from .text import is_lead
from .text import sentences as split


@dataclass
class Lists:
    """The two lists of a component while they are gathered."""

    title: str
    supported: list[form.Provision] = field(default_factory=list)
    refused: list[form.Provision] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    by_label: bool = False
    leads: dict[bool, str] = field(default_factory=dict)


def read_parts(draft: Draft) -> None:
    """Read the scope lists of all parts into their sections."""
    found = [(part, lists) for part in draft.parts for lists in _lists_of(draft, part)]
    labelled = any(lists.by_label and lists.supported for _, lists in found)
    for part, lists in found:
        if not lists.by_label and not lists.refused and labelled:
            continue
        if lists.supported or lists.refused:
            _add(draft, part, lists)


def _add(draft: Draft, part: Part, lists: Lists) -> None:
    description = _description(part)
    lead = next(iter(lists.leads.values()), "").split(":")[0]
    title = lists.title or part.title or lead[:200] or draft.revision.title
    component = form.Component(title, description, _basis(description))
    component.lines = [*lists.supported, *lists.refused]
    part.section.components.append(component)
    draft.take(*lists.blocks)


def _lists_of(draft: Draft, part: Part) -> list[Lists]:
    out: list[Lists] = []
    title_sense = label_sense(part.title)
    sense, by_label = title_sense, title_sense is not None
    above = part.path[-1] if part.path and by_label else part.title
    current = Lists(above, by_label=by_label)
    first: list[Item] = []
    index, blocks = 0, part.blocks
    if title_sense is not None and (lines := _plain_lines(blocks, 0)):
        _gather(current, title_sense, lines, blocks[: len(lines)], part)
        index = len(lines)
    while index < len(blocks):
        block = blocks[index]
        text = text_of(block)
        if isinstance(block, Item) and not _leads(block, blocks, index):
            items, end = _run(blocks, index)
            if sense is None and (ticked := _ticked(block)) is not None:
                sense, current = ticked, _next_lists(out, current, ticked, False, above)
            if not first and index == 0:
                first = items
            if sense is not None and not draft.is_taken(block):
                _gather(current, sense, items, blocks[index:end], part)
            elif sense is None or draft.is_taken(block):
                pass
            index = end
            sense = (
                sense
                if _goes_on(blocks, end)
                else (
                    title_sense
                    if by_label and end < len(blocks) and title_sense is not None
                    else None
                )
            )
            continue
        if isinstance(block, Item | Paragraph):
            new, label = _sense_of_lead(block, text, blocks, index)
            if new is not None:
                current, by_label = _next_lists(out, current, new, label, above), label
                sense = new
                current.leads[new] = text
                current.blocks.append(block)
                inline = (
                    _inline(text) or _plain_lines(blocks, index + 1) if label else []
                )
                if inline:
                    inside = {item.line for item in inline}
                    _gather(
                        current,
                        new,
                        inline,
                        [b for b in blocks if b is block or b.line in inside],
                        part,
                    )
                    sense = None
            elif sense is not None and _is_stray(block, blocks, index, current):
                _gather(current, sense, [_as_item(block)], [block], part)
            elif not _is_note(text):
                sense = None
        index += 1
    out.append(current)
    _pair_with_first(out, first, part, blocks)
    return [lists for lists in out if lists.supported or lists.refused]


def _next_lists(
    out: list[Lists], current: Lists, sense: bool, label: bool, title: str
) -> Lists:
    """A second list of the same sense, or a positive one after a negative, begins a new component."""
    filled = current.supported if sense else current.refused
    if filled or (sense and current.refused and label):
        out.append(current)
        return Lists(title, by_label=label)
    current.by_label = current.by_label or label
    return current


def _sense_of_lead(
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


def _leads(block: Item, blocks: list[Block], index: int) -> bool:
    """An item that is itself the label of a list."""
    return label_sense(text_of(block).split(":", 1)[0]) is not None and (
        is_lead(text_of(block)) or ":" in text_of(block) or index + 1 < len(blocks)
    )


def _run(blocks: list[Block], start: int) -> tuple[list[Item], int]:
    """The items from here on, up to a block that is none or an item that is a label."""
    end = start
    while end < len(blocks) and isinstance(blocks[end], Item):
        item = blocks[end]
        if (
            end > start
            and isinstance(item, Item)
            and _leads(item, blocks, end)
            and is_lead(item.text)
        ):
            break
        if _ticked(item) != _ticked(blocks[start]):
            break
        end += 1
    return [b for b in blocks[start:end] if isinstance(b, Item)], end


def _ticked(block: Block) -> bool | None:
    """What a tick or a cross as bullet says."""
    marker = block.marker if isinstance(block, Item) else ""
    return True if marker in {*"✓✔☑✅"} else (False if marker in {*"✗✘❌"} else None)


def _goes_on(blocks: list[Block], end: int) -> bool:
    """A footnote or a short stray line may interrupt a list."""
    return end < len(blocks) and isinstance(blocks[end], Paragraph | Item)


def _is_note(text: str) -> bool:
    return bool(re.match(r"[*†‡¹²³]", text))


def _plain_lines(blocks: list[Block], start: int) -> list[Item]:
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
        if len(split(text)) > 1 or _is_note(text):
            break
        out.append(Item(text, 1, "", block.line))
    following = blocks[start + len(out) : start + len(out) + 1]
    listed = bool(following) and isinstance(following[0], Item)
    return out if len(out) >= 2 and not listed else []


def _is_stray(block: Block, blocks: list[Block], index: int, lists: Lists) -> bool:
    """A line that lost its bullet: short, no sentence, beside items of the list."""
    text = text_of(block)
    if (
        not isinstance(block, Paragraph)
        or is_lead(text)
        or len(text.split()) > 12
        or _is_note(text)
    ):
        return False
    follows = index + 1 < len(blocks) and isinstance(blocks[index + 1], Item)
    leads = (
        index > 0
        and blocks[index - 1] in lists.blocks
        and not isinstance(blocks[index - 1], Item)
    )
    last = index + 1 == len(blocks)
    if leads:
        return follows or (last and not text.endswith("."))
    return (follows or last) and not text.endswith(".") and text[:1].isupper()


def _as_item(block: Block) -> Item:
    return Item(text_of(block), 1, "", block.line)


def _inline(text: str) -> list[Item]:
    """Lines that follow their label on the same line."""
    rest = text.split(":", 1)[1].strip() if ":" in text else ""
    if not rest:
        return []
    pieces = [p.strip() for p in re.split(r"\s*[;•\n]\s*", rest) if p.strip()]
    if len(pieces) == 1 and rest.count(",") >= 1:
        parts = [re.sub(r"^and\s+", "", p.strip()) for p in rest.rstrip(".").split(",")]
        if all(0 < len(p.split()) <= 6 for p in parts):
            pieces = parts
    return [Item(piece, 1, "", 0) for piece in pieces]


def _gather(
    lists: Lists, sense: bool, items: list[Item], blocks: list[Block], part: Part
) -> None:
    target = lists.supported if sense else lists.refused
    lists.blocks += blocks
    groups: list[tuple[int, str]] = []
    for place, item in enumerate(items):
        text = clean(item.text)
        groups = [each for each in groups if each[0] < item.depth]
        after = items[place + 1] if place + 1 < len(items) else None
        deeper = after is not None and after.depth > item.depth
        if deeper or (
            is_lead(text)
            and after is not None
            and after.depth >= item.depth
            and len(text.split()) <= 8
        ):
            groups = [each for each in groups if each[0] < item.depth]
            groups.append((item.depth if deeper else item.depth - 1, text.rstrip(":")))
            continue
        lead = lists.leads.get(sense) or part.title
        target.append(
            line_of(text, sense, lead, groups[-1][1] if groups else "", item.line)
        )


def _pair_with_first(
    out: list[Lists], first: list[Item], part: Part, blocks: list[Block]
) -> None:
    """A list right under the heading says what is covered when a later one says what is not."""
    if not first or any(lists.supported or lists.by_label for lists in out):
        return
    refusing = [
        lists for lists in out if lists.refused and first[0] not in lists.blocks
    ]
    if refusing and len(refusing) == 1:
        _gather(refusing[0], True, first, list(first), part)
        refusing[0].title = (
            part.path[-1]
            if part.title.lower() == "overview" and part.path
            else part.title
        )


def _description(part: Part) -> str:
    for block in part.blocks:
        match = re.match(r"description\s*:\s*(.+)", text_of(block), re.I | re.S)
        if match:
            return match[1]
    first = part.blocks[0] if part.blocks else None
    return (
        text_of(first)
        if isinstance(first, Paragraph) and not is_lead(first.text)
        else ""
    )


def _basis(description: str) -> str:
    match = re.search(
        r"\b(?:per|by the) [a-z]+\b|\b(?:minutes|messages|gigabytes?)\b",
        description,
        re.I,
    )
    return match[0] if match and re.match(r"charges|costs", description, re.I) else ""
