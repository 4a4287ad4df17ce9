"""Another quantity of what is ordered: a field for each order, and for each offer not ordered yet."""

from decimal import Decimal

from django import forms

from billing.actions import change_requests, order_facts
from billing.actions.changes import Change
from billing.models import ChangeRequest
from billing.ordering import amount
from catalogue.money import shown

QUANTITY = {"max_digits": 9, "decimal_places": 2, "min_value": 0, "required": False}
NOT_EMPTY = "Write how much, or 0 to end it."
FEE = {"max_digits": 9, "decimal_places": 2, "min_value": 0, "required": False}


class ChangesForm(forms.Form):
    """What a customer asks for. Fields that stay as they are ask for nothing."""

    with_fees = False

    effective_on = forms.DateField(
        label="From",
        help_text="The first day of a month.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write a date as 2026-12-01."},
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=change_requests.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args, agreement, at, **kwargs):
        day = change_requests.next_month(agreement, at)
        day = max(day, agreement.starts_on.replace(day=1))
        super().__init__(*args, initial={"effective_on": day}, **kwargs)
        self.orders = {
            f"order_{row.pk}": row for row in order_facts.standing(agreement, day)
        }
        taken = {row.offer_id for row in self.orders.values()}
        self.offers = {
            f"offer_{offer.pk}": offer
            for offer in order_facts.offered(agreement)
            if offer.pk not in taken
        }
        for name, row in self.orders.items():
            fee = f"{shown(row.monthly_fee, agreement.currency)} so far."
            self._add(name, row.name, row.unit, f"{row.quantity.normalize():f}", fee)
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = NOT_EMPTY
        for name, offer in self.offers.items():
            self._add(name, offer.name, rule_of(offer), None, "")

    def _add(self, name, label, help_text, quantity, fee):
        self.fields[name] = forms.DecimalField(
            label=label, help_text=help_text, initial=quantity, **QUANTITY
        )
        self.fields[name].widget.attrs |= {"step": "any", "inputmode": "decimal"}
        if self.with_fees:
            self.fields[f"{name}_fee"] = forms.DecimalField(
                label=f"Fee a month of {label}", help_text=fee, **FEE
            )
            self.fields[f"{name}_fee"].widget.attrs |= {"step": "any"}

    def changes(self):
        """What is to become another; an order whose field is 0 ends."""
        found = []
        for name, row in self.orders.items():
            quantity = self.cleaned_data.get(name) or Decimal(0)
            fee = self.cleaned_data.get(f"{name}_fee")
            if quantity != row.quantity or fee not in (None, row.monthly_fee):
                found.append(Change(quantity, order=row.pk, monthly_fee=fee))
        for name, offer in self.offers.items():
            if quantity := self.cleaned_data.get(name):
                fee = self.cleaned_data.get(f"{name}_fee")
                found.append(Change(quantity, offer=offer.pk, monthly_fee=fee))
        return found

    def refuse(self, refusal):
        """Put a refusal beside the field that it names, else on top."""
        told = f"{refusal} ({refusal.source})" if refusal.source else str(refusal)
        named = refusal.field in self.fields
        self.add_error(refusal.field if named else None, told)

    @property
    def ordered_pairs(self):
        """The fields of what is ordered, each with its fee where that is asked."""
        return [self._pair(name) for name in self.orders]

    @property
    def offered_pairs(self):
        """The fields of what may be ordered too."""
        return [self._pair(name) for name in self.offers]

    def _pair(self, name):
        return self[name], self[f"{name}_fee"] if self.with_fees else None


class ProposalForm(ChangesForm):
    """What staff propose: quantities, and the fee of each that becomes another."""

    with_fees = True
    summary = forms.CharField(
        max_length=200,
        required=False,
        help_text="The customer reads it. Empty: made of the changes.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].help_text = "For staff only."


def rule_of(offer):
    """What an offer's row asks, in a line: `hours per month, at least 20, in steps of 10`."""
    said = [offer.unit]
    said += [f"at least {amount(offer.minimum)}"] if offer.minimum else []
    said += [f"in steps of {amount(offer.step)}"] if offer.step else []
    said += [f"at most {amount(offer.maximum)}"] if offer.maximum else []
    said += [f"for {offer.term_months} months"] if offer.term_months else []
    return ", ".join(filter(None, said))


class DecisionForm(forms.Form):
    """Approve or decline; who declines says why."""

    reason = forms.CharField(
        label="Why not? (needed if you decline)",
        required=False,
        max_length=change_requests.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, auto_id=f"decide_{request.pk}_%s", **kwargs)
        self.request = request
        if request.state == ChangeRequest.State.ASKED:
            self.fields["reason"].label = "Why do you take it back?"

    @property
    def can_approve(self):
        """Whether it waits for nobody but the customer."""
        proposed = self.request.state == ChangeRequest.State.PROPOSED
        return proposed and not self.request.waits_for
