"""What a customer says with an act on a ticket. The rules stand in the actions."""

from django import forms

from catalogue.models import Contact
from tickets.forms.report import FILE, FilesField, answer_field


class ActForm(forms.Form):
    """An act on `ticket` by `actor`: fields of several such forms stand on one page."""

    act = ""

    def __init__(self, data=None, files=None, *, ticket, actor):
        super().__init__(data, files, auto_id=f"{self.act}_%s")
        self.ticket, self.actor = ticket, actor

    def refuse(self, refusal):
        """Put a refusal beside the field that it names, else on top."""
        named = refusal.field in self.fields
        self.add_error(refusal.field if named else None, str(refusal))


class ReplyForm(ActForm):
    """Something to say to the staff."""

    act = "reply"
    body = forms.CharField(
        label="Your message",
        error_messages={"required": "Write a message."},
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        help_text = "Up to 10 files of 10 MB each."
        self.fields["files"] = FilesField(
            label="Files", required=False, help_text=help_text
        )

    def chosen(self):
        """The files."""
        return self.files.getlist("files")


class ReasonForm(ActForm):
    """Why a ticket is reopened or cancelled, or an estimate is not approved."""

    reason = forms.CharField(
        label="Why?",
        error_messages={"required": "Say why."},
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class ReopenForm(ReasonForm):
    """Why it is not solved."""

    act = "reopen"


class CancelForm(ReasonForm):
    """Why it is not needed any more."""

    act = "cancel"


class CloseForm(ActForm):
    """It is solved."""

    act = "close"


class DecideForm(ReasonForm):
    """Approve or reject an estimate; only who rejects it has to say why."""

    act = "decide"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False


class SupplyForm(ActForm):
    """What the service level asks for and is not there yet."""

    act = "supply"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = {}
        level, missing = self.ticket.service_level, set(self.ticket.missing)
        rows = level.intake_fields.all() if level and missing else []
        for number, asked in enumerate(rows):
            if asked.label not in missing:
                continue
            name = f"answer_{number}"
            self.asked[name] = asked
            if asked.kind == FILE:
                self.fields[name] = FilesField(label=asked.label, required=False)
            else:
                zone = self.actor.zone
                self.fields[name] = answer_field(asked, zone, required=False)

    def answers(self, names):
        """What was given, by label; of a file field its names, in the order of `chosen`."""
        names, found = iter(names), {}
        for name, asked in self.asked.items():
            if asked.kind == FILE:
                found[asked.label] = [next(names) for _ in self.files.getlist(name)]
            else:
                found[asked.label] = self.cleaned_data[name]
        return {label: value for label, value in found.items() if value}

    def chosen(self):
        """Every file."""
        return [file for name in self.asked for file in self.files.getlist(name)]

    def refuse(self, refusal):
        """A refused answer stands beside its field."""
        named = {asked.label: name for name, asked in self.asked.items()}
        errors = getattr(refusal, "errors", {refusal.field: str(refusal)})
        for field, message in errors.items():
            label = field.rpartition("intake/")[2]
            self.add_error(named.get(label), message)


class ColleagueForm(ActForm):
    """A colleague who is to follow the ticket."""

    act = "colleague"
    contact = forms.ModelChoiceField(
        Contact.objects.none(), label="Colleague", empty_label="Choose…"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Contact.objects.filter(customer=self.ticket.customer_id, is_active=True)
        watching = self.ticket.watchers.values("contact")
        rows = rows.exclude(pk__in=watching).exclude(pk=self.ticket.requester_id)
        self.fields["contact"].queryset = rows.order_by("name", "pk")
        self.fields["contact"].label_from_instance = lambda row: row.name


FORMS = {
    form.act: form
    for form in (
        ReplyForm,
        ReopenForm,
        CancelForm,
        CloseForm,
        DecideForm,
        SupplyForm,
        ColleagueForm,
    )
}
