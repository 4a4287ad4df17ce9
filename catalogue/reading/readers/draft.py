"""The revision while it is being read: its parts (a heading and what follows it) and what is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from catalogue.portable import form
from catalogue.reading.blocks import Block, Heading, Item, Paragraph, Table


@dataclass
class Part:
    """A heading and the blocks up to the next one; `path` holds the titles above it."""

    section: form.Section
    blocks: list[Block] = field(default_factory=list)
    path: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return self.section.title

    @property
    def name(self) -> str:
        """The number, else the title: how rows outside a section refer to it."""
        return self.section.number or self.title

    @property
    def context(self) -> str:
        """All titles that a line of this part stands under."""
        return " / ".join((*self.path, self.title))


@dataclass
class Draft:
    """Parts, the revision that grows out of them, and the blocks that a reader has taken."""

    parts: list[Part]
    revision: form.Revision
    taken: dict[int, str] = field(default_factory=dict)
    reader: str = ""  # what the reader at work makes of the blocks that it takes

    def take(self, *blocks: Block) -> None:
        """Mark blocks as read, so that they are not left as prose as well."""
        self.taken.update((id(block), self.reader) for block in blocks)

    def is_taken(self, block: Block) -> bool:
        return id(block) in self.taken

    def reader_of(self, block: Block) -> str:
        """What a block was read as; blank when nobody took it."""
        return self.taken.get(id(block), "")

    def free(self, part: Part) -> list[Block]:
        """The blocks of a part that no reader has taken yet."""
        return [block for block in part.blocks if id(block) not in self.taken]

    def find(
        self, kind: str, text: str, part: Part | None = None, line: int | None = None
    ) -> None:
        """Record a finding of the reader, once."""
        name = part.name if part else ""
        known = {
            (each.kind, each.text, each.section) for each in self.revision.findings
        }
        if (kind, text, name) not in known:
            self.revision.findings.append(
                form.Finding(kind, text, section=name, line=line)
            )


def clean(text: str) -> str:
    """A text on one line without emphasis marks or a link's address."""
    text = re.sub(r"\*\*(.+?)\*\*|__(.+?)__", lambda m: m[1] or m[2], text, flags=re.S)
    text = re.sub(r"\[([^\]]+)\]\([^)\s]*\)", r"\1", text)
    return re.sub(r"\s+", " ", text).strip()


def outline(blocks: list[Block]) -> list[Part]:
    """Blocks under their headings; what comes before the first heading is a part without title."""
    parts = [Part(form.Section(title="", depth=1, line=1))]
    above: list[tuple[int, str]] = []
    first = next((clean(b.text) for b in blocks if isinstance(b, Heading)), "")
    for block in _mended(_clauses_as_items(blocks)):
        if not isinstance(block, Heading):
            parts[-1].blocks.append(block)
            continue
        if len(parts) > 1 and not block.number and clean(block.text) == first:
            continue  # the title again, at the top of a page
        above = [each for each in above if each[0] < block.level]
        title = clean(block.text)
        section = form.Section(
            title, block.number, max(1, block.level), line=block.line
        )
        parts.append(Part(section, path=tuple(name for _, name in above)))
        above.append((block.level, title))
    return [part for part in parts if part.blocks or part.title]


def _clauses_as_items(blocks: list[Block]) -> list[Block]:
    """Short clauses "4.1.1", "4.1.2" … right below a line that leads a list are its items."""
    out: list[Block] = []
    above = ""
    for at, block in enumerate(blocks):
        before = blocks[at - 1] if at else None
        if not isinstance(block, Heading) or "." not in block.number:
            above = ""
        elif isinstance(before, Paragraph) and before.text.rstrip().endswith(":"):
            below = blocks[at + 1] if at + 1 < len(blocks) else None
            parent, _, first = block.number.rpartition(".")
            listed = isinstance(below, Heading) and below.number == f"{parent}.2"
            above = parent if first == "1" and listed else ""
        elif block.number.rpartition(".")[0] != above:
            above = ""
        if above and isinstance(block, Heading):
            out.append(Item(block.text, 1, block.number, block.line))
        else:
            out.append(block)
    return out


def _mended(blocks: list[Block]) -> Iterator[Block]:
    """Blocks with ticks as bullets, and with headings that look like items of a numbered list."""
    top, before = 0, None
    for block in blocks:
        if isinstance(block, Heading) and (
            number := re.match(r"\d{1,2}(?!\d)", block.number)
        ):
            top = int(number[0])
        if isinstance(block, Item) and _continues(block, top, before):
            top += 1
            yield Heading(block.text, 1, str(top), block.line)
        else:
            yield _as_item(block)
        before = block


def _continues(item: Item, top: int, before: Block | None) -> bool:
    """ "5. Terms" after section 4 and not after an item "4.": the next heading."""
    if not top or item.marker.rstrip(".)") != str(top + 1):
        return False
    listed = isinstance(before, Item) and before.marker[:1].isdigit()
    title = item.text[:1].isupper() and len(item.text.split()) <= 8
    return title and not listed and item.text[-1:].isalnum()


def _as_item(block: Block) -> Block:
    """A tick or a cross at the start of a line is a bullet."""
    match = (
        re.match(r"([✓✔☑✅✗✘❌])\s*(?=\S)", block.text)
        if isinstance(block, Paragraph | Item)
        else None
    )
    if match is None or not isinstance(block, Paragraph | Item):
        return block
    depth = block.depth if isinstance(block, Item) else 1
    return Item(block.text[match.end() :], depth, match[1], block.line)


def text_of(block: Block) -> str:
    """The words of a block that is not a table."""
    return "" if isinstance(block, Table) else clean(block.text)


def lead_before(part: Part, block: Block) -> str:
    """The line right before a block, when it is text."""
    for before, here in pairwise(part.blocks):
        if here is block:
            return text_of(before)
    return ""


def prose_of(draft: Draft, part: Part) -> str:
    """What nobody took, as paragraphs parted by blank lines; list items keep a dash."""
    lines = []
    for block in draft.free(part):
        if isinstance(block, Paragraph):
            lines.append(clean(block.text))
        elif isinstance(block, Item):
            lines.append("  " * max(0, block.depth - 1) + "- " + clean(block.text))
        elif isinstance(block, Table):
            lines.append(
                "\n".join(" | ".join(clean(c) for c in row) for row in block.rows)
            )
    return "\n\n".join(lines)
