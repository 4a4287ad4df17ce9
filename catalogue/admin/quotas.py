"""Allowances with a number, and the provisions that draw on them."""

from django import forms
from django.contrib import admin
from django.utils.text import Truncator

from catalogue.models import Provision, Quota

from .calendar_picture import Typed
from .offers import CommercialAdmin
from .parts import PartForm
from .picked import MOST_LISTED, KeyLinesField


class OneKeyField(forms.CharField):
    """The key of one more row; the browser completes it from the rows of the revision."""

    def __init__(self, *, rows, **kwargs):
        super().__init__(
            required=False,
            label="One more that draws",
            help_text="Type a word of its key or text and choose; it joins the list above.",
            widget=Typed(lambda: offered(rows)),
            **kwargs,
        )
        self.rows = rows

    def clean(self, value):
        key = super().clean(value).strip()
        if key and not self.rows.filter(key=key).exists():
            raise forms.ValidationError(
                f"There is no provision with the key “{key}” in this revision."
            )
        return key


class QuotaForm(PartForm):
    """A quota, with one more provision to draw on it."""

    draw_more = OneKeyField(rows=Provision.objects.none())

    def clean(self):
        cleaned = super().clean()
        more, draws = cleaned.get("draw_more"), cleaned.get("draws")
        if more and draws is not None and more not in draws:
            cleaned["draws"] = [*draws, more]
        return cleaned


@admin.register(Quota)
class QuotaAdmin(CommercialAdmin):
    """Allowances and limits with a number."""

    list_display = [
        "__str__",
        "of",
        "over_charge",
        "drawing",
        "short_text",
        "section",
        "revision",
    ]
    list_filter = [*CommercialAdmin.list_filter, "over_charge"]
    search_fields = ["text", "unit", "of", "per"]
    search_help_text = "The guide's words, unit, period, or what a percentage is of."
    form = QuotaForm
    own_fields = ["value", ("unit", "per", "of"), "draws", "draw_more", "over_charge"]
    explained = {
        "value": "How much. With the unit “percent” it is a share of what stands in “of”.",
        "unit": "What is counted: changes, hours, percent.",
        "per": "The period it begins anew with: month, quarter, year.",
        "of": "What a percentage is taken of, such as provisioned users.",
        "over_charge": "What more of it costs. Empty: the guide does not say.",
    }

    def get_fieldsets(self, request, obj=None):
        (title, own), *rest = super().get_fieldsets(request, obj)
        if obj and not self.has_change_permission(request, obj):
            own["fields"].remove("draw_more")
        return [(title, own), *rest]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        rows = Provision.objects.filter(revision=request.revision_pk)
        if "draws" in form.base_fields:
            form.base_fields["draws"] = KeyLinesField(
                rows=rows,
                what="provision",
                required=False,
                help_text="Keys of the provisions that draw on it.",
            )
            form.base_fields["draw_more"] = OneKeyField(rows=rows)
        return form

    @admin.display(description="drawn on by")
    def drawing(self, obj):
        return ", ".join(obj.draws[:3]) + (" …" if len(obj.draws) > 3 else "") or None


def offered(rows):
    """Keys of provisions with their texts, to complete from."""
    listed = rows.order_by("position", "pk").values_list("key", "text")[:MOST_LISTED]
    return [(key, Truncator(text).chars(80)) for key, text in listed]
