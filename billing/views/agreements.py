"""An agreement in plain words, changes to decide on, and asking for one."""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from billing import agreement_page as shown_by
from billing.actions import change_requests
from billing.actions.refusals import Refused
from billing.forms.changes import ChangesForm, DecisionForm
from billing.models import Agreement, ChangeRequest
from catalogue.periods import day_of
from catalogue.platform.tenancy import actor_of

BESIDE = ("customer", "provider", "calendar")
NOTHING_DONE = "Nothing was done: do it on this page."
DONE = {
    "approve": "You have approved the change.",
    "decline": "The change is declined.",
    "take_back": "You have taken back what was asked for.",
}


@require_safe
def agreement_detail(request, reference):
    """The agreement of a reference, for who may see it."""
    return page(request, agreement_of(request, reference))


def agreement_of(request, reference):
    """The agreement that an address names; raises `Http404` for a stranger's."""
    rows = Agreement.objects.visible_to(actor_of(request)).by_reference(reference)
    return get_object_or_404(rows.select_related(*BESIDE))


def page(request, agreement, refused=None):
    """The page; `refused` is a decision that was not taken, shown again with what was typed."""
    actor = actor_of(request)
    today = day_of(actor.at, agreement.customer.zone)
    orders = shown_by.orders_of(agreement, today)
    may_decide = actor.customer is not None and actor.role in change_requests.DECIDES
    requests = shown_by.requests_of(agreement)
    waiting = [
        (row, decision_form(row, refused) if may_decide else None)
        for row in requests
        if row.is_live
    ]
    context = {
        "agreement": agreement,
        "sentences": shown_by.sentences(agreement, today),
        "orders": orders,
        "total": shown_by.monthly_total(agreement, orders, today),
        "rates": shown_by.rates_of(agreement, today),
        "waiting": waiting,
        "decided": [row for row in requests if not row.is_live],
        "guides": covered_of(agreement),
        "may_ask": actor.customer is not None,
        "is_staff": actor.customer is None,
        "refused": refused,
    }
    return render(request, "billing/agreement_detail.html", context)


def decision_form(row, refused):
    """The form to decide on a request that waits; the refused one as it was filled in."""
    if refused is not None and refused.request.pk == row.request.pk:
        return refused
    return DecisionForm(request=row.request)


def covered_of(agreement):
    """The guides that the agreement covers."""
    rows = agreement.coverages.select_related("subscription__guide__provider")
    return [row.subscription.guide for row in rows]


def done_by_post(view):
    """An act; whoever only looks at its address is led back to the agreement."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def door(request, reference, **kwargs):
        agreement = agreement_of(request, reference)
        if request.method == "POST":
            return view(request, agreement, **kwargs)
        messages.warning(request, NOTHING_DONE)
        return redirect(agreement)

    return door


@require_http_methods(["GET", "HEAD", "POST"])
def agreement_ask(request, reference):
    """Ask for other quantities. “Check” says what the guide's rules make of them, and asks nothing."""
    agreement, actor = agreement_of(request, reference), actor_of(request)
    if actor.customer is None:
        messages.warning(request, "Contacts of the customer ask; staff propose.")
        return redirect(agreement)
    sent = request.POST if request.method == "POST" else None
    form = ChangesForm(sent, agreement=agreement, at=actor.at)
    problems = None
    if sent is not None and form.is_valid():
        try:
            if "check" in request.POST:
                problems = check(agreement, form, actor.at)
            else:
                asked = ask(agreement, form, actor, timezone.now())
                messages.success(
                    request, f"Asked: {asked.summary}. The provider says the fee."
                )
                return redirect(agreement)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"agreement": agreement, "form": form, "problems": problems}
    return render(request, "billing/agreement_ask.html", context)


def check(agreement, form, at):
    """What the rules say of the form's changes."""
    return change_requests.problems_of(
        agreement,
        form.changes(),
        effective_on=form.cleaned_data["effective_on"],
        at=at,
    )


def ask(agreement, form, actor, at):
    """Ask for the form's changes."""
    return change_requests.ask(
        agreement.pk,
        changes=form.changes(),
        effective_on=form.cleaned_data["effective_on"],
        note=form.cleaned_data["note"],
        actor=actor,
        at=at,
    )


@done_by_post
def agreement_decide(request, agreement, pk):
    """Approve or decline a change."""
    asked = agreement.change_requests.filter(pk=pk).first()
    if asked is None:
        raise Http404
    decision = request.POST.get("decision")
    form = DecisionForm(request.POST, request=asked)
    if decision not in ("approve", "decline"):
        messages.error(request, "Choose to approve or to decline.")
        return redirect(agreement)
    if not form.is_valid():
        return page(request, agreement, form)
    who = {"actor": actor_of(request), "at": timezone.now()}
    try:
        if decision == "approve":
            change_requests.approve(pk, **who)
        else:
            change_requests.decline(pk, reason=form.cleaned_data["reason"], **who)
    except Refused as refusal:
        told = f"{refusal} ({refusal.source})" if refusal.source else str(refusal)
        form.add_error("reason" if refusal.field == "reason" else None, told)
        return page(request, agreement, form)
    was_asked = asked.state == ChangeRequest.State.ASKED
    done = "take_back" if decision == "decline" and was_asked else decision
    messages.success(request, DONE[done])
    return redirect(agreement)
