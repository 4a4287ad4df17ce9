"""Tables whose columns are told by blanks alone, as in a page laid out in a fixed pitch."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .inline import cell
from .lines import Found, Line
from .lists import marked
from .wrapped import Laid, merged

_SEGMENT = re.compile(r"\S+(?: \S+)*(?:(?<=[.:;?!]) {2}(?=[A-Z])\S+(?: \S+)*)*")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,4}\.?\s+\S")
_TITLE = re.compile(
    r"(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,4}\.? {1,6}[A-Z]\S*(?: \S+){0,7}"
)
_LEGEND = re.compile(r"\S{1,3} ?[=–] ?[A-Za-z]")
_RULE = re.compile(r"[-=_\s]+")
_BULLETS = "-–—*•·▪■◦○●‣➢➤►§❖"
_MOST_COLUMNS = 40


@dataclass(frozen=True)
class Segment:
    """Words of a line parted from the others by two blanks or more."""

    start: int
    end: int
    text: str


def aligned_at(lines: list[Line], start: int) -> Found:
    """The table of aligned columns that starts at a line."""
    if not _may_start(lines, start):
        return Found([], 1)
    cut, columns = _region(lines, start)
    if not _is_table(cut, columns):
        return Found([], max(1, len(cut)))
    laid = [
        Laid(_placed(each, columns), after_gap=at > 0 and not cut[at - 1])
        for at, each in enumerate(cut)
        if each and not all(_RULE.fullmatch(seg.text) for seg in each)
    ]
    widths = [end - start for start, end in columns]
    rows = [[cell(text) for text in row] for row in merged(laid, widths)]
    return Found(rows, len(cut))


def _region(
    lines: list[Line], start: int
) -> tuple[list[list[Segment]], list[tuple[int, int]]]:
    """The lines of a table cut in segments, and its columns: runs of lines that agree."""
    cut: list[list[Segment]] = []
    columns: list[tuple[int, int]] = []
    at, known = start, 0
    while at < len(lines):
        run = _run(lines, at, start)
        told = [each for each in run if len(each) > 1]
        if not told or (known > 1 and not _agrees(told, columns)):
            break
        cut += [[]] * (at - start - len(cut)) + run
        columns = columns_of(told, columns)
        at, known = at + len(run), known + len(told)
        if at + 1 >= len(lines) or not lines[at].blank or lines[at + 1].blank:
            break
        at += 1
    return cut, columns


def _run(lines: list[Line], at: int, start: int) -> list[list[Segment]]:
    """The lines up to a blank one; words alone after the last cut line are no part."""
    run: list[list[Segment]] = []
    last = 0
    while at < len(lines) and not lines[at].blank and _belongs(lines, at, start):
        run.append(segments_of(lines[at].text))
        if len(run[-1]) > 1 or (last == len(run) - 1 and not _is_prose(lines[at])):
            last = len(run)
        at += 1
    return run[:last]


def _agrees(told: list[list[Segment]], columns: list[tuple[int, int]]) -> bool:
    """Whether the segments stand under columns that are known, each in its own."""
    agreeing = 0
    for segments in told:
        places = [_column(each, columns) for each in segments]
        near = all(
            each.start < columns[at][1] + 4 and each.end > columns[at][0] - 4
            for each, at in zip(segments, places, strict=True)
        )
        agreeing += near and len(set(places)) == len(places)
    return agreeing * 2 > len(told)


def segments_of(text: str) -> list[Segment]:
    """The segments of a line with the places where they stand."""
    if "  " not in text.strip():
        told = text.strip()
        start = len(text) - len(text.lstrip())
        return [Segment(start, start + len(told), told)] if told else []
    found = [
        Segment(each.start(), each.end(), each[0]) for each in _SEGMENT.finditer(text)
    ]
    if (
        len(found) == 2
        and found[0].text in _BULLETS
        and found[1].start < found[0].end + 7
    ):
        return [Segment(found[0].start, found[1].end, text.strip())]
    return found


def columns_of(
    cut: list[list[Segment]], known: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Where columns start and end. A line that would melt two columns spans them."""
    columns = known
    for segments in sorted(cut, key=len, reverse=True):
        if len(segments) > _MOST_COLUMNS:
            continue
        trial = _melted([*columns, *((each.start, each.end) for each in segments)])
        if len(columns) <= len(trial) <= _MOST_COLUMNS:
            columns = trial
    return columns


def _melted(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    melted: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if melted and start < melted[-1][1] + 1:
            melted[-1] = (melted[-1][0], max(end, melted[-1][1]))
        else:
            melted.append((start, end))
    return melted


def _may_start(lines: list[Line], start: int) -> bool:
    """Cheap signs that a table begins: this line and the next are cut by blanks."""
    if "  " not in lines[start].text:
        return False
    here = segments_of(lines[start].text)
    if len(lines[start].text) > 2000 or not here or _is_title(lines, start):
        return False
    if all(_LEGEND.match(each.text) for each in here):
        return False
    below = [line for line in lines[start + 1 : start + 4] if not line.blank][:2]
    gapped = [len(segments_of(line.text[:2000])) > 1 for line in below]
    if len(here) > 1:
        return any(gapped)
    return lines[start].indent >= 12 and len(gapped) > 1 and all(gapped)


def _belongs(lines: list[Line], at: int, start: int) -> bool:
    line = lines[at]
    if "\t" in line.text or "|" in line.text or len(line.text) > 2000:
        return False
    if at == start:
        return True
    if line.new_page or line.text.startswith("#") or _is_title(lines, at):
        return False
    if len(segments_of(line.text)) > 1:
        return True
    if lines[at - 1].blank and line.indent < 4:
        titled = _NUMBERED.match(line.text.strip()) or marked(line) is not None
        return not titled and not _is_prose(line)
    return not (line.indent < 2 and len(line.text) > 90)


def _is_title(lines: list[Line], at: int) -> bool:
    """A number and a few words between blank lines head a section; they are no row."""
    alone = (at == 0 or lines[at - 1].blank or lines[at].new_page) and (
        at + 1 < len(lines) and lines[at + 1].blank
    )
    return (
        alone
        and lines[at].indent < 4
        and bool(_TITLE.fullmatch(lines[at].text.strip()))
    )


def _is_prose(line: Line) -> bool:
    return len(line.text.split()) > 12 or line.text.rstrip().endswith((".", ":"))


def _is_table(cut: list[list[Segment]], columns: list[tuple[int, int]]) -> bool:
    """Enough lines agree on the columns, and these are no labels, items or columns of prose."""
    gapped = [each for each in cut if len(each) > 1]
    if len(columns) < 2 or len(gapped) < (3 if len(columns) == 2 else 2):
        return False
    filled = sum(bool(each) for each in cut)
    if len(gapped) * 4 < filled:
        return False
    firsts = [each[0] for each in gapped]
    inner = [seg for seg in firsts if seg.start <= columns[0][1]]
    if inner and all(seg.text.endswith(":") for seg in inner):
        return False
    if all(_is_marker(seg.text) for seg in firsts) and len(columns) == 2:
        return False
    fitting = sum(_fits(each, columns) for each in gapped)
    return fitting * 10 >= len(gapped) * 7 and not _is_columns_of_prose(gapped)


def _is_marker(text: str) -> bool:
    return marked(Line(text + " x", 0)) is not None and len(text) < 5


def _fits(segments: list[Segment], columns: list[tuple[int, int]]) -> bool:
    """Every segment stands in a column of its own."""
    places = [_column(each, columns) for each in segments]
    return len(set(places)) == len(places)


def _is_columns_of_prose(gapped: list[list[Segment]]) -> bool:
    """Two columns of a page: both run on in small letters on most lines."""
    running = sum(
        len(each) == 2
        and all(len(seg.text) > 25 and seg.text[0].islower() for seg in each)
        for each in gapped
    )
    return len(gapped) >= 4 and running * 2 > len(gapped)


def _column(segment: Segment, columns: list[tuple[int, int]]) -> int:
    """The column that a segment shares the most with, else the nearest one."""

    def shared(at: int) -> tuple[int, int]:
        start, end = columns[at]
        overlap = min(end, segment.end) - max(start, segment.start)
        return (overlap, -at)

    return max(range(len(columns)), key=shared)


def _placed(segments: list[Segment], columns: list[tuple[int, int]]) -> list[str]:
    cells = [""] * len(columns)
    for segment in segments:
        at = _column(segment, columns)
        if segment.start <= columns[0][1] and segment.end > columns[-1][0]:
            at = 0
        cells[at] = f"{cells[at]} {segment.text}".strip()
    return cells
