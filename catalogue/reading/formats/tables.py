"""Tables made whole: rows of one width, and parts that a page break has torn apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalogue.reading.blocks import Block, Paragraph, Table

_FOOTNOTE_LINK = re.compile(r"[\d¹²³⁴-⁹⁰]{1,4}\s*<?https?://\S+>?")


@dataclass(frozen=True)
class Part:
    """A block, and whether a page starts between it and the block before."""

    block: Block
    new_page: bool = False


def rectangular(rows: list[list[str]]) -> list[list[str]]:
    """Rows filled up with blank cells to the width of the widest."""
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def joined(parts: list[Part]) -> list[Block]:
    """Blocks in which a table that goes on after a page break is one table again."""
    blocks: list[Block] = []
    last = -1
    turned = False
    for part in parts:
        block = part.block
        turned = turned or part.new_page
        if isinstance(block, Table):
            above = blocks[last] if last >= 0 else None
            if isinstance(above, Table) and _continues(above, block, turned=turned):
                above.rows.extend(_body(above, block))
                above.further.append(block.line)
                turned = False
                continue
            last, turned = len(blocks), False
        elif not (
            isinstance(block, Paragraph) and _FOOTNOTE_LINK.fullmatch(block.text)
        ):
            last = -1
        blocks.append(block)
    return blocks


def _continues(above: Table, below: Table, *, turned: bool) -> bool:
    """The same columns, and a page break or the same header between."""
    if len(above.rows[0]) != len(below.rows[0]):
        return False
    if _header(above.rows[0]) == _header(below.rows[0]):
        return True
    return turned


def _header(row: list[str]) -> list[str]:
    return ["".join(cell.split()).casefold() for cell in row]


def _body(above: Table, below: Table) -> list[list[str]]:
    """The rows of a part without the header, of one or two lines, that it repeats."""
    if _header(above.rows[0]) != _header(below.rows[0]):
        return below.rows
    if len(above.rows) < 2 or len(below.rows) < 2:
        return below.rows[1:]
    corner = _header(below.rows[1])[0] in ("", _header(below.rows[0])[0])
    twice = corner and _header(above.rows[1]) == _header(below.rows[1])
    return below.rows[2 if twice else 1 :]
