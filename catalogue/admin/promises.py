"""The priorities of a service level and the times promised for each: one table, one save."""

import hashlib
import json

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BaseInlineFormSet
from django.utils.functional import cached_property

from catalogue.models import Priority, Revision, ServiceLevel, Target

from .parts import PartForm, PartInline, next_position

SAID_ONCE = "This priority has another target for that metric and case already."
NO_TEXT = "Give the time as the guide prints it, or clear the minutes too."
MEANWHILE = (
    "Somebody changed this service level after you opened it. Nothing of yours is saved yet: "
    "open the page again in another tab, compare, and save there."
)


class TargetForm(forms.ModelForm):
    """A cell: the promised time as printed, what it comes to, and on which clock."""

    class Meta:
        model = Target
        fields = ["text", "minutes", "clock", "heading", "applies_to"]
        labels = {
            "text": "As printed",
            "heading": "Heading as printed",
            "applies_to": "Only for",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False
        self.fields["heading"].help_text = ""  # its label says it
        self.fields["text"].widget.attrs |= {"size": 14}
        self.fields["minutes"].widget.attrs |= {"min": 0}

    @property
    def is_posted(self):
        """Whether the page that was sent had this cell."""
        return self.add_prefix("text") in self.data

    @property
    def is_stored(self):
        return not self.instance._state.adding

    def is_blank(self):
        """Whether nothing is promised: neither words nor minutes."""
        given = self.cleaned_data
        return not given.get("text", "").strip() and given.get("minutes") is None

    def clean(self):
        cleaned = super().clean()
        more = any(cleaned.get(name) for name in ("heading", "applies_to", "clock"))
        silent = not cleaned.get("text", "").strip()
        if silent and (
            cleaned.get("minutes") is not None or (more and not self.is_stored)
        ):
            self.add_error("text", NO_TEXT)
        return cleaned


class PriorityForm(PartForm):
    """A row: the priority itself, and its cells by metric."""

    class Meta:
        model = Priority
        fields = [
            "label",
            "criteria",
            "impact_from",
            "impact_below",
            "channels",
            "position",
        ]

    @cached_property
    def cells(self):
        """For every metric its name and cells: the stored targets, and a blank one."""
        stored = list(self.instance.targets.all()) if self.instance.pk else []
        return [
            (
                metric,
                [
                    *(
                        self._cell(metric, each)
                        for each in stored
                        if each.metric == metric
                    ),
                    self._cell(metric, None),
                ],
            )
            for metric in Target.Metric
        ]

    def _cell(self, metric, target):
        cell = TargetForm(
            self.data if self.is_bound else None,
            prefix=f"{self.prefix}-{metric}-{target.pk if target else 'new'}",
            instance=target or Target(metric=metric),
        )
        cell.empty_permitted = target is None
        cell.use_required_attribute = False
        return cell

    def posted(self):
        """The cells that were sent, metric by metric."""
        return [
            (m, [cell for cell in cells if cell.is_posted]) for m, cells in self.cells
        ]

    def has_changed(self):
        return super().has_changed() or any(
            cell.has_changed() for _, cells in self.posted() for cell in cells
        )

    def clean(self):
        cleaned = super().clean()
        valid = [cell.is_valid() for _, cells in self.posted() for cell in cells]
        for _, cells in self.posted():
            self._refuse_twice([cell for cell in cells if cell.is_valid()])
        if not all(valid):
            raise forms.ValidationError("Correct the times marked below.", code="times")
        return cleaned

    def _refuse_twice(self, cells):
        seen = set()
        for cell in cells:
            if cell.is_blank():
                continue
            case = cell.cleaned_data.get("applies_to", "")
            if case in seen:
                cell.add_error("text", SAID_ONCE)
                self.add_error(None, "A target is given twice.")
            seen.add(case)

    def save_cells(self):
        """Write what was promised; an emptied cell is no target any more."""
        last = next_position(Target(priority=self.instance))
        for _, cells in self.posted():
            for cell in cells:
                if not cell.has_changed():
                    continue
                if cell.is_blank():
                    if cell.is_stored:
                        cell.instance.delete()
                    continue
                cell.instance.priority = self.instance
                if not cell.is_stored:
                    cell.instance.position, last = last, last + 1
                cell.save()


class PromiseFormSet(BaseInlineFormSet):
    """All priorities of a service level. What somebody else wrote meanwhile is not overwritten."""

    @property
    def seen_name(self):
        return f"{self.prefix}-seen"

    @cached_property
    def seen(self):
        """What the page was made of: as posted, else as stored."""
        return (
            self.data.get(self.seen_name, "")
            if self.is_bound
            else digest_of(self.instance)
        )

    def clean(self):
        super().clean()
        if self.instance.pk is None:
            return
        # Nobody else writes until this is saved.
        list(
            Revision._base_manager.select_for_update(no_key=True).filter(
                pk=self.instance.revision_id
            )
        )
        if self.seen and self.seen != digest_of(self.instance):
            raise forms.ValidationError(MEANWHILE, code="meanwhile")

    def save_new(self, form, commit=True):
        if not form.instance.position:
            form.instance.position = next_position(
                Priority(service_level=self.instance)
            )
        return super().save_new(form, commit)

    def save(self, commit=True):
        saved = super().save(commit)
        for form in self.forms:
            if (
                form.has_changed()
                and form.instance.pk
                and form not in self.deleted_forms
            ):
                form.save_cells()
        return saved


class PriorityInline(PartInline):
    """The table of priorities and times."""

    model = Priority
    form = PriorityForm
    formset = PromiseFormSet
    fields = list(PriorityForm.Meta.fields)
    extra = 1
    template = "admin/catalogue/servicelevel/priorities.html"

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.prefetch_related("targets", "examples", "escalations")


def digest_of(level):
    """SHA-256 of what is stored of a service level, its priorities and their targets."""
    rows = [
        list(model._base_manager.filter(**{path: level.pk}).order_by("pk").values())
        for model, path in (
            (ServiceLevel, "pk"),
            (Priority, "service_level"),
            (Target, "priority__service_level"),
        )
    ]
    said = json.dumps(rows, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()
