"""`/api/v1/overage-approvals/`: overage beyond a cap that approvers are asked for, and the decision."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.response import Response

from billing.actions.overage import decide, may_decide
from billing.api.access import BillingView
from billing.api.statements import NewestFirst
from billing.models import OverageApproval
from catalogue.platform.tenancy import actor_of
from tickets.api.access import answered_once, said

RELATED = ("agreement", "customer")


class OverageView(BillingView):
    """Base: a key needs the scope `hours`; whether it may decide, the action says."""

    def found(self, pk: int) -> OverageApproval:
        """The request, if the caller may see it; 404 otherwise."""
        rows = OverageApproval.objects.visible_to(actor_of(self.request))
        row = rows.select_related(*RELATED).filter(pk=pk).first()
        if row is None:
            raise Http404
        return row


class OverageList(OverageView, ListAPIView):
    """What approvers were asked for, the last first."""

    pagination_class = NewestFirst

    def get_queryset(self):
        """What the caller may see."""
        rows = OverageApproval.objects.visible_to(actor_of(self.request))
        return rows.select_related(*RELATED)

    def list(self, request):
        """A page of them."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response([_row(each) for each in page])


class OverageDetail(OverageView):
    """One request."""

    def get(self, request, pk):
        """All of it."""
        return Response(_row(self.found(pk)))


class OverageDecision(OverageView):
    """`GET`: whether the caller may decide now. `POST` with a `reason`, which a decline needs."""

    approves = False

    def get(self, request, pk):
        """The request, and whether it waits for a decision of the caller's."""
        row = self.found(pk)
        waits = row.state == OverageApproval.State.ASKED
        possible = waits and may_decide(actor_of(request))
        return Response({**_row(row), "possible": possible})

    def post(self, request, pk):
        """200 for an approver or a manager of the customer; 409 once it is decided."""
        row, actor = self.found(pk), actor_of(request)

        def done():
            given = said(request, "reason")
            decide(
                row.pk,
                approve=self.approves,
                reason=given["reason"],
                actor=actor,
                at=actor.at,
            )
            return status.HTTP_200_OK, _row(self.found(pk))

        return answered_once(request, actor, done)


def _row(row: OverageApproval) -> dict[str, Any]:
    return {
        "id": row.pk,
        "agreement": row.agreement.reference,
        "customer": row.customer.key,
        "month": f"{row.month:%Y-%m}",
        "minutes": row.minutes,
        "state": row.state,
        "note": row.note,
        "asked_at": row.asked_at.isoformat(),
        "decided_at": row.decided_at.isoformat() if row.decided_at else None,
        "decided_by": row.decided_by,
        "reason": row.reason,
    }
