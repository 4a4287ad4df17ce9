"""“What if”: a ticket's clocks by another service level, priority or calendar. Nothing is written."""

import datetime as dt

from django import forms

from catalogue.models import Calendar, Priority, ServiceLevel
from catalogue.platform.tenancy import actor_of
from tickets import words
from tickets.actions.what_if import what_if

NAMES = {
    "state": "state",
    "started_at": "begins",
    "stopped_at": "ends",
    "due_at": "due",
    "elapsed": "counted",
    "met": "in time",
    "goal": "time allowed",
}


class WhatIfForm(forms.Form):
    """Under which terms the clocks are to be looked at; empty: as they are."""

    level = forms.ModelChoiceField(
        ServiceLevel.objects.none(),
        required=False,
        label="Service level",
        empty_label="as it is",
    )
    priority = forms.ModelChoiceField(
        Priority.objects.none(), required=False, empty_label="as it is"
    )
    calendar = forms.ModelChoiceField(
        Calendar.objects.none(),
        required=False,
        label="Support hours",
        empty_label="as they are",
    )

    def __init__(self, ticket, data):
        super().__init__(data, auto_id="what-if-%s")
        levels = ServiceLevel.objects.filter(
            revision__guide=ticket.revision.guide_id,
            revision__state__in=["published", "superseded"],
        )
        levels = levels.select_related("revision__guide").order_by(
            "-revision__number", "position", "pk"
        )
        self.fields["level"].queryset = levels
        self.fields["level"].label_from_instance = lambda level: (
            f"{level} (revision {level.revision.number})"
        )
        rows = Priority.objects.filter(service_level=ticket.service_level_id)
        self.fields["priority"].queryset = rows
        hours = Calendar.objects.filter(provider=ticket.provider_id)
        self.fields["calendar"].queryset = hours


def context_of(request, ticket):
    """The form, and the clocks beside what they would be."""
    form = WhatIfForm(ticket, request.GET or None)
    asked = form.is_bound and form.is_valid()
    terms = form.cleaned_data if asked else {}
    found = []
    if asked:
        found = what_if(ticket, **terms, at=actor_of(request).at)
    return {
        "form": form,
        "asked": asked,
        "is_today": asked and not any(terms.values()),
        "compared": [told(each, ticket.customer.zone) for each in found],
    }


def told(compared, zone):
    """One clock: what it is called, and what is and would be."""
    row, timer = compared.stored, compared.replayed
    hours = row.hours if row else timer.promise.hours
    return {
        "name": words.noun(compared.metric, compared.name),
        "cycle": compared.cycle,
        "only": "" if row and timer else ("now" if row else "then"),
        "differs": [
            (NAMES.get(name, name), shown(old, hours, zone), shown(new, hours, zone))
            for name, (old, new) in compared.differs.items()
        ],
    }


def shown(value, hours, zone):
    """A value of a clock in words."""
    if isinstance(value, dt.datetime):
        return words.date(value, zone)
    if isinstance(value, dt.timedelta):
        return words.duration(value, hours)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "–" if value in (None, "") else str(value)
