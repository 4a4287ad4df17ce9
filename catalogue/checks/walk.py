"""Ways through a revision: its rows and its statements, each with the place it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from catalogue.portable import form
from catalogue.portable.keys import provisions_of
from catalogue.prose import passages, sentences, tidy


@dataclass(frozen=True)
class Row:
    """A provision where it stands; `matrix` or `component` is the table or list it belongs to."""

    provision: form.Provision
    section: str
    matrix: form.Matrix | None = None
    component: form.Component | None = None

    @property
    def key(self) -> str:
        return self.provision.key

    @property
    def name(self) -> str:
        """The first line of its text: in a table with descriptions, what is described."""
        return self.provision.text.split("\n")[0].strip()


@dataclass(frozen=True)
class Statement:
    """A sentence or a row's text, with the key of the row when it is one.

    A footnote has the keys of the rows that carry its marker.
    """

    text: str
    section: str
    keys: tuple[str, ...] = ()
    line: int | None = None


def name_of(section: form.Section) -> str:
    """The number, else the title: how rows outside a section refer to it."""
    return section.number or section.title


def rows(revision: form.Revision) -> Iterator[Row]:
    """Every provision in document order."""
    for section in revision.sections:
        name = name_of(section)
        for row in section.provisions:
            yield Row(row, name)
        for matrix in section.matrices:
            for row in matrix.rows:
                yield Row(row, name, matrix=matrix)
        for component in section.components:
            for row in component.lines:
                yield Row(row, name, component=component)


def statements(revision: form.Revision) -> Iterator[Statement]:
    """Everything a revision says in words: rows, descriptions, footnotes, sentences of prose."""
    for section in revision.sections:
        yield from statements_of(section)


def statements_of(section: form.Section) -> Iterator[Statement]:
    """The statements of one section; a sentence of prose that is a row comes once, with its key."""
    name = name_of(section)
    said = set()
    for row in provisions_of(section):
        said.add(tidy(row.text))
        yield Statement(row.text, name, (row.key,), row.line or section.line)
    for component in section.components:
        if component.description:
            yield Statement(component.description, name, (), section.line)
    for note in section.footnotes:
        bearers = (r.key for r in provisions_of(section) if note.marker in carried(r))
        yield Statement(note.text, name, tuple(bearers), section.line)
    for passage in passages(section.prose):
        for sentence in sentences(passage.text):
            if sentence and tidy(sentence) not in said:
                yield Statement(sentence, name, (), section.line)


def carried(row: form.Provision) -> list[str]:
    """The footnote markers printed on a row or in its cells."""
    return [*row.footnotes, *(m for cell in row.assignments for m in cell.footnotes)]


def printed(amount: Decimal) -> str:
    """An amount as texts print it: the same, whether it comes from a document or the database."""
    return f"{Decimal(amount).normalize():,f}"
