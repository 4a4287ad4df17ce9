"""Which priority a report gets: by its impact, by its channel, by what was asked for (E14, E22, P01).

Pure: a priority is anything with `label`, `impact_from`, `impact_below` (percent of users) and
`channels`, in the order of its service level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, Protocol, TypeVar


class Step(Protocol):
    """A priority as its service level states it."""

    label: str
    impact_from: Decimal | None
    impact_below: Decimal | None
    channels: Sequence[str]


P = TypeVar("P", bound=Step)

# How guides call a channel. A program comes online, as the portal does, unless the guide names it.
NAMES = {
    "portal": {"portal", "online", "web"},
    "api": {"api", "portal", "online", "web"},
    "email": {"email", "e-mail", "mail"},
    "phone": {"phone", "telephone", "call"},
}
WORDS = {"email": "e-mail", "api": "API", "portal": "the portal"}


@dataclass(frozen=True)
class Proposal(Generic[P]):
    """The priority that the share of affected users leads to; `note` says what needs saying."""

    priority: P
    percent: Decimal
    note: str = ""


def proposed(
    priorities: Sequence[P], affected: int | None, total: int | None
) -> Proposal[P] | None:
    """The first priority whose range holds the share of affected users; None when none does.

    A range holds its `impact_from` and not its `impact_below`. Nothing is rounded: 1 of 3 users is
    more than 33.33 %. Without a total, or with one of 0, there is no share.
    """
    if affected is None or not total:
        return None
    for priority in priorities:
        if _ranged(priority) and _holds(priority, affected, total):
            percent = Decimal(affected) * 100 / total
            return Proposal(priority, percent, _boundary(priority, percent))
    return None


def has_impact(priorities: Sequence[Step]) -> bool:
    """Whether the share of affected users leads to one of them."""
    return any(_ranged(priority) for priority in priorities)


def _ranged(priority: Step) -> bool:
    return priority.impact_from is not None or priority.impact_below is not None


def _holds(priority: Step, affected: int, total: int) -> bool:
    share = Decimal(affected) * 100
    low, high = priority.impact_from, priority.impact_below
    return (low is None or share >= low * total) and (
        high is None or share < high * total
    )


def _boundary(priority: Step, percent: Decimal) -> str:
    """A share that meets a limit exactly is said: guides often leave the limit itself open."""
    if priority.impact_from is None or percent != priority.impact_from:
        return ""
    return (
        f"Exactly {percent.normalize():f} % of the users are affected: that limit is "
        f"taken as {priority.label}."
    )


def allows(priority: Step, channel: str) -> bool:
    """Whether a report of this priority may come by the channel; no channels: by any."""
    named = {str(name).strip().casefold() for name in priority.channels}
    return not named or bool(named & NAMES.get(channel, {channel}))


@dataclass(frozen=True)
class Settled(Generic[P]):
    """The priority a report is accepted at; `wanted` is set where another one was meant."""

    priority: P
    wanted: P | None = None


def settled(
    priorities: Sequence[P], wanted: P, default: P | None, channel: str
) -> Settled[P]:
    """What a report by `channel` is accepted at: nothing is lost for having come the wrong way.

    Where the channel is not for what is wanted it becomes the default, else the next lower priority
    that the channel is for, else any; where there is none, the wanted one stands.
    """
    if allows(wanted, channel):
        return Settled(wanted)
    if default is not None and default != wanted and allows(default, channel):
        return Settled(default, wanted)
    at = list(priorities).index(wanted)
    for other in [*priorities[at + 1 :], *reversed(priorities[:at])]:
        if allows(other, channel):
            return Settled(other, wanted)
    return Settled(wanted)


def named(priorities: Sequence[P], label: str) -> P | None:
    """The priority of a label in any case, or the only one that begins with that word."""
    asked = label.strip().casefold()
    for priority in priorities:
        if priority.label.casefold() == asked:
            return priority
    begins = [p for p in priorities if p.label.casefold().split()[:1] == [asked]]
    return begins[0] if len(begins) == 1 else None


def other_way(priority: Step, stands_at: str, phone: str) -> str:
    """What to do for a priority that is not taken by the channel it came by."""
    named_ways = [str(way).strip().casefold() for way in priority.channels]
    meanwhile = f"the ticket stands at {stands_at} meanwhile."
    if set(named_ways) <= NAMES["phone"]:
        number = phone or "the provider's number"
        return (
            f"{priority.label} is taken by phone only: call {number} now; {meanwhile}"
        )
    ways = " or ".join(WORDS.get(way, way) for way in named_ways)
    call = f" ({phone})" if phone and set(named_ways) & NAMES["phone"] else ""
    return f"{priority.label} is taken by {ways} only{call}: use that now; {meanwhile}"
