"""Forms of the pages around month close."""

from django import forms

from billing.actions.closing import closable
from billing.actions.crediting import LONGEST_REASON
from billing.actions.refusals import Refused
from billing.models import Agreement
from catalogue.models import Provider
from tickets.models import Ticket

from .time_forms import ReferenceField

MOST_NAMED = 200  # agreements in one address


class MonthField(forms.Field):
    """A month such as 2026-10."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-10"})

    def to_python(self, value):
        if not value:
            return None
        try:
            return closable(value)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def prepare_value(self, value):
        return f"{value:%Y-%m}" if hasattr(value, "strftime") else value


class ClosingForm(forms.Form):
    """Which month is closed, and of which agreements."""

    month = MonthField()
    provider = forms.ModelChoiceField(
        Provider.objects.none(),
        required=False,
        to_field_name="key",
        empty_label="all of them",
    )
    agreement = forms.CharField(
        label="Agreements",
        required=False,
        max_length=4000,
        help_text="References such as A-1, A-2. Empty: all.",
    )
    after = forms.IntegerField(
        required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput
    )

    def __init__(self, data, *, actor):
        super().__init__(data, auto_id="close-%s", use_required_attribute=False)
        providers = Provider.objects.all()
        if actor.providers is not None:
            providers = providers.filter(pk__in=actor.providers)
        self.fields["provider"].queryset = providers
        self.actor = actor

    def clean_agreement(self):
        """Keys of the agreements that are named; None where none is."""
        named = self.cleaned_data["agreement"].replace(",", " ").split()[:MOST_NAMED]
        if not named:
            return None
        visible, keys = Agreement.objects.visible_to(self.actor), []
        for reference in dict.fromkeys(named):
            key = visible.by_reference(reference).values_list("pk", flat=True).first()
            if key is None:
                told = f"There is no agreement “{reference[:40]}”. Write it as A-12."
                raise forms.ValidationError(told)
            keys.append(key)
        return keys


class ReopenForm(forms.Form):
    """Why a month is reopened."""

    reason = forms.CharField(
        label="Why",
        required=False,  # the action says it, in the same words at every door
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text="Kept with the month.",
    )


class CreditForm(forms.Form):
    """Money given back."""

    agreement = ReferenceField(model=Agreement, example="A-12")
    month = MonthField(help_text="On whose statement it stands; an open one.")
    amount = forms.DecimalField(
        max_digits=30, help_text="More than 0, in the agreement’s currency."
    )
    reason = forms.CharField(
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text="The customer reads it.",
    )
    ticket = ReferenceField(
        model=Ticket, example="T-1042", required=False, help_text="Because of which."
    )

    def __init__(self, data, *, actor, initial=None):
        super().__init__(data, initial=initial, use_required_attribute=False)
        for name in ("agreement", "ticket"):
            self.fields[name].actor = actor
