"""What a revision promises: service levels, priorities, targets, and the rows below them."""

from django.contrib import admin
from django.utils.html import format_html_join

from catalogue.models import (
    Escalation,
    Exemption,
    IntakeField,
    Priority,
    PriorityExample,
    ServiceLevel,
    Target,
)
from catalogue.platform.adminlimits import VisibleRelated

from .bases import count_of, revision_column
from .clock_rules import ENDS, LevelForm, duties_field, ends_in_words
from .parts import PartAdmin, PartInline
from .promises import PriorityInline


class IntakeFieldInline(PartInline):
    """What a reporter must supply."""

    model = IntakeField
    fields = ["label", "kind", "required", "position"]


class ExemptionInline(PartInline):
    """Cases to which the times do not apply."""

    model = Exemption
    fields = ["text", "reason", "reported_separately", "duties", "position"]

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        offer_duties(formset.form, request, obj.exemptions.all() if obj else ())
        return formset


@admin.register(ServiceLevel)
class ServiceLevelAdmin(PartAdmin):
    """Targets, channels, intake and policies of one level of service."""

    group = "Promises"
    form = LevelForm
    list_display = [
        "name",
        "calendar",
        "default_priority",
        "revision",
        count_of(Priority, "service_level", "priorities"),
        count_of(Target, "priority__service_level", "targets"),
    ]
    list_filter = [
        ("revision__guide", VisibleRelated),
        "revision__state",
        ("calendar", VisibleRelated),
    ]
    list_select_related = ["revision__guide", "calendar"]
    search_fields = ["name", "aliases", "notes", "revision__guide__title"]
    ordering = ["revision_id", "position", "pk"]
    autocomplete_fields = ["calendar"]
    fieldsets = [
        (None, {"fields": ["revision", "section", "name", "aliases", "position"]}),
        (
            "Promise",
            {
                "fields": [
                    "calendar",
                    "default_priority",
                    "attainment_percent",
                    "availability_percent",
                ]
            },
        ),
        (
            "Policy (blank: the revision does not say)",
            {
                "fields": [
                    "response_means",
                    "clock_starts",
                    "on_reclassification",
                    "on_reopening",
                ]
            },
        ),
        ("What ends each clock", {"fields": [*ENDS.values()]}),
        ("More", {"fields": ["notes", "ref"]}),
    ]
    readonly_fields = ["ends"]
    inlines = [PriorityInline, IntakeFieldInline, ExemptionInline]
    change_form_template = "admin/catalogue/servicelevel/change_form.html"

    def get_fieldsets(self, request, obj=None):
        sets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return sets
        fixed = {"fields": ["ends"]}
        return [(t, fixed if "ends_response" in o["fields"] else o) for t, o in sets]

    @admin.display(description="ends with")
    def ends(self, obj):
        """What ends each clock, where it is only read."""
        return format_html_join(
            "", "<p>{}</p>", ([said] for said in ends_in_words(obj))
        )


class TargetInline(PartInline):
    """The times promised for a priority."""

    model = Target
    fields = ["metric", "heading", "text", "minutes", "clock", "applies_to", "position"]


class ExampleInline(PartInline):
    """Cases printed as examples of a priority."""

    model = PriorityExample
    fields = ["text", "applies", "position"]


class EscalationInline(PartInline):
    """Who is told when there is no solution."""

    model = Escalation
    fields = ["after_minutes", "to", "position"]
    ordering = ["after_minutes", "pk"]


@admin.register(Priority)
class PriorityAdmin(PartAdmin):
    """Priorities as printed, with their criteria and the share of users affected."""

    group = "Promises"
    list_display = [
        "label",
        "service_level",
        "impact_from",
        "impact_below",
        revision_column,
        count_of(Target, "priority", "targets"),
    ]
    list_filter = [
        ("service_level__revision__guide", VisibleRelated),
        "service_level__revision__state",
    ]
    list_select_related = ["service_level__revision__guide"]
    search_fields = ["label", "criteria", "service_level__name"]
    ordering = ["service_level__revision_id", "service_level_id", "position", "pk"]
    fieldsets = [
        (None, {"fields": ["service_level", "label", "criteria", "position", "ref"]}),
        ("Reporting", {"fields": ["impact_from", "impact_below", "channels"]}),
    ]
    inlines = [TargetInline, ExampleInline, EscalationInline]


class PriorityRowAdmin(PartAdmin):
    """Base of lists of what hangs on priorities, for searching across guides."""

    group = "Rows"
    list_filter = [
        ("priority__service_level__revision__guide", VisibleRelated),
        "priority__service_level__revision__state",
    ]
    list_select_related = ["priority__service_level__revision__guide"]
    ordering = ["priority__service_level__revision_id", "priority_id", "position", "pk"]


@admin.register(Target)
class TargetAdmin(PriorityRowAdmin):
    """Promised times."""

    list_display = ["metric", "text", "minutes", "clock", "priority", revision_column]
    list_filter = [*PriorityRowAdmin.list_filter, "metric", "clock"]
    search_fields = ["text", "heading", "applies_to", "priority__label"]
    fields = [
        "priority",
        "metric",
        "heading",
        "text",
        "minutes",
        "clock",
        "applies_to",
        "position",
        "ref",
    ]


@admin.register(PriorityExample)
class PriorityExampleAdmin(PriorityRowAdmin):
    """Cases printed as examples."""

    list_display = ["text", "applies", "priority", revision_column]
    list_filter = [*PriorityRowAdmin.list_filter, "applies"]
    search_fields = ["text"]
    fields = ["priority", "text", "applies", "position", "ref"]


@admin.register(Escalation)
class EscalationAdmin(PriorityRowAdmin):
    """Who is told, and after how long."""

    list_display = ["to", "after_minutes", "priority", revision_column]
    search_fields = ["to"]
    fields = ["priority", "after_minutes", "to", "position", "ref"]


class LevelRowAdmin(PartAdmin):
    """Base of lists of what hangs on service levels."""

    group = "Rows"
    list_select_related = ["service_level__revision__guide"]
    ordering = ["service_level__revision_id", "service_level_id", "position", "pk"]
    list_filter = PriorityAdmin.list_filter


@admin.register(IntakeField)
class IntakeFieldAdmin(LevelRowAdmin):
    """What reporters must supply."""

    list_display = ["label", "kind", "required", "service_level", revision_column]
    list_filter = [*LevelRowAdmin.list_filter, "kind", "required"]
    search_fields = ["label"]
    fields = ["service_level", "label", "kind", "required", "position", "ref"]


@admin.register(Exemption)
class ExemptionAdmin(LevelRowAdmin):
    """Cases to which the times do not apply."""

    list_display = [
        "text",
        "reason",
        "reported_separately",
        "service_level",
        revision_column,
    ]
    list_filter = [*LevelRowAdmin.list_filter, "reason"]
    search_fields = ["text"]
    fields = [
        "service_level",
        "text",
        "reason",
        "reported_separately",
        "duties",
        "position",
        "ref",
    ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        offer_duties(form, request, [obj] if obj else ())
        return form


def offer_duties(form, request, exemptions):
    """Let a form of exemptions choose among the provisions of the revision at hand."""
    if "duties" in form.base_fields:
        stored = [key for case in exemptions for key in case.duties]
        form.base_fields["duties"] = duties_field(
            request.revision_pk, list(dict.fromkeys(stored))
        )
