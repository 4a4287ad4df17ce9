"""Provisions by kind: each kind has its own columns and filters."""

from django.contrib import admin
from django.db.models import Prefetch

from catalogue.models import (
    Alias,
    Assignment,
    ComponentScope,
    Duty,
    Exclusion,
    Limit,
    MacdScenario,
    MatrixActivity,
    Service,
)

from .bases import count_of
from .provisions import GUIDE, STATE, ProvisionBase

ALIASES = count_of(Alias, "provision", "aliases")
PARTIES = Prefetch(
    "assignments", Assignment.objects.select_related("party").order_by("position", "pk")
)


class Lens(ProvisionBase):
    """Provisions of one kind. The kind is the lens's: it is neither shown nor chosen."""

    def get_queryset(self, request):
        rows = super().get_queryset(request).filter(kind=self.model.kind_pinned)
        return rows.prefetch_related(PARTIES) if "who" in self.list_display else rows

    def save_model(self, request, obj, form, change):
        if not change:
            obj.kind = self.model.kind_pinned
        super().save_model(request, obj, form, change)

    @admin.display(description="who")
    def who(self, obj):
        cells = obj.assignments.all()
        return ", ".join(f"{cell.party.name}: {cell.mark}" for cell in cells) or None


@admin.register(MacdScenario)
class MacdScenarioAdmin(Lens):
    """Changes a customer may ask for."""

    list_display = [
        "short_text",
        "label",
        "charge",
        "group",
        ALIASES,
        "section",
        "revision",
    ]
    list_filter = [GUIDE, STATE, "charge", ("label", admin.EmptyFieldListFilter)]


@admin.register(MatrixActivity)
class MatrixActivityAdmin(Lens):
    """Rows of responsibility matrices, with who bears which mark."""

    list_display = ["short_text", "who", "charge", "group", "matrix", "revision"]
    list_filter = [GUIDE, STATE, "charge", "assignments__party__side"]
    list_select_related = ["revision__guide", "section", "matrix"]
    search_fields = [*ProvisionBase.search_fields, "matrix__title"]
    search_help_text = "Text, key, outcome, group, alias or title of the matrix."


@admin.register(ComponentScope)
class ComponentScopeAdmin(Lens):
    """Supported and unsupported lines of components."""

    list_display = [
        "short_text",
        "supported",
        "charge",
        "component",
        "group",
        "revision",
    ]
    list_filter = [GUIDE, STATE, "supported", "charge"]
    list_select_related = ["revision__guide", "section", "component"]
    search_fields = [*ProvisionBase.search_fields, "component__title"]
    search_help_text = "Text, key, outcome, group, alias or name of the component."


@admin.register(Service)
class ServiceAdmin(Lens):
    """What is part of the service, as entitlement tables print it."""

    list_display = [
        "short_text",
        "label",
        "charge",
        "who",
        "group",
        "section",
        "revision",
    ]
    list_filter = [GUIDE, STATE, "charge", "supported"]


@admin.register(Duty)
class DutyAdmin(Lens):
    """What the customer, a support level or an onboarding team has to do."""

    list_display = ["short_text", "who", "group", "charge", "section", "revision"]
    list_filter = [GUIDE, STATE, "assignments__party__side", "charge"]


@admin.register(Exclusion)
class ExclusionAdmin(Lens):
    """What is not part of the service, and what it costs then."""

    list_display = ["short_text", "charge", "in_prose", "section", "revision"]
    list_filter = [GUIDE, STATE, "charge", "in_prose"]


@admin.register(Limit)
class LimitAdmin(Lens):
    """How much, how often or how long at most."""

    list_display = ["short_text", "charge", "in_prose", "section", "revision"]
    list_filter = [GUIDE, STATE, "charge", "in_prose"]
