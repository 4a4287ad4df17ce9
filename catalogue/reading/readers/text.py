"""Sentences and labelled lines."""

from __future__ import annotations

import re

_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|no|inc|ltd|co|corp|approx|min|max|mr|mrs|dr|st|fig|sec|incl|excl|u\.s)|\b[A-Z])\.$",
    re.I,
)
_LABEL = re.compile(r"^((?:[A-Z\d“\"'(][^.:;!?]{1,70}))\s*:\s+(?=[A-Z\d“\"'$£€<≤])")
_DASH_LABEL = re.compile(r"^([A-Z][^.:;!?]{1,60}?)\s+[-–]\s+(?=[A-Z])")


def sentences(text: str) -> list[str]:
    """Split running text into sentences, verbatim and in order."""
    out, start = [], 0
    for match in re.finditer(
        r"[.!?][\"”')\]]*\s+(?=[A-Z\d“\"'(\[*]|[a-z]+[\dA-Z])", text
    ):
        piece = text[start : match.end()].strip()
        before = text[start : match.start() + 1]
        tail = before.rsplit(" ", 1)[-1]
        follows = text[match.end() : match.end() + 1]
        if _ABBREVIATION.search(tail) and not (
            tail.lower() == "etc." and follows.isupper()
        ):
            continue
        if re.fullmatch(r"\(?\d{1,2}[.)]", piece):
            continue
        out.append(piece)
        start = match.end()
    rest = text[start:].strip()
    return [*out, rest] if rest else out


def labelled(text: str) -> tuple[str, str]:
    """A run-in label ("Security: …", "Privacy - …") and what follows it; label blank when there is none."""
    for pattern in (_LABEL, _DASH_LABEL):
        match = pattern.match(text)
        if match and len(match[1].split()) <= 10:
            return match[1].strip(), text[match.end() :]
    return "", text


def is_lead(text: str) -> bool:
    """A line that announces what follows."""
    return text.rstrip("*_ ").endswith(":")
