"""Words that mean the same, and what ranking keeps of revisions."""

from django.contrib import admin
from django.utils import timezone

from catalogue.models import AnswerIndex, SynonymGroup
from catalogue.platform.adminlimits import VisibleRelated
from catalogue.platform.tenancy import actor_of

from .bases import CatalogueAdmin


class SharedWords(CatalogueAdmin):
    """Base of what belongs to no provider: limited staff read it and change nothing."""

    provider_path = ""

    def has_add_permission(self, request):
        return self._unlimited(request) and super().has_add_permission(request)

    def has_change_permission(self, request, obj=None):
        return self._unlimited(request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._unlimited(request) and super().has_delete_permission(request, obj)

    def _unlimited(self, request):
        return actor_of(request).providers is None


@admin.register(SynonymGroup)
class SynonymGroupAdmin(SharedWords):
    """Words of the trade that mean the same, in every provider's guides."""

    group = "Work"
    list_display = ["__str__", "added_by", "added_at"]
    search_fields = ["words"]
    ordering = ["words", "pk"]
    readonly_fields = ["added_at", "added_by"]

    def save_model(self, request, obj, form, change):
        obj.added_at, obj.added_by = timezone.now(), request.user.email
        super().save_model(request, obj, form, change)


@admin.register(AnswerIndex)
class AnswerIndexAdmin(CatalogueAdmin):
    """What ranking needs of a revision. Built at publishing and, when missing, at the next question."""

    group = "Rows"
    provider_path = "revision__guide__provider"
    list_display = ["revision", "entries", "model_digest", "built_at"]
    list_filter = [("revision__guide", VisibleRelated)]
    list_select_related = ["revision__guide"]
    search_fields = ["revision__guide__title"]
    ordering = ["-built_at", "pk"]
    fields = ["revision", "entries", "model_digest", "built_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("data")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
