"""Forms of an agreement and its rows: what the actions would refuse is said at the field."""

from django import forms
from django.utils import timezone

from billing.actions import agreeing, ordering_offers, rating
from billing.actions.refusals import Refused
from billing.models import OrderedOffer
from catalogue.admin.fields import LinesField


def told(refusal):
    """A refusal with its source."""
    return f"{refusal} ({refusal.source})" if refusal.source else str(refusal)


class Checked(forms.ModelForm):
    """A row judged once its fields are: `judge` raises `Refused`."""

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        try:
            self.judge(self.instance, timezone.now())
        except Refused as refusal:
            known = refusal.field in self.fields
            self.add_error(refusal.field if known else None, told(refusal))

    def judge(self, row, at):
        """Raise `Refused` where the row cannot be."""


class AgreementForm(Checked):
    """Terms and rules; technology groups are written one a line."""

    technology_groups = LinesField(
        required=False,
        help_text="What the work is about, for instance network.",
    )

    class Meta:
        help_texts = {
            "carries_over": "Unused base hours may be used in the next month.",
        }

    def judge(self, row, at):
        agreeing.check(row)


class CoverageForm(Checked):
    """A subscription of the same customer, of the same provider."""

    def judge(self, row, at):
        # On a new agreement with errors of its own there is nothing to compare with.
        if row.subscription_id and row.agreement.customer_id and row.agreement.provider_id:  # fmt: skip
            agreeing.check_coverage(row)


class RateForm(Checked):
    """A rate that no closed month rests on."""

    def judge(self, row, at):
        if self.has_changed():
            rating.check_rate(row, at=at)


class OrderForm(forms.ModelForm):
    """An order; what the offer says need not be written again."""

    kind = forms.ChoiceField(
        choices=[("", "as the offer says"), *OrderedOffer.Kind.choices], required=False
    )
    name = forms.CharField(max_length=1000, required=False)

    class Meta:
        model = OrderedOffer
        fields = [
            "offer",
            "kind",
            "name",
            "role",
            "quantity",
            "unit",
            "monthly_fee",
            "is_prorated",
            "starts_on",
            "ends_on",
        ]
        help_texts = {
            "is_prorated": "The first month is charged by days; otherwise as a whole.",
        }

    def clean(self):
        """Take from the offer what was left empty; without one it has to be written."""
        given = super().clean()
        offer = given.get("offer")
        if offer is None:
            for name in ("name", "kind"):
                if not given.get(name):
                    self.add_error(name, "Write it, or choose an offer.")
            return given
        row = ordering_offers.complete(
            OrderedOffer(
                offer=offer,
                **{name: given.get(name) or "" for name in ("name", "kind", "role")},
                unit=given.get("unit") or "",
            )
        )
        return given | {
            name: getattr(row, name) for name in ("name", "kind", "role", "unit")
        }


class OrderFormSet(forms.BaseInlineFormSet):
    """All orders of an agreement, judged together."""

    def clean(self):
        """Say each broken rule at the field it is about, with its source."""
        super().clean()
        if any(self.errors) or not self.has_changed():
            return
        at = timezone.now()
        kept = [form for form in self.forms if self._stays(form)]
        for form in self.forms:
            self._judge_row(form, at)
        if any(self.errors):
            return
        rows = [form.instance for form in kept]
        for problem in ordering_offers.problems_of(self.instance, rows):
            form = next((f for f in kept if f.instance.name == problem.offer), kept[0])
            if not problem.needs_decision:
                form.add_error(problem.field, problem.text)

    def _judge_row(self, form, at):
        row = form.instance
        try:
            if form in self.deleted_forms:
                if row.pk:
                    ordering_offers.check_removal(row, at=at)
            elif form.has_changed():
                ordering_offers.check_row(row, at=at)
        except Refused as refusal:
            known = refusal.field in form.fields
            form.add_error(refusal.field if known else None, told(refusal))

    def _stays(self, form):
        there = form.instance.pk or form.has_changed()
        return there and form not in self.deleted_forms


class NoticeForm(forms.Form):
    """The day on which notice was given."""

    on = forms.DateField(
        label="Notice was given on",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write a date as 2026-12-01."},
    )
