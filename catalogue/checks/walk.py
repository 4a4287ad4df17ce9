"""Ways through a revision: its rows and its statements, each with the place it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
    """A sentence or a row's text, with the key of the row when it is one."""

    text: str
    section: str
    key: str = ""
    line: int | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.key,) if self.key else ()


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
        yield Statement(row.text, name, row.key, row.line or section.line)
    described = [each.description for each in section.components]
    for text in [*described, *(note.text for note in section.footnotes)]:
        if text:
            yield Statement(text, name, "", section.line)
    for passage in passages(section.prose):
        for sentence in sentences(passage.text):
            if sentence and tidy(sentence) not in said:
                yield Statement(sentence, name, "", section.line)
