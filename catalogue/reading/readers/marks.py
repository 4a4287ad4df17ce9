"""Cells: what counts as a mark, and the footnote markers printed on it."""

from __future__ import annotations

import re

SUPERSCRIPTS = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")
_SYMBOLS = r"[x×✓✔☑✅✗✘❌●○◯•■□◆◐◉⬤√▲yn£$€+psm]"
_RACI = r"[racis](?:\s*[/,&+;\-|.\s]?\s*[racis]){0,4}"
_WORDS = (
    r"yes|no|not included|not applicable|not covered|not available|not supported|none|n/?a|tbc|tbd"
    r"|included|incl\.?|includes|optional|option|partial(?:ly)?|limited|full|basic|available|unlimited"
    r"|add[- ]?on|additional|extra|chargeable|billable|hourly|sow|fee|quoted?|on request|t\s*&\s*m"
    r"|responsible|accountable|consulted|informed|shared|joint|jointly|both|lead|leads|owner|owns"
    r"|supports?|supported|unsupported|assists?|primary|secondary|performs?|approves?|executes?"
    r"|reviews?|contributes?|participates?|provides?|covered|excluded|required|standard|as needed"
    r"|advises?|manages?|delivers?|sign[- ]?off"
)
_TAIL = r"(?:\s*(?:[*†‡§]+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\(\d{1,2}\)|\[\d{1,2}\]))*"
_MARK = re.compile(
    rf"(?:{_SYMBOLS}|{_RACI}|(?:{_WORDS})\b\.?)(?:\s*[-–:,]?\s*\(.{{1,40}}\))?(?:\s*\$)?{_TAIL}",
    re.I,
)
_COMPOUND = re.compile(
    rf"(?:{_RACI}|(?:{_WORDS}))(?:\s*[/,&+;]\s*(?:{_RACI}|(?:{_WORDS})))+{_TAIL}", re.I
)
_MARKER = re.compile(r"\s*(\*+|†+|‡+|§+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\(\d{1,2}\)|\[\d{1,2}\])\s*$")
_BLANK = re.compile(r"[\s\-–—_.·\u200b]*|[—–\-\s]*(?:&nbsp;)?")
_SYMBOL_ONLY = re.compile(r"[x×✓✔☑✅✗✘❌●○◯•■□◆◐◉⬤√▲£$€+]", re.I)


def is_blank(cell: str) -> bool:
    """Nothing is printed, or only a dash."""
    return not re.sub(r"[\s\-–—_.·\u200b\xa0]", "", cell)


def flat(cell: str) -> str:
    """A cell on one line, without emphasis marks."""
    plain = re.sub(
        r"\*\*([^*]+)\*\*|__([^_]+)__|`([^`]+)`", lambda m: m[1] or m[2] or m[3], cell
    )
    plain = re.sub(r"^[*_]([^*_]+)[*_]$", r"\1", plain.strip())
    return re.sub(r"\s+", " ", plain).strip()


def is_mark(cell: str) -> bool:
    """A tick, cross, R/A/C/I letters, or one of the words that stand for them."""
    text = flat(cell)
    if not text or is_blank(text) or len(text) > 80:
        return False
    return bool(_MARK.fullmatch(text) or _COMPOUND.fullmatch(text))


def is_symbol(cell: str) -> bool:
    """A bare tick, cross or letter: it says that the column's party does it, nothing else."""
    mark, _ = split_markers(flat(cell))
    return bool(_SYMBOL_ONLY.fullmatch(mark) or re.fullmatch(_RACI, mark, re.I))


def split_markers(text: str) -> tuple[str, list[str]]:
    """Text and the footnote markers at its end, superscripts as plain digits."""
    markers: list[str] = []
    while match := _MARKER.search(text):
        rest = text[: match.start()].rstrip()
        if not rest:
            break
        markers.insert(0, match[1].strip("()[]").translate(SUPERSCRIPTS))
        text = rest
    return text.strip(), markers
