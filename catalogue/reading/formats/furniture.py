"""What belongs to the pages and not to the text: running heads, page numbers, contents lists."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import pairwise

from .lines import Line

_PAGE = re.compile(
    r"(?:[-–—|\s]*)(?:page|p\.|pg\.?|seite)\s*\d{1,4}(?:\s*(?:of|/|von)\s*\d{1,4})?[-–—|\s]*",
    re.I,
)
_BARE = re.compile(
    r"[-–—\s]*(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s]*"
)
_DIGITS = re.compile(r"\d+")
_CHANGING = re.compile(r"^#|#$|\bpage #", re.I)
_NEAR_EDGE = 2
_CONTENTS = re.compile(r"(?:table of )?contents:?", re.I)
_MARK = re.compile(r"[\s#*_]*")
_NUMBER = re.compile(
    r"(?:[-*•]\s+)?(?:\d{1,2}(?:\.\d{1,2}){0,4}|[A-Z])[.)]?[\s\t]+(?=\S)"
)


def without_furniture(lines: list[Line]) -> list[Line]:
    """The lines without what repeats from page to page and without contents lists."""
    return _without_contents(_without_running_lines(lines))


def _without_running_lines(lines: list[Line]) -> list[Line]:
    edges = _edges(lines)
    known = _repeated(lines, edges)
    seen: set[str] = set()
    kept: list[Line] = []
    turned = False
    for at, line in enumerate(lines):
        turned = turned or line.new_page
        shape = _shape(line.text)
        if at in edges and shape in known:
            first = shape not in seen
            seen.add(shape)
            if not (first and edges[at] and not kept_text(kept)):
                kept.append(Line("", line.number))
                continue
        if _PAGE.fullmatch(line.text) or (at in edges and _BARE.fullmatch(line.text)):
            kept.append(Line("", line.number))
            continue
        if turned and not line.blank:
            line, turned = replace(line, new_page=True), False
        kept.append(line)
    return kept


def kept_text(lines: list[Line]) -> bool:
    """Whether any line so far holds text."""
    return any(not line.blank for line in lines[:50])


def _edges(lines: list[Line]) -> dict[int, bool]:
    """The lines nearest to where a page starts or ends; true for those of a start."""
    filled = [at for at, line in enumerate(lines) if not line.blank]
    starts = [place for place, at in enumerate(filled) if lines[at].new_page]
    edges: dict[int, bool] = {}
    for place in starts:
        for back in range(max(0, place - _NEAR_EDGE), place):
            edges.setdefault(filled[back], False)
        for onward in range(place, min(place + _NEAR_EDGE, len(filled))):
            edges[filled[onward]] = True
    for at in filled[-_NEAR_EDGE:] if len(starts) > 1 else []:
        edges.setdefault(at, False)
    return edges


def _shape(text: str) -> str:
    return _DIGITS.sub("#", " ".join(text.split()))


def _repeated(lines: list[Line], edges: dict[int, bool]) -> set[str]:
    """The shapes of lines that come back at the edges of pages and hardly elsewhere."""
    texts: dict[str, list[str]] = defaultdict(list)
    for at in edges:
        texts[_shape(lines[at].text)].append(lines[at].text)
    told = {shape: found for shape, found in texts.items() if _is_running(shape, found)}
    everywhere = Counter(
        shape
        for line in lines
        if not line.blank and (shape := _shape(line.text)) in told
    )
    return {shape for shape in told if everywhere[shape] <= 1.25 * len(told[shape]) + 1}


def _is_running(shape: str, found: list[str]) -> bool:
    """Told three times, or twice in the same words; a table's header is not meant."""
    first = found[0].rstrip()
    if "\t" in first or "|" in first or first.endswith(":") or len(first) > 150:
        return False
    same = Counter(found).most_common(1)[0][1] == len(found)
    if same and len(re.split(r"\s{2,}", first.strip())) > 2:
        return False
    if not same and not _CHANGING.search(shape):
        return False
    return len(found) >= 3 or (len(found) == 2 and same and "#" not in shape)


def _without_contents(lines: list[Line]) -> list[Line]:
    """Runs of lines that end in a page number go, with the word that announces them."""
    kept = list(lines)
    at = 0
    while at < len(lines):
        if lines[at].blank or not _entry(lines[at].text):
            at += 1
            continue
        end = _end_of_entries(lines, at)
        head = _announced(lines, at)
        if _is_contents(lines[at:end], announced=head is not None):
            for each in range(at if head is None else head, end):
                kept[each] = Line("", lines[each].number)
        at = end
    return kept


def _end_of_entries(lines: list[Line], start: int) -> int:
    end, at = start, start
    while at < len(lines) and (lines[at].blank or _entry(lines[at].text)):
        at += 1
        if not lines[at - 1].blank:
            end = at
    return end


def _announced(lines: list[Line], start: int) -> int | None:
    seen = 0
    for at in range(start - 1, max(-1, start - 8), -1):
        if lines[at].blank:
            continue
        if _CONTENTS.fullmatch(
            _MARK.sub("", lines[at].text[:8]) + lines[at].text[8:].strip("*_ ")
        ):
            return at
        seen += 1
        if seen > 1:
            return None
    return None


def _is_contents(lines: list[Line], *, announced: bool) -> bool:
    entries = [entry for line in lines if (entry := _entry(line.text))]
    if announced:
        return len(entries) >= 2 or entries[0][0] == "leader"
    pages = [page for _, page in entries]
    rising = all(a <= b for a, b in pairwise(pages))
    leaders = sum(kind == "leader" for kind, _ in entries)
    numbered = sum(kind != "bare" for kind, _ in entries)
    return (
        leaders >= 2
        or (leaders and len(entries) == 1)
        or (
            rising
            and len(entries) >= 5
            and numbered == len(entries)
            and pages[-1] > pages[0] + 1
            and "\t" not in lines[0].text
        )
    )


def _entry(text: str) -> tuple[str, int] | None:
    """How a line of a contents list leads to its page, and the page."""
    text = text.strip().strip("|").rstrip()
    title = text.rstrip("0123456789")
    page = text[len(title) :]
    if not 1 <= len(page) <= 3 or len(title) > 200 or not title:
        return None
    bare = title.rstrip(" .\t…·_")
    gap = title[len(bare) :]
    if not bare or not any(char.isalpha() for char in bare):
        return None
    if gap.count(".") >= 3 or "…" in gap or gap.count("·") >= 3 or gap.count("_") >= 3:
        return "leader", int(page)
    if gap.endswith(("\t", " ")) and _NUMBER.match(bare):
        return "numbered", int(page)
    return ("bare", int(page)) if "\t" in gap or gap.endswith("  ") else None
