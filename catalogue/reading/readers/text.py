"""Labelled lines."""

from __future__ import annotations

import re

_LABEL = re.compile(r"^((?:[A-Z\d“\"'(][^.:;!?]{1,70}))\s*:\s+(?=[A-Z\d“\"'$£€<≤])")
_DASH_LABEL = re.compile(r"^([A-Z][^.:;!?]{1,60}?)\s+[-–]\s+(?=[A-Z])")


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
