"""The page that closes a month: what it would come to, what speaks against it, and closing it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from billing import words
from billing.actions.closing import RIGHT as CLOSE
from billing.actions.closing import close, preview, to_close
from billing.actions.refusals import Refused
from billing.concerns import EARLIER_OPEN, LATE, UNAPPROVED, Weight
from billing.models import Agreement, Period
from catalogue.money import shown
from catalogue.periods import month_of, moved
from catalogue.platform.tenancy import actor_of

from .closing_forms import MOST_NAMED, ClosingForm

PAGE = 100  # agreements looked at together
TOLD = 10  # held back, told one by one


@dataclass(frozen=True)
class Doubt:
    """Something that speaks against closing, and where it is mended."""

    text: str
    url: str
    is_info: bool


class ClosePages:
    """Mixin of the periods' admin: the page `close/`."""

    def get_urls(self):
        page = self.admin_site.admin_view(self.close_page)
        return [path("close/", page, name="billing_period_close"), *super().get_urls()]

    def close_page(self, request):
        """GET shows what closing would come to; POST closes what is ticked."""
        if not request.user.has_perm(CLOSE):
            raise PermissionDenied
        actor = actor_of(request)
        asked = request.GET.copy()
        asked.setdefault("month", f"{moved(month_of(timezone.now().date()), -1):%Y-%m}")
        form = ClosingForm(asked, actor=actor)
        valid = form.is_valid()
        if valid and request.method == "POST":
            self._close(request, form.cleaned_data["month"], actor)
            return redirect(request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            "title": "Close a month",
            "opts": self.opts,
            "form": form,
            **(_looked_at(form.cleaned_data, asked, actor) if valid else {}),
        }
        return TemplateResponse(request, "admin/billing/close_month.html", context)

    def _close(self, request, month, actor):
        accepted = _keys(request.POST.getlist("accept"))
        chosen = _keys(request.POST.getlist("close")) | accepted
        if not chosen:
            told = "Tick the agreements to close. Nothing was closed."
            self.message_user(request, told, messages.ERROR)
            return
        try:
            done = close(
                month,
                agreements=chosen,
                accept=accepted,
                actor=actor,
                at=timezone.now(),
            )
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return
        self._tell(request, done)

    def _tell(self, request, done):
        name = words.month(done.month)
        if done.months:
            sums = _sums((each.currency, each.total) for each in done.statements)
            told = f"{name} is closed for {_counted(done.months, 'agreement')}. "
            told += f"{_counted(len(done.statements), 'statement')}"
            told += f", together {sums}." if sums else "."
            if done.without_statement:
                told += f" {len(done.without_statement)} had nothing new to state."
            self.message_user(request, told, messages.SUCCESS)
        elif not done.held_back:
            told = f"Nothing was left to close in {name}: somebody was quicker."
            self.message_user(request, told, messages.WARNING)
        for each in done.held_back[:TOLD]:
            why = " ".join(concern.text for concern in each.concerns)
            told = f"{each.name} is held back: {why}"
            self.message_user(request, told, messages.WARNING)
        if len(done.held_back) > TOLD:
            rest = f"{len(done.held_back) - TOLD} more are held back."
            self.message_user(request, rest, messages.WARNING)


class CloseAction:
    """Mixin of the agreements' admin: an action that leads to the page."""

    actions: Any = ["close_month"]

    @admin.action(description="Close a month…", permissions=["close_month"])
    def close_month(self, request, queryset):
        """Look at the chosen agreements' last month before it is closed."""
        keys = list(
            queryset.order_by("pk").values_list("pk", flat=True)[: MOST_NAMED + 1]
        )
        if len(keys) > MOST_NAMED:
            told = f"Choose at most {MOST_NAMED} agreements at a time."
            self.message_user(request, told, messages.ERROR)
            return None
        named = urlencode({"agreement": ", ".join(f"A-{key}" for key in keys)})
        return redirect(f"{reverse('admin:billing_period_close')}?{named}")

    def has_close_month_permission(self, request):
        """Asked by Django for the action."""
        return request.user.has_perm(CLOSE)


def _looked_at(given, asked, actor):
    """What the page shows of a month: some agreements, with their sums."""
    month, provider = given["month"], given["provider"]
    rows = to_close(month, agreements=given["agreement"], actor=actor)
    if provider:
        rows = rows.filter(provider=provider)
    waiting = rows.count()
    after = given["after"] or 0
    keys = rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
    keys = list(keys[: PAGE + 1])
    shown_rows = Agreement.objects.filter(pk__in=keys[:PAGE]).order_by("pk")
    agreements = list(shown_rows.select_related("customer", "provider", "calendar"))
    found = preview(month, agreements=agreements, at=actor.at)
    more = ""
    if len(keys) > PAGE:
        further = asked.copy()
        further["after"] = keys[PAGE - 1]
        more = further.urlencode()
    stated = [each for each in found if each.total is not None]
    periods = dict(
        Period.objects.filter(month=month, agreement__in=keys[:PAGE])
        .order_by()
        .values_list("agreement", "pk")
    )
    return {
        "month": month,
        "month_name": words.month(month),
        "rows": [_row(each, month, periods) for each in found],
        "waiting": waiting,
        "is_part": len(agreements) < waiting,
        "more": more,
        "sums": _sums((each.agreement.currency, each.total) for each in stated),
        "statements": len(stated),
        "closed": _closed(month, provider, given["agreement"], actor),
        "may_close": any(each.can_be_accepted for each in found),
        "provider_key": provider.key if provider else "",
    }


def _closed(month, provider, agreements, actor):
    """How many agreements' month is closed already."""
    rows = Period.objects.visible_to(actor).filter(month=month, state="closed")
    if provider:
        rows = rows.filter(agreement__provider=provider)
    if agreements is not None:
        rows = rows.filter(agreement__in=agreements)
    return rows.count()


def _row(each, month, periods):
    """An agreement of the page."""
    agreement = each.agreement
    sums = defaultdict(int)
    for line in each.reckoning.lines:
        sums[line.kind] += line.amount
    fees, credits = sums.pop("recurring", 0), sums.pop("credit", 0)
    currency = agreement.currency
    return {
        "agreement": agreement,
        "url": reverse("admin:billing_agreement_change", args=[agreement.pk]),
        "fees": shown(fees, currency) if fees else "",
        "overage": shown(sums.pop("overage"), currency) if sums.get("overage") else "",
        "work": shown(sum(sums.values()), currency) if sum(sums.values()) else "",
        "credits": shown(credits, currency) if credits else "",
        "total": "" if each.total is None else shown(each.total, currency),
        "why_none": each.why_none,
        "corrects": each.corrects,
        "doubts": [
            _doubt(concern, agreement, month, periods.get(agreement.pk))
            for concern in each.concerns
        ],
        "is_ready": not each.is_held,
        "can_be_accepted": each.can_be_accepted,
    }


def _doubt(concern, agreement, month, period):
    late = concern.kind == LATE and period
    return Doubt(
        concern.text,
        reverse("admin:billing_period_late", args=[period])
        if late
        else _address(concern, agreement, month),
        concern.weight == Weight.TELLS,
    )


def _address(concern, agreement, month):
    """Where what speaks against closing is mended."""
    here = {"agreement": agreement.reference, "month": f"{month:%Y-%m}"}
    if concern.kind == UNAPPROVED:
        return _list("timeentry", here | {"approved": "no"})
    if concern.kind == "no_provision":
        return _list("timeentry", here | {"provision": "no"})
    if concern.kind == "uncharged" and agreement.overage == Agreement.Overage.ASK:
        return f"{reverse('admin:billing_overageapproval_add')}?{urlencode(here)}"
    if concern.kind == "uncharged":
        return _list("timeentry", here)
    if concern.kind == "unpriced":
        return reverse("admin:billing_agreement_change", args=[agreement.pk])
    if concern.kind == "finding":
        return reverse("admin:catalogue_finding_changelist")
    if concern.kind == EARLIER_OPEN and concern.month:
        named = {"agreement": agreement.reference, "month": f"{concern.month:%Y-%m}"}
        return f"{reverse('admin:billing_period_close')}?{urlencode(named)}"
    return ""


def _list(model, narrowed):
    return f"{reverse(f'admin:billing_{model}_changelist')}?{urlencode(narrowed)}"


def _keys(texts):
    """Keys among what was sent; whatever else somebody sends names nothing."""
    return {int(t) for t in texts if t.isascii() and t.isdigit() and len(t) < 18}


def _sums(amounts):
    """Sums by currency, in words."""
    sums = defaultdict(int)
    for currency, amount in amounts:
        sums[currency] += amount
    return " and ".join(
        shown(total, currency) for currency, total in sorted(sums.items())
    )


def _counted(count, what):
    return f"{count:,} {what}{'' if count == 1 else 's'}"
