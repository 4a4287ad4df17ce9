"""Filters of the time that was worked in a month."""

import django_filters as filters
from django import forms
from django.db.models import Q

from billing.models import TimeEntry
from tickets.models import Ticket

MOST_WORDS = 10
NO_ROLE = "-"


class EntryFilter(filters.FilterSet):
    """Time of a month by words, ticket, role, billable class and approval.

    `roles` are those of the month: what is not worked need not be offered.
    """

    q = filters.CharFilter(
        method="search",
        label="Words",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    ticket = filters.CharFilter(
        method="of_ticket",
        label="Ticket",
        max_length=30,
        widget=forms.TextInput(attrs={"placeholder": "T-1042"}),
    )
    role = filters.ChoiceFilter(
        method="of_role", label="Role", empty_label="all roles", choices=[]
    )
    billable = filters.ChoiceFilter(
        label="Kind", empty_label="all kinds", choices=TimeEntry.Billable.choices
    )
    approved = filters.ChoiceFilter(
        method="is_approved",
        label="Approval",
        empty_label="any",
        choices=[("yes", "approved"), ("no", "not yet approved")],
    )

    class Meta:
        model = TimeEntry
        fields = ["q", "ticket", "role", "billable", "approved"]

    def __init__(self, *args, roles=(), **kwargs):
        super().__init__(*args, **kwargs)
        named = [(role or NO_ROLE, role or "no role") for role in roles]
        self.filters["role"].extra["choices"] = named

    def search(self, queryset, name, value):
        """Entries whose description has every word."""
        found = Q()
        for word in value.replace("\x00", "").split()[:MOST_WORDS]:
            found &= Q(description__icontains=word)
        return queryset.filter(found)

    def of_ticket(self, queryset, name, value):
        """Entries of the ticket with that reference; none for another text."""
        rows = Ticket.objects.by_reference(value.replace("\x00", ""))
        return queryset.filter(ticket__in=rows)

    def of_role(self, queryset, name, value):
        return queryset.filter(role="" if value == NO_ROLE else value)

    def is_approved(self, queryset, name, value):
        return queryset.filter(approved_at__isnull=value == "no")
