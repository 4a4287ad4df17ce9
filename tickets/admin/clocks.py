"""Clocks of a ticket in plain words, each with its proof."""

from dataclasses import dataclass, field

from tickets import words
from tickets.models import Clock

from .due import is_at_risk

OPEN = [Clock.State.RUNNING, Clock.State.PAUSED, Clock.State.WAITING]
MOST_SHOWN = 200  # intervals; a year of nights has more
SIGNS = {"good": "✔", "bad": "✖", "risk": "▲", "paused": "‖"}
WHY = {
    "counted": "",
    "closed": "closed",
    "holiday": "holiday",
    "paused": "paused",
    "exempt": "exempt",
}


@dataclass
class Shown:
    """A clock as the page shows it. `sum` is the time counted so far, `total` of how many parts."""

    row: Clock
    text: str
    tone: str
    intervals: list = field(default_factory=list)
    sum: str = ""
    total: int = 0

    @property
    def sign(self):
        """A sign beside the colour."""
        return SIGNS.get(self.tone, "•")

    @property
    def left_out(self):
        """Whether only the last intervals are shown."""
        return self.total > len(self.intervals)


def clocks_of(ticket, *, at):
    """The ticket's clocks in words, open ones first. Two queries."""
    rows = Clock.objects.filter(ticket=ticket).select_related("calendar")
    clocks = list(rows.prefetch_related("pauses").order_by("pk"))
    clocks.sort(key=lambda clock: clock.state not in OPEN)
    return [shown(clock, ticket, at=at) for clock in clocks]


def shown(clock, ticket, *, at):
    """One clock in words."""
    pause = next((p.reason for p in clock.pauses.all() if p.ended_at is None), "")
    reading = words.Reading.of(clock, pause=pause, exempt=ticket.exempt)
    text = words.clock(reading, now=at, zone=ticket.customer.zone, to_customer=False)
    return Shown(clock, text, tone_of(clock, reading, at))


def tone_of(clock, reading, at):
    """How it stands: good, bad, at risk, paused, or nothing to say."""
    if is_at_risk(clock, at=at):
        return "risk"
    if clock.state in (Clock.State.PAUSED, Clock.State.WAITING):
        return "paused"
    tone = words.tone(reading, at)
    return tone if tone in ("good", "bad") else "plain"
