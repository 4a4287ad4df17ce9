"""Other words for provisions, on pages of their own and on the provisions' pages."""

from django.contrib import admin, messages
from django.utils import timezone

from catalogue.actions import aliases
from catalogue.models import Alias
from catalogue.platform.adminlimits import LimitedInline, VisibleRelated

from .bases import CatalogueAdmin


class AliasInline(LimitedInline):
    """Other words for the row. Open on published revisions too: an alias is not contract text."""

    model = Alias
    fields = ["text", "added_at", "added_by"]
    readonly_fields = ["added_at", "added_by"]
    verbose_name_plural = "aliases (found at once, in published revisions too)"


@admin.register(Alias)
class AliasAdmin(CatalogueAdmin):
    """Other words for provisions; staff add them at any time."""

    group = "Work"
    provider_path = "provision__revision__guide__provider"
    list_display = ["text", "provision", "revision", "added_by", "added_at"]
    list_filter = [
        ("provision__revision__guide", VisibleRelated),
        "provision__revision__state",
        "added_at",
    ]
    list_select_related = ["provision__revision__guide"]
    search_fields = ["text", "provision__text"]
    ordering = ["-added_at", "-pk"]
    autocomplete_fields = ["provision"]
    fields = ["provision", "text", "added_at", "added_by"]
    readonly_fields = ["added_at", "added_by"]

    @admin.display(description="revision")
    def revision(self, obj):
        return obj.provision.revision

    def save_model(self, request, obj, form, change):
        # The answer index is told of words by their date: a changed alias is a new one.
        obj.added_at, obj.added_by = timezone.now(), request.user.email
        super().save_model(request, obj, form, change)
        spread([obj])

    def delete_model(self, request, obj):
        aliases.drop_aliases([obj])

    def delete_queryset(self, request, queryset):
        count = aliases.drop_aliases(queryset.select_related("provision__revision"))
        if count > 1:
            told = f"Taken back from {count} rows: other revisions had them too."
            self.message_user(request, told, messages.INFO)


def save_aliases(formset, *, by):
    """Save the aliases of a provision's page, for every revision that has the row."""
    for form in formset.forms:
        if form.has_changed():
            form.instance.added_at, form.instance.added_by = timezone.now(), by
    formset.save(commit=False)
    aliases.drop_aliases(formset.deleted_objects)
    for alias in [*formset.new_objects, *(row for row, _ in formset.changed_objects)]:
        alias.save()
        spread([alias])


def spread(saved):
    """Give the words to the same row of the guide's other revisions."""
    for alias in saved:
        aliases.add_aliases(
            [alias.provision], text=alias.text, by=alias.added_by, at=alias.added_at
        )
