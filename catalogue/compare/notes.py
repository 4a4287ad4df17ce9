"""Footnotes and definitions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalogue.portable import form

from .difference import Act, Difference, Kind
from .frame import Frame, place_of
from .pairing import pair
from .wording import both_quoted, folded, quoted, says_the_same


def footnote_differences(frame: Frame) -> Iterator[Difference]:
    """Footnotes added, taken out, in other words or with another marker."""
    pairs = frame.notes
    for note in pairs.removed:
        sentence = f"The footnote {quoted(note.part.text)} is taken out."
        yield _note(
            Act.REMOVED, note.part, sentence, place_of(note.section), old=note.part.text
        )
    for note in pairs.added:
        sentence = f"New footnote {note.part.marker} {quoted(note.part.text)}."
        yield _note(
            Act.ADDED, note.part, sentence, place_of(note.section), new=note.part.text
        )
    for one, other in pairs.both:
        before, after, place = one.part, other.part, place_of(other.section)
        if before.text != after.text:
            old, new = both_quoted(before.text, after.text)
            sentence = f"The footnote {old} now reads {new}."
            same = says_the_same(before.text, after.text, frame.name_words)
            yield _note(
                Act.CHANGED,
                after,
                sentence,
                place,
                old=before.text,
                new=after.text,
                matters=not same,
            )
        if before.marker != after.marker:
            sentence = f"The footnote {quoted(after.text)} is marked {after.marker}, no longer {before.marker}."
            yield _note(
                Act.CHANGED,
                after,
                sentence,
                place,
                old=before.marker,
                new=after.marker,
                matters=False,
            )


def _note(
    act: Act,
    note: form.Footnote,
    sentence: str,
    place: str,
    *,
    matters: bool = True,
    **values: Any,
) -> Difference:
    return Difference(
        Kind.NOTES,
        act,
        "footnote",
        note.marker,
        sentence,
        place=place,
        matters=matters,
        **values,
    )


def term_differences(frame: Frame) -> Iterator[Difference]:
    """Terms defined now, no longer, or otherwise."""
    pairs = pair(
        frame.old.terms,
        frame.new.terms,
        lambda row: folded(row.term),
        lambda row: folded(row.meaning) or None,
    )
    for act, rows in ((Act.REMOVED, pairs.removed), (Act.ADDED, pairs.added)):
        for row in rows:
            said = "is defined now" if act is Act.ADDED else "is no longer defined"
            sentence = f"{quoted(row.term)} {said}: {quoted(row.meaning)}"
            old, new = ("", row.meaning) if act is Act.ADDED else (row.meaning, "")
            yield _term(row, sentence, old, new, True, act)
    for one, other in pairs.both:
        if one.term != other.term:
            sentence = f"The term {quoted(one.term)} is now {quoted(other.term)}."
            same = says_the_same(one.term, other.term)
            yield _term(other, sentence, one.term, other.term, not same)
        if one.meaning != other.meaning:
            old, new = both_quoted(one.meaning, other.meaning)
            sentence = f"{quoted(other.term)} meant {old}, now means {new}"
            same = says_the_same(one.meaning, other.meaning, frame.name_words)
            yield _term(other, sentence, one.meaning, other.meaning, not same)


def _term(
    row: form.Term,
    sentence: str,
    old: str,
    new: str,
    matters: bool,
    act: Act = Act.CHANGED,
) -> Difference:
    return Difference(
        Kind.TERMS,
        act,
        "term",
        row.term,
        sentence,
        old=old,
        new=new,
        matters=matters,
    )
