"""Rows of a PDF table whose marks stand halfway down: they go up to the first line of the row."""

from __future__ import annotations

_LONGEST_MARK = 25


def settled(text: str) -> str:
    """A page in its layout, with a line of marks between two lines of one cell set beside them.

    Tables often centre their cells. Beside a cell of two lines the marks then stand on a line of
    their own between the two, which reads as if the row ended there.
    """
    lines = text.split("\n")
    settled_lines: list[str] = []
    for at, line in enumerate(lines):
        below = lines[at + 1] if at + 1 < len(lines) else ""
        after = lines[at + 2] if at + 2 < len(lines) else ""
        if settled_lines and _is_halfway(settled_lines[-1], line, below, after):
            above = settled_lines[-1].rstrip()
            settled_lines[-1] = above + line[len(above) :]
        else:
            settled_lines.append(line)
    return "\n".join(settled_lines)


def _is_halfway(above: str, line: str, below: str, after: str) -> bool:
    """Marks only, right of the lone cell that the lines above and below print."""
    start = _indent(line)
    if not start or not above.strip() or not below.strip():
        return False
    if max(len(above.rstrip()), len(below.rstrip())) + 2 > start:
        return False
    if len(_cells(above)) > 1 or len(_cells(below)) > 1:
        return False
    if abs(_indent(above) - _indent(below)) > 2:
        return False
    # Text that goes on below is a tall cell, and the line between is the row's name.
    if after.strip() and _indent(after) >= start:
        return False
    return all(len(cell) <= _LONGEST_MARK for cell in _cells(line))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().split("  ") if cell.strip()]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
