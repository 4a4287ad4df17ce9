"""Two texts: whether they say the same, how alike they are, and where they part."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

SHOWN = 160  # characters of a text inside a sentence
LEAD = 60  # characters before the place where two long texts part
LARGEST = (
    9_000_000  # product of the lengths in words up to which two texts are put together
)
COMPARED = 1500  # characters of a text that decide how alike it is
WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[%$€£<>≤≥]")
PIECE = re.compile(r"\s+|[^\W_]+|[\W_]")

# Words that change nothing when they come or go.
_SILENT = """
a an the of for in on at is are be been being was were will that which this these those it
its their his her please
"""
SILENT = frozenset(_SILENT.split())
# Words whose order says who does what, when and how much; numbers and parties' names join them.
_TELLING = """
no not never nor neither without except excluding unless only or must may shall should can
cannot could to from before after until within by per least most up less fewer more than
over under above below between always if
"""
TELLING = frozenset(_TELLING.split())


def folded(text: str) -> str:
    """`text` without differences in case, spacing and typography, so that equal ones meet."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").casefold()
    return " ".join(plain.split())


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """The words of a text that carry meaning, in order; “users” and “user's” count as “user”."""
    plain = re.sub(r"\bcan(?:'t|not)\b", "can not", folded(text))
    plain = re.sub(r"'s?\b", "", re.sub(r"n't\b", " not", plain))
    return tuple(_singular(w) for w in WORD.findall(plain) if w not in SILENT)


def _singular(word: str) -> str:
    ends = (
        len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    )
    return word[:-1] if ends else word


def says_the_same(old: str, new: str, names: frozenset[str] = frozenset()) -> bool:
    """Whether only the wording differs: the same words, perhaps in another order.

    Careful rather than clever: another number, name, “not”, “only” or “must” says something else,
    and so does any word that the other text lacks. `names` are words of parties' names.
    """
    before, after = words(old), words(new)
    if sorted(before) != sorted(after):
        return False
    return _telling(before, names) == _telling(after, names)


def echoes(old: str, new: str) -> bool:
    """Whether only numbers differ, which a figure beside the text says already."""
    before, after = words(old), words(new)
    return [_shape(w) for w in before] == [_shape(w) for w in after]


def _shape(word: str) -> str:
    return "0" if word[0].isdigit() else word


def _telling(said: tuple[str, ...], names: frozenset[str]) -> list[str]:
    return [
        word for word in said if word in TELLING or word in names or not word.isalpha()
    ]


def likeness(old: str, new: str) -> float:
    """How alike two texts are, from 0 to 100; 0 unless they share more than half of their words."""
    before, after = set(words(old)), set(words(new))
    if not 4 * len(before & after) > len(before) + len(after):
        return 0.0
    one, other = (" ".join(sorted(words(text)))[:COMPARED] for text in (old, new))
    return float(fuzz.ratio(one, other))


@dataclass(frozen=True)
class Piece:
    """A stretch of text that both have (`same`), or that is only in the old or the new one."""

    how: str
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    """Two texts as one: what stays, goes and comes, word by word."""
    before, after = PIECE.findall(old), PIECE.findall(new)
    if len(before) * len(after) > LARGEST:
        return [
            Piece(how, text) for how, text in (("gone", old), ("come", new)) if text
        ]
    found = []
    for step in Indel.opcodes(before, after):
        gone = "".join(before[step.src_start : step.src_end])
        come = "".join(after[step.dest_start : step.dest_end])
        if step.tag == "equal":
            found.append(Piece("same", come))
            continue
        found += [
            Piece(how, text) for how, text in (("gone", gone), ("come", come)) if text
        ]
    return list(_settled(found))


def _settled(found: list[Piece]) -> Iterator[Piece]:
    """Neighbours put together, so that a sentence is not chopped at every space it shares."""
    held: dict[str, str] = {"gone": "", "come": ""}
    for at, piece in enumerate(found):
        last = at == len(found) - 1
        bridge = piece.how == "same" and not piece.text.strip() and any(held.values())
        if piece.how != "same":
            held[piece.how] += piece.text
        elif bridge and not last:
            held = {how: text + piece.text for how, text in held.items()}
        else:
            yield from (Piece(how, text) for how, text in held.items() if text)
            held = {"gone": "", "come": ""}
            yield piece
    yield from (Piece(how, text) for how, text in held.items() if text)


def both_quoted(old: str, new: str) -> tuple[str, str]:
    """Two texts in quotation marks, each from shortly before the place where they part."""
    one, other = (" ".join(text.split()) for text in (old, new))
    if max(len(one), len(other)) <= SHOWN:
        return quoted(one), quoted(other)
    parted = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    begin = one.rfind(" ", 0, max(parted - LEAD, 0)) + 1
    lead = "… " if begin else ""
    return quoted(lead + one[begin:]), quoted(lead + other[begin:])


def quoted(text: str, longest: int = SHOWN) -> str:
    """A text in quotation marks on one line, shortened at a word when it is long."""
    line = " ".join(text.split())
    if len(line) > longest:
        line = line[:longest].rsplit(" ", 1)[0].rstrip(" ,;:.") + " …"
    return f"“{line}”"
