"""Tables drawn with pipes: Markdown rows, rows without outer pipes, one cell per line."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import fmean, pstdev

from .inline import cell
from .lines import Found, Line

_RULE_CELL = re.compile(r"\s*:?[-=]{1,400}:?\s*|\s*")
_PIPE = re.compile(r"(?<!\\)\|")
_LINKED_PIPE = re.compile(r"\[[^\[\]\n]{0,300}\|[^\[\]\n]{0,300}\]")
_WIDEST_GUESS = 8


def pipes_at(lines: list[Line], start: int) -> Found:
    """The table of pipes that starts at a line."""
    end = start
    while end < len(lines) and (
        _has_pipe(lines[end].text) or _parts(lines, end, start)
    ):
        end += 1
    texts = [line.text.strip() for line in lines[start:end]]
    return Found(_rows(texts) if _is_table(texts) else [], max(1, end - start))


def _rows(texts: list[str]) -> list[list[str]]:
    ruled = next((text for text in texts if is_rule(text)), None)
    body = [text for text in texts if not is_rule(text)]
    if ruled is not None:
        width = len(_cells(ruled.replace("+", "|"), trim=True))
        taken = _one_after_another(body, width) if _trails(body) else None
        return taken or [_fitted(text, width) for text in body]
    if _trails(body):
        return _without_rule(body)
    width = max((len(_cells(text, trim=_edged(text))) for text in body), default=0)
    return [_fitted(text, width) for text in body]


def _parts(lines: list[Line], at: int, start: int) -> bool:
    """A rule such as "---+---" between rows."""
    return at > start and "+" in lines[at].text and is_rule(lines[at].text)


def is_rule(text: str) -> bool:
    """Whether a line only parts a header from its rows, as in "---|---"."""
    if "-" not in text and "=" not in text:
        return False
    return all(_RULE_CELL.fullmatch(each) for each in re.split(r"[|+]", text.strip()))


def _has_pipe(text: str) -> bool:
    if "|" not in text:
        return False
    return bool(_PIPE.search(_LINKED_PIPE.sub("", text) if "[" in text else text))


def _is_table(texts: list[str]) -> bool:
    """One line with a pipe is prose; two that agree, or a ruled header, are a table."""
    if len(texts) < 2:
        return bool(texts) and _edged(texts[0].strip()) and texts[0].count("|") > 2
    if any(set(text) & set("|+") and is_rule(text) for text in texts):
        return True
    stripped = [text.strip() for text in texts]
    if all(text.endswith("|") or text.startswith("|") for text in stripped):
        return True
    counts = [len(_PIPE.findall(text)) for text in stripped]
    return sum(a == b for a, b in pairwise(counts)) * 2 >= len(counts) - 1


def _trails(texts: list[str]) -> bool:
    """Every line ends with a pipe and none starts with one, but for an empty cell."""
    return bool(texts) and all(
        text.endswith("|")
        and (text == "|" or not text.startswith("|") or "|" not in text[1:-1])
        for text in texts
    )


def _edged(text: str) -> bool:
    return text.startswith("|") and text.endswith("|") and len(text) > 1


def _cells(text: str, *, trim: bool) -> list[str]:
    parts = _PIPE.split(text.strip())
    if len(parts) > 1 and not parts[0].strip() and text.lstrip().startswith("|"):
        parts = parts[1:]
    if trim and len(parts) > 1 and not parts[-1].strip():
        parts = parts[:-1]
    return parts


def _fitted(text: str, width: int) -> list[str]:
    """A row's cells; an outer pipe is no cell unless the row would be too short without it."""
    starts = text.startswith("|")
    parts = _PIPE.split(text)
    if starts and len(parts) > 1:
        parts = parts[1:]
    if len(parts) > 1 and not parts[-1].strip() and (starts or len(parts) > width):
        parts = parts[:-1]
    if starts and not text.endswith("|") and len(parts) == width - 1:
        parts = ["", *parts]
    return [cell(part) for part in parts]


def _trailing_cells(text: str) -> list[str]:
    return [cell(part) for part in _PIPE.split(text)[:-1]]


def _one_after_another(texts: list[str], width: int) -> list[list[str]] | None:
    """Rows filled cell by cell over lines; None when the lines do not come out even."""
    rows: list[list[str]] = []
    row: list[str] = []
    for text in texts:
        row += _trailing_cells(text)
        if len(row) > width:
            return None
        if len(row) == width:
            rows.append(row)
            row = []
    return None if row else rows


def _without_rule(texts: list[str]) -> list[list[str]]:
    counts = [len(_trailing_cells(text)) for text in texts]
    if max(counts) > 1 or len(texts) < 4:
        rows = (
            _one_after_another(texts, max(counts)) if min(counts) < counts[0] else None
        )
        return rows or [_trailing_cells(text) for text in texts]
    cells = [each for text in texts for each in _trailing_cells(text)]
    width = _likely_width(cells)
    return [cells[at : at + width] for at in range(0, len(cells), width)]


def _likely_width(cells: list[str]) -> int:
    """How many columns make the cells of each column most alike in length.

    The first cell of a row names it, so it is never empty.
    """
    likely = [
        width
        for width in range(2, min(_WIDEST_GUESS, len(cells) // 2) + 1)
        if len(cells) % width == 0 and all(cells[::width])
    ]
    if not likely:
        return 1
    return min(likely, key=lambda width: (_unevenness(cells, width) + 0.1) * width**0.5)


def _unevenness(cells: list[str], width: int) -> float:
    """How far lengths differ within columns; headers and blank cells do not count."""
    body = cells[width:]
    columns = [
        [len(each) ** 0.25 for each in body[at::width] if each] for at in range(width)
    ]
    return fmean(pstdev(column) if column else 0 for column in columns)
