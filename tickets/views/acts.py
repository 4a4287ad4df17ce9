"""Acts of a customer on a ticket: each is one POST and one call of an action.

What is refused stays on the ticket's page with what was typed, and says what to do.
"""

from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from catalogue.models import Contact
from catalogue.platform.idempotency import KeyReused, once
from catalogue.platform.tenancy import actor_of
from tickets.actions import approving, moving, supplying, talking, watching
from tickets.actions.refusals import Refused
from tickets.attachments import checked
from tickets.forms.acts import (
    CancelForm,
    CloseForm,
    ColleagueForm,
    DecideForm,
    ReopenForm,
    ReplyForm,
    SupplyForm,
)
from tickets.models import Ticket
from tickets.views.new import REUSED, token_of
from tickets.views.ticket import page, ticket_of

NOTHING_DONE = "Nothing was done: do it on this page."
MOVES = {form.act: form for form in (ReopenForm, CancelForm, CloseForm)}
DONE = {
    "reopen": "{} is open again.",
    "cancel": "{} is cancelled.",
    "close": "{} is closed. Thank you.",
}


def done_by_post(view):
    """An act; whoever only looks at its address, for instance after signing in again, is led back."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def door(request, reference):
        if request.method == "POST":
            return view(request, reference)
        ticket = ticket_of(request, reference)
        messages.warning(request, NOTHING_DONE)
        return redirect(ticket)

    return door


def act(request, reference, form_class, do, told):
    """Do something with the ticket of a reference by a filled-in form, or show why not.

    `do(ticket, form, who)` returns the ticket to go to; `told` is what is said then.
    """
    ticket = ticket_of(request, reference)
    actor = actor_of(request)
    form = form_class(request.POST, request.FILES, ticket=ticket, actor=actor)
    if not form.is_valid():
        return page(request, ticket, form)
    try:
        goal = do(ticket, form, {"actor": actor, "at": timezone.now()})
    except Refused as refusal:
        form.refuse(refusal)
        return page(request, ticket_of(request, reference), form)
    messages.success(request, told.format(goal.reference))
    return redirect(goal)


@done_by_post
def ticket_reply(request, reference):
    """Write to the staff, once however often the page is sent."""

    def do(ticket, form, who):
        body, files = form.cleaned_data["body"], form.chosen()
        sent = {
            "body": body,
            "files": [[each.name, each.size] for each in files],
            "ticket": ticket.pk,
        }
        sender = f"portal:{who['actor'].user}"
        key = token_of(request)
        try:
            with once(
                sender=sender,
                key=key,
                payload=sent,
                customer=ticket.customer_id,
                at=who["at"],
            ) as kept:
                if kept.is_new:
                    goal = talking.comment(ticket.pk, body=body, files=files, **who)
                    kept.keep({"ticket": goal.pk})
        except KeyReused:
            raise Refused(REUSED) from None
        return Ticket.objects.get(pk=kept.reply["ticket"])

    return act(request, reference, ReplyForm, do, "Your message is on {}.")


@done_by_post
def ticket_move(request, reference):
    """Close, reopen or cancel."""
    verb = request.POST.get("verb", "")

    def do(ticket, form, who):
        reason = form.cleaned_data.get("reason", "")
        return moving.move(ticket.pk, verb, reason=reason, **who)

    if verb not in MOVES:
        ticket = ticket_of(request, reference)
        messages.error(request, "Choose one of the acts that the ticket offers.")
        return redirect(ticket)
    return act(request, reference, MOVES[verb], do, DONE[verb])


@done_by_post
def ticket_decide(request, reference):
    """Approve or reject the estimate of paid work."""
    approve = request.POST.get("decision") == "approve"

    def do(ticket, form, who):
        reason = form.cleaned_data["reason"]
        return approving.decide(ticket.pk, approve=approve, reason=reason, **who)

    told = "You have approved the work on {}." if approve else "{} is not approved."
    return act(request, reference, DecideForm, do, told)


@done_by_post
def ticket_supply(request, reference):
    """Give what the service level asks for and was not there."""

    def do(ticket, form, who):
        files = form.chosen()
        names = [upload.name for upload in checked(files)]
        for file in files:
            file.seek(0)  # the action looks at it again
        return supplying.supply(
            ticket.pk, answers=form.answers(names), files=files, **who
        )

    return act(request, reference, SupplyForm, do, "Added to {}. Thank you.")


@done_by_post
def ticket_watch(request, reference):
    """Watch a ticket, watch it no more, or let a colleague watch it."""
    if request.POST.get("act") == "add":

        def add(ticket, form, who):
            contact = form.cleaned_data["contact"].pk
            return watching.watch(ticket.pk, contact=contact, **who)

        return act(request, reference, ColleagueForm, add, "Your colleague watches {}.")
    ticket, actor = ticket_of(request, reference), actor_of(request)
    own = Contact.objects.filter(customer=ticket.customer_id, user=actor.user).first()
    stop = request.POST.get("act") == "unwatch"
    do = watching.unwatch if stop else watching.watch
    if own is None:
        messages.error(request, "Only contacts of the customer watch a ticket.")
        return redirect(ticket)
    try:
        do(ticket.pk, contact=own.pk, actor=actor, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(ticket)
    messages.success(
        request, f"You {'no longer ' if stop else ''}watch {ticket.reference}."
    )
    # Who watched somebody else's ticket may not see it any more.
    seen = Ticket.objects.visible_to(actor).filter(pk=ticket.pk).exists()
    return redirect(ticket if seen else "tickets:ticket-list")
