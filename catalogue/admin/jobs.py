"""Periodic work as staff see it: when each job runs, and what went wrong."""

from django.contrib import admin, messages
from django.utils import timezone

from catalogue.models import Job

from .bases import CatalogueAdmin, WrittenElsewhere


class StandingFilter(admin.SimpleListFilter):
    """Jobs that fail or that nobody runs, or those in time."""

    title = "state"
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("still", "standing still"), ("in_time", "in time")]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        still = Job.objects.standing_still(timezone.now()).values("pk")
        if self.value() == "still":
            return queryset.filter(pk__in=still)
        return queryset.exclude(pk__in=still)


@admin.register(Job)
class JobAdmin(WrittenElsewhere, CatalogueAdmin):
    """Read only: the table is the workers'. What jobs say is about every provider's work."""

    group = "Work"
    list_display = ["__str__", "due_at", "last_run_at", "failures", "last_error"]
    list_filter = [StandingFilter]
    search_fields = ["name", "last_error"]
    ordering = ["name"]
    fieldsets = [
        (None, {"fields": ["name", "due_at", "last_run_at", "leased_until"]}),
        ("Errors", {"fields": ["failures", "last_error"]}),
    ]
    actions = ["run_soon"]

    def limit(self, queryset, actor):
        return queryset if actor.providers is None else queryset.none()

    @admin.action(description="Run at the worker's next look", permissions=["change"])
    def run_soon(self, request, queryset):
        count = queryset.move_up(timezone.now())
        self.message_user(
            request,
            f"{count} moved up. A worker runs what is due within seconds.",
            messages.SUCCESS,
        )
