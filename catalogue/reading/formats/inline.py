"""Markup inside a line: emphasis, links and tags reduced to the text they carry."""

from __future__ import annotations

import re
from html import unescape

_BREAK = re.compile(r"<br\s*/?>|</?(?:p|li|ul|ol|div)\b[^<>]{0,200}>", re.I)
_TAG = re.compile(
    r"</?(?:sup|sub|b|i|u|em|strong|span|a|font|code|small|mark|s|del|ins)\b[^<>]{0,500}>",
    re.I,
)
_LINK = re.compile(
    r"!?\[([^\[\]\n]{0,400})\]\([^()\s]{0,600}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?\)"
)
_STRONG = re.compile(r"(\*\*\*|\*\*)(?=[^\s*])([^*\n]{1,300})(?<=[^\s*])\1(?![*\w])")
_UNDERLINED = re.compile(r"(?<![\w_])__(?=[^\s_])([^_\n]{1,300})(?<=[^\s_])__(?![\w_])")
_EMPHASIS = re.compile(
    r"(?<![\w*])([*_])(?=[^\s*_])([^*_\n]{1,300})(?<=[^\s*_])\1(?![\w*])"
)
_CODE = re.compile(r"``?([^`\n]{1,500})``?")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|$<>~&])")


def plain(text: str) -> str:
    """The text without its markup, on one line."""
    return " ".join(_without_marks(_BREAK.sub(" ", text)).split())


def cell(text: str) -> str:
    """The text of a table cell; its own line breaks stay as "\\n"."""
    parts = _BREAK.sub("\n", text).split("\n")
    kept = (" ".join(_without_marks(part).split()) for part in parts)
    return "\n".join(part for part in kept if part)


def _without_marks(text: str) -> str:
    if "<" in text:
        text = _TAG.sub("", text)
    if "[" in text:
        text = _LINK.sub(r"\1", text)
    if "*" in text or "_" in text:
        text = _UNDERLINED.sub(r"\1", _STRONG.sub(r"\2", text))
        text = _EMPHASIS.sub(r"\2", text)
    if "`" in text:
        text = _CODE.sub(r"\1", text)
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    return unescape(text) if "&" in text else text
