"""Queues, who stands behind an escalation, and what contacts want to be told."""

from django.contrib import admin

from catalogue.admin.bases import CatalogueAdmin, count_of
from catalogue.platform.adminlimits import VisibleRelated
from tickets import states
from tickets.models import EscalationContact, Preference, Queue, Ticket


@admin.register(Queue)
class QueueAdmin(CatalogueAdmin):
    """Teams' piles of tickets."""

    group = "Tickets"
    provider_path = "provider"
    list_display = [
        "name",
        "provider",
        "email",
        "takes_new",
        count_of(Ticket, "queue", "live tickets", state__in=states.LIVE),
    ]
    list_filter = [("provider", VisibleRelated), "takes_new"]
    list_select_related = ["provider"]
    search_fields = ["name", "key", "email"]
    ordering = ["provider__name", "name", "pk"]
    autocomplete_fields = ["provider"]
    prepopulated_fields = {"key": ["name"]}
    fields = ["provider", "name", "key", "email", "takes_new"]

    def get_readonly_fields(self, request, obj=None):
        # Its tickets are the provider's: a queue does not move.
        return ["provider"] if obj else []


@admin.register(EscalationContact)
class EscalationContactAdmin(CatalogueAdmin):
    """Addresses behind the names that guides escalate to."""

    group = "Tickets"
    provider_path = "provider"
    list_display = ["name", "email", "provider", "in_hours"]
    list_filter = [("provider", VisibleRelated), "in_hours"]
    list_select_related = ["provider"]
    search_fields = ["name", "email"]
    ordering = ["provider__name", "name", "email", "pk"]
    autocomplete_fields = ["provider"]
    fields = ["provider", "name", "email", "in_hours"]


@admin.register(Preference)
class PreferenceAdmin(CatalogueAdmin):
    """Which mail a contact wants; without a row the kind's default holds."""

    group = "Tickets"
    list_display = ["contact", "kind", "wanted"]
    list_filter = ["kind", "wanted"]
    list_select_related = ["contact__customer"]
    search_fields = ["contact__name", "contact__email", "customer__name"]
    ordering = ["contact__name", "kind", "pk"]
    autocomplete_fields = ["contact"]
    fields = ["contact", "kind", "wanted"]

    def get_readonly_fields(self, request, obj=None):
        return ["contact", "kind"] if obj else []

    def save_model(self, request, obj, form, change):
        obj.customer_id = obj.contact.customer_id
        super().save_model(request, obj, form, change)
