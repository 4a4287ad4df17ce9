"""What hangs on tickets, as rows to search: read only, because acts on tickets write it."""

from django.contrib import admin

from catalogue.admin.bases import CatalogueAdmin, Note, WrittenElsewhere
from tickets.models import (
    Approval,
    Attachment,
    Clock,
    Event,
    NoticeDuty,
    Pause,
    Watcher,
)

from .paging import BoundedPaginator


class OfTicket(WrittenElsewhere, CatalogueAdmin):
    """Base of lists of what hangs on a ticket."""

    group = "Tickets"
    provider_path = "ticket__provider"
    paginator = BoundedPaginator
    list_max_show_all = 0
    list_select_related = ["ticket"]
    raw_id_fields = ["ticket"]
    search_help_text = "A reference such as T-1042, or words."
    sortable_by = []
    ordering = ["-pk"]

    def get_search_results(self, request, queryset, search_term):
        number = search_term.strip().upper().removeprefix("T-")
        if number.isascii() and number.isdigit() and len(number) < 18:
            return queryset.filter(ticket=int(number)), False
        return super().get_search_results(request, queryset, search_term)


class PauseInline(Note):
    """When a clock stood still, and why."""

    model = Pause
    fields = ["reason", "began_at", "ended_at"]


@admin.register(Clock)
class ClockAdmin(OfTicket):
    """Every promised time of every ticket."""

    list_display = [
        "ticket",
        "metric",
        "cycle",
        "priority_label",
        "target_text",
        "state",
        "due_at",
        "met",
        "counts",
    ]
    list_filter = ["metric", "state", "met", "counts"]
    search_fields = ["target_text"]
    inlines = [PauseInline]


@admin.register(Event)
class EventAdmin(OfTicket):
    """Every timeline, newest first."""

    list_display = ["ticket", "kind", "at", "by", "is_public"]
    list_filter = ["kind", "is_public", "by_staff"]
    search_fields = ["by"]
    readonly_fields = ["told_at"]


@admin.register(Attachment)
class AttachmentAdmin(OfTicket):
    """Files, without their content: that is downloaded from the ticket."""

    list_display = ["name", "ticket", "media_type", "size", "uploaded_at"]
    search_fields = ["name"]
    fields = ["ticket", "event", "name", "media_type", "size", "digest", "uploaded_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")


@admin.register(Approval)
class ApprovalAdmin(OfTicket):
    """What approvers were asked, and what they decided."""

    list_display = ["ticket", "minutes", "decision", "asked_at", "decided_by"]
    list_filter = ["decision"]
    search_fields = ["asked_by", "decided_by"]


@admin.register(NoticeDuty)
class NoticeDutyAdmin(OfTicket):
    """What is owed to customers while a third party works."""

    list_display = ["ticket", "text", "done_at", "done_by"]
    list_filter = [("done_at", admin.EmptyFieldListFilter)]
    search_fields = ["text"]


@admin.register(Watcher)
class WatcherAdmin(OfTicket):
    """Who follows whose tickets."""

    list_display = ["ticket", "contact"]
    list_select_related = ["ticket", "contact__customer"]
    search_fields = ["contact__name", "contact__email"]
