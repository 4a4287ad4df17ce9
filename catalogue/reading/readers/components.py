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
from .scope_lines import (
    as_item,
    inline_lines,
    is_label,
    is_note,
    is_stray,
    plain_lines,
    run_of_items,
    sense_of_lead,
    ticked,
)
from .scope_words import label_sense, line_of
from .text import is_lead


@dataclass
class Lists:
    """The two lists of a component while they are gathered."""

    title: str
    supported: list[form.Provision] = field(default_factory=list)
    refused: list[form.Provision] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    by_label: bool = False
    leads: dict[bool, str] = field(default_factory=dict)

    def lines(self, sense: bool) -> list[form.Provision]:
        return self.supported if sense else self.refused


def read_parts(draft: Draft) -> None:
    """Read the scope lists of all parts into their sections."""
    found = [
        (part, lists) for part in draft.parts for lists in _Walk(draft, part).run()
    ]
    labelled = any(lists.by_label and lists.supported for _, lists in found)
    for part, lists in found:
        if not lists.by_label and not lists.refused and labelled:
            continue
        _add(draft, part, lists)


def _add(draft: Draft, part: Part, lists: Lists) -> None:
    description = _description(part)
    lead = next(iter(lists.leads.values()), "").split(":")[0]
    title = lists.title or part.title or lead[:200] or draft.revision.title
    component = form.Component(title, description, _basis(description))
    component.lines = [*lists.supported, *lists.refused]
    part.section.components.append(component)
    draft.take(*lists.blocks)


class _Walk:
    """One pass over the blocks of a part; `sense` says what list the next items belong to."""

    def __init__(self, draft: Draft, part: Part) -> None:
        self.draft, self.part, self.blocks = draft, part, part.blocks
        self.title_sense = label_sense(part.title)
        self.title = (
            part.path[-1] if part.path and self.title_sense is not None else part.title
        )
        self.sense = self.title_sense
        self.current = Lists(self.title, by_label=self.title_sense is not None)
        self.done: list[Lists] = []
        self.unled: list[
            Item
        ] = []  # the last list right below a heading, which nothing leads

    def run(self) -> list[Lists]:
        index = self._plain_under_title()
        while index < len(self.blocks):
            block = self.blocks[index]
            if isinstance(block, Item) and not is_label(block, self.blocks, index):
                index = self._items(index)
                continue
            if isinstance(block, Item | Paragraph):
                self._line(block, index)
            index += 1
        self.done.append(self.current)
        return [lists for lists in self.done if lists.supported or lists.refused]

    def _plain_under_title(self) -> int:
        if self.title_sense is None:
            return 0
        lines = plain_lines(self.blocks, 0)
        self._gather(self.title_sense, lines, self.blocks[: len(lines)])
        return len(lines)

    def _items(self, index: int) -> int:
        """A run of items: gather it when its lead or its bullets say what it is."""
        block = self.blocks[index]
        items, end = run_of_items(self.blocks, index)
        if self.sense is None and (sense := ticked(block)) is not None:
            self._begin(sense, label=False)
            self.sense = sense
        if self.sense is not None and not self.draft.is_taken(block):
            self._gather(self.sense, items, self.blocks[index:end])
        elif self.sense is None and self._below_heading(index):
            self.unled = items
        if end < len(self.blocks) and not isinstance(
            self.blocks[end], Item | Paragraph
        ):
            self.sense = self.title_sense
        return end

    def _line(self, block: Item | Paragraph, index: int) -> None:
        """A line that leads a list, a line of a list that lost its bullet, or the end of a list."""
        text = text_of(block)
        sense, label = sense_of_lead(block, text, self.blocks, index)
        if sense is not None:
            self._lead(block, index, sense, label)
        elif self.sense is not None and is_stray(
            self.blocks, index, self._is_led(index)
        ):
            self._gather(self.sense, [as_item(block)], [block])
        elif not is_note(text):
            self.sense = None

    def _lead(
        self, block: Item | Paragraph, index: int, sense: bool, label: bool
    ) -> None:
        text = text_of(block)
        self._begin(sense, label)
        self.sense = sense
        self.current.leads[sense] = text
        self.current.blocks.append(block)
        if not sense and not label and not self.current.supported and self.unled:
            self._gather(True, self.unled, list(self.unled))
        self.unled = []
        inline = (
            (inline_lines(text) or plain_lines(self.blocks, index + 1)) if label else []
        )
        if inline:
            inside = {item.line for item in inline}
            self._gather(sense, inline, [b for b in self.blocks if b.line in inside])
            self.sense = None

    def _begin(self, sense: bool, label: bool) -> None:
        """A second list of one sense, or a positive one after a negative, begins a new component."""
        current = self.current
        if current.lines(sense) or (sense and current.refused and label):
            self.done.append(current)
            self.current = Lists(self.title, by_label=label)
        else:
            current.by_label = current.by_label or label

    def _below_heading(self, index: int) -> bool:
        """Right under the part's title, or under a short line that looks like one."""
        if index == 0:
            return bool(self.part.title)
        text = text_of(self.blocks[index - 1])
        title = isinstance(self.blocks[index - 1], Paragraph) and len(text.split()) <= 6
        return title and text[:1].isupper() and text[-1:].isalnum()

    def _is_led(self, index: int) -> bool:
        before = self.blocks[index - 1] if index else None
        return before in self.current.blocks and not isinstance(before, Item)

    def _gather(self, sense: bool, items: list[Item], blocks: list[Block]) -> None:
        """Add items as lines; an item with deeper ones below it names their group."""
        self.current.blocks += blocks
        lead = self.current.leads.get(sense) or self.part.title
        groups: list[tuple[int, str]] = []
        for place, item in enumerate(items):
            text = clean(item.text)
            groups = [each for each in groups if each[0] < item.depth]
            after = items[place + 1] if place + 1 < len(items) else None
            if _is_group(item, text, after):
                deeper = after is not None and after.depth > item.depth
                groups = [
                    each for each in groups if each[0] < item.depth - (not deeper)
                ]
                groups.append((item.depth - (not deeper), text.rstrip(":")))
                continue
            group = groups[-1][1] if groups else ""
            self.current.lines(sense).append(
                line_of(text, sense, lead, group, item.line)
            )


def _is_group(item: Item, text: str, after: Item | None) -> bool:
    if after is None or after.depth < item.depth:
        return False
    return after.depth > item.depth or (is_lead(text) and len(text.split()) <= 8)


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
