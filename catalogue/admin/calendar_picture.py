"""What a calendar looks like: its week as a picture and in words, and the days that are closed."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue import closures
from catalogue.models import CalendarVersion
from catalogue.opening_hours import bars, by_day, day_by_day, in_words


class Typed(forms.TextInput):
    """A text that the browser completes from a list; what is not in it can be typed too."""

    template_name = "admin/catalogue/typed.html"

    def __init__(self, choices, attrs=None):
        super().__init__({**(attrs or {}), "autocomplete": "off"})
        self.known = choices

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        listed = f"{context['widget']['attrs'].get('id', name)}_known"
        context["widget"]["attrs"]["list"] = listed
        return context | {"listed": listed, "known": self.known()}


def zones():
    """Names of time zones, for the list of a field."""
    return [(name, "") for name in sorted(available_timezones()) if "/" in name]


def sets():
    """Codes and names of holiday sets, for the list of a field."""
    return list(closures.known_sets().items())


class VersionForm(forms.ModelForm):
    """A version of a calendar: zone and holiday set are known names."""

    class Meta:
        model = CalendarVersion
        fields = ["calendar", "valid_from", "zone", "always_open", "holidays"]
        widgets = {"zone": Typed(zones), "holidays": Typed(sets)}

    def clean_holidays(self):
        code = self.cleaned_data["holidays"].strip()
        try:
            closures.check(code)
        except closures.UnknownSet as unknown:
            raise ValidationError(str(unknown)) from unknown
        return code


@dataclass
class Shown:
    """A version of a calendar as it is shown."""

    version: CalendarVersion
    ends: dt.date | None
    is_now: bool
    words: list
    bars: list
    days: list


@dataclass
class Picture:
    """Versions in the order of their dates, and what is closed within a year from `first`."""

    shown: list
    first: dt.date
    last: dt.date
    closed: list
    problem: str = ""


class Pictured:
    """Mixin of the pages of calendars and of their versions."""

    change_form_template: Any = "admin/catalogue/calendar/change_form.html"

    def render_change_form(
        self, request, context, add=False, change=False, form_url="", obj=None
    ):
        context["picture"] = picture_of(obj, timezone.now()) if obj else None
        return super().render_change_form(
            request, context, add=add, change=change, form_url=form_url, obj=obj
        )


def picture_of(obj, at):
    """The picture of a calendar, or of one of its versions; None for a calendar without any."""
    calendar = getattr(obj, "calendar", obj)
    rows = calendar.versions.prefetch_related("windows", "closures")
    versions = sorted(rows, key=lambda row: row.valid_from)
    if not versions:
        return None
    ends = [*(row.valid_from for row in versions[1:]), None]
    today = at.astimezone(_zone(versions[-1].zone)).date()
    spans = [span_of(row, end) for row, end in zip(versions, ends, strict=True)]
    chosen = [
        n for n, row in enumerate(versions) if obj is calendar or row.pk == obj.pk
    ]
    first = max(today, versions[chosen[0]].valid_from)
    last = year_after(first)
    closed, problem = [], ""
    try:
        closed = closures.closed_days([spans[n] for n in chosen], first, last)
    except closures.UnknownSet as unknown:
        problem = str(unknown)
    shown = [
        shown_of(versions[n], ends[n], spans[n].holds(today))
        for n in chosen
        if obj is not calendar or ends[n] is None or ends[n] > today
    ]
    return Picture(shown, first, last, closed, problem)


def span_of(version, ends):
    """The days on which a version holds, with what it closes."""
    own = tuple((row.day, row.name) for row in version.closures.all())
    return closures.Span(
        version.valid_from, ends, version.holidays, own, version.always_open
    )


def shown_of(version, ends, is_now):
    """A version with its week."""
    windows = [(row.day, row.opens, row.closes) for row in version.windows.all()]
    week = by_day(windows, always_open=version.always_open)
    return Shown(version, ends, is_now, in_words(week), bars(week), day_by_day(week))


def year_after(day):
    """The same date a year later; the 28th of February for the 29th."""
    return dt.date(day.year + 1, day.month, min(day.day, 28 if day.month == 2 else 31))


def _zone(name):
    # A row written past the form may hold anything.
    return ZoneInfo(name if name in available_timezones() else "UTC")
