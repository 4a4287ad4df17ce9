"""Sections with their prose, and the tables in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalogue.portable import form
from catalogue.portable.keys import provisions_of

from .difference import Act, Difference
from .figures import counted
from .frame import Frame, Table, place_of
from .pairing import pair
from .passage import of_text, text_changed
from .wording import both_quoted, folded, quoted, says_the_same

BLANK_LINE = re.compile(r"\n\s*\n")
NUMBERS_NAMED = 6


def section_differences(frame: Frame) -> Iterator[Difference]:
    """Sections added, taken out, renamed and renumbered, and their prose."""
    for section in frame.sections.removed:
        name = place_of(section)
        sentence = f"Section {name} is taken out."
        yield of_text(
            Act.REMOVED,
            "section",
            name,
            sentence,
            old=section.prose,
            matters=bool(section.prose),
        )
    for section in frame.sections.added:
        name = place_of(section)
        sentence = f"Section {name} is new."
        yield of_text(
            Act.ADDED,
            "section",
            name,
            sentence,
            new=section.prose,
            matters=bool(section.prose),
        )
    renumbered = []
    for one, other in frame.sections.both:
        if one.number != other.number:
            renumbered.append(f"{one.number or 'none'} → {other.number or 'none'}")
        if one.title != other.title:
            yield text_changed(
                "section",
                "The title of a section",
                one.title,
                other.title,
                place_of(other),
            )
        yield from _prose(one, other, frame)
    if renumbered:
        yield _renumbered(renumbered)


def _renumbered(numbers: list[str]) -> Difference:
    named = ", ".join(numbers[:NUMBERS_NAMED])
    more = len(numbers) - NUMBERS_NAMED
    rest = f" and {more} more" if more > 0 else ""
    have = (
        "section has another number"
        if len(numbers) == 1
        else "sections have other numbers"
    )
    sentence = f"{len(numbers)} {have}: {named}{rest}."
    return of_text(Act.CHANGED, "section", "numbers", sentence, matters=False)


def _prose(
    one: form.Section, other: form.Section, frame: Frame
) -> Iterator[Difference]:
    if one.prose == other.prose:
        return
    place = place_of(other)
    pairs = pair(
        _paragraphs(one),
        _paragraphs(other),
        lambda part: folded(part[0]),
        text=lambda part: part[0],
    )
    for _, paragraph in pairs.removed:
        sentence = f"Taken out of {place}: {quoted(paragraph)}"
        yield of_text(
            Act.REMOVED, "paragraph", place, sentence, place=place, old=paragraph
        )
    for _, paragraph in pairs.added:
        sentence = f"New in {place}: {quoted(paragraph)}"
        yield of_text(
            Act.ADDED, "paragraph", place, sentence, place=place, new=paragraph
        )
    for (before, was), (after, now) in pairs.both:
        if before != after:
            same = says_the_same(before, after, frame.name_words)
            old, new = both_quoted(was, now)
            sentence = f"In {place}, {old} now reads {new}"
            yield of_text(
                Act.CHANGED,
                "paragraph",
                place,
                sentence,
                place=place,
                old=was,
                new=now,
                matters=not same,
            )


def _paragraphs(section: form.Section) -> list[tuple[str, str]]:
    """Paragraphs of the prose, without the sentences that are lines of their own, and whole."""
    own = [" ".join(row.text.split()) for row in provisions_of(section) if row.in_prose]
    found = []
    for paragraph in BLANK_LINE.split(section.prose):
        whole = rest = " ".join(paragraph.split())
        for sentence in own:
            rest = rest.replace(sentence, "")
        if rest := " ".join(rest.split()).strip(" .;-*•"):
            found.append((rest, whole))
    return found


def table_differences(frame: Frame) -> Iterator[Difference]:
    """Matrices and components: added, taken out, renamed; columns and descriptions."""
    for act, tables in (
        (Act.REMOVED, frame.tables.removed),
        (Act.ADDED, frame.tables.added),
    ):
        for table in tables:
            yield _whole_table(act, table)
    for one, other in frame.tables.both:
        before, after = one.part, other.part
        what = _what(other)
        place = place_of(other.section, after)
        if before.title != after.title:
            yield text_changed(
                what, f"The title of a {what}", before.title, after.title, place
            )
        if isinstance(before, form.Matrix) and isinstance(after, form.Matrix):
            yield from _columns(before, after, frame, place)
        elif isinstance(before, form.Component) and isinstance(after, form.Component):
            for words, was, now in (
                ("description", before.description, after.description),
                ("basis of charges", before.charge_basis, after.charge_basis),
            ):
                if was != now:
                    said = f"The {words} of {quoted(after.title, 80)}"
                    yield text_changed(
                        what, said, was, now, place, names=frame.name_words
                    )


def _what(table: Table) -> str:
    return "matrix" if isinstance(table.part, form.Matrix) else "component"


def _whole_table(act: Act, table: Table) -> Difference:
    what, title = _what(table), table.part.title
    said = "is new" if act is Act.ADDED else "is taken out"
    lines = f", with {counted(len(table.rows), 'line')}" if table.rows else ""
    sentence = f"The {what} {quoted(title)} {said}{lines}."
    # Its lines are differences of their own; a component's name alone may decide what is covered.
    matters = what == "component"
    return of_text(
        act, what, title, sentence, place=place_of(table.section), matters=matters
    )


def _columns(
    before: form.Matrix, after: form.Matrix, frame: Frame, place: str
) -> Iterator[Difference]:
    was = [frame.party_names.get(name, name) for name in before.parties]
    title = quoted(after.title, 80)
    for name in (name for name in was if name not in after.parties):
        sentence = f"The matrix {title} has no column for {name} any more."
        yield of_text(
            Act.REMOVED, "column", name, sentence, place=place, old=name, matters=False
        )
    for name in (name for name in after.parties if name not in was):
        sentence = f"The matrix {title} has a new column for {name}."
        yield of_text(
            Act.ADDED, "column", name, sentence, place=place, new=name, matters=False
        )
