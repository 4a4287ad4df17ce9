"""What a title looks like: capitals, title case, or short words that make no clause."""

from __future__ import annotations

LONGEST_TITLE = 110
SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "and/or",
        "as",
        "at",
        "but",
        "by",
        "for",
        "from",
        "if",
        "in",
        "into",
        "n/a",
        "nor",
        "of",
        "on",
        "or",
        "per",
        "the",
        "to",
        "up",
        "via",
        "vs",
        "with",
        "within",
    ]
)
_AROUND_WORDS = "()&/-–—\"'“”’"


def in_capitals(text: str) -> bool:
    """Whether a short line is set in capitals."""
    letters = [char for char in text if char.isalpha()]
    if len(letters) < 4 or len(text) > LONGEST_TITLE or text.endswith((".", ";", ",")):
        return False
    if text.count(" ") >= 14:
        return False
    return sum(map(str.isupper, letters)) >= 0.95 * len(letters)


def in_title_case(text: str) -> bool:
    """Whether every word that counts is capitalised and no sentence ends here."""
    words = text.split()
    if not 1 <= len(words) <= 9 or not 4 <= len(text) <= 80:
        return False
    if text[-1] in ".,;:!?|" or not text[0].isalpha() or "=" in text or "  " in text:
        return False
    told = [word.strip(_AROUND_WORDS) for word in words]
    told = [word for word in told if word and word.lower() not in SMALL_WORDS]
    return bool(told) and not any(word[0].islower() for word in told)


def reads_as_clause(text: str) -> bool:
    """Whether most words are small: a sentence rather than a title."""
    words = text.split()
    lower = sum(word[0].islower() and word not in SMALL_WORDS for word in words)
    return len(words) > 4 and lower * 2 > len(words)
