"""The clocks of a ticket as its customer reads them: a sentence each, and the intervals behind it."""

from dataclasses import dataclass, field

from tickets import words
from tickets.actions.proving import FIRST, reading_of
from tickets.models import Clock, Pause

MOST_SHOWN = 60  # intervals of a proof; a longer one shows its latest
KINDS = {
    "counted": "counted",
    "paused": "paused",
    "closed": "outside support hours",
    "holiday": "closed",
    "exempt": "exempt",
}
MOST_BEFORE = 20  # earlier rounds, for instance of progress updates
PAUSED = dict(Pause.Reason.choices) | {"customer": "waiting for you"}


@dataclass(frozen=True)
class Stretch:
    """A line of a proof, in words; `counted` is empty where nothing counted."""

    start: str
    end: str
    what: str
    counted: str


@dataclass
class Standing:
    """A clock in words: `sentences` sum up the `intervals`, of which a long proof shows the latest."""

    text: str
    tone: str
    target: str
    note: str = ""
    sentences: list = field(default_factory=list)
    intervals: list = field(default_factory=list)
    total: str = ""
    is_cut: bool = False


def standings(ticket, actor):
    """The promised times of a ticket, those that run first, and the rounds before. Two queries.

    To whom a ticket escalates within the provider is not among them.
    """
    rows = Clock.objects.filter(ticket=ticket).exclude(metric=Clock.Metric.ESCALATION)
    rows = rows.select_related("calendar").prefetch_related("pauses").order_by("pk")
    rows = list(rows)
    latest = {(clock.metric, clock.name): clock for clock in rows}
    current = sorted(latest.values(), key=lambda clock: FIRST.index(clock.state))
    before = [clock for clock in reversed(rows) if clock not in current]
    return (
        [standing_of(clock, ticket, actor) for clock in current],
        [standing_of(clock, ticket, actor) for clock in before[:MOST_BEFORE]],
    )


def standing_of(clock, ticket, actor):
    """One clock at the reader's instant."""
    reading, proof = reading_of(clock, at=actor.at, exempt=ticket.exempt)
    runs = clock.state in (Clock.State.RUNNING, Clock.State.PAUSED)
    shown = proof.intervals[-MOST_SHOWN:]
    return Standing(
        text=words.clock(reading, now=actor.at, zone=actor.zone),
        tone=words.tone(reading, actor.at),
        target=clock.target_text,
        note=clock.reason if runs else "",
        sentences=list(proof.sentences) if reading.left is not None else [],
        intervals=[stretch_of(each, clock, actor) for each in shown],
        total=words.duration(proof.counted, clock.hours),
        is_cut=len(proof.intervals) > MOST_SHOWN,
    )


def stretch_of(interval, clock, actor):
    """An interval of a proof in the reader's zone."""
    what = KINDS.get(interval.kind, interval.kind)
    note = PAUSED.get(interval.note, interval.note)
    return Stretch(
        start=words.moment(interval.start, now=actor.at, zone=actor.zone),
        end=words.moment(interval.end, now=actor.at, zone=actor.zone),
        what=f"{what}: {note}" if note else what,
        counted=words.duration(interval.end - interval.start, clock.hours)
        if interval.kind == "counted"
        else "",
    )
