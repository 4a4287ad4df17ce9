"""Provisions of every kind, with the tables and components that hold them."""

from django.contrib import admin
from django.utils.text import Truncator

from catalogue.models import (
    Alias,
    Assignment,
    Component,
    Matrix,
    Provision,
)
from catalogue.platform.adminlimits import VisibleRelated

from . import places
from .aliases import AliasInline, save_aliases
from .bases import count_of, is_fixed, revision_column
from .bulk import BulkActs
from .exchange_provisions import ProvisionExchange
from .grids import GridPages, grid_column
from .parts import PartAdmin, PartInline

GUIDE = ("revision__guide", VisibleRelated)
STATE = "revision__state"


class AssignmentInline(PartInline):
    """The marks of a row, one a party."""

    model = Assignment
    fields = ["party", "mark", "markers", "position"]


class ProvisionBase(BulkActs, PartAdmin):
    """What the lenses share."""

    group = "Guides"
    list_select_related = ["revision__guide", "section"]
    search_fields = ["text", "key", "label", "group", "aliases__text"]
    search_help_text = "Text, key, outcome, group or alias."
    ordering = ["revision_id", "position", "pk"]
    prepopulated_fields = {"key": ["text"]}
    # A fixed row opens for its aliases; all its own fields are read-only then.
    opens_when_fixed = True
    inlines = [AssignmentInline, AliasInline]
    read_from = staticmethod(places.read_from)
    fieldsets = [
        (None, {"fields": ["revision", "section", "text", "key", "group", "position"]}),
        ("Outcome", {"fields": ["label", "charge", "supported", "markers"]}),
        (
            "Place",
            {"fields": ["matrix", "component", "in_prose", "line", "read_from", "ref"]},
        ),
    ]

    def get_readonly_fields(self, request, obj=None):
        if is_fixed(obj):
            return [
                name
                for _, rows in self.get_fieldsets(request, obj)
                for name in rows["fields"]
            ]
        # The key stays the same from revision to revision: aliases and findings go by it.
        own = [*super().get_readonly_fields(request, obj), "read_from"]
        return [*own, "key"] if obj else own

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def save_model(self, request, obj, form, change):
        if not (change and is_fixed(obj)):
            super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        if formset.model is Alias:
            save_aliases(formset, by=request.user.email)
        else:
            super().save_formset(request, form, formset, change)

    @admin.display(description="text", ordering="text")
    def short_text(self, obj):
        return Truncator(obj.text).chars(120)


@admin.register(Provision)
class ProvisionAdmin(ProvisionExchange, ProvisionBase):
    """Every line of every guide."""

    list_display = [
        "short_text",
        "kind",
        "charge",
        "label",
        "section",
        count_of(Alias, "provision", "aliases"),
        "revision",
    ]
    list_filter = [GUIDE, STATE, "kind", "charge", "supported", "in_prose"]

    def get_fieldsets(self, request, obj=None):
        (title, first), *rest = super().get_fieldsets(request, obj)
        return [(title, first | {"fields": ["kind", *first["fields"]]}), *rest]


@admin.register(Matrix)
class MatrixAdmin(GridPages, PartAdmin):
    """Tables with a column for each party."""

    group = "Guides"
    grid_path = "<int:pk>/grid/"
    grid_name = "catalogue_matrix_grid"
    grid_kind = "matrix"
    list_display = [
        "title",
        "section",
        revision_column,
        count_of(Provision, "matrix", "rows"),
        grid_column,
    ]
    list_filter = [
        ("section__revision__guide", VisibleRelated),
        "section__revision__state",
    ]
    list_select_related = ["section__revision__guide"]
    search_fields = ["title", "section__title"]
    ordering = ["section__revision_id", "position", "pk"]
    fields = ["section", "title", "columns", "position", "ref"]


@admin.register(Component)
class ComponentAdmin(GridPages, PartAdmin):
    """Named parts of a service."""

    group = "Guides"
    grid_name = "catalogue_component_lines"
    grid_kind = "scope"
    list_display = [
        "title",
        "charge_basis",
        "section",
        revision_column,
        count_of(Provision, "component", "lines"),
        grid_column,
    ]
    list_filter = MatrixAdmin.list_filter
    list_select_related = ["section__revision__guide"]
    search_fields = ["title", "description", "section__title"]
    ordering = ["section__revision_id", "position", "pk"]
    fields = ["section", "title", "description", "charge_basis", "position", "ref"]


@admin.register(Assignment)
class AssignmentAdmin(PartAdmin):
    """Single cells, for searching across matrices."""

    group = "Rows"
    list_display = ["party", "mark", "provision", revision_column]
    list_filter = [
        ("provision__revision__guide", VisibleRelated),
        "provision__revision__state",
        "party__side",
    ]
    list_select_related = ["party", "provision__revision__guide"]
    search_fields = ["mark", "party__name", "provision__text"]
    ordering = ["provision__revision_id", "provision__position", "position", "pk"]
    fields = ["provision", "party", "mark", "markers", "position", "ref"]
