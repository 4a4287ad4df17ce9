"""Differences of the text around the lines."""

from __future__ import annotations

from typing import Any

from .difference import Act, Difference, Kind
from .figures import shown
from .wording import both_quoted, says_the_same


def of_text(
    act: Act, subject: str, name: str, sentence: str, **values: Any
) -> Difference:
    """A difference of the text, its sentence given."""
    return Difference(Kind.TEXT, act, subject, name, sentence, **values)


def text_changed(
    subject: str,
    said: str,
    before: str,
    after: str,
    place: str = "",
    *,
    names: frozenset[str] = frozenset(),
    matters: bool | None = None,
) -> Difference:
    """A text in another wording: `said` names it in the sentence."""
    old, new = both_quoted(before, after)
    old, new = (old if before else shown(""), new if after else shown(""))
    if matters is None:
        matters = not says_the_same(before, after, names)
    sentence = f"{said} was {old}, is now {new}."
    return of_text(
        Act.CHANGED,
        subject,
        said,
        sentence,
        place=place,
        old=before,
        new=after,
        matters=matters,
    )
