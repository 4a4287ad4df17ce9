"""`/api/v1/tickets/`: the list, one ticket, and a new one."""

from __future__ import annotations

import django_filters as filters
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.response import Response

from catalogue.platform.paging import ByKey
from catalogue.platform.tenancy import actor_of
from tickets.actions.intake import open_ticket
from tickets.actions.quota_charges import standing
from tickets.api import clocks, showing
from tickets.api.access import TicketsView, answered_once, object_of, ticket_of
from tickets.api.reading import report_of
from tickets.filters import TicketFilter
from tickets.models import Ticket
from tickets.states import LIVE


class ByNumber(ByKey):
    """Newest first, from one page to the next: the last page costs what the first does."""

    ordering = "-pk"
    page_size = 50


class Chosen(TicketFilter):
    """The filters of the pages, and those that programs need."""

    live = filters.BooleanFilter(method="is_live")
    external_id = filters.CharFilter(max_length=100)
    dedup_key = filters.CharFilter(max_length=200)

    def is_live(self, queryset, name, value):
        """Whether somebody still has something to do."""
        return (
            queryset.filter(state__in=LIVE)
            if value
            else queryset.exclude(state__in=LIVE)
        )


class TicketList(TicketsView, ListAPIView):
    """`GET`: the caller's tickets, newest first. `POST`: a new one, or the live one of its key."""

    pagination_class = ByNumber
    filterset_class = Chosen

    def get_queryset(self):
        """What the caller may see."""
        rows = Ticket.objects.visible_to(actor_of(self.request))
        return rows.select_related(*showing.RELATED)

    def list(self, request):
        """A page of rows."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([showing.row(ticket) for ticket in page])

    def post(self, request):
        """201 with the receipt; 200 when it joined a live ticket, or was sent before."""
        actor = actor_of(request)

        def opened():
            report = report_of(object_of(request), actor)
            receipt = open_ticket(report, actor=actor, at=actor.at)
            code = status.HTTP_201_CREATED if receipt.created else status.HTTP_200_OK
            return code, showing.receipt_of(receipt, actor)

        return answered_once(request, actor, opened)


class TicketDetail(TicketsView):
    """One ticket, with its clocks in words and figures, and its place in the quotas."""

    def get(self, request, reference):
        """All of it that the caller may see."""
        ticket = ticket_of(request, reference, *showing.RELATED)
        actor = actor_of(request)
        body = showing.whole(ticket, actor)
        body["quotas"] = [position.text for position in standing(ticket)]
        body["clocks"] = clocks.told(ticket, actor)
        return Response(body)
