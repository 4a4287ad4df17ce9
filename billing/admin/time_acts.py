"""Approving, correcting and withdrawing time at the desk: one entry, or several at once."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from billing import words
from billing.actions import approving_time, correcting
from billing.actions.refusals import Refused
from billing.actions.works import BadEntries
from billing.models import TimeEntry
from catalogue.admin.bases import page_of_row
from catalogue.platform.tenancy import actor_of

from .time_forms import CorrectForm, ManyForm, ReasonForm

AT_MOST = 1000
ONE_BY_ONE = 200  # each is a correction of its own
SHOWN = 20
TOLD = 10


class TimeActs:
    """Mixin of the time entries' admin."""

    actions: Any = ["approve", "correct_many", "withdraw_many"]

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/correct/",
                view(self.correct_view),
                name="billing_timeentry_correct",
            ),
            path(
                "<int:pk>/withdraw/",
                view(self.withdraw_view),
                name="billing_timeentry_withdraw",
            ),
            *super().get_urls(),
        ]

    def may_act(self, request):
        """Whether the person may correct time at all; whose, the action says."""
        return request.user.has_perm("billing.change_timeentry")

    def has_approve_permission(self, request):
        """Asked by Django for the action."""
        return request.user.has_perm("billing.approve_timeentry")

    # One entry

    @page_of_row
    def correct_view(self, request, entry):
        """A form with the entry as it is; what is typed over becomes a correction."""
        with timezone.override(entry.agreement.customer.zone):
            form = CorrectForm(
                request.POST or None, entry=entry, actor=actor_of(request)
            )
            return self._acted(request, entry, form, "Correct", self._correct)

    @page_of_row
    def withdraw_view(self, request, entry):
        """Asks why, and takes the entry out of the count."""
        form = ReasonForm(request.POST or None, use_required_attribute=False)
        return self._acted(request, entry, form, "Withdraw", self._withdraw)

    def _acted(self, request, entry, form, title, act):
        if not self.may_act(request):
            raise PermissionDenied
        if request.method == "POST" and form.is_valid():
            try:
                return act(request, entry, form)
            except BadEntries as refusal:
                for name, told in refusal.errors.get(0, {}).items():
                    form.add_error(name if name in form.fields else None, told)
            except Refused as refusal:
                name = refusal.field
                form.add_error(name if name in form.fields else None, str(refusal))
        context = {
            **self.admin_site.each_context(request),
            "title": f"{title} time",
            "act": title,
            "opts": self.opts,
            "entry": entry,
            "span": words.span(entry.minutes),
            "form": form,
            "back": reverse("admin:billing_timeentry_change", args=[entry.pk]),
        }
        page = TemplateResponse(request, "admin/billing/timeentry/act.html", context)
        return page.render()

    def _correct(self, request, entry, form):
        changes = form.changes()
        if not changes:
            self.message_user(request, "Nothing changed.")
            return redirect("admin:billing_timeentry_change", entry.pk)
        after = correcting.correct(
            entry.pk,
            changes=changes,
            reason=form.cleaned_data["reason"],
            actor=actor_of(request),
            at=timezone.now(),
        )
        self.message_user(
            request,
            "Corrected. The entry as it was is kept, and this one waits for approval.",
            messages.SUCCESS,
        )
        return redirect("admin:billing_timeentry_change", after.pk)

    def _withdraw(self, request, entry, form):
        correcting.withdraw(
            entry.pk,
            reason=form.cleaned_data["reason"],
            actor=actor_of(request),
            at=timezone.now(),
        )
        self.message_user(
            request, "Withdrawn: it counts no more, and is kept.", messages.SUCCESS
        )
        return redirect("admin:billing_timeentry_change", entry.pk)

    # Several

    @admin.action(description="Approve", permissions=["approve"])
    def approve(self, request, queryset):
        pks = self._chosen(request, queryset, AT_MOST)
        if not pks:
            return
        try:
            done = approving_time.approve(
                pks, actor=actor_of(request), at=timezone.now()
            )
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return
        told = f"{done} approved."
        if done < len(pks):
            told = f"{told} {len(pks) - done} were approved or withdrawn before."
        self.message_user(request, told, messages.SUCCESS)

    @admin.action(description="Correct role or class…", permissions=["change"])
    def correct_many(self, request, queryset):
        form = ManyForm(_applied(request))
        return self._asked(
            request,
            queryset,
            form,
            "Correct",
            lambda pk, who: correcting.correct(
                pk,
                changes=form.changes(),
                reason=form.cleaned_data["reason"],
                **who,
            ),
        )

    @admin.action(description="Withdraw…", permissions=["change"])
    def withdraw_many(self, request, queryset):
        form = ReasonForm(_applied(request))
        return self._asked(
            request,
            queryset,
            form,
            "Withdraw",
            lambda pk, who: correcting.withdraw(
                pk, reason=form.cleaned_data["reason"], **who
            ),
        )

    def _chosen(self, request, queryset, most):
        """Keys of the chosen entries; none, with a message, when they are too many."""
        pks = list(queryset.order_by("pk").values_list("pk", flat=True)[: most + 1])
        if len(pks) > most:
            told = f"Choose at most {most:,} entries at a time."
            self.message_user(request, told, messages.ERROR)
            return []
        return pks

    def _asked(self, request, queryset, form, title, act):
        """The page that asks, until it is answered; then the act on each, and back to the list."""
        pks = self._chosen(request, queryset, ONE_BY_ONE)
        if not pks:
            return None
        if form.is_bound and form.is_valid():
            self._each(request, pks, title, act)
            return None
        rows = TimeEntry.objects.filter(pk__in=pks[:SHOWN]).select_related("customer")
        named = [
            f"{row.worked_on}, {row.customer}, {words.span(row.minutes)}, "
            f"{row.get_billable_display()}{', ' if row.role else ''}{row.role}"
            for row in rows.order_by("pk")
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "form": form,
            "count": len(pks),
            "rows": [{"text": text} for text in named],
            "rest": max(0, len(pks) - SHOWN),
            "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "across": request.POST.get("select_across", "0"),
            "action": request.POST.get("action", ""),
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/catalogue/bulk.html", context)

    def _each(self, request, pks, title, act):
        """Do it to each; those that are refused stay as they are, and are named."""
        who = {"actor": actor_of(request), "at": timezone.now()}
        refused = []
        for pk in pks:
            try:
                with transaction.atomic():
                    act(pk, who)
            except Refused as refusal:
                refused.append(f"Entry {pk}: {refusal}")
        done = len(pks) - len(refused)
        if done:
            verb = "corrected" if title == "Correct" else "withdrawn"
            self.message_user(request, f"{done} {verb}.", messages.SUCCESS)
        for told in refused[:TOLD]:
            self.message_user(request, told, messages.ERROR)
        if len(refused) > TOLD:
            rest = f"{len(refused) - TOLD} more were refused."
            self.message_user(request, rest, messages.ERROR)


def _applied(request):
    """What was answered on the page that asks; None when it was not shown yet."""
    return request.POST if "apply" in request.POST else None
