"""`/api/v1/statements/`: the list, one statement with its lines, the time behind a line."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from rest_framework.generics import ListAPIView
from rest_framework.response import Response

from billing.actions.line_entries import entries_of
from billing.api import time_showing
from billing.api.access import BillingView
from billing.files.sheet import RELATED, issued_on, line_of
from billing.filters import StatementFilter
from billing.models import Statement, StatementLine
from catalogue.platform.paging import ByKey
from catalogue.platform.tenancy import actor_of


class NewestFirst(ByKey):
    """From one page to the next: the last page costs what the first does."""

    ordering = "-pk"
    page_size = 50


class InOrder(NewestFirst):
    """Entries in the order in which they were written."""

    ordering = "pk"


class StatementsView(BillingView):
    """Base: a key needs the scope `statements`."""

    reads = "statements"
    writes = "statements"

    def statement(self, reference: str) -> Statement:
        """The statement, if the caller may see it; 404 otherwise."""
        rows = Statement.objects.visible_to(actor_of(self.request))
        found = rows.select_related(*RELATED).by_reference(reference).first()
        if found is None:
            raise Http404
        return found


class StatementList(StatementsView, ListAPIView):
    """The caller's statements, the last issued first; narrowed by `month`, `year`, `agreement`."""

    pagination_class = NewestFirst
    filterset_class = StatementFilter

    def get_queryset(self):
        """What the caller may see."""
        rows = Statement.objects.visible_to(actor_of(self.request))
        return rows.select_related(*RELATED)

    def list(self, request):
        """A page of them, without their lines."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([_row(statement) for statement in page])


class StatementDetail(StatementsView):
    """One statement, with its lines and what each amount rests on."""

    def get(self, request, reference):
        """All of it."""
        statement = self.statement(reference)
        lines = [_line(line, statement) for line in statement.lines.all()]
        return Response(
            {
                **_row(statement),
                "lines": lines,
                "hours": statement.facts.get("pools", []),
            }
        )


class LineEntryList(StatementsView, ListAPIView):
    """The time that counted for a line when the statement was issued."""

    pagination_class = InOrder

    def list(self, request, reference, position):
        """A page of entries; 404 for a line that the statement does not have."""
        statement = self.statement(reference)
        line = statement.lines.filter(position=position).first()
        if line is None:
            raise Http404
        rows = entries_of(statement, line).select_related(*time_showing.RELATED)
        page = self.paginate_queryset(rows)
        actor = actor_of(request)
        return self.get_paginated_response(
            [time_showing.row(entry, actor) for entry in page]
        )


def _row(statement: Statement) -> dict[str, Any]:
    later = getattr(statement, "corrected_by", None)
    earlier = statement.corrects
    provider = statement.provider.key
    return {
        "reference": statement.reference,
        "month": f"{statement.month:%Y-%m}",
        "provider": provider,
        "customer": statement.customer.key,
        "agreement": statement.agreement.reference,
        "currency": statement.currency,
        "total": str(statement.total),
        "corrects": f"{provider}-{earlier.number:06d}" if earlier else None,
        "corrected_by": later.reference if later else None,
        "issued_at": statement.issued_at,
        "issued_on": issued_on(statement),
    }


def _line(line: StatementLine, statement: Statement) -> dict[str, Any]:
    said = line_of(line, statement.currency)
    return {
        "position": line.position,
        "kind": line.kind,
        "text": line.text,
        "details": said.details,
        "role": line.role,
        "minutes": line.minutes,
        "rate": None if line.rate is None else str(line.rate),
        "amount": str(line.amount),
        "has_entries": said.has_entries,
    }
