"""Overage beyond a cap: what an approver is asked for, and the decision."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billing import hours_words, outlook, words
from billing.actions.overage import decide, may_decide
from billing.actions.reckoning_months import reckon
from billing.actions.refusals import Refused
from billing.forms.overage import DecideForm
from billing.models import OverageApproval
from catalogue.money import hourly, shown
from catalogue.periods import last_day
from catalogue.platform.tenancy import actor_of

DONE = {True: "The overage is approved.", False: "The overage is declined."}


@require_http_methods(["GET", "HEAD", "POST"])
def overage(request, pk):
    """What was asked, how the month stands, and for an approver or a manager the decision."""
    actor = actor_of(request)
    rows = OverageApproval.objects.visible_to(actor)
    asked = get_object_or_404(
        rows.select_related("agreement__customer", "agreement__provider"), pk=pk
    )
    form = DecideForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            done = decide(
                asked.pk,
                approve=form.approves,
                reason=form.cleaned_data["reason"],
                actor=actor,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.refuse(refusal)
            asked.refresh_from_db()
        else:
            messages.success(
                request, DONE[done.state == OverageApproval.State.APPROVED]
            )
            return redirect("billing:overage", pk=pk)
    context = {
        "asked": asked,
        "form": form,
        "may_decide": may_decide(actor),
        **_facts(asked, actor.at),
    }
    return render(request, "billing/overage.html", context)


def _facts(asked, at):
    """The request in words, beside the month as it stands."""
    agreement, month = asked.agreement, asked.month
    found = reckon([agreement], [month], at=at)[agreement.pk, month]
    rates = outlook.rates(found, last_day(month))
    costs = sorted({hourly(asked.minutes, rate) for rate in rates})
    ends = costs[:1] + costs[1:][-1:]
    return {
        "agreement": agreement,
        "title": words.month(month),
        "slug": f"{month:%Y-%m}",
        "minutes": words.span(asked.minutes),
        "cap": words.span(agreement.overage_cap_minutes or 0),
        "beyond": words.span(found.overage_minutes),
        "headline": hours_words.headline(
            found.included_minutes,
            found.used_minutes,
            found.left_minutes,
            found.overage_minutes,
        ),
        "costs": " to ".join(shown(each, agreement.currency) for each in ends),
        "is_open": asked.state == OverageApproval.State.ASKED,
    }
