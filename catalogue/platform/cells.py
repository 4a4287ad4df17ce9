"""Cells of tables that leave for a spreadsheet, and come back.

A spreadsheet takes a text that begins with `=` or the like for a formula and carries it out. Every
export writes its cells through `safe_cell`; every import takes the mark away again by `plain_cell`,
so that a round trip changes nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

# What begins a formula, also behind the mark itself: a text that has it already gets another, so
# that taking one away is exact. The wide forms count in East Asian versions.
_RISKY = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
# What a workbook cannot hold: it would be refused, or called damaged.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKED = re.compile(r"''*[=+\-@\t\r\n＝＋－＠]")


def safe_cell(value: Any) -> Any:
    """A value as a cell that no spreadsheet carries out: a risky text gets a leading `'`.

    Numbers, dates and truth values stay what they are.
    """
    if isinstance(value, str) and _RISKY.match(value):
        return f"'{value}"
    return value


def shown_cell(value: Any) -> Any:
    """`safe_cell` of a file that people read: without the characters that no workbook can hold."""
    return safe_cell(_UNWRITABLE.sub("", value) if isinstance(value, str) else value)


def plain_cell(text: str) -> str:
    """The text that `safe_cell` made a cell of."""
    return text[1:] if _MARKED.match(text) else text


def text_of(value: Any) -> str:
    """The value of a cell that was read, as the text a person would have typed."""
    if value is None:
        return ""
    if isinstance(value, str):
        return plain_cell(value).replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time.min
        return value.date().isoformat() if midnight else value.isoformat(" ")
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
