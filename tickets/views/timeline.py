"""The timeline as the customer reads it: newest first, staff speaking as their provider."""

from dataclasses import dataclass

from django.db.models import Prefetch

from tickets import words
from tickets.models import Attachment, Event

A_PAGE = 50
WORDS = {
    "opened": "reported this",
    "repeated": "reported this again",
    "replied": "replied",
    "called": "called",
    "commented": "wrote",
    "understood": "understood the report",
    "workaround": "gave a way round it",
    "action_plan": "gave an action plan",
    "reclassified": "changed the priority",
    "assigned": "gave it to somebody else",
    "supplied": "gave what was missing",
    "corrected": "corrected the ticket",
    "estimated": "asked for your approval",
    "approved": "approved the work",
    "rejected": "did not approve the work",
    "attached": "attached files",
    "watched": "changed who watches",
    "merged": "joined another ticket to this one",
    "split": "split the ticket",
    "duty": "gave a notice that was due",
    "quota": "The allowance has changed",
    "reckoned": "Deadlines moved: the support hours have changed",
    "warned": "A deadline is near",
    "breached": "A deadline has passed",
    "escalated": "The ticket was escalated",
}
# What happens without anybody doing it.
IMPERSONAL = {"quota", "reckoned", "warned", "breached", "escalated"}
# States that an act leads to have its own words.
ENDS = {
    "reopen": "reopened it",
    "resolve": "resolved it",
    "close": "closed it",
    "cancel": "cancelled it",
}
CHANNELS = {
    "portal": "here",
    "api": "by a program",
    "email": "by e-mail",
    "phone": "by phone",
}


@dataclass(frozen=True)
class Happening:
    """One line of the timeline: who did what, when, in which words, with which files."""

    event: Event
    who: str
    what: str
    when: str
    details: list[str]
    files: list

    @property
    def side(self):
        """Whose it is: the provider's, the customer's, or nobody's."""
        if self.event.kind in IMPERSONAL:
            return "none"
        return "provider" if self.event.by_staff else "customer"


def happenings(ticket, actor, before=None):
    """A page of the public timeline, and the number that the next one begins below. Two queries."""
    files = Attachment.objects.defer("content").order_by("pk")
    rows = Event.objects.visible_to(actor).filter(ticket=ticket, is_public=True)
    if before:
        rows = rows.filter(pk__lt=before)
    rows = rows.select_related("contact").order_by("-pk")
    rows = rows.prefetch_related(Prefetch("attachments", queryset=files))
    found = list(rows[: A_PAGE + 1])
    shown = found[:A_PAGE]
    more = shown[-1].pk if len(found) > A_PAGE else None
    return [told(event, ticket, actor) for event in shown], more


def told(event, ticket, actor):
    """An event in words."""
    return Happening(
        event=event,
        who="" if event.kind in IMPERSONAL else who_of(event, ticket),
        what=what_of(event),
        when=words.moment(event.at, now=actor.at, zone=actor.zone),
        details=list(details_of(event, actor)),
        files=list(event.attachments.all()),
    )


def who_of(event, ticket):
    """The contact's name, or the provider's: its staff speak with one voice."""
    if event.by_staff:
        return ticket.provider.name
    return event.contact.name if event.contact else event.by


def what_of(event):
    """What was done, as the rest of a sentence."""
    data = event.data
    if event.kind == Event.Kind.OPENED:
        channel = CHANNELS.get(data.get("channel"), "")
        did = "took the report" if event.by_staff else "reported this"
        return f"{did} {channel}".strip()
    if event.kind == Event.Kind.CALLED and data.get("reached") is False:
        return "called and did not reach you"
    if event.kind == Event.Kind.MOVED:
        state = words.STATES.get(data.get("to", ""), data.get("to", ""))
        return ENDS.get(data.get("verb", ""), f"set it to “{state}”")
    return WORDS.get(event.kind, event.get_kind_display())


def details_of(event, actor):
    """What the event's data adds for the reader."""
    data = event.data
    if event.kind == Event.Kind.RECLASSIFIED:
        yield f"From {data.get('from') or 'none'} to {data.get('priority') or 'none'}"
    if data.get("metric"):
        yield words.noun(str(data["metric"]), str(data.get("name", "")))
    if event.kind == Event.Kind.MOVED and data.get("until"):
        yield f"Until {words.moment(instant(data['until']), now=actor.at, zone=actor.zone)}"
    if event.kind in (Event.Kind.MERGED, Event.Kind.SPLIT):
        names = data.get("references") or [data.get("reference", "")]
        yield ", ".join(filter(None, names))
    if data.get("verb") == "reject":  # what its note proposes is for staff to do
        return
    for name in ("note", "text"):
        if isinstance(data.get(name), str) and event.kind != Event.Kind.ESTIMATED:
            yield data[name]


def instant(text):
    """An instant as an event keeps it."""
    return Event._meta.get_field("at").to_python(text)
