"""What a customer reports, asked in the words of the service level.

The rules stand in `actions.intake`: the form only asks, and shows each refusal beside its field.
Files come last, with the check: a browser forgets chosen files whenever a page is shown again.
"""

from dataclasses import replace

from django import forms

from tickets.actions.intake_checks import AFFECTED
from tickets.actions.intake_report import (
    INTAKE,
    MOST,
    NEEDED,
    Report,
)
from tickets.attachments import clean_name
from tickets.models import Ticket

KINDS = {
    Ticket.Kind.INCIDENT: "Something does not work as it should",
    Ticket.Kind.REQUEST: "Something is to be added, changed or done",
    Ticket.Kind.QUESTION: "I would like to know something",
}
UNSURE = "I am not sure: "
BY_IMPACT = "go by how many users are affected"
BY_DEFAULT = "take it as {}"
FILE = "file"


class Moment(forms.DateTimeInput):
    """The browser's own choice of a date and time, without a zone."""

    input_type = "datetime-local"


class Files(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files; whether they may be kept is judged by `attachments`."""

    widget = Files

    def clean(self, data, initial=None):
        """The files, none for none; raises `ValidationError` where some are required."""
        files = [file for file in data or [] if file]
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], "required")
        return files


WIDGETS = {
    "text": forms.TextInput,
    "choice": forms.TextInput,
    "long_text": forms.Textarea,
    "datetime": Moment,
    "number": forms.NumberInput,
}


def answer_field(asked, zone, *, required):
    """The form's field for an intake field; what was typed is judged by intake."""
    widget = WIDGETS[asked.kind]()
    if asked.kind == "long_text":
        widget.attrs["rows"] = 4
    if asked.kind == "number":
        widget.attrs |= {"min": 0, "inputmode": "numeric"}
    return forms.CharField(
        label=asked.label,
        required=required,
        widget=widget,
        help_text=f"In the time of {zone}." if asked.kind == "datetime" else "",
        error_messages={"required": NEEDED},
    )


class ReportForm(forms.Form):
    """A report, as far as it is typed. `place` is a `views.places.Place`: guide, level, line."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        initial=Ticket.Kind.INCIDENT,
    )
    summary = forms.CharField(
        label="In one line",
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        error_messages={"required": "Say in one line what it is about."},
    )
    description = forms.CharField(
        label="What happened, or what you need",
        widget=forms.Textarea(attrs={"rows": 7, "dir": "auto"}),
        help_text="What you did, what you expected, what you saw instead, and since when.",
        error_messages={"required": "Describe it, so that somebody can begin at once."},
    )
    quantity = forms.IntegerField(
        label="How many",
        min_value=1,
        max_value=MOST,
        initial=1,
        help_text="For instance how many phone numbers. It counts towards what is included.",
    )
    users_affected = forms.IntegerField(
        label="Users affected", min_value=0, max_value=MOST, required=False
    )
    users_total = forms.IntegerField(
        label="Users you have in all", min_value=1, max_value=MOST, required=False
    )
    priority = forms.ChoiceField(
        label="How urgent is it?", required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args, place, **kwargs):
        super().__init__(*args, **kwargs)
        self.place = place
        if not place.counts_quantity:
            del self.fields["quantity"]
        self._ask_impact()
        self._ask_priority()
        self.asked = {}
        for number, asked in enumerate(place.fields):
            if asked.kind != FILE:
                name = f"intake_{number}"
                self.asked[name] = asked.label
                self.fields[name] = answer_field(
                    asked, place.zone, required=asked.required
                )

    def _ask_impact(self):
        """The share of affected users, where it leads to a priority; asked for once."""
        if not self.place.has_impact:
            del self.fields["users_affected"], self.fields["users_total"]
            return
        self.fields["users_total"].initial = self.place.users
        if any(AFFECTED.search(asked.label) for asked in self.place.fields):
            del self.fields["users_affected"]

    def _ask_priority(self):
        """The priorities of the level, and not to choose where that leads to one, too."""
        place = self.place
        if len(place.priorities) < 2:  # nothing to choose
            del self.fields["priority"]
            return
        choices = [(each.label, each.label) for each in place.priorities]
        instead = [BY_IMPACT] * place.has_impact
        if place.default_priority:
            instead.append(BY_DEFAULT.format(place.default_priority))
        if instead:
            choices.append(("", UNSURE + ", else ".join(instead)))
        self.fields["priority"].choices = choices

    @property
    def answers(self):
        """The fields that the service level asks for."""
        return [self[name] for name in self.asked]

    def report(self):
        """The report as intake takes it, without files."""
        given = self.cleaned_data
        return Report(
            summary=given["summary"],
            description=given["description"],
            kind=given["kind"],
            channel=Ticket.Channel.PORTAL,
            subscription=self.place.subscription.pk,
            provision=self.place.provision and self.place.provision.pk,
            priority=given.get("priority", ""),
            users_affected=given.get("users_affected"),
            users_total=given.get("users_total"),
            quantity=given.get("quantity", 1),
            intake={
                label: given[name] for name, label in self.asked.items() if given[name]
            },
        )

    def show(self, refusal):
        """Put what intake refuses beside the fields it names; what has no field stands on top."""
        names = {f"{INTAKE}{label}": name for name, label in self.asked.items()}
        errors = getattr(refusal, "errors", {refusal.field: str(refusal)})
        for field, message in errors.items():
            name = names.get(field, field)
            self.add_error(name if name in self.fields else None, message)


class FilesForm(forms.Form):
    """The files of a report: those that the service level asks for, and any others."""

    def __init__(self, *args, place, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = {}
        for number, asked in enumerate(place.fields):
            if asked.kind == FILE:
                name = f"file_{number}"
                self.asked[name] = asked
                self.fields[name] = FilesField(
                    label=asked.label,
                    required=asked.required,
                    error_messages={"required": "Choose the file that is asked for."},
                )
        self.fields["files"] = FilesField(
            label="Other files" if self.asked else "Files",
            required=False,
            help_text="Screenshots or logs. Up to 10 files of 10 MB each.",
        )

    def chosen(self):
        """Every file, in the order of the fields."""
        return [file for name in self.fields for file in self.files.getlist(name)]

    def named(self, names):
        """Which of the names, in the order of `chosen`, belong to which field of the level."""
        names, found = iter(names), {}
        for name, asked in self.asked.items():
            found[asked.label] = [next(names) for _ in self.files.getlist(name)]
        return {label: own for label, own in found.items() if own}

    def promised(self):
        """What stands for the required files while the report is only looked at."""
        return {
            asked.label: [f"{asked.label} (to come)"]
            for asked in self.asked.values()
            if asked.required
        }

    def names(self):
        """What intake calls the fields of this form."""
        asked = {f"{INTAKE}{each.label}" for each in self.asked.values()}
        return {"files", *asked}

    def refuse(self, refusal):
        """Put what is wrong with a file beside the field that it was chosen in, else on top."""
        blamed = next(
            (
                name
                for name in self.fields
                for file in self.files.getlist(name)
                if str(refusal).startswith(f"{clean_name(file.name)}: ")
            ),
            "files",
        )
        self.add_error(blamed if refusal.field == "files" else None, str(refusal))

    def show(self, refusal):
        """Put a refusal about files beside the field of the files."""
        names = {f"{INTAKE}{each.label}": name for name, each in self.asked.items()}
        for field, message in refusal.errors.items():
            self.add_error(names.get(field, "files"), message)


def with_files(report, names, uploads):
    """A report with its files; `names` by label are those that the service level asked for."""
    return replace(report, intake={**report.intake, **names}, files=uploads)
