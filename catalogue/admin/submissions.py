"""Requests that programs may send again, as staff look them up when a program asks what it got."""

from django.contrib import admin

from catalogue.models import Submission

from .bases import CatalogueAdmin, WrittenElsewhere


@admin.register(Submission)
class SubmissionAdmin(WrittenElsewhere, CatalogueAdmin):
    """Read only. A key is its sender's own: only staff who see every provider read it."""

    group = "Work"
    list_display = ["key", "sender", "customer", "at"]
    list_filter = ["at"]
    list_select_related = ["customer"]
    search_fields = ["key", "sender"]
    ordering = ["-at", "-pk"]
    fieldsets = [
        (None, {"fields": ["key", "sender", "customer", "at"]}),
        ("Kept", {"fields": ["fingerprint", "reply"]}),
    ]

    def limit(self, queryset, actor):
        return queryset if actor.providers is None else queryset.none()
