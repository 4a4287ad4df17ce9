"""The timeline as staff read it: newest last, internal notes marked as such."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.text import Truncator

from catalogue.models.provisions import ProvisionCharge
from tickets import states, words
from tickets.models import Attachment, Event
from tickets.views.timeline import IMPERSONAL, instant

SHOWN = 100
TITLES = {
    "opened": "reported it",
    "repeated": "reported it again",
    "replied": "replied to the customer",
    "called": "called the customer",
    "commented": "wrote",
    "noted": "noted for staff",
    "understood": "understood the report",
    "workaround": "gave a workaround",
    "action_plan": "gave an action plan",
    "reclassified": "changed the priority",
    "assigned": "assigned it",
    "supplied": "gave what was missing",
    "corrected": "corrected it",
    "estimated": "asked for approval",
    "approved": "approved the work",
    "rejected": "did not approve the work",
    "attached": "attached files",
    "watched": "changed who follows it",
    "merged": "merged a ticket into this one",
    "split": "split it",
    "quota": "The allowance has changed",
    "duty": "gave a notice that was owed",
    "reckoned": "Deadlines moved: the calendar has a new version",
    "warned": "A deadline is near",
    "breached": "A deadline has passed",
    "escalated": "The ticket was escalated",
}
# Parts of an event's data that speak for themselves.
PLAIN = ["reference", "references", "into", "note", "text", "basis"]
# What an assignment and a correction change, as their events name it.
CHANGED = {
    "assigned": {
        "queue": "queue",
        "assignee": "engineer",
        "support_level": "support level",
    },
    "corrected": {
        "text": "line",
        "kind": "kind",
        "quantity": "quantity",
        "charge": "charge",
    },
}


@dataclass(frozen=True)
class Happening:
    """One line of the timeline."""

    event: Event
    title: str
    details: list[str]

    @property
    def who(self):
        """Who did it; nobody, where time alone did."""
        return "" if self.event.kind in IMPERSONAL else self.event.by

    @property
    def files(self):
        """Its files, each with where it is downloaded."""
        reference = self.event.ticket.reference
        return [
            {
                "row": row,
                "url": reverse("tickets:attachment", args=[reference, row.pk]),
            }
            for row in self.event.attachments.all()
        ]

    @property
    def tone(self):
        """What it looks like: internal, from the customer, or something that went wrong."""
        kind = self.event.kind
        if kind == Event.Kind.NOTED:
            return "internal"
        if kind in (Event.Kind.BREACHED, Event.Kind.ESCALATED):
            return "bad"
        return "customer" if not self.event.by_staff else ""


def timeline_of(ticket, *, whole=False):
    """The events shown, oldest first, and whether older ones are left out. Two queries."""
    files = Attachment.objects.defer("content").order_by("pk")
    rows = Event.objects.filter(ticket=ticket).order_by("-pk")
    rows = rows.prefetch_related(Prefetch("attachments", queryset=files))
    newest = list(rows if whole else rows[: SHOWN + 1])
    for event in newest:
        event.ticket = ticket
    more = not whole and len(newest) > SHOWN
    shown = newest[:SHOWN] if more else newest
    return [told(event) for event in reversed(shown)], more


def since(ticket, seen):
    """What came after the event `seen`, oldest first; nothing without one."""
    if seen is None:
        return []
    rows = Event.objects.filter(ticket=ticket, pk__gt=seen).order_by("pk")
    rows = rows.select_related("ticket__customer").prefetch_related("attachments")
    return [told(event) for event in rows[:SHOWN]]


def told(event):
    """An event in words."""
    return Happening(event, _title(event), list(_details(event)))


def _title(event):
    if event.kind == Event.Kind.MOVED:
        to = states.STATES.get(event.data.get("to", ""), "")
        return f"set it to “{to}”" if to else "moved it"
    if event.kind == Event.Kind.OPENED and event.by_staff:
        return "took the report"
    if event.kind == Event.Kind.CALLED and event.data.get("reached") is False:
        return "called the customer and did not reach them"
    return TITLES.get(event.kind, event.get_kind_display())


def _details(event):
    data = event.data
    yield from _changed(event)
    if event.kind == Event.Kind.RECKONED:
        yield from _moved_deadlines(event)
    if event.kind == Event.Kind.WATCHED:
        more = "" if data.get("watches") else " no more"
        yield f"{data.get('contact', '')} follows it{more}"
    if event.kind == Event.Kind.RECLASSIFIED:
        yield f"from {data.get('from') or 'none'} to {data.get('priority') or 'none'}"
    if event.kind == Event.Kind.OPENED and data.get("channel"):
        yield f"by {data['channel']}, priority {data.get('priority') or 'none'}"
    if event.kind == Event.Kind.MOVED and data.get("until"):
        zone = event.ticket.customer.zone
        yield f"until {words.date(instant(data['until']), zone)}"
    if data.get("metric"):
        yield words.noun(str(data["metric"]), str(data.get("name", "")))
    if data.get("percent"):
        yield f"{data['percent']} % of the time has passed"
    if data.get("minutes"):
        yield f"{data['minutes']} min estimated"
    yield from _plain(data)


def _moved_deadlines(event):
    for clock in event.data.get("clocks", []):
        zone = event.ticket.customer.zone
        before, after = (
            words.date(instant(clock[end]), zone) if clock.get(end) else "none"
            for end in ("from", "to")
        )
        yield f"{words.noun(clock['metric'], clock['name'])}: {before}, now {after}"


def _changed(event):
    names = CHANGED.get(event.kind, {})
    before, after = event.data.get("from", {}), event.data.get("to", {})
    for name, label in names.items():
        if after.get(name) != before.get(name):
            value = after.get(name) or "none"
            if name == "charge":
                value = dict(ProvisionCharge.choices).get(value, value)
            yield f"{label}: {Truncator(value).chars(160)}"


def _plain(data):
    for name in PLAIN:
        value = data.get(name)
        if isinstance(value, list):
            value = ", ".join(str(each) for each in value)
        if isinstance(value, str) and value:
            yield value
