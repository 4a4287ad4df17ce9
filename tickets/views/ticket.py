"""A ticket's page: what it is about, where it stands, what waits for whom, what was said."""

import uuid

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalogue.answers.lines import provision_answer
from catalogue.models import Provision, Revision
from catalogue.platform.tenancy import actor_of
from tickets import receipts, severity, words
from tickets.actions.acting import ACTING_ROLES
from tickets.actions.moving import reopens
from tickets.actions.quota_charges import standing
from tickets.forms.acts import FORMS
from tickets.models import Event, Ticket
from tickets.panels import PortalTicketPanel
from tickets.states import CUSTOMER, LIVE, verbs_from
from tickets.tables import state_pill
from tickets.views.answers import answers_of
from tickets.views.lists import number
from tickets.views.standing import standings
from tickets.views.timeline import happenings

BESIDE = [
    "customer",
    "provider",
    "subscription__guide",
    "revision__guide__provider",
    "service_level",
    "priority",
    "requested_priority",
    "requester",
    "merged_into",
    "split_from",
    "follows",
]
# What is promised stands in the latest of these.
TERMS = (Event.Kind.OPENED, Event.Kind.RECLASSIFIED)


@require_safe
def ticket_detail(request, reference):
    """The ticket of a reference, for who may see it."""
    return page(request, ticket_of(request, reference))


def ticket_of(request, reference):
    """The ticket that an address names; raises `Http404` for a stranger's."""
    rows = Ticket.objects.visible_to(actor_of(request)).by_reference(reference)
    return get_object_or_404(rows.select_related(*BESIDE))


def page(request, ticket, refused=None):
    """The page; `refused` is a form whose act was not done, shown again as it was filled in."""
    actor = actor_of(request)
    part = part_in(ticket, actor)
    context = {
        "ticket": ticket,
        "actor": actor,
        "part": part,
        "pill": state_pill(ticket.state),
        "about": about(ticket),
        "may_read_guide": may_read(ticket.revision, actor),
        "reported": words.moment(ticket.reported_at, now=actor.at, zone=actor.zone),
        "duties": list(ticket.duties.all()),
        "intake": answers_of(ticket.intake, ticket.service_level, actor.zone),
        "linked": linked(ticket, actor),
        "receipt": receipt_of(ticket, actor) if "new" in request.GET else None,
        "refused": refused,
        "files_are_lost": bool(refused and refused.files),
        "other_way": other_way(ticket),
        "token": str(uuid.uuid4()),
        "panels": PortalTicketPanel.shown([ticket], actor)[0],
        **times_of(ticket, actor),
        **terms_of(ticket),
        **story_of(ticket, actor, number(request.GET.get("before"))),
        **offered(ticket, actor, part, refused),
    }
    context |= place_of_words(refused, context)
    return render(request, "tickets/ticket_detail.html", context)


def other_way(ticket):
    """What to do for the priority that was asked for, while the ticket stands at another one."""
    asked, stands = ticket.requested_priority, ticket.priority
    if asked is None or stands is None or asked == stands or ticket.state not in LIVE:
        return ""
    return severity.other_way(asked, stands.label, ticket.provider.phone)


def place_of_words(refused, shown):
    """Whether what was typed stands in its form, and the words whose form is offered no more."""
    if refused is None or not shown["forms"]:
        return {}
    offers = shown["verbs"] | {"reply", "supply", "colleague"}
    if shown["approval"] and shown["may_decide"]:
        offers.add("decide")
    if refused.act in offers:
        return {"is_kept": True}
    return {"homeless": refused.data.get("reason", "")}


def times_of(ticket, actor):
    """The next deadline, the promised times with their proofs, and what has none."""
    clocks, earlier = standings(ticket, actor)
    told = Event.objects.filter(ticket=ticket, kind__in=TERMS).order_by("-pk")
    terms = told.values_list("data", flat=True).first() or {}
    return {
        "unpromised": [
            words.promised(
                each["metric"], each["text"], None, "", now=actor.at, zone=actor.zone
            )
            for each in terms.get("none") or ()
        ],
        "due": words.due(ticket.due_at, now=actor.at, zone=actor.zone),
        "is_late": ticket.due_at is not None and ticket.due_at <= actor.at,
        "clocks": clocks,
        "earlier_clocks": earlier,
    }


def story_of(ticket, actor, before):
    """What happened, from below the number `before` or the newest on."""
    timeline, more = happenings(ticket, actor, before)
    return {"timeline": timeline, "more": more, "is_older": bool(before)}


def part_in(ticket, actor):
    """What the reader has to do with the ticket: own, decides, watches, or reads as staff."""
    if actor.customer is None:
        return "staff"
    if ticket.requester and ticket.requester.user_id == actor.user:
        return "own"
    return "decides" if actor.role in ACTING_ROLES else "watches"


def offered(ticket, actor, part, refused):
    """The forms on the page, and the approval that waits."""
    if part == "staff":
        return {"forms": {}, "watchers": [], "is_watching": False}
    forms = {name: make(ticket=ticket, actor=actor) for name, make in FORMS.items()}
    if refused is not None:
        forms[refused.act] = refused
    watchers = [row.contact for row in ticket.watchers.select_related("contact")]
    verbs = {verb.name for verb in verbs_from(ticket.state, CUSTOMER)}
    if part == "watches":
        verbs = set()
    may_reopen = "reopen" in verbs and reopens(ticket, at=actor.at)
    approval = ticket.approvals.filter(decision="").first()
    return {
        "forms": forms,
        "verbs": verbs if may_reopen else verbs - {"reopen"},
        "is_over": ticket.state not in LIVE and not may_reopen,
        "watchers": watchers,
        "is_watching": any(contact.user_id == actor.user for contact in watchers),
        "is_live": ticket.state in LIVE,
        "approval": approval if ticket.state == "pending_approval" else None,
        "may_decide": actor.role in ACTING_ROLES,
        "question": question_to(ticket, actor),
    }


def question_to(ticket, actor):
    """What staff asked last, where the ticket waits for the customer."""
    if ticket.state != "pending_customer":
        return None
    rows = Event.objects.visible_to(actor).filter(ticket=ticket, by_staff=True)
    return rows.exclude(body="").order_by("-pk").first()


def about(ticket):
    """The line of the guide, as an answer shows it; None where none was chosen."""
    if ticket.provision_id is None:
        return None
    rows = Provision.objects.select_related("section", "component", "matrix")
    line = rows.prefetch_related("assignments__party").get(pk=ticket.provision_id)
    return provision_answer(line, ticket.revision, 0)


def terms_of(ticket):
    """What it costs and why, and the allowances that the charge does not tell of already."""
    charge = receipts.charge_words(ticket.charge, ticket.charge_note)
    return {
        "charge": charge,
        "quotas": [each for each in standing(ticket) if each.text not in charge],
    }


def may_read(revision, actor):
    """Whether the reader may open the revision that the ticket is judged by."""
    return Revision.objects.visible_to(actor).filter(pk=revision.pk).exists()


def linked(ticket, actor):
    """Tickets that this one came of, goes on in or led to, as far as the reader may see them."""
    ways = [
        ("It goes on in", ticket.merged_into_id),
        ("It came of", ticket.split_from_id),
        ("It follows", ticket.follows_id),
    ]
    mine = Ticket.objects.visible_to(actor)
    above = (
        mine.in_bulk([pk for _, pk in ways if pk]) if any(pk for _, pk in ways) else {}
    )
    found = [(way, above[pk]) for way, pk in ways if pk in above]
    below = {"split_from_id": "Also came of it", "follows_id": "Followed by"}
    for field, way in below.items():
        rows = mine.filter(**{field: ticket.pk}).order_by("pk")[:20]
        found += [(way, other) for other in rows]
    return found


def receipt_of(ticket, actor):
    """What was answered when the ticket arrived, in sentences."""
    opened = Event.objects.filter(ticket=ticket, kind=Event.Kind.OPENED).first()
    kept = opened.data.get("receipt", {}) if opened else {}
    return receipts.restored(kept)["notes"]
