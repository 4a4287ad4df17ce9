"""The notice to a customer's contacts: what a new revision changes for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from .difference import Difference, Direction
from .figures import counted

MOST = 20
LONGEST_SUBJECT = 150
FIRST = {Direction.WORSE: 0, Direction.BETTER: 1, Direction.NEITHER: 2}


@dataclass(frozen=True)
class Notice:
    """A mail: one line of subject, the plain text, and what the text lists.

    `sentences` are the differences that matter, at most 20, what is worse for the customer first;
    `more` says how many others there are.
    """

    subject: str
    text: str
    sentences: tuple[str, ...] = ()
    more: int = 0


def notice(
    guide_title: str,
    old_label: str,
    new_label: str,
    changes: Sequence[Difference],
    effective: dt.date,
    url: str,
    invitation: str = "Read it side by side",
) -> Notice:
    """The notice that `new_label` of a guide takes the place of `old_label`.

    `changes` are all differences: those of wording alone are only counted. `effective` is the day
    on which it comes into force, in the reader's zone; `url` leads to the comparison, and
    `invitation` are the words before it.
    """
    title = _line(guide_title)
    telling = [each for each in changes if each.matters]
    telling.sort(key=lambda each: FIRST[each.direction])
    sentences = tuple(each.sentence for each in telling[:MOST])
    more = len(telling) - len(sentences)
    wording = len(changes) - len(telling)
    day = f"{effective.day} {effective:%B %Y}"
    head = f"From {day}, {_line(new_label)} of “{title}” takes the place of {_line(old_label)}."
    parts = [head, *_body(sentences, more, wording), f"{invitation}: {url}"]
    subject = f"{title}: what changes on {day}"
    return Notice(_clipped(subject, title), "\n\n".join(parts) + "\n", sentences, more)


def _body(sentences: Sequence[str], more: int, wording: int) -> list[str]:
    if not sentences:
        only = "Only the wording changes." if wording else "It says the same."
        return [only]
    listed = [f"- {_line(sentence)}" for sentence in sentences]
    if more:
        listed.append(f"- and {more} more")
    parts = ["What changes for you:", "\n".join(listed)]
    if wording:
        parts.append(f"{counted(wording, 'other difference')} of wording alone.")
    return parts


def _line(text: str) -> str:
    """On one line: a line break in a title would end a mail's header."""
    return " ".join(text.split())


def _clipped(subject: str, title: str) -> str:
    over = len(subject) - LONGEST_SUBJECT
    if over <= 0:
        return subject
    return subject.replace(title, title[: len(title) - over - 2].rstrip() + " …", 1)
