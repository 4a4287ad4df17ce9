"""Acts on several provisions at once: each asks on a page of its own before anything is written."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse
from django.utils import timezone

from catalogue.actions import aliases, provisions
from catalogue.models import Provision, Section
from catalogue.platform.adminlimits import limited

SHOWN = 20


class ChargeForm(forms.Form):
    """What the chosen rows cost the customer."""

    charge = forms.ChoiceField(choices=Provision.Charge.choices)


class SectionForm(forms.Form):
    """Where the chosen rows are to stand."""

    section = forms.ModelChoiceField(Section.objects.none(), empty_label="choose one")


class AliasForm(forms.Form):
    """Words by which the chosen rows are to be found."""

    alias = forms.CharField(
        max_length=aliases.LONGEST,
        help_text="The words that customers use. Found at once, in published revisions too.",
    )


class BulkActs:
    """Mixin of the pages of provisions."""

    actions: Any = ["set_charge", "move_to_section", "add_alias"]

    def has_alias_permission(self, request):
        """Whether the staff member may add other words to rows."""
        return request.user.has_perm("catalogue.add_alias")

    @admin.action(
        description="Set the charge of the chosen rows", permissions=["change"]
    )
    def set_charge(self, request, queryset):
        form = ChargeForm(applied(request))
        return self._asked(request, queryset, form, "Set the charge", self._charge)

    @admin.action(
        description="Move the chosen rows to another section", permissions=["change"]
    )
    def move_to_section(self, request, queryset):
        revisions = list(
            queryset.order_by().values_list("revision", flat=True).distinct()[:2]
        )
        if len(revisions) > 1:
            self.message_user(
                request,
                "The chosen rows are of several revisions. Filter by one, then choose again.",
                messages.ERROR,
            )
            return None
        form = SectionForm(applied(request))
        sections = limited(self.admin_site, Section.objects.all(), request)
        form.fields["section"].queryset = sections.filter(revision__in=revisions)
        return self._asked(request, queryset, form, "Move to a section", self._move)

    @admin.action(description="Add an alias to the chosen rows", permissions=["alias"])
    def add_alias(self, request, queryset):
        form = AliasForm(applied(request))
        return self._asked(request, queryset, form, "Add an alias", self._alias)

    def _charge(self, rows, form, who):
        charge = form.cleaned_data["charge"]
        count = provisions.set_charge(rows, charge=charge, **who)
        return f"{rows_of(count)} now “{Provision.Charge(charge).label}”."

    def _move(self, rows, form, who):
        section = form.cleaned_data["section"]
        count = provisions.move_to_section(rows, section=section, **who)
        return f"{rows_of(count)} moved to “{section}”."

    def _alias(self, rows, form, who):
        words = form.cleaned_data["alias"]
        count = aliases.add_aliases(rows, text=words, **who)
        return f"“{words}” now finds {rows_of(count)} more."

    def _asked(self, request, queryset, form, title, act):
        """The page that asks, until it is answered; then the act, and back to the list."""
        count = queryset.count()
        if count > provisions.AT_MOST:
            self.message_user(
                request,
                f"Choose at most {provisions.AT_MOST} rows at a time; {count} are chosen.",
                messages.ERROR,
            )
            return None
        if form.is_bound and form.is_valid():
            rows = list(queryset.select_related("revision"))
            try:
                told = act(rows, form, {"by": request.user.email, "at": timezone.now()})
            except (provisions.CannotWrite, aliases.NoAlias) as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self.message_user(request, told, messages.SUCCESS)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "form": form,
            "count": count,
            "rows": queryset[:SHOWN],
            "rest": max(0, count - SHOWN),
            "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "across": request.POST.get("select_across", "0"),
            "action": request.POST.get("action", ""),
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/catalogue/bulk.html", context)


def applied(request):
    """What was answered on the page that asks; None when it was not shown yet."""
    return request.POST if "apply" in request.POST else None


def rows_of(count):
    """“1 row”, “2 rows”."""
    return f"{count} row{'' if count == 1 else 's'}"
