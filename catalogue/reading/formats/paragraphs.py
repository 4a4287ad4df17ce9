"""Running text: which wrapped lines belong to one paragraph."""

from __future__ import annotations

import re

from .lines import Line, ends_sentence, is_wordy

_LABELLED = re.compile(r"\s{0,40}[A-Z][\w/-]{0,30}(?: [\w/-]{1,30}){0,3}: ")
_CLAUSE = re.compile(r"\s{0,40}\d{1,2}(?:\.\d{1,2}){1,4}\.?\s+[A-Z]")
_WIDEST_WRAP = 140


def wrap_width(lines: list[Line]) -> int:
    """The width at which a document's prose is wrapped, in characters; 0 when it is not."""
    lengths = sorted(
        len(line.text)
        for line in lines
        if line.text.count(" ") >= 5
        and "|" not in line.text
        and "\t" not in line.text
        and "   " not in line.text.strip()
    )
    if len(lengths) < 3:
        return 0
    width = lengths[int(len(lengths) * 0.9)]
    return width if width <= _WIDEST_WRAP and lengths[-1] <= 2 * width else 0


def runs_on(before: Line, line: Line, width: int) -> bool:
    """Whether a line goes on with the paragraph of the line before it."""
    text, first = before.text.rstrip(), line.text.split(maxsplit=1)[0]
    if text.endswith((":", "  ")):
        return False
    if text.endswith(".") and (_LABELLED.match(line.text) or _CLAUSE.match(line.text)):
        return False
    if width and len(text) + 1 + len(first) > width - 2 and len(text) > 0.5 * width:
        return True
    if ends_sentence(text) or len(text) < 40:
        return False
    return line.text.lstrip()[:1].islower() and (
        bool(width) or is_wordy(text) or len(text) < 200
    )
