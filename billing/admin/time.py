"""Time entries at the desk: read, approved, corrected, withdrawn. And the timers that run."""

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator

from billing import words
from billing.models import Agreement, TimeEntry, Timer
from catalogue.admin.bases import CatalogueAdmin, WrittenElsewhere
from catalogue.platform.adminsite import LONGEST_SEARCH, MOST_WORDS
from tickets.admin.narrowing import Folded
from tickets.admin.paging import BoundedPaginator
from tickets.models import Ticket

from .reports import ReportPages, reports_of
from .ticket_time import TicketTime
from .time_acts import TimeActs
from .time_csv import TimeFiles
from .time_export import TimeExport
from .time_facts import chain_of, explained
from .time_filters import (
    AgreementFilter,
    ApprovedFilter,
    CustomerFilter,
    EngineerFilter,
    MonthFilter,
    ProvisionFilter,
    RoleFilter,
    StandingFilter,
)
from .week import WeekPage

RELATED = ["agreement", "customer", "ticket", "engineer"]


class Search:
    """Mixin: entries of a ticket or agreement by reference, by another system's number, by words."""

    def get_search_results(self, request, queryset, search_term):
        term = search_term.replace("\x00", "").strip()[:LONGEST_SEARCH]
        if not term:
            return queryset, False
        tickets = Ticket.objects.by_reference(term) if term[:1] in "tT" else None
        if tickets is not None and tickets.exists():
            return queryset.filter(ticket__in=tickets.values("pk")), False
        agreements = Agreement.objects.by_reference(term) if term[:1] in "aA" else None
        if agreements is not None and agreements.exists():
            return queryset.filter(agreement__in=agreements.values("pk")), False
        told = Q()
        for word in term.split()[:MOST_WORDS]:
            told &= Q(description__icontains=word)
        return queryset.filter(told | Q(external_id=term)), False


@admin.register(TimeEntry)
class TimeEntryAdmin(
    Search,
    TimeActs,
    TimeFiles,
    TimeExport,
    WeekPage,
    ReportPages,
    WrittenElsewhere,
    CatalogueAdmin,
):
    """Every time entry of the staff member's providers; none is written over, none deleted."""

    group = "Work"
    provider_path = "agreement__provider"
    change_list_template = "admin/billing/timeentry/change_list.html"
    change_form_template = "admin/billing/timeentry/change_form.html"
    paginator = BoundedPaginator
    list_max_show_all = 0
    list_display = [
        "worked_on",
        "what",
        "who",
        "worked",
        "charged",
        "billable",
        "state",
    ]
    list_display_links = ["worked_on"]
    sortable_by = []
    list_select_related = RELATED
    list_filter = [
        StandingFilter,
        ApprovedFilter,
        MonthFilter,
        EngineerFilter,
        ("billable", Folded),
        ("source", Folded),
        ProvisionFilter,
        CustomerFilter,
        AgreementFilter,
        RoleFilter,
    ]
    search_fields = ["description"]  # the field shows for it; see `Search`
    search_help_text = "T-1042, A-12, an external id, or words of the description."
    ordering = ["-pk"]
    readonly_fields = [
        "worked",
        "charged",
        "charged_in",
        "state",
        "explanation",
        "chain",
    ]
    fieldsets = [
        (None, {"fields": ["state", "worked_on", "started_at", "ended_at", "worked"]}),
        ("How it is charged", {"fields": ["explanation", "charged", "charged_in"]}),
        (
            "What for",
            {
                "fields": [
                    "customer",
                    "agreement",
                    "ticket",
                    "provision",
                    "engineer",
                    "role",
                    "work_type",
                    "billable",
                    "is_after_hours",
                    "description",
                    "note",
                ]
            },
        ),
        (
            "Record",
            {
                "fields": [
                    "source",
                    "external_id",
                    "created_at",
                    "created_by",
                    "approved_at",
                    "approved_by",
                    "withdrawn_at",
                    "withdrawn_by",
                    "reason",
                    "chain",
                ]
            },
        ),
    ]

    def changelist_view(self, request, extra_context=None):
        context = {
            "title": "Time entries",
            "query": request.GET.urlencode(),
            "reports": reports_of(request.user),
            "may_add": request.user.has_perm("billing.add_timeentry"),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        context = {"may_act": self.may_act(request)}
        return super().change_view(
            request, object_id, form_url, context | (extra_context or {})
        )

    @admin.display(description="what for")
    def what(self, obj):
        told = Truncator(obj.description).chars(90)
        reference = obj.agreement.reference
        if obj.ticket_id:
            address = reverse("admin:tickets_ticket_change", args=[obj.ticket_id])
            reference = format_html(
                '<a href="{}">{}</a>', address, obj.ticket.reference
            )
        return format_html(
            '{}, <bdi>{}</bdi> <span class="quiet">{}</span>',
            reference,
            obj.customer,
            told,
        )

    @admin.display(description="who")
    def who(self, obj):
        return (
            format_html("{} <br>{}", obj.engineer, obj.role)
            if obj.role
            else obj.engineer
        )

    @admin.display(description="charged in")
    def charged_in(self, obj):
        return words.month(obj.month)

    @admin.display(description="worked")
    def worked(self, obj):
        return words.span(obj.minutes)

    @admin.display(description="charged")
    def charged(self, obj):
        return words.span(obj.charged_minutes)

    @admin.display(description="state")
    def state(self, obj):
        if obj.withdrawn_at:
            return f"withdrawn: {Truncator(obj.reason).chars(60)}"
        return "approved" if obj.approved_at else "waits for approval"

    @admin.display(description="how it came about")
    def explanation(self, obj):
        steps = ((told,) for told in explained(obj))
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", steps))

    @admin.display(description="corrections")
    def chain(self, obj):
        rows = chain_of(obj)
        if len(rows) == 1:
            return "–"
        lines = format_html_join("", "<li>{}</li>", ((_link(r, obj),) for r in rows))
        return format_html("<ol>{}</ol>", lines)


def _link(row, shown):
    """An entry of a chain: what it said, and a link unless it is the page itself."""
    when = f"{row.created_at:%Y-%m-%d %H:%M} UTC by {row.created_by}"
    told = (
        f"{row.worked_on}, {words.span(row.minutes)}, {row.role or 'no role'}, {when}"
    )
    if row.reason:
        told = f"{told}; then: {row.reason}"
    if row.pk == shown.pk:
        return format_html("<strong>{}</strong> (this one)", told)
    address = reverse("admin:billing_timeentry_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', address, told)


@admin.register(Timer)
class TimerAdmin(TicketTime, WrittenElsewhere, CatalogueAdmin):
    """Who works on what now. Started and stopped on the ticket's page."""

    group = "Work"
    provider_path = "ticket__provider"
    list_display = ["engineer", "ticket", "customer", "started_at"]
    list_select_related = ["engineer", "ticket", "customer"]
    search_fields = ["engineer__email", "ticket__summary"]
    ordering = ["started_at", "pk"]
