"""The staff's queue: tickets, due next first."""

import re

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import F, Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator

from catalogue.admin.bases import CatalogueAdmin
from catalogue.models import Contact, Customer
from catalogue.platform.adminsite import LONGEST_SEARCH, MOST_WORDS
from tickets import states, words
from tickets.models import Ticket

from .bulk import BulkActs
from .calls import CallPage
from .due import due_of
from .facts import open_clocks
from .narrowing import (
    LIVE,
    CustomerFilter,
    EngineerFilter,
    Folded,
    FoldedFlag,
    ProviderFilter,
    QueueFilter,
    StandingFilter,
    WaitingFilter,
    WhichFilter,
    WhoseFilter,
    chosen_of,
)
from .page import TicketPages
from .paging import MOST_COUNTED, BoundedPaginator

REFERENCE = re.compile(r"T-\d+", re.IGNORECASE)
MOST_EXACT = 100
KEY_DIGITS = 18  # shorter numbers are keys
SIGNS = {"late": "✖", "risk": "▲", "paused": "‖"}


class TicketList(ChangeList):
    """Live tickets by deadline, which an index keeps in order; all of them newest first."""

    def get_ordering(self, request, queryset):
        ordering = super().get_ordering(request, queryset)
        asked = "o" in self.params
        if asked or chosen_of(self.get_filters_params(), self.query) == LIVE:
            return ordering
        return ["-pk"]

    @property
    def is_cut(self):
        """Whether there are more rows than anybody counts."""
        return self.result_count >= MOST_COUNTED


class Search:
    """Mixin: a ticket by its reference, by what other systems call it, by person or company, by words."""

    def get_search_results(self, request, queryset, search_term):
        term = search_term.replace("\x00", "").strip()[:LONGEST_SEARCH]
        if not term:
            return queryset, False
        if REFERENCE.fullmatch(term):
            named = Ticket.objects.by_reference(term).values("pk")
            return queryset.filter(pk__in=named), False
        exact = self._exact(queryset, term)
        if exact:
            return queryset.filter(pk__in=exact), False
        told = Q()
        for word in term.split()[:MOST_WORDS]:
            told &= Q(summary__icontains=word)
        people = Contact.objects.filter(Q(name__icontains=term) | Q(email__iexact=term))
        companies = Customer.objects.filter(name__icontains=term)
        told |= Q(dedup_key=term) | Q(requester__in=people.values("pk"))
        told |= Q(customer__in=companies.values("pk"))
        return queryset.filter(told), False

    def _exact(self, queryset, term):
        """Tickets whose number or other name it is: found without reading every summary."""
        known = Q(external_id=term)
        if term.isascii() and term.isdigit() and len(term) < KEY_DIGITS:
            known |= Q(pk=int(term))
        rows = queryset.order_by().filter(known)
        return list(rows.values_list("pk", flat=True)[:MOST_EXACT])


@admin.register(Ticket)
class TicketAdmin(Search, BulkActs, CallPage, TicketPages, CatalogueAdmin):
    """Every ticket of the staff member's providers."""

    group = "Work"
    provider_path = "provider"
    change_list_template = "admin/tickets/ticket/change_list.html"
    paginator = BoundedPaginator
    list_max_show_all = 0
    list_display = [
        "named",
        "due",
        "customer",
        "priority_asked",
        "state_now",
        "whose",
        "age",
    ]
    list_display_links = ["named"]
    sortable_by = ["due", "age"]
    list_select_related = [
        "customer",
        "priority",
        "requested_priority",
        "queue",
        "assignee",
    ]
    list_filter = [
        WhichFilter,
        WhoseFilter,
        StandingFilter,
        CustomerFilter,
        ("state", Folded),
        ("queue", QueueFilter),
        EngineerFilter,
        WaitingFilter,
        ("provider", ProviderFilter),
        ("kind", Folded),
        ("channel", Folded),
        ("charge", Folded),
        ("exempt", FoldedFlag),
    ]
    search_fields = ["summary"]  # the field shows for it; see `Search`
    search_help_text = (
        "T-1042, words of the summary, a contact’s name or e-mail address, "
        "a customer, an external id or a monitoring key."
    )
    ordering = [F("due_at").asc(nulls_last=True), "pk"]

    def changelist_view(self, request, extra_context=None):
        context = {"title": "Tickets", **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_changelist(self, request, **kwargs):
        return TicketList

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related(open_clocks())

    def has_delete_permission(self, request, obj=None):
        # The timeline is kept: a ticket is cancelled, not forgotten.
        return False

    @admin.display(description="ticket")
    def named(self, obj):
        summary = Truncator(obj.summary).chars(90)
        return format_html("<strong>{}</strong> {}", obj.reference, summary)

    @admin.display(description="priority")
    def priority_asked(self, obj):
        label = obj.priority.label if obj.priority else "none"
        asked = obj.requested_priority
        if asked is None or asked == obj.priority:
            return Truncator(label).chars(40)
        return format_html(
            '{} <span class="quiet">(asked for {})</span>',
            Truncator(label).chars(40),
            Truncator(asked.label).chars(40),
        )

    @admin.display(description="state")
    def state_now(self, obj):
        return states.STATES[obj.state]

    @admin.display(description="queue, engineer")
    def whose(self, obj):
        engineer = obj.assignee or "nobody yet"
        return format_html("{}, <br>{}", obj.queue or "no queue", engineer)

    @admin.display(description="due", ordering=F("due_at").asc(nulls_last=True))
    def due(self, obj):
        found = due_of(obj.open_clocks, obj.state, at=timezone.now())
        return due_tag(found, obj.customer.zone)

    @admin.display(description="age", ordering="-pk")
    def age(self, obj):
        return words.duration(timezone.now() - obj.reported_at, "elapsed")


def due_tag(due, zone):
    """A deadline as a list shows it: words, the instant behind them, a sign where it is wrong."""
    text = due.text
    if due.at:
        stamp, date = due.at.isoformat(), words.date(due.at, zone)
        text = format_html(
            '<time datetime="{}" title="{}">{}</time>', stamp, date, text
        )
    metric = format_html(' <span class="quiet">{}</span>', due.metric) if due.at else ""
    if not due.tone:
        return format_html("{}{}", text, metric)
    return format_html(
        '<span class="due due-{}"><span aria-hidden="true">{}</span> {}{}</span>{}',
        due.tone,
        SIGNS[due.tone],
        text,
        " (at risk)" if due.tone == "risk" else "",
        metric,
    )
