"""Clocks of a ticket in plain words, each with its proof."""

from dataclasses import dataclass, field

from tickets import words
from tickets.actions.proving import FIRST, reading_of
from tickets.models import Clock, Pause

from .due import is_at_risk

ENDED = [Clock.State.STOPPED, Clock.State.CANCELLED]
MOST_SHOWN = 100  # intervals; a long life has more nights
SIGNS = {"good": "✔", "bad": "✖", "risk": "▲", "paused": "‖"}
KINDS = {
    "counted": "counted",
    "closed": "outside support hours",
    "holiday": "holiday",
    "paused": "stood still",
    "exempt": "exempt",
}
REASONS = dict(Pause.Reason.choices)


@dataclass(frozen=True)
class Stretch:
    """One interval of a proof."""

    start: object
    end: object
    kind: str
    why: str
    counted: str


@dataclass
class Shown:
    """A clock as the page shows it; `total` is the sum of all intervals that count."""

    row: Clock
    text: str
    tone: str
    total: str = ""
    sentences: list = field(default_factory=list)
    intervals: list = field(default_factory=list)
    number: int = 0

    @property
    def sign(self):
        """A sign beside the colour."""
        return SIGNS.get(self.tone, "•")

    @property
    def is_cut(self):
        """Whether only the latest intervals are shown."""
        return self.number > len(self.intervals)


def clocks_of(ticket, *, at):
    """The ticket's clocks in words, those that run first. Two queries."""
    rows = Clock.objects.filter(ticket=ticket).select_related("calendar")
    clocks = list(rows.prefetch_related("pauses").order_by("pk"))
    clocks.sort(key=lambda clock: FIRST.index(clock.state))
    return [shown(clock, ticket, at=at) for clock in clocks]


def shown(clock, ticket, *, at):
    """One clock in words, with how it comes to its figure."""
    reading, proof = reading_of(clock, at=at, exempt=ticket.exempt)
    zone = ticket.customer.zone
    return Shown(
        row=clock,
        text=words.clock(reading, now=at, zone=zone, to_customer=False),
        tone=tone_of(clock, reading, at),
        total=_total(proof.counted, clock),
        sentences=list(proof.sentences),
        intervals=[stretch(each, clock) for each in proof.intervals[-MOST_SHOWN:]],
        number=len(proof.intervals),
    )


def _total(counted, clock):
    return words.duration(counted, clock.hours) if counted else "nothing yet"


def parted(clocks):
    """Those to look at, and those that later ones of their kind have taken the place of.

    A long life has a hundred progress updates; one that came late stays in sight.
    """
    newest = {}
    for clock in clocks:
        kind = (clock.row.metric, clock.row.name)
        newest[kind] = max(newest.get(kind, 0), clock.row.cycle)
    now, before = [], []
    for clock in clocks:
        row = clock.row
        is_last = row.cycle == newest[row.metric, row.name]
        stays = is_last or row.state not in ENDED or clock.tone == "bad"
        (now if stays else before).append(clock)
    return now, before


def stretch(interval, clock):
    """An interval of a proof in words."""
    why = KINDS.get(interval.kind, interval.kind)
    note = REASONS.get(interval.note, interval.note)
    counts = interval.kind == "counted"
    return Stretch(
        interval.start,
        interval.end,
        interval.kind,
        f"{why}: {note}" if note else why,
        words.duration(interval.length, clock.hours) if counts else "",
    )


def tone_of(clock, reading, at):
    """How it stands: good, bad, at risk, paused, or nothing to say."""
    if is_at_risk(clock, at=at):
        return "risk"
    if clock.state in (Clock.State.PAUSED, Clock.State.WAITING):
        return "paused"
    tone = words.tone(reading, at)
    return tone if tone in ("good", "bad") else "plain"
