"""Form fields for what ends the clocks of a service level, and for what an exemption leaves owed."""

from django import forms
from django.db.models import Q
from django.utils.text import Truncator

from catalogue.milestones import MILESTONES, ends_of, in_words
from catalogue.models import Provision, Target

from .parts import PartForm
from .picked import KeysField

ENDS = {metric: f"ends_{metric}" for metric in Target.Metric.values}  # field by metric


class EndsField(forms.MultipleChoiceField):
    """What ends the clock of a metric, each with a box to tick; nothing ticked is as usual."""

    def __init__(self, metric):
        usual = in_words(ends_of({}, metric))
        super().__init__(
            label=f"{metric.label.capitalize()} ends with",
            choices=list(MILESTONES.items()),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=f"The first to happen counts. None ticked: {usual}.",
        )


class LevelForm(PartForm):
    """A service level; what ends its clocks is ticked metric by metric."""

    ends_response = EndsField(Target.Metric.RESPONSE)
    ends_workaround = EndsField(Target.Metric.WORKAROUND)
    ends_restoration = EndsField(Target.Metric.RESTORATION)
    ends_remedy = EndsField(Target.Metric.REMEDY)
    ends_update = EndsField(Target.Metric.UPDATE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for metric, name in ENDS.items():
            if name in self.fields:
                self.initial[name] = self.instance.met_by.get(metric, [])

    def _post_clean(self):
        given = self.cleaned_data
        changed = {m: given[name] for m, name in ENDS.items() if name in given}
        kept = self.instance.met_by | changed
        self.instance.met_by = {
            metric: names for metric, names in kept.items() if names
        }
        super()._post_clean()


def duties_field(revision, stored):
    """The provisions of a revision that may be owed: its duties, and those named already."""
    rows = Provision.objects.filter(
        Q(kind="duty") | Q(key__in=stored), revision=revision
    )
    listed = rows.order_by("position", "pk").values_list("key", "text")
    return KeysField(
        known={key: Truncator(text).chars(80) for key, text in listed},
        stored=stored,
        what="provision",
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text="What the provider still owes meanwhile. Hold Ctrl to choose several.",
    )


def ends_in_words(level):
    """What a service level states to end its clocks, metric by metric."""
    said = [
        f"{label.capitalize()}: {in_words(level.met_by[metric])}"
        for metric, label in Target.Metric.choices
        if metric in level.met_by
    ]
    return said or ["Not stated: as is usual."]
