"""Random lives: whatever is done to a ticket, in whatever order, what must hold holds."""

import datetime as dt
import itertools

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from catalogue.platform.tenancy import Actor
from tests.tickets.acts.lives import HOUR, begun, contact_of, line
from tickets.actions import approving, classifying, merging, splitting, talking
from tickets.actions.moving import move
from tickets.actions.refusals import Refused
from tickets.actions.what_if import differences
from tickets.models import Event, Ticket
from tickets.states import CANCELLED, CLOSED, ENDED, LIVE, NEW, RESOLVED, VERBS

pytestmark = pytest.mark.django_db
TEXT = {"body": "Words.", "reason": "Words."}
MOVES = [
    name for name, verb in VERBS.items() if verb.offered and name != "ask_approval"
]
TALK = ["reply", "note", "comment", "called", "understood", "workaround", "action_plan"]
OTHERS = [
    *("ask_approval", "approve", "reject", "merge", "split"),
    *("to P1", "to P3", "to reset", "to report", "to nothing"),
]
STEPS = st.tuples(
    st.sampled_from(MOVES + TALK + OTHERS),
    st.sampled_from(["staff", "manager", "requester", "program"]),
    st.integers(0, 30),
)


class Life:
    """A ticket, whoever acts on it, and what must hold after each act."""

    def __init__(self, subscription, actors, at):
        self.subscription, self.actors, self.at = subscription, actors, at
        reset = line(subscription, "reset")
        requester = contact_of(actors["requester"])
        self.ticket = begun(subscription, at=at, provision=reset, requester=requester)
        self.events = self.timeline()

    def timeline(self):
        return list(Event.objects.filter(ticket=self.ticket).order_by("pk").values())

    def step(self, act, who, hours):
        """Do an act; what is refused leaves no trace."""
        self.at += hours * HOUR
        actor = self.actors[who]
        before = Ticket.objects.filter(pk=self.ticket.pk).values().get()
        try:
            self.act(act, actor)
        except Refused:
            assert Ticket.objects.filter(pk=self.ticket.pk).values().get() == before
            assert self.timeline() == self.events
        self.check()

    def act(self, act, actor):
        pk, say = self.ticket.pk, {"actor": actor, "at": self.at}
        if act in MOVES:
            move(pk, act, until=self.at + HOUR, **TEXT, **say)
        elif act in ("called", "understood"):
            given = {"reached": True} if act == "called" else {}
            getattr(talking, act)(pk, **given, **say)
        elif act in TALK:
            getattr(talking, act)(pk, body="Words.", **say)
        elif act == "ask_approval":
            minutes = 60 * len(self.events)
            approving.ask_approval(pk, minutes=minutes, **say)
        elif act in ("approve", "reject"):
            approve = act == "approve"
            approving.decide(pk, approve=approve, reason="Words.", **say)
        elif act == "merge":
            other = begun(self.subscription, at=self.at - dt.timedelta(days=1))
            merging.merge(other.pk, pk, **say)
        elif act == "split":
            splitting.split(pk, parts=[splitting.Part("Another issue")], **say)
        elif act in ("to P1", "to P3"):
            label = act.removeprefix("to ")
            row = self.subscription.service_level.priorities.get(label=label)
            classifying.reclassify(pk, priority=row.pk, reason="Words.", **say)
        else:
            key = act.removeprefix("to ")
            chosen = None if key == "nothing" else line(self.subscription, key).pk
            classifying.correct(pk, provision=chosen, **say)

    def check(self):
        ticket = Ticket.objects.get(pk=self.ticket.pk)
        events = self.timeline()
        assert events[: len(self.events)] == self.events
        self.events = events
        self.check_state(ticket)
        asked = ticket.approvals.filter(decision="").count()
        assert asked == (ticket.state == "pending_approval")
        held = set(ticket.reservations.values_list("state", flat=True))
        if ticket.state in ENDED:
            assert "reserved" not in held
        if ticket.state == CLOSED and ticket.provision_id:
            assert held <= {"consumed", "released"}
        assert differences(ticket, at=self.at) == []

    def check_state(self, ticket):
        moves = [each["data"] for each in self.events if each["kind"] == "moved"]
        assert ticket.state == (moves[-1]["to"] if moves else NEW)
        assert all(
            earlier["to"] == later["from"]
            for earlier, later in itertools.pairwise(moves)
        )
        assert (ticket.ended_at is not None) == (ticket.state in ENDED)
        assert (ticket.resolved_at is not None) == (ticket.state in (RESOLVED, CLOSED))
        assert (ticket.scheduled_for is not None) == (ticket.state == "scheduled")
        if ticket.state not in LIVE:
            running = ticket.clocks.filter(state__in=["running", "paused", "waiting"])
            assert not running.exists()
        if ticket.state == CANCELLED:
            assert not ticket.clocks.filter(stopped_at=None, started_at__isnull=False)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=max(10, settings.default.max_examples // 4),
)
@given(steps=st.lists(STEPS, max_size=12))
@example(
    steps=[
        ("to report", "staff", 1),
        ("ask_approval", "staff", 1),
        ("approve", "manager", 1),
        ("resolve", "staff", 1),
        ("close", "requester", 1),
        ("comment", "requester", 1),
        ("merge", "staff", 1),
        ("to P3", "staff", 1),
        ("split", "staff", 1),
        ("cancel", "staff", 1),
    ]
)
def test_what_must_hold_holds(subscription, dana_actor, rita, program, now, steps):
    point = transaction.savepoint()
    staff = Actor(at=now, name="curator@acme.example", is_staff=True)
    actors = {
        "staff": staff,
        "manager": dana_actor,
        "requester": rita,
        "program": program,
    }
    life = Life(subscription, actors, now)

    for step in steps:
        life.step(*step)

    transaction.savepoint_rollback(point)
