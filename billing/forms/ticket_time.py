"""Forms of a ticket's page for who works on it: log time, stop the timer."""

from django import forms

from billing.actions.works import Work
from billing.models import TimeEntry
from billing.typed_time import clock, minutes_of
from billing.wall_time import span_at
from catalogue.periods import day_of
from tickets.wording import LONGEST

# Fields of an action by those of the form, where they differ.
FIELDS = {
    "worked_on": "day",
    "started_at": "start",
    "ended_at": "end",
    "minutes": "time",
}
ONE_WAY = "Give start and end, or the time it took: not both."


class WorkForm(forms.Form):
    """What both forms ask: as what the time is charged, and what was done."""

    name = ""

    billable = forms.ChoiceField(label="Charged as", choices=TimeEntry.Billable.choices)
    role = forms.ChoiceField(required=False)
    work_type = forms.CharField(
        label="Kind of work",
        max_length=100,
        required=False,
        help_text="A word of yours.",
    )
    description = forms.CharField(
        label="What was done",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The customer reads it.",
    )
    note = forms.CharField(
        label="Internal note",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, ticket, proposal, *args, **kwargs):
        self.ticket, self.proposal = ticket, proposal
        kwargs.setdefault("auto_id", f"{self.name}-%s")
        super().__init__(*args, use_required_attribute=False, **kwargs)
        roles = [(role, role) for role in proposal.roles]
        self.fields["role"].choices = [("", "no role"), *roles]
        self.initial.setdefault("role", proposal.role)
        self.initial.setdefault("billable", proposal.billable)
        self.fields["billable"].help_text = proposal.why

    def given(self):
        """What both forms say, as fields of `Work`."""
        data = self.cleaned_data
        names = ["billable", "role", "work_type", "description", "note"]
        return {name: data[name] for name in names}

    def show(self, refusal):
        """Put what an action refuses beside the fields it names, else on top."""
        errors = getattr(refusal, "errors", {0: {refusal.field: str(refusal)}})
        for field, message in errors[0].items():
            known = FIELDS.get(field, field)
            self.add_error(known if known in self.fields else None, message)


class StopForm(WorkForm):
    """What to say of the time that the timer took."""

    name = "stop"


class LogForm(WorkForm):
    """Time by hand: the day, and how long, or from when until when, where the customer is."""

    name = "log"

    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    time = forms.CharField(
        label="Time it took",
        required=False,
        max_length=20,
        help_text="1:30, 1.5 or 90m. Or start and end:",
    )
    start = forms.TimeField(
        required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    end = forms.TimeField(
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text="Before the start: on the next day.",
    )
    is_after_hours = forms.BooleanField(
        label="Outside business hours",
        required=False,
        help_text="Without start and end: all of it.",
    )

    field_order = ["day", "time", "start", "end", "is_after_hours"]

    def __init__(self, ticket, proposal, *args, at, **kwargs):
        super().__init__(ticket, proposal, *args, **kwargs)
        self.initial.setdefault("day", day_of(at, ticket.customer.zone).isoformat())

    def clean_time(self):
        try:
            return minutes_of(self.cleaned_data["time"]) or None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self):
        data = super().clean()
        self.span = (None, None)
        day, start, end = data.get("day"), data.get("start"), data.get("end")
        if (start or end) and data.get("time"):
            self.add_error("time", ONE_WAY)
        elif start is not None and end is not None and day:
            try:
                self.span = span_at(day, start, end, self.ticket.customer.zone)
            except (ValueError, OverflowError) as error:
                self.add_error("start", str(error))
        elif (start is None) != (end is None) and not self.errors:
            self.add_error("end" if end is None else "start", "Give start and end.")
        return data

    def work(self):
        """The row to log."""
        data = self.cleaned_data
        started_at, ended_at = self.span
        return Work(
            ticket=self.ticket,
            worked_on=None if started_at else data["day"],
            started_at=started_at,
            ended_at=ended_at,
            minutes=data["time"],
            is_after_hours=data["is_after_hours"],
            **self.given(),
        )


def took(timer, at):
    """How long a timer has run, as people type it."""
    return clock(max(0, int((at - timer.started_at).total_seconds() // 60)))
