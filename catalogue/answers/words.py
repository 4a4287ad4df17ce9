"""Words of questions and rows: one way of cutting text for every signal."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

LONGEST_QUESTION = 600  # characters; what comes after says no more about the need
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_stemmer = snowballstemmer.stemmer("english")

# Words that say nothing about the subject of a question.
_SILENT = """
a about above after again all also am an and any are aren't as at be because been
before being below between both but by can can't cannot could did didn't do does
doesn't doing don't down during each few for from further get gets got had has have
having he her here hers him his how i i'm i'd i've if in into is isn't it it's its
itself just let like me more most my need needs no nor not now of off on once only or
other our ours out over own please same she should so some such than that that's the
their them then there there's these they this those through to too under until up us
very via want wants was we we'd we're we've were what what's when where which while
who who's whom whose why will with would you your yours
"""
STOP = frozenset(_SILENT.split())


def tidy(text: str) -> str:
    """One line of printable text: no control characters, plain quotes, single spaces."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'")
    kept = "".join(c if c.isprintable() else " " for c in plain)
    return " ".join(kept.split())


def clip(question: str) -> str:
    """The part of a question that is read (source: hostile input must stay cheap)."""
    return tidy(question[: LONGEST_QUESTION * 2])[:LONGEST_QUESTION]


def words(text: str) -> list[str]:
    """Lower-case words and numbers in order."""
    return [found.lower() for found in WORD.findall(text)]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The English stem of a lower-case word."""
    return str(_stemmer.stemWord(word))


def stems(text: str) -> list[str]:
    """Stems of the words that carry meaning."""
    return [stem(word) for word in words(text) if word not in STOP]
