"""What each act on a ticket asks for, on its page at the desk."""

from django import forms

from catalogue.models import Contact, Priority, Provision, Rate, User
from catalogue.models.provisions import ProvisionCharge
from tickets import states
from tickets.actions import assigning
from tickets.actions.intake_report import INTAKE, MOST
from tickets.actions.splitting import MOST_PARTS
from tickets.estimates import roles
from tickets.models import Queue, Ticket
from tickets.wording import LONGEST

from .people import key_of

TALKS = [
    ("reply", "Send to the customer"),
    ("note", "Keep as internal note"),
    ("called", "Log a call: reached"),
    ("not_reached", "Log a call: not reached"),
    ("understood", "Report is understood"),
    ("workaround", "Send as workaround"),
    ("action_plan", "Send as action plan"),
]
LEVELS = [(n, f"L{n}") for n in range(1, 5)]
KEEP = ("", "as it is")
MOST_FOUND = 20


def text_area(label, rows=3, required=True, help_text=""):
    """A field of several lines; the act says what is too long."""
    widget = forms.Textarea(attrs={"rows": rows, "maxlength": LONGEST})
    return forms.CharField(
        label=label, widget=widget, required=required, help_text=help_text
    )


class ActForm(forms.Form):
    """Base: knows its ticket, and has ids of its own, since a page holds many of them."""

    name = ""
    # Whether it may cross with what somebody else has just said.
    says_something = False

    def __init__(self, ticket, request, data=None, **kwargs):
        self.ticket, self.request = ticket, request
        kwargs.setdefault("auto_id", f"{self.name}-%s")
        super().__init__(data, use_required_attribute=False, **kwargs)

    def show(self, refusal):
        """Put what an action refuses beside the field it names, else on top."""
        known = refusal.field in self.fields
        self.add_error(refusal.field if known else None, str(refusal))


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
        lines = {own.pk: str(own)} if own else {}
        rows = Provision.objects.filter(revision=self.ticket.revision_id)
        posted = key_of((data or {}).get("provision", ""))
        if posted and posted not in lines:
            lines |= {row.pk: str(row) for row in rows.filter(pk=posted)}
        if self.find:
            for word in self.find.split()[:10]:
                rows = rows.filter(text__icontains=word)
            lines |= {row.pk: str(row) for row in rows[:MOST_FOUND]}
        return [*lines.items(), ("", "none fits")]


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


class MergeForm(ActForm):
    """The ticket in which this one goes on."""

    name = "merge"
    target = forms.CharField(
        label="Reference of the ticket that goes on",
        max_length=30,
        help_text="Such as T-1042, of the same customer. This one is then cancelled.",
    )


class SplitForm(ActForm):
    """Several issues that came as one."""

    name = "split"
    parts = text_area(
        "Summaries of the new tickets, one a line",
        help_text="Each becomes a ticket of its own with this report's time.",
    )

    def clean_parts(self):
        lines = [line.strip() for line in self.cleaned_data["parts"].splitlines()]
        parts = [line for line in lines if line]
        if len(parts) > MOST_PARTS:
            raise forms.ValidationError(
                f"At most {MOST_PARTS} at once; these are {len(parts)}."
            )
        return parts


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
