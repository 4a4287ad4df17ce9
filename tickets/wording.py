"""Texts that people write into tickets: made fit to keep and to show, never interpreted."""

from __future__ import annotations

import re

LONGEST = 20_000  # characters of a message
LONGEST_LINE = 200  # characters of what is shown in one line
MOST_STRANGE = 20  # fields nobody asked for that are named; a body may hold 100,000

# No database keeps a NUL, no page shows the others; line ends and tabs stay. Lone surrogates are
# what a broken program makes of characters beyond the first 65,536.
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x85")


def cleaned(text: str) -> str:
    """Plain text with line ends of one kind, without control characters and without outer space."""
    return _UNFIT.sub("", _LINE_ENDS.sub("\n", text)).strip()


def on_one_line(text: str) -> str:
    """The text cleaned, each run of white space one space."""
    return " ".join(cleaned(text).split())
