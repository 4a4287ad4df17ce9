"""Tickets that become one, or several."""

from django import forms

from tickets.actions.splitting import MOST_PARTS

from .base import ActForm, text_area


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
