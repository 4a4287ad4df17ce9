"""Whose a ticket is, who follows it, who was told."""

from django import forms

from catalogue.models import Contact, User
from tickets.actions import assigning
from tickets.models import Queue

from .base import ActForm

LEVELS = [(n, f"L{n}") for n in range(1, 5)]


class AssignForm(ActForm):
    """Queue, person and support level."""

    name = "assign"
    queue = forms.ModelChoiceField(
        Queue.objects.none(), required=False, empty_label="no queue"
    )
    assignee = forms.ModelChoiceField(
        User.objects.none(), required=False, empty_label="nobody"
    )
    support_level = forms.TypedChoiceField(choices=LEVELS, coerce=int)

    def __init__(self, ticket, request, data=None, **kwargs):
        initial = {
            "queue": ticket.queue_id,
            "assignee": ticket.assignee_id,
            "support_level": ticket.support_level,
        }
        super().__init__(ticket, request, data, initial=initial, **kwargs)
        self.fields["queue"].queryset = Queue.objects.filter(provider=ticket.provider)
        self.fields["assignee"].queryset = assigning.assignable(ticket.provider_id)


class TakeForm(ActForm):
    """“Assign to me” asks for nothing."""

    name = "take"


class WatchForm(ActForm):
    """A contact of the customer who is to follow the ticket."""

    name = "watch"
    email = forms.EmailField(label="E-mail address of a contact")

    def clean_email(self):
        rows = Contact.objects.filter(customer=self.ticket.customer_id, is_active=True)
        contact = rows.filter(email__iexact=self.cleaned_data["email"]).first()
        if contact is None:
            raise forms.ValidationError(
                f"{self.ticket.customer} has no active contact with this address."
            )
        return contact


class UnwatchForm(ActForm):
    """A watcher who is to be left in peace."""

    name = "unwatch"
    contact = forms.IntegerField(widget=forms.HiddenInput)


class DutyForm(ActForm):
    """A notice that was given."""

    name = "duty"
    duty = forms.IntegerField(widget=forms.HiddenInput)
    body = forms.CharField(label="How", max_length=1000, required=False)
