"""What is said on a ticket, and the verbs of the table of states."""

from django import forms

from tickets import states
from tickets.actions.intake_report import INTAKE

from .base import ActForm, text_area

TALKS = [
    ("reply", "Send to the customer"),
    ("note", "Keep as internal note"),
    ("called", "Log a call: reached"),
    ("not_reached", "Log a call: not reached"),
    ("understood", "Report is understood"),
    ("workaround", "Send as workaround"),
    ("action_plan", "Send as action plan"),
]


class MoveForm(ActForm):
    """A verb of the table of states, with what it needs."""

    verb = forms.CharField(widget=forms.HiddenInput)
    name = "move"

    def __init__(self, ticket, request, data=None, *, verb=None, **kwargs):
        name = verb.name if verb else (data or {}).get("verb", "")
        self.step = states.VERBS.get(name)
        kwargs["auto_id"] = f"{name}-%s"
        super().__init__(ticket, request, data, initial={"verb": name}, **kwargs)
        needs = self.step.needs if self.step else ()
        self.says_something = bool(needs)
        if "body" in needs:
            self.fields["body"] = text_area("What the customer is told")
        if "reason" in needs:
            self.fields["reason"] = text_area("Reason, which the customer reads")
        if "until" in needs:
            self.fields["until"] = forms.DateTimeField(
                label=f"When the work begins ({ticket.customer.zone} time)",
                widget=forms.DateTimeInput(
                    attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
                ),
            )


class TalkForm(ActForm):
    """Something said, to the customer or among staff. The button tells what it is."""

    name = "talk"
    says_something = True
    what = forms.ChoiceField(choices=TALKS)
    body = text_area("Your message", rows=6, required=False)


class SupplyForm(ActForm):
    """Answers to the fields of the intake form that are still missing."""

    name = "supply"

    def __init__(self, ticket, *args, **kwargs):
        super().__init__(ticket, *args, **kwargs)
        for number, label in enumerate(ticket.missing):
            self.fields[f"answer_{number}"] = forms.CharField(
                label=label, required=False, max_length=10_000
            )

    def show(self, refusal):
        """Refusals name fields by their labels."""
        for field, message in getattr(refusal, "errors", {}).items():
            label = field.removeprefix(INTAKE)
            missing = self.ticket.missing
            name = f"answer_{missing.index(label)}" if label in missing else None
            self.add_error(name, message)
        if not self.errors:
            super().show(refusal)

    def answers(self):
        """What was given, by label."""
        given = {
            label: self.cleaned_data[f"answer_{number}"]
            for number, label in enumerate(self.ticket.missing)
        }
        return {label: value for label, value in given.items() if value}
