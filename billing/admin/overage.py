"""Overage beyond a cap at the desk: whom it was asked of, and asking."""

from django import forms
from django.contrib import admin
from django.utils import timezone

from billing import words
from billing.actions import overage
from billing.actions.refusals import Refused
from billing.models import Agreement, OverageApproval
from catalogue.admin.bases import CatalogueAdmin
from catalogue.periods import month_from
from catalogue.platform.tenancy import actor_of

from .time_forms import MinutesField, ReferenceField


class AskForm(forms.ModelForm):
    """Ask an approver; refusals of the action stand at their fields. `actor` is who asks."""

    actor = None

    agreement = ReferenceField(
        model=Agreement, example="A-12", help_text="Its reference, such as A-12."
    )
    month = forms.CharField(max_length=7, help_text="For instance 2026-10.")
    minutes = MinutesField(
        label="Overage",
        help_text="Beyond the cap, for that month: 10, 1:30, 90m.",
    )

    class Meta:
        model = OverageApproval
        fields = ["agreement", "month", "minutes", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agreement"].actor = self.actor

    def clean_month(self):
        """The month by its first day."""
        try:
            return month_from(self.cleaned_data["month"].strip())
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self):
        """Ask, and keep what came of it for `save`: a refusal is said at its field."""
        given = super().clean()
        if self.errors:
            return given
        try:
            self.made = overage.ask(
                given["agreement"],
                given["month"],
                minutes=given["minutes"],
                note=given["note"],
                actor=self.actor,
                at=timezone.now(),
            )
        except Refused as refusal:
            self.add_error(
                refusal.field if refusal.field in self.fields else None, str(refusal)
            )
        return given

    def _post_clean(self):
        """The action has judged the row."""

    def save(self, commit=True):
        """What the action made."""
        self.save_m2m = lambda: None
        return self.made


@admin.register(OverageApproval)
class OverageApprovalAdmin(CatalogueAdmin):
    """Asked here, decided by the customer; never rewritten."""

    group = "Work"
    list_display = [
        "agreement",
        "of_month",
        "asked_for",
        "state",
        "asked_at",
        "decided_by",
    ]
    list_filter = ["state", "month"]
    list_select_related = ["agreement__customer"]
    search_fields = ["agreement__name", "customer__name"]
    fields = [
        "agreement",
        "of_month",
        "asked_for",
        "state",
        "note",
        "asked_at",
        "asked_by",
        "decided_at",
        "decided_by",
        "contact",
        "reason",
    ]

    @admin.display(description="month", ordering="month")
    def of_month(self, obj):
        """The month in words."""
        return words.month(obj.month)

    @admin.display(description="overage", ordering="minutes")
    def asked_for(self, obj):
        """What was asked, in hours and minutes."""
        return words.span(obj.minutes)

    def get_fields(self, request, obj=None):
        return self.fields if obj else ["agreement", "month", "minutes", "note"]

    def get_readonly_fields(self, request, obj=None):
        return self.fields if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None:
            return super().get_form(request, obj, change=change, **kwargs)
        form = super().get_form(request, obj, change=change, form=AskForm, **kwargs)
        form.actor = actor_of(request)
        return form

    def save_model(self, request, obj, form, change):
        """The action has written it."""

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
