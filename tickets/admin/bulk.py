"""Acts on several tickets at once; what is refused is said ticket by ticket."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse
from django.utils import timezone

from catalogue.platform.tenancy import actor_of
from tickets.actions import assigning, moving
from tickets.actions.refusals import Refused
from tickets.models import Queue, Ticket

from .forms import LEVELS
from .people import engineers

AT_MOST = 200
SHOWN = 20  # tickets named on the page that asks
TOLD = 10  # refusals told one by one
KEEP, NOBODY = "keep", "none"


class AssignForm(forms.Form):
    """Whose the chosen tickets become; what is left alone stays as it is."""

    queue = forms.ChoiceField()
    assignee = forms.ChoiceField(label="Engineer")

    def __init__(self, data, *, providers):
        super().__init__(data)
        queues = Queue.objects.filter(provider__in=providers).select_related("provider")
        several = len(providers) > 1
        self.fields["queue"].choices = [
            (KEEP, "as it is"),
            (NOBODY, "no queue"),
            *(
                (str(row.pk), f"{row} ({row.provider})" if several else str(row))
                for row in queues
            ),
        ]
        self.fields["assignee"].choices = [
            (KEEP, "as it is"),
            (NOBODY, "nobody"),
            *((str(row.pk), str(row)) for row in engineers(providers)),
        ]

    def given(self):
        """What is to change, as `assign_many` takes it."""
        chosen = {
            name: value for name, value in self.cleaned_data.items() if value != KEEP
        }
        return {
            name: None if value == NOBODY else int(value)
            for name, value in chosen.items()
        }


class LevelForm(forms.Form):
    """The support level of the chosen tickets."""

    support_level = forms.TypedChoiceField(choices=LEVELS, coerce=int)

    def given(self):
        """What is to change, as `assign_many` takes it."""
        return self.cleaned_data


class BulkActs:
    """Mixin of the tickets' list."""

    actions: Any = ["assign_to_me", "assign_to", "begin_work", "set_support_level"]

    @admin.action(description="Assign to me", permissions=["change"])
    def assign_to_me(self, request, queryset):
        pks = self._chosen(request, queryset)
        if pks:
            self._assign(request, pks, {"assignee": request.user.pk})

    @admin.action(description="Assign to a queue or a person…", permissions=["change"])
    def assign_to(self, request, queryset):
        pks = self._chosen(request, queryset)
        rows = Ticket.objects.filter(pk__in=pks).order_by()
        providers = list(rows.values_list("provider", flat=True).distinct())
        form = AssignForm(_applied(request), providers=providers)
        return self._asked(request, pks, form, "Assign")

    @admin.action(description="Set the support level…", permissions=["change"])
    def set_support_level(self, request, queryset):
        pks = self._chosen(request, queryset)
        return self._asked(
            request, pks, LevelForm(_applied(request)), "Set the support level"
        )

    @admin.action(description="Begin work", permissions=["change"])
    def begin_work(self, request, queryset):
        who = {"actor": actor_of(request), "at": timezone.now()}
        done, refused = [], []
        for pk in self._chosen(request, queryset):
            try:
                done.append(moving.move(pk, "begin", **who))
            except Refused as refusal:
                refused.append((pk, str(refusal)))
        self._tell(request, done, refused, "begun")

    def _chosen(self, request, queryset):
        """Keys of the chosen tickets; none, with a message, when they are too many."""
        pks = list(queryset.order_by("pk").values_list("pk", flat=True)[: AT_MOST + 1])
        if len(pks) > AT_MOST:
            told = f"Choose at most {AT_MOST} tickets at a time."
            self.message_user(request, told, messages.ERROR)
            return []
        return pks

    def _asked(self, request, pks, form, title):
        """The page that asks, until it is answered; then the act, and back to the list."""
        if not pks:
            return None
        if form.is_bound and form.is_valid():
            self._assign(request, pks, form.given())
            return None
        rows = Ticket.objects.filter(pk__in=pks[:SHOWN]).order_by("pk")
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "form": form,
            "count": len(pks),
            "rows": [{"text": str(row)} for row in rows],
            "rest": max(0, len(pks) - SHOWN),
            "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "across": request.POST.get("select_across", "0"),
            "action": request.POST.get("action", ""),
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/catalogue/bulk.html", context)

    def _assign(self, request, pks, given):
        if not given:
            self.message_user(request, "Nothing to change was chosen.", messages.ERROR)
            return
        result = assigning.assign_many(
            pks, **given, actor=actor_of(request), at=timezone.now()
        )
        self._tell(request, result.done, result.refused, "assigned")

    def _tell(self, request, done, refused, what):
        if done:
            told = f"{len(done)} ticket{'' if len(done) == 1 else 's'} {what}."
            self.message_user(request, told, messages.SUCCESS)
        for pk, reason in refused[:TOLD]:
            self.message_user(request, f"T-{pk} not: {reason}", messages.ERROR)
        if len(refused) > TOLD:
            rest = f"{len(refused) - TOLD} more were refused."
            self.message_user(request, rest, messages.ERROR)


def _applied(request):
    """What was answered on the page that asks; None when it was not shown yet."""
    return request.POST if "apply" in request.POST else None
