"""What the ticket's page shows beside the timeline: the promise, the line, the clocks, the rest."""

from dataclasses import dataclass, field
from itertools import chain

from django.db.models import Prefetch, Q
from django.urls import reverse

from catalogue.models import Footnote, Provision
from catalogue.platform.adminlimits import limited
from catalogue.platform.tenancy import actor_of
from tickets import receipts
from tickets.actions import assigning
from tickets.actions.quota_holds import held_by, position_of
from tickets.models import Clock, Ticket
from tickets.views import answers

BESIDE = [
    "customer",
    "provider",
    "subscription__guide",
    "revision__guide",
    "provision__section",
    "service_level__calendar",
    "priority",
    "requested_priority",
    "requester",
    "queue",
    "assignee",
    "merged_into",
    "split_from",
    "follows",
]
MOST_LINKED = 100
# Clocks that are read first; the others are history.
OPEN = [Clock.State.RUNNING, Clock.State.PAUSED, Clock.State.WAITING]


@dataclass
class Line:
    """The line of the guide that a ticket is about, with what bears on it."""

    row: Provision
    url: str
    section_url: str = ""
    who: list[str] = field(default_factory=list)
    footnotes: list[Footnote] = field(default_factory=list)
    findings: list = field(default_factory=list)


def line_of(ticket):
    """The ticket's line, verbatim; None where none fits. Three queries."""
    row = ticket.provision
    if row is None:
        return None
    shares = list(row.assignments.select_related("party"))
    markers = [*row.markers, *chain(*(share.markers for share in shares))]
    line = Line(row, reverse("admin:catalogue_provision_change", args=[row.pk]))
    line.who = [f"{share.party}: {share.mark}" for share in shares]
    line.findings = list(row.findings.order_by("position", "pk"))
    line.footnotes = footnotes_of(row, markers)
    if row.section_id:
        line.section_url = reverse(
            "admin:catalogue_section_change", args=[row.section_id]
        )
    return line


def footnotes_of(row, markers):
    """Footnotes that markers lead to: the section's own, another section's only without one."""
    rows = Footnote.objects.filter(
        section__revision=row.revision_id, marker__in=dict.fromkeys(markers)
    )
    by_marker = {}
    for note in rows:
        by_marker.setdefault(note.marker, []).append(note)
    return [
        note
        for notes in by_marker.values()
        for note in [n for n in notes if n.section_id == row.section_id] or notes[:1]
    ]


def duties_of_level(ticket):
    """What the guide says of the ticket's support level: provisions labelled L1 to L4 (E24)."""
    return list(assigning.duties_of(ticket).order_by("position", "pk"))


def charge_of(ticket):
    """The charge in words, and why it is what it is."""
    return receipts.charge_words(ticket.charge, ticket.charge_note)


def linked_of(ticket, site, request):
    """Tickets that this one came of or led to, as far as the reader may know: how, and the ticket."""
    providers = actor_of(request).providers
    above = [
        ("Goes on in", ticket.merged_into),
        ("Split from", ticket.split_from),
        ("Follows", ticket.follows),
    ]
    below = Q(merged_into=ticket) | Q(split_from=ticket) | Q(follows=ticket)
    rows = limited(site, Ticket.objects.filter(below), request).order_by("pk")
    found = [
        (how, other)
        for how, other in above
        # A customer may follow up with one provider what another one did.
        if other and (providers is None or other.provider_id in providers)
    ]
    return found + [(_led_to(other, ticket), other) for other in rows[:MOST_LINKED]]


def _led_to(other, ticket):
    """How another ticket came of this one."""
    if other.merged_into_id == ticket.pk:
        return "Took over"
    return "Split off" if other.split_from_id == ticket.pk else "Followed by"


def answers_of(ticket):
    """What was told for the intake fields, as pairs of label and text. One query at most."""
    zone = ticket.customer.zone
    return answers.answers_of(ticket.intake, ticket.service_level, zone)


def with_parts(queryset):
    """Tickets with what their page reads over a foreign key."""
    return queryset.select_related(*BESIDE)


def approvals_of(ticket):
    """What approvers were asked, the newest first."""
    return list(ticket.approvals.order_by("-pk"))


def quotas_of(ticket):
    """What the ticket took of quotas, in words: held, used up, or given back."""
    return [(row, position_of(row)) for row in held_by(ticket)]


def open_clocks():
    """For lists: what is running, standing still or waiting, as `open_clocks` of each ticket."""
    rows = Clock.objects.filter(state__in=OPEN).order_by("pk")
    return Prefetch("clocks", queryset=rows, to_attr="open_clocks")


def asked_for(ticket: Ticket) -> str:
    """The priority that the requester asked for, where it is not the one given."""
    asked = ticket.requested_priority
    return asked.label if asked and asked != ticket.priority else ""
