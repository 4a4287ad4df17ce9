"""Clocks in words and in figures, and the proof that the figures rest on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rest_framework.response import Response

from catalogue.platform.tenancy import Actor, actor_of
from tickets import words
from tickets.actions.proving import ClockProof, reading_of
from tickets.api.access import TicketsView, ticket_of
from tickets.models import Clock, Ticket


class ClockList(TicketsView):
    """Every clock of a ticket, each with the intervals that add up to its figure."""

    def get(self, request, reference):
        """In the order in which they began; `proof` is empty for a clock that has not begun."""
        ticket, actor = ticket_of(request, reference), actor_of(request)
        return Response({"results": told(ticket, actor, with_proof=True)})


def told(
    ticket: Ticket, actor: Actor, *, with_proof: bool = False
) -> list[dict[str, Any]]:
    """The clocks of a ticket. Two queries, and what the proofs ask.

    To whom a ticket escalates is the provider's affair.
    """
    rows = Clock.objects.filter(ticket=ticket).select_related("calendar", "ticket")
    if not actor.is_staff:
        rows = rows.exclude(metric=Clock.Metric.ESCALATION)
    return [
        _told(clock, ticket, actor, with_proof)
        for clock in rows.prefetch_related("pauses").order_by("pk")
    ]


def _told(
    clock: Clock, ticket: Ticket, actor: Actor, with_proof: bool
) -> dict[str, Any]:
    reading, proof = reading_of(clock, at=actor.at, exempt=ticket.exempt)
    elapsed = proof.counted if clock.elapsed is None else clock.elapsed
    body = {
        "id": clock.pk,
        "metric": clock.metric,
        "name": clock.name,
        "cycle": clock.cycle,
        "text": words.clock(
            reading, now=actor.at, zone=actor.zone, to_customer=not actor.is_staff
        ),
        "target": clock.target_text,
        "priority": clock.priority_label,
        "state": clock.state,
        "reason": clock.reason,
        "pause": reading.pause,
        "hours": clock.hours,
        "calendar": clock.calendar.name if clock.calendar else None,
        "goal_seconds": _seconds(clock.goal),
        "elapsed_seconds": _seconds(elapsed),
        "left_seconds": None if clock.stopped_at else _seconds(reading.left),
        "started_at": clock.started_at,
        "stopped_at": clock.stopped_at,
        "due_at": clock.due_at,
        "met": clock.met,
        "breached_at": clock.breached_at,
        "counts": clock.counts,
    }
    if with_proof:
        body |= _proof(proof)
    return body


def _proof(proof: ClockProof) -> dict[str, Any]:
    """The intervals, which add up to the time counted, and the same in sentences."""
    return {
        "proof": [
            {
                "start": each.start,
                "end": each.end,
                "kind": each.kind,
                "seconds": _seconds(each.end - each.start),
                "note": each.note,
            }
            for each in proof.intervals
        ],
        "sentences": list(proof.sentences),
        "agrees": proof.agrees,
    }


def _seconds(span: dt.timedelta | None) -> float | None:
    if span is None:
        return None
    seconds = span.total_seconds()
    return int(seconds) if seconds == int(seconds) else seconds
