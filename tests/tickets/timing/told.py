"""Short words to tell the life of a ticket: facts by minutes, clocks by what became of them."""

import datetime as dt
from zoneinfo import ZoneInfo

from catalogue.openings import Hours
from catalogue.worktime import WorkingTime
from tickets.promises import MET_BY, Promise
from tickets.timing import Fact, Policy, replay

OFFICE = 1
# Monday to Friday 8–18 in UTC.
TIMES = {
    OFFICE: WorkingTime([Hours(ZoneInfo("UTC"), (((480, 1080),),) * 5 + ((), ()))])
}
START = dt.datetime(2026, 7, 6, 8, tzinfo=dt.UTC)  # a Monday, when the office opens
MOVES = {
    "begin": "open",
    "ask_customer": "pending_customer",
    "answer": "open",
    "come_due": "open",
    "ask_approval": "pending_approval",
    "wait_for_third_party": "pending_third_party",
    "schedule": "scheduled",
    "resolve": "resolved",
    "reopen": "open",
    "close": "closed",
    "cancel": "cancelled",
    "merge": "cancelled",
}


def at(minutes):
    """So many minutes after the report."""
    return START + dt.timedelta(minutes=minutes)


def promise(metric, goal=60, *, office=False, **values):
    """A promise of `goal` minutes, elapsed or of the office's hours."""
    where = {"hours": "support", "calendar": OFFICE} if office else {"hours": "elapsed"}
    given = {"goal": goal and dt.timedelta(minutes=goal), "met_by": MET_BY[metric]}
    return Promise(metric, **(where | given | values))


def opened(*promises, minute=0, understood=False, state="new", **policy):
    """The report, with the promises and what the service level says of its clocks."""
    return Fact(
        "opened",
        at(minute),
        {
            "policy": Policy(**policy).as_json(),
            "promises": [each.as_json() for each in promises],
            "priority": "P3",
            "state": state,
            "understood": understood,
        },
    )


def fact(kind, minute, *, told=False, **data):
    """A fact: one of the kinds of events, or a verb."""
    if kind in MOVES:
        return Fact("moved", at(minute), {"verb": kind, "to": MOVES[kind]}, told)
    return Fact(kind, at(minute), data, told)


def reclassified(minute, *promises):
    """Another priority, with its promises."""
    data = {"priority": "P1", "promises": [each.as_json() for each in promises]}
    return Fact("reclassified", at(minute), data)


def merged(minute, *facts):
    """Another ticket, told by its facts, goes on here."""
    data = {
        "reference": "T-7",
        "start": facts[0].at.isoformat(),
        "facts": [each.as_json() for each in facts],
    }
    return Fact("merged", at(minute), data)


def lived(*facts, until=600):
    """The clocks after these facts."""
    return replay(facts, TIMES, max(at(until), facts[-1].at))


def one(*facts, until=600):
    """The only clock after these facts."""
    (timer,) = lived(*facts, until=until)
    return timer


def spent(timer):
    """Minutes that a stopped clock counted."""
    return timer.elapsed / dt.timedelta(minutes=1)


def due(timer):
    """Minutes from the report to the deadline."""
    return timer.due_at and (timer.due_at - START) / dt.timedelta(minutes=1)


def stood(timer):
    """The pauses of a clock: reason, from and until which minute."""
    minute = dt.timedelta(minutes=1)
    return [
        (
            each.reason,
            (each.began_at - START) / minute,
            each.ended_at and (each.ended_at - START) / minute,
        )
        for each in timer.pauses
    ]
