"""Forms by which staff correct and withdraw time."""

import datetime as dt

from django import forms
from django.utils import timezone

from billing.models import Agreement, TimeEntry
from billing.typed_time import clock, minutes_of
from billing.wall_time import instant
from tickets.forms.report import Moment
from tickets.models import Ticket

KEEP = ""
MINUTES = "%Y-%m-%dT%H:%M"
LONGEST_REASON = 2_000
WHOLE = ("worked_on", "minutes", "is_after_hours")


class MinutesField(forms.CharField):
    """Time as it is typed into a cell: 1:30, 1.5, 90m."""

    def prepare_value(self, value):
        return clock(value) if isinstance(value, int) else value

    def to_python(self, value):
        try:
            return minutes_of(super().to_python(value) or "")
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def has_changed(self, initial, data):
        try:
            return minutes_of(data or "") != initial
        except ValueError:
            return True


class ReferenceField(forms.CharField):
    """A row by its reference, among those the person may see."""

    def __init__(self, *, model, example, **kwargs):
        super().__init__(**kwargs)
        self.model, self.example, self.actor = model, example, None

    def to_python(self, value):
        typed = super().to_python(value)
        if not typed:
            return None
        rows = self.model.objects.visible_to(self.actor).by_reference(typed)
        found = rows.first()
        if found is None:
            raise forms.ValidationError(
                f"There is no “{typed[:40]}”. Write one such as {self.example}."
            )
        return found

    def prepare_value(self, value):
        return getattr(value, "reference", value)

    def has_changed(self, initial, data):
        return getattr(initial, "reference", "") != (data or "").strip().upper()


class MomentField(forms.DateTimeField):
    """A moment as a clock on a wall shows it in the current zone, in its first pass where it has two.

    What is sent as it was shown stays the moment that it was, of whichever pass.
    """

    widget = Moment

    def __init__(self, **kwargs):
        super().__init__(widget=self.widget(format=MINUTES), **kwargs)

    def to_python(self, value):
        shown = self._shown(value)
        if shown is None:
            return None
        try:
            return instant(shown.date(), shown.time(), timezone.get_current_timezone())
        except (ValueError, OverflowError) as error:
            raise forms.ValidationError(str(error)) from None

    def has_changed(self, initial, data):
        before = initial and timezone.localtime(initial).replace(tzinfo=None)
        try:
            return self._shown(data) != before
        except forms.ValidationError:
            return True

    def _shown(self, value):
        """What the clock shows, of no zone."""
        with timezone.override(dt.UTC):
            at = super().to_python(value)
        return at and at.replace(tzinfo=None)


class ReasonForm(forms.Form):
    """Why time is withdrawn."""

    reason = forms.CharField(
        label="Why",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text="Kept with the entry.",
    )


class CorrectForm(ReasonForm):
    """An entry as it should have been. Times are the customer's."""

    ticket = ReferenceField(model=Ticket, example="T-1042", required=False)
    agreement = ReferenceField(
        model=Agreement,
        example="A-12",
        required=False,
        help_text="With a ticket it is the ticket’s.",
    )
    started_at = MomentField(label="Start", required=False)
    ended_at = MomentField(label="End", required=False)
    worked_on = forms.DateField(
        label="Day",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Not needed with start and end.",
    )
    minutes = MinutesField(
        label="Time",
        required=False,
        help_text="1:30, 1.5 or 90m. Not needed with start and end.",
    )
    is_after_hours = forms.BooleanField(
        label="After hours", required=False, help_text="Without start and end."
    )
    role = forms.CharField(max_length=200, required=False)
    work_type = forms.CharField(max_length=100, required=False)
    billable = forms.ChoiceField(label="Charged as", choices=TimeEntry.Billable.choices)
    description = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text="The customer reads it.",
    )
    note = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text="For staff only.",
    )
    field_order = [
        "ticket",
        "agreement",
        "started_at",
        "ended_at",
        "worked_on",
        "minutes",
        "is_after_hours",
        "role",
        "work_type",
        "billable",
        "description",
        "note",
        "reason",
    ]

    def __init__(self, data, *, entry, actor):
        self.entry = entry
        initial = {
            name: getattr(entry, name) for name in self.base_fields if name != "reason"
        }
        super().__init__(data, initial=initial, use_required_attribute=False)
        for name in ("ticket", "agreement"):
            self.fields[name].actor = actor

    def changes(self):
        """What is to become another, as the action takes it."""
        changed = {
            name: self.cleaned_data[name]
            for name in self.changed_data
            if name not in ("reason", "ticket", "agreement")
        }
        if changed.get("started_at", self.entry) is None:
            # Without start and end the day and the time stand for themselves.
            changed |= {name: self.cleaned_data[name] for name in WHOLE}
        for name in ("ticket", "agreement"):
            if self.cleaned_data[name] != getattr(self.entry, name):
                changed[name] = self.cleaned_data[name]
        return changed


class ManyForm(ReasonForm):
    """The same correction of several entries; what is left alone stays as it is."""

    billable = forms.ChoiceField(
        label="Charged as",
        required=False,
        choices=[(KEEP, "as it is"), *TimeEntry.Billable.choices],
    )
    role = forms.CharField(max_length=200, required=False, help_text="Empty: as it is.")
    field_order = ["billable", "role", "reason"]

    def clean(self):
        if not self.changes():
            self.add_error("billable", "Say what is to become another.")
        return super().clean()

    def changes(self):
        """What is to become another, as the action takes it."""
        given = {n: self.cleaned_data.get(n, "") for n in ("billable", "role")}
        return {name: value for name, value in given.items() if value}
