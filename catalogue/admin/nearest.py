"""Lines near to a question: as shown when it was asked, as found now, and as staff search for them."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from catalogue.answers.ask import ask
from catalogue.models import Guide, Provision
from catalogue.platform.adminlimits import limited
from catalogue.platform.tenancy import Actor, actor_of

LISTED = 5


@dataclass
class Near:
    """A line near to a question. `provision` is the row an alias can be added to, if there is one."""

    text: str
    place: str
    provision: int | None = None
    url: str = ""


def shown_then(site, request, asked):
    """The lines shown when a group was asked, of guides the staff member may know, best first.

    Each leads to the row as it stands in the newest revision that was ever published.
    """
    guides = _guides(site, request, asked)
    lines = {}
    for question in asked:
        for line in question.nearest:
            guide, key, text, number = _parts(line, question)
            if guide in guides and (key or text):
                lines.setdefault((guide, key or text), (text, number))
    rows = _rows(lines, guides)
    return [
        _near(guides[guide], number, text, rows.get((guides[guide].pk, key)))
        for (guide, key), (text, number) in list(lines.items())[: 2 * LISTED]
        if text or (guides[guide].pk, key) in rows
    ]


def asked_again(question, request):
    """The reply to the question, asked now as its customer: `Answers`.

    Limited staff see what their own guide says.
    """
    staff = actor_of(request)
    if question.customer_id is None:
        return ask(question.text, staff, question.guide)
    customer = Actor(
        at=timezone.now(),
        customer=question.customer_id,
        role="requester",
        zone=question.customer.zone,
    )
    limits = None if staff.providers is None else question.guide
    return ask(question.text, customer, limits)


def found(words, request):
    """Provisions that answer `words`, in the published revisions the staff member may know."""
    return [
        Near(
            answer.text,
            f"{answer.citation.guide}, revision {answer.citation.revision}",
            answer.provision,
            reverse("admin:catalogue_provision_change", args=[answer.provision]),
        )
        for answer in ask(words, actor_of(request)).answers
        if answer.provision
    ]


def _parts(line, question):
    """Guide, key, text and revision of a kept line; old rows keep the key alone."""
    own = question.guide
    if isinstance(line, dict):
        return (
            line.get("guide") or _name(own),
            line.get("key", ""),
            line.get("text", ""),
            line.get("revision"),
        )
    return _name(own), str(line), "", None


def _name(guide):
    return f"{guide.provider.key}/{guide.key}" if guide else ""


def _guides(site, request, asked):
    named = set()
    for question in asked:
        for line in question.nearest:
            provider, _, key = _parts(line, question)[0].partition("/")
            named.add((provider, key))
    wanted = Q(pk__in=[])
    for provider, key in named:
        wanted |= Q(provider__key=provider, key=key)
    rows = limited(site, Guide.objects.filter(wanted), request)
    return {_name(guide): guide for guide in rows.select_related("provider")}


def _rows(lines, guides):
    """The newest row of each key that was ever published, by guide and key."""
    of = {guides[guide].pk for guide, _ in lines}
    rows = Provision.objects.filter(
        key__in={key[:120] for _, key in lines},
        revision__guide__in=of,
        revision__published_at__isnull=False,
    )
    rows = rows.select_related("revision").order_by("revision__number")
    return {(row.revision.guide_id, row.key): row for row in rows}


def _near(guide, number, text, row):
    place = str(guide) + (f", revision {number}" if number else "")
    if row is None:
        return Near(text, place)
    url = reverse("admin:catalogue_provision_change", args=[row.pk])
    return Near(text or row.text, place, row.pk, url)
