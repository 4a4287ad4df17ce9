"""What a subscription qualifies for, ticked among the cases that promised times apply to alone."""

from django import forms

from catalogue.actions.qualifying import cases_of

NONE = "No promised time of the guide applies to some customers alone."


class CasesField(forms.MultipleChoiceField):
    """Cases, each with a box to tick. One that is stored and named no more may be kept or taken out."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, offered, stored):
        gone = [case for case in stored if case not in offered]
        super().__init__(
            required=False,
            choices=[
                *((case, case) for case in offered),
                *((case, f"{case} (named no more)") for case in gone),
            ],
            help_text="Times that apply to these alone count for the customer."
            if offered or gone
            else NONE,
        )


def cases_field(revision, subscription):
    """The field for a stored subscription, judged by `revision`."""
    level = subscription.service_level if subscription else None
    if level and revision and level.revision_id != revision.pk:
        level = None
    stored = subscription.qualifies_for if subscription else []
    return CasesField(cases_of(revision, level) if revision else [], stored)


def without(fieldsets, name):
    """`fieldsets` less one field."""
    return [
        (title, options | {"fields": [f for f in options["fields"] if f != name]})
        for title, options in fieldsets
    ]
