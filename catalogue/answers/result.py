"""What an answer consists of: plain values that page, API and command print alike."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalogue.outcomes import Verdict, doing


@dataclass(frozen=True)
class Citation:
    """Where a line stands. `url` leads to its anchor on the guide's page.

    `key` is the guide's identity: the keys of provider and guide, as in `acme/voice`.
    """

    provider: str
    guide: str
    revision: int
    section: str
    url: str
    paraphrase: bool = False
    key: str = ""


@dataclass(frozen=True)
class Share:
    """A party's part in a line: the mark as printed and the side it is on (blank: undecided)."""

    party: str
    side: str
    mark: str


@dataclass(frozen=True)
class Note:
    """A footnote, a limit from another section, or an open finding that bears on an answer."""

    text: str
    marker: str = ""
    citation: Citation | None = None


@dataclass(frozen=True)
class Promise:
    """A promised time that would hold if a ticket were opened now."""

    priority: str
    metric: str
    text: str
    clock: str = ""


@dataclass(frozen=True)
class Forecast:
    """What it would cost: `kind` is a charge of a provision, `text` says it in words."""

    kind: str
    text: str


@dataclass(frozen=True)
class Part:
    """What a higher app adds to an answer: quota used, due times, hours; or something to do."""

    title: str
    text: str
    url: str = ""
    is_act: bool = False  # shown as a button that leads to `url`


@dataclass
class Answer:
    """One line of a guide with everything that bears on it, best first in `Answers`."""

    key: str
    kind: str
    text: str
    outcome: str
    charge: str
    score: float
    citation: Citation
    provision: int | None = None
    label: str = ""
    supported: bool | None = None
    verdict: Verdict | None = None
    who: str = ""  # a sentence about who does it
    shares: list[Share] = field(default_factory=list)
    context: str = ""
    footnotes: list[Note] = field(default_factory=list)
    limits: list[Note] = field(default_factory=list)
    findings: list[Note] = field(default_factory=list)  # open ones
    readings: list[Note] = field(default_factory=list)  # how staff decided the others
    promises: list[Promise] = field(default_factory=list)
    service_level: str = ""
    cost: Forecast | None = None
    siblings: list[Answer] = field(
        default_factory=list
    )  # same subject, other outcome by quantity
    conflicts: list[Answer] = field(
        default_factory=list
    )  # other lines that say otherwise
    parts: list[Part] = field(default_factory=list)

    @property
    def parties(self) -> list[str]:
        """Names of the parties that act, in the guide's order: not those only informed."""
        return doing([(share.party, share.mark) for share in self.shares])


@dataclass
class Answers:
    """The reply to a question. Not `confident`: `answers` are only the nearest lines."""

    question: str
    confident: bool = False
    repaired: str = ""  # the question as understood, when spelling was mended
    answers: list[Answer] = field(default_factory=list)
    guides: list[str] = field(
        default_factory=list
    )  # titles searched; empty: nothing in scope
