"""Lines of aligned columns into rows: which lines go on with the row above them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WIDE = 40
_MARK = re.compile(
    r"yes|no|included|optional|none|n/a|full|partial|shared|unlimited|[RACIS](?:/[RACIS]){0,3}",
    re.I,
)


@dataclass(frozen=True)
class Laid:
    """The cells of one line, and whether a blank line stands before it."""

    cells: list[str]
    after_gap: bool


def merged(laid: list[Laid], widths: list[int]) -> list[list[str]]:
    """Rows, their wrapped lines joined with a blank."""
    parted = _rows_are_parted(laid)
    rows: list[list[str]] = []
    for line in laid:
        apart = line.after_gap or not rows
        if (
            not apart
            and (_goes_on(rows[-1], line.cells, widths) or _is_header(rows, line))
        ) or (parted and not apart and _completes(rows[-1], line.cells)):
            rows[-1] = _added(rows[-1], line.cells)
        else:
            rows.append(list(line.cells))
    return rows


def _rows_are_parted(laid: list[Laid]) -> bool:
    """Blank lines part the rows, so that lines without one belong together."""
    gaps = sum(line.after_gap for line in laid)
    return gaps >= 2 and gaps * 4 >= len(laid)


def _goes_on(row: list[str], cells: list[str], widths: list[int]) -> bool:
    first, rest = cells[0], cells[1:]
    if not first:
        return bool(row[0])
    if first[0].islower():
        return not any(rest) or not any(row[1:]) or _rest_goes_on(row, cells)
    if any(rest) or not any(row[1:]):
        return False
    # In a narrow column a line that fills it is as likely a whole name as a part of one.
    full = _last_line(row[0], widths[0]) + 1 + len(first.split()[0]) > widths[0]
    return full and widths[0] >= _WIDE


def _rest_goes_on(row: list[str], cells: list[str]) -> bool:
    """Every cell that is told runs on in small letters from the one above."""
    told = [(above, here) for above, here in zip(row, cells, strict=True) if here]
    return all(above and here[0].islower() and len(here) > 3 for above, here in told)


def _is_header(rows: list[list[str]], line: Laid) -> bool:
    """The first line of a header of several lines leaves cells open that the next fills."""
    if len(rows) != 1 or rows[0][0]:
        return False
    told = [(a, b) for a, b in zip(rows[0], line.cells, strict=True) if b]
    if told and not line.cells[0]:
        return all(a and len(b) > 2 and not _MARK.fullmatch(b) for a, b in told)
    return (
        all(line.cells)
        and not any(map(_MARK.fullmatch, line.cells[1:]))
        and not any(cell[0].isdigit() or len(cell) == 1 for cell in line.cells[1:])
    )


def _completes(row: list[str], cells: list[str]) -> bool:
    """A line that tells few cells beside those of its row, as with marks set halfway down."""
    both = sum(
        bool(above and here) for above, here in zip(row[1:], cells[1:], strict=True)
    )
    return not both and sum(map(bool, cells[1:])) < len(cells) - 1


def _last_line(text: str, width: int) -> int:
    """About how far the last of the joined lines reaches."""
    return len(text) if len(text) <= width else len(text) % max(width, 1)


def _added(row: list[str], cells: list[str]) -> list[str]:
    return [f"{a} {b}".strip() for a, b in zip(row, cells, strict=True)]
