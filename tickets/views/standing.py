"""The clocks of a ticket as its customer reads them: a sentence each, and the intervals behind it."""

import datetime as dt
from dataclasses import dataclass, field

from tickets import words
from tickets.actions import clocking
from tickets.models import Clock
from tickets.words import Reading

NOTHING = dt.timedelta()
MOST_SHOWN = 60  # intervals of a proof; a longer one shows its latest
KINDS = {
    "counted": "counted",
    "paused": "paused",
    "closed": "outside support hours",
    "holiday": "closed",
    "exempt": "exempt",
}
FIRST = ["running", "paused", "waiting", "undetermined", "stopped", "cancelled"]


@dataclass(frozen=True)
class Stretch:
    """A line of a proof, in words; `counted` is empty where nothing counted."""

    start: str
    end: str
    what: str
    counted: str


@dataclass
class Standing:
    """A clock in words."""

    text: str
    tone: str
    target: str
    note: str = ""
    intervals: list = field(default_factory=list)
    total: str = ""
    is_cut: bool = False


def standings(ticket, actor):
    """Every clock of a ticket, those that run first. Two queries, and what the proofs ask."""
    rows = Clock.objects.filter(ticket=ticket).select_related("calendar", "ticket")
    rows = sorted(
        rows.prefetch_related("pauses").order_by("pk"),
        key=lambda clock: FIRST.index(clock.state),
    )
    return [standing_of(clock, ticket, actor) for clock in rows]


def standing_of(clock, ticket, actor):
    """One clock at the reader's instant."""
    proof = proof_of(clock, actor.at)
    spent = sum(
        (each.end - each.start for each in proof if each.kind == "counted"),
        start=NOTHING,
    )
    open_pause = next((p for p in clock.pauses.all() if p.ended_at is None), None)
    reading = Reading.of(
        clock,
        pause=open_pause.reason if open_pause else "",
        left=clock.goal - spent if clock.goal is not None and proof else None,
        exempt=ticket.exempt,
    )
    runs = clock.state in (Clock.State.RUNNING, Clock.State.PAUSED)
    return Standing(
        text=words.clock(reading, now=actor.at, zone=actor.zone),
        tone=words.tone(reading, actor.at),
        target=clock.target_text,
        note=clock.reason if runs else "",
        intervals=[stretch_of(each, clock, actor) for each in proof[-MOST_SHOWN:]],
        total=words.duration(spent, clock.hours),
        is_cut=len(proof) > MOST_SHOWN,
    )


def proof_of(clock, at):
    """The intervals behind a clock; none for one that never began."""
    if clock.started_at is None or not hasattr(clocking, "proof_of"):
        return []
    return list(clocking.proof_of(clock, at=at))


def stretch_of(interval, clock, actor):
    """An interval of a proof in the reader's zone."""
    what = KINDS.get(interval.kind, interval.kind)
    note = interval.note
    return Stretch(
        start=words.moment(interval.start, now=actor.at, zone=actor.zone),
        end=words.moment(interval.end, now=actor.at, zone=actor.zone),
        what=f"{what}: {note}" if note else what,
        counted=words.duration(interval.end - interval.start, clock.hours)
        if interval.kind == "counted"
        else "",
    )
