"""What of a stretch of work lies within business hours, and what after them.

Instants decide, so a day on which the clocks change has as many minutes as pass in it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from catalogue.worktime import WorkingTime

MINUTE = dt.timedelta(minutes=1)
HALF = MINUTE / 2


@dataclass(frozen=True)
class Part:
    """Minutes that follow one another within, or after, business hours."""

    is_after: bool
    minutes: int


def whole(at: dt.datetime) -> dt.datetime:
    """An instant to the nearest whole minute, in UTC; what follows another stays behind it."""
    up = at.astimezone(dt.UTC) + HALF
    return up.replace(second=0, microsecond=0)


def split(
    started_at: dt.datetime, ended_at: dt.datetime, hours: WorkingTime | None
) -> list[Part]:
    """[start, end) in parts, in the order of time; without hours all of it is within.

    Whatever is not open is after hours: evenings, nights, closures and holidays (`W36`, `C12`).
    The parts add up to the whole minutes between start and end. No part is empty.
    """
    # Within one zone Python subtracts what clocks on a wall show, not what passes.
    started_at, ended_at = started_at.astimezone(dt.UTC), ended_at.astimezone(dt.UTC)
    if hours is None:
        stretches = [(ended_at, False)]
    else:
        stretches = [
            (each.end, each.kind != "open")
            for each in hours.stretches(started_at, ended_at)
        ]
    parts: list[Part] = []
    reached = 0
    for end, is_after in stretches:
        minutes = (end - started_at) // MINUTE - reached
        reached += minutes
        if parts and parts[-1].is_after == is_after:
            parts[-1] = Part(is_after, parts[-1].minutes + minutes)
        elif minutes:
            parts.append(Part(is_after, minutes))
    return parts
