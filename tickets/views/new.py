"""A new ticket in two steps: describe it, then see what follows from it and send it.

Works without scripts, and nothing typed is lost: the second page carries the first one's fields.
"""

import uuid
from collections import defaultdict
from dataclasses import asdict, replace
from types import SimpleNamespace

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from catalogue.models import PriorityExample
from catalogue.platform.idempotency import KeyReused, once
from catalogue.platform.tenancy import actor_of
from catalogue.views.promises import share_of
from tickets import receipts, severity
from tickets.actions import intake
from tickets.actions.intake_report import BadReport
from tickets.actions.intake_subscriptions import subscriptions
from tickets.actions.refusals import Refused
from tickets.attachments import checked
from tickets.forms.report import FilesForm, ReportForm, with_files
from tickets.models import Ticket
from tickets.panels import NewTicketPanel
from tickets.views.answers import text_of
from tickets.views.lists import number
from tickets.views.places import place_today

COMMON = ("kind", "summary", "description")  # fields of every report
# Lines that say what may be asked for; the others say what is kept running.
TO_BE_DONE = ("scenario", "exclusion", "limit")
NO_PLACE = "There is no such subscription or line of a guide today: choose anew below."
REUSED = "This page was sent before with other words: check it and send it again."


@require_http_methods(["GET", "POST"])
def ticket_new(request):
    """Choose the guide, describe, check, send."""
    actor = actor_of(request)
    if actor.customer is None:
        return render(request, "tickets/ticket_new_staff.html")
    try:
        place = place_today(
            actor,
            subscription=number(request.GET.get("subscription")),
            provision=number(request.GET.get("provision")),
        )
    except Refused as refusal:
        return choose(request, actor, refusal)
    if request.method == "GET":
        kind = kind_of(place)
        return describe(request, place, ReportForm(place=place, initial={"kind": kind}))
    form = ReportForm(request.POST, place=place)
    if not form.is_valid() or request.POST.get("step") == "describe":
        return describe(request, place, form)
    if request.POST.get("step") == "send":
        return send(request, actor, place, form)
    files = FilesForm(place=place)
    return check(request, actor, place, form, files, token=str(uuid.uuid4()))


def choose(request, actor, refusal):
    """What the ticket is about: one of the guides, or first the line that decides."""
    rows = subscriptions(actor, None, actor.at)
    asked = {"subscription", "provision"} & request.GET.keys()
    # With several guides and none asked for, choosing is no mistake.
    shown = refusal if asked or len(rows) < 2 else None
    if shown and rows:  # a program chooses by numbers, a reader below
        shown = NO_PLACE
    context = {
        "subscriptions": rows,
        "refusal": shown,
        "typed": typed_in(request.POST),
        "carried": carried_from(request.POST),
    }
    return render(request, "tickets/ticket_new_choose.html", context)


def carried_from(posted):
    """What any guide asks for, of a page whose guide is there no more: it goes on under another."""
    return {name: posted[name] for name in COMMON if posted.get(name)}


def typed_in(posted):
    """Every text of such a page, so that none is lost; its own fields have no names any more."""
    found = [
        (ReportForm.base_fields[name].label, posted[name])
        for name in ("summary", "description")
        if posted.get(name)
    ]
    answers = [
        text for name, text in posted.items() if name.startswith("intake_") and text
    ]
    return found + [("You also told", text) for text in answers]


def kind_of(place):
    """What a ticket about a line most likely is; without a line, something is wrong."""
    if place.provision is not None and place.provision.kind in TO_BE_DONE:
        return Ticket.Kind.REQUEST
    return Ticket.Kind.INCIDENT


def describe(request, place, form):
    """The first page."""
    context = {"place": place, "form": form, "priorities": priorities_of(place, form)}
    return render(request, "tickets/ticket_new.html", context)


def priorities_of(place, form):
    """Each choice of priority with its radio button and what helps to choose it: criteria, examples."""
    if "priority" not in form.fields:
        return []
    known = {each.label: each for each in place.priorities}
    examples = defaultdict(list)
    for example in PriorityExample.objects.filter(priority__in=known.values()):
        examples[example.priority_id].append(example)
    found = []
    for radio in form["priority"]:
        row = known.get(radio.data["value"])
        found.append(
            {
                "radio": radio,
                "row": row,
                "share": share_of(row) if row else "",
                "examples": examples[row.pk] if row else [],
                "elsewhere": row and not severity.allows(row, Ticket.Channel.PORTAL),
            }
        )
    return found


def check(request, actor, place, form, files, *, token):
    """The second page: what follows from the report, before it is sent."""
    report = with_files(form.report(), files.promised(), ())
    stand_ins = [
        SimpleNamespace(name=name)
        for names in files.promised().values()
        for name in names
    ]
    try:
        receipt = intake.preview(
            replace(report, files=stand_ins), actor=actor, at=actor.at
        )
    except Refused as refusal:
        form.show(refusal)
        return describe(request, place, form)
    charge = receipts.charge_words(receipt.charge, receipt.charge_note)
    context = {
        "place": place,
        "form": form,
        "files": files,
        "token": token,
        "receipt": receipt,
        "charge": charge,
        "quotas": [each for each in receipt.quotas if each.text not in charge],
        "due": due_lines(receipt, actor),
        "panels": NewTicketPanel.shown([receipt.ticket], actor)[0],
        "given": given(form),
    }
    return render(request, "tickets/ticket_new_check.html", context)


def due_lines(receipt, actor):
    """The promised times, a line each; the page's own words stand before them."""
    lines = receipts.due_words(receipt.due, now=actor.at, zone=actor.zone)
    return [line.removeprefix("Due times: ") for line in lines]


def given(form):
    """What was typed, as pairs of label and text, to read over once more."""
    kinds = {asked.label: asked.kind for asked in form.place.fields}
    typed = [(field.label, form.cleaned_data[field.name], field.name) for field in form]
    return [
        (label, text_of(kinds.get(label), value, form.place.zone))
        for label, value, name in typed
        if value not in (None, "") and name not in ("kind", "priority")
    ]


def send(request, actor, place, form):
    """Open the ticket, once however often the page is sent."""
    token = token_of(request)
    files = FilesForm(request.POST, request.FILES, place=place)
    if not files.is_valid():
        return check(request, actor, place, form, files, token=token)
    try:
        reference = open_once(actor, form.report(), files, token, place)
    except KeyReused:
        files.add_error(None, REUSED)
        return check(request, actor, place, form, files, token=str(uuid.uuid4()))
    except BadReport as refusal:
        if set(refusal.errors) - files.names():
            form.show(refusal)
            return describe(request, place, form)
        files.show(refusal)
    except Refused as refusal:
        files.refuse(refusal)
    else:
        return redirect(f"{reverse('tickets:ticket-detail', args=[reference])}?new=1")
    return check(request, actor, place, form, files, token=token)


def token_of(request):
    """The key of a page, by which a second sending is known; a new one for none."""
    try:
        return str(uuid.UUID(request.POST.get("token", "")))
    except ValueError:
        return str(uuid.uuid4())


def open_once(actor, report, files, token, place):
    """The reference of the ticket that a report became, at this sending or an earlier one."""
    at = timezone.now()
    uploads = checked(files.chosen())
    report = with_files(report, files.named(each.name for each in uploads), uploads)
    payload = asdict(replace(report, files=[each.digest for each in uploads]))
    sender = f"portal:{actor.user}"
    with once(
        sender=sender, key=token, payload=payload, customer=actor.customer, at=at
    ) as kept:
        if kept.is_new:
            receipt = intake.open_ticket(report, actor=actor, at=at, scope=place.scope)
            kept.keep({"reference": receipt.reference})
    return kept.reply["reference"]
