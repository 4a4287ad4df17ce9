"""Providers, their guides, and the guides' revisions."""

from django.contrib import admin
from django.db.models import URLField

from catalogue.models import (
    Calendar,
    Finding,
    Guide,
    Provider,
    Provision,
    Revision,
    Subscription,
    User,
)
from catalogue.platform.adminlimits import VisibleRelated
from catalogue.platform.tenancy import actor_of

from .bases import CatalogueAdmin, Note, Wall, count_of
from .comparing import ComparingPages
from .grids import GridPages
from .guide_files import GuideFilePages
from .publishing import PublishingPages


@admin.register(Provider)
class ProviderAdmin(CatalogueAdmin):
    """Managed-service providers. Staff who are limited to some cannot add others."""

    group = "Guides"
    provider_path = "pk"
    list_display = [
        "name",
        "key",
        "phone",
        count_of(Guide, "provider", "guides"),
        count_of(Calendar, "provider", "calendars"),
    ]
    search_fields = ["name", "key"]
    ordering = ["name", "pk"]
    prepopulated_fields = {"key": ["name"]}
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def has_add_permission(self, request):
        # A provider made by limited staff would be out of their own sight at once.
        unlimited = actor_of(request).providers is None
        return unlimited and super().has_add_permission(request)

    def get_deleted_objects(self, objs, request):
        # Who is limited to a provider would see nothing: the limits are changed first.
        shown, counts, lacking, protected = super().get_deleted_objects(objs, request)
        staff = User.objects.filter(limited_to__in=objs).distinct()
        named = [f"staff limited to it: {user}" for user in staff]
        return shown, counts, lacking, [*protected, *named]


class RevisionInline(Note):
    """The revisions of a guide, newest first; each opens its own page."""

    model = Revision
    fields = ["number", "state", "label", "published_at", "published_by"]
    ordering = ["-number"]


@admin.register(Guide)
class GuideAdmin(CatalogueAdmin):
    """Service guides. Documents come in as uploads, which make the revisions."""

    group = "Guides"
    provider_path = "provider"
    list_display = [
        "title",
        "key",
        "provider",
        count_of(Revision, "guide", "revisions"),
        count_of(Revision, "guide", "drafts", state=Revision.State.DRAFT),
        count_of(Subscription, "guide", "subscriptions"),
    ]
    list_filter = [("provider", VisibleRelated)]
    list_select_related = ["provider"]
    search_fields = ["title", "key", "provider__name"]
    ordering = ["title", "pk"]
    autocomplete_fields = ["provider"]
    prepopulated_fields = {"key": ["title"]}
    inlines = [RevisionInline]

    def get_readonly_fields(self, request, obj=None):
        # The addresses of clauses, and what a revision binds to, are made of these two.
        named = obj is not None and obj.revisions.exists()
        fixed = ["provider", "key"] if named else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_prepopulated_fields(self, request, obj=None):
        fixed = "key" in self.get_readonly_fields(request, obj)
        return {} if fixed else super().get_prepopulated_fields(request, obj)


@admin.register(Revision)
class RevisionAdmin(
    ComparingPages, PublishingPages, GridPages, GuideFilePages, Wall, CatalogueAdmin
):
    """Drafts, and what became of them. State and stamps change by publishing and withdrawing."""

    group = "Guides"
    grid_path = "<int:pk>/terms/"
    grid_name = "catalogue_revision_terms"
    grid_kind = "term"
    change_form_template = None  # the revisions' own
    provider_path = "guide__provider"
    list_display = [
        "guide",
        "number",
        "state",
        "label",
        count_of(Provision, "revision", "provisions"),
        count_of(Finding, "revision", "open findings", decided_at=None),
        count_of(Subscription, "pinned_revision", "pinned"),
        "published_at",
        "published_by",
    ]
    list_display_links = ["guide", "number"]
    list_filter = [
        "state",
        ("guide__provider", VisibleRelated),
        ("guide", VisibleRelated),
        "paraphrase",
    ]
    list_select_related = ["guide__provider"]
    search_fields = ["title", "label", "guide__title", "source_name"]
    search_help_text = "Title, label, guide or file name."
    ordering = ["guide__title", "guide_id", "-number"]
    autocomplete_fields = ["guide"]
    fieldsets = [
        (None, {"fields": ["guide", "title", "label", "paraphrase", "ref"]}),
        ("Origin", {"fields": ["source_name", "created_at"]}),
        (
            "State",
            {
                "fields": [
                    "number",
                    "state",
                    ("effective_at", "scheduled_at", "scheduled_by"),
                    ("held_at", "held_reason"),
                    ("published_at", "published_by"),
                    ("withdrawn_at", "withdrawn_by"),
                    "withdrawn_reason",
                ]
            },
        ),
    ]
    readonly_fields = [
        "number",
        "state",
        "source_name",
        "created_at",
        "effective_at",
        "scheduled_at",
        "scheduled_by",
        "held_at",
        "held_reason",
        "published_at",
        "published_by",
        "withdrawn_at",
        "withdrawn_by",
        "withdrawn_reason",
    ]
    actions = ["publish_selected"]
    change_form_template = "admin/catalogue/revision/change_form.html"

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(["guide"] if obj else [])]

    def get_fieldsets(self, request, obj=None):
        *known, (title, state) = super().get_fieldsets(request, obj)
        if obj is None:
            return known[:1]
        # A stamp that is not there yet says nothing: most revisions never were scheduled.
        stamps = [
            row for row in state["fields"] if any(map(vars(obj).get, listed(row)))
        ]
        return [*known, (title, {**state, "fields": stamps})]

    def save_model(self, request, obj, form, change):
        if not change:
            newest = obj.guide.revisions.order_by("-number").first()
            obj.number = newest.number + 1 if newest else 1
        super().save_model(request, obj, form, change)


def listed(row):
    """The fields of a row of a fieldset."""
    return [row] if isinstance(row, str) else row
