"""What a revision says: parties, sections and the provisions in them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Party:
    """Who a revision names. `side` is blank while nobody decided it."""

    name: str
    side: str = ""
    aliases: list[str] = field(default_factory=list)
    ref: str = ""


@dataclass
class Footnote:
    """Marker as printed (`*`, `1`) and its text, in the section that prints it."""

    marker: str
    text: str
    ref: str = ""


@dataclass
class Assignment:
    """The cell of one party: the mark as printed, footnote markers apart."""

    party: str
    mark: str
    footnotes: list[str] = field(default_factory=list)


@dataclass
class Provision:
    """One line that says who does something, or whether it is covered.

    `label` is the document's own outcome cell, `charge` its meaning. `supported` is set on scope
    lines and exclusions. `in_prose` marks a sentence that stands in the section's prose.
    """

    kind: str
    text: str
    key: str = ""
    label: str = ""
    charge: str = "unstated"
    supported: bool | None = None
    group: str = ""
    assignments: list[Assignment] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    in_prose: bool = False
    line: int | None = None
    ref: str = ""


@dataclass
class Matrix:
    """A table of provisions (kind `activity` or `service`) with party columns."""

    title: str
    parties: list[str]
    rows: list[Provision] = field(default_factory=list)
    ref: str = ""


@dataclass
class Component:
    """A named part with a description and scope lines (kind `scope`)."""

    title: str
    description: str = ""
    charge_basis: str = ""
    lines: list[Provision] = field(default_factory=list)
    ref: str = ""


@dataclass
class Section:
    """A numbered part with its prose (paragraphs parted by blank lines) and what was read in it."""

    title: str
    number: str = ""
    depth: int = 1
    prose: str = ""
    provisions: list[Provision] = field(default_factory=list)
    matrices: list[Matrix] = field(default_factory=list)
    components: list[Component] = field(default_factory=list)
    footnotes: list[Footnote] = field(default_factory=list)
    line: int | None = None
    ref: str = ""


@dataclass
class Term:
    """A definition."""

    term: str
    meaning: str
    section: str = ""
    ref: str = ""
