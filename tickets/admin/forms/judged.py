"""What a ticket is judged by: priority, line of the guide, kind, charge, estimate."""

from django import forms
from django.utils.text import Truncator

from catalogue.models import Priority, Provision, Rate
from catalogue.models.provisions import ProvisionCharge
from tickets.actions.intake_report import MOST
from tickets.admin.people import key_of
from tickets.estimates import roles
from tickets.models import Ticket

from .base import ActForm, text_area

MOST_FOUND = 20


def _shortly(provision):
    return Truncator(provision.text).chars(160)


class ReclassifyForm(ActForm):
    """Another priority of the ticket's service level."""

    name = "reclassify"
    priority = forms.ModelChoiceField(
        Priority.objects.none(), empty_label="choose one", label="New priority"
    )
    reason = text_area("Reason, which the customer reads", rows=2)

    def __init__(self, ticket, *args, **kwargs):
        super().__init__(ticket, *args, **kwargs)
        rows = Priority.objects.filter(service_level=ticket.service_level_id)
        self.fields["priority"].queryset = rows.exclude(pk=ticket.priority_id)


class CorrectForm(ActForm):
    """Another line of the guide, another kind. Lines are found by words, then chosen."""

    name = "correct"
    has_found = False
    kind = forms.ChoiceField(choices=Ticket.Kind.choices)
    quantity = forms.IntegerField(min_value=1, max_value=MOST)
    reason = forms.CharField(
        label="Why, which the customer reads", max_length=1000, required=False
    )
    provision = forms.ChoiceField(
        label="Line of the guide", widget=forms.RadioSelect, required=False
    )

    def __init__(self, ticket, request, data=None, **kwargs):
        initial = {
            "kind": ticket.kind,
            "quantity": ticket.quantity,
            "provision": ticket.provision_id or "",
        }
        super().__init__(ticket, request, data, initial=initial, **kwargs)
        self.find = request.GET.get("find", "").replace("\x00", "").strip()[:200]
        self.fields["provision"].choices = self._lines(data)

    def _lines(self, data):
        own = self.ticket.provision
        lines = {own.pk: _shortly(own)} if own else {}
        rows = Provision.objects.filter(revision=self.ticket.revision_id)
        posted = key_of((data or {}).get("provision", ""))
        if posted and posted not in lines:
            lines |= {row.pk: _shortly(row) for row in rows.filter(pk=posted)}
        if self.find:
            for word in self.find.split()[:10]:
                rows = rows.filter(text__icontains=word)
            found = {row.pk: _shortly(row) for row in rows[:MOST_FOUND]}
            self.has_found = bool(found)
            lines |= found
        return [*lines.items(), ("", "none fits")]


class ApprovalForm(ActForm):
    """An estimate that the customer's approver is asked to agree to."""

    name = "ask_approval"
    minutes = forms.IntegerField(
        label="Estimated work, minutes",
        min_value=1,
        max_value=1_000_000,
        required=False,
        help_text="Empty: not known yet; then say below what is to be paid.",
    )
    role = forms.ChoiceField(label="Who does it", required=False)
    note = text_area("What the estimate rests on, for the approver", required=False)

    def __init__(self, ticket, *args, **kwargs):
        super().__init__(ticket, *args, **kwargs)
        rates = Rate.objects.filter(revision=ticket.revision_id).order_by("position")
        known = [(role, role) for role in roles(rates) if role]
        self.fields["role"].choices = [("", "not decided"), *known]


class ChargeForm(ActForm):
    """What the ticket costs: as the guide has it by now, or as staff decide."""

    name = "charge"
    charge = forms.ChoiceField(
        choices=[("", "reckon it anew by the guide"), *ProvisionCharge.choices],
        required=False,
    )
    reason = forms.CharField(
        label="Why, which the customer reads",
        max_length=1000,
        required=False,
        help_text="Needed where staff decide. Reckoning anew takes a decision back.",
    )
