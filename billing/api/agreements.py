"""`/api/v1/agreements/`: terms, orders and rates, and changes of what is ordered."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.response import Response

from billing import agreement_page
from billing.actions import change_requests, order_facts
from billing.api.access import BillingView
from billing.api.changes import asked_of
from billing.api.statements import NewestFirst
from billing.models import Agreement, ChangeRequest
from billing.ordering import Problem
from catalogue.models import Offer
from catalogue.periods import day_of
from catalogue.platform.tenancy import Actor, actor_of
from tickets.api.access import answered_once, object_of, said

RELATED = ("customer", "provider", "calendar")
TERMS = (
    "currency",
    "term_months",
    "renewal",
    "renewal_months",
    "notice_days",
    "technology_groups",
    "increment_minutes",
    "minimum_minutes",
    "minimum_per",
    "minimum_for",
    "after_hours",
    "overage",
    "overage_cap_minutes",
    "carries_over",
)


class AgreementsView(BillingView):
    """Base: a key needs the scope `hours` to read, `intake` to ask for a change."""

    writes = "intake"

    def agreement(self, reference: str) -> Agreement:
        """The agreement, if the caller may see it; 404 otherwise."""
        rows = Agreement.objects.visible_to(actor_of(self.request))
        found = rows.by_reference(reference).select_related(*RELATED).first()
        if found is None:
            raise Http404
        return found


class AgreementList(AgreementsView, ListAPIView):
    """The caller's agreements, the newest first."""

    pagination_class = NewestFirst

    def get_queryset(self):
        """What the caller may see."""
        rows = Agreement.objects.visible_to(actor_of(self.request))
        return rows.select_related(*RELATED)

    def list(self, request):
        """A page of them, with their terms."""
        actor = actor_of(request)
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response([_row(each, actor) for each in page])


class AgreementDetail(AgreementsView):
    """One agreement: terms in figures and words, orders, rates, and what can be ordered."""

    def get(self, request, reference):
        """All of it."""
        agreement, actor = self.agreement(reference), actor_of(request)
        today = day_of(actor.at, agreement.customer.zone)
        orders = agreement_page.orders_of(agreement, today)
        rates = agreement_page.rates_of(agreement, today)
        sentences = agreement_page.sentences(agreement, today)
        return Response(
            {
                **_row(agreement, actor),
                "sentences": [text for _, text in sentences],
                "orders": [_order(each.row) for each in orders],
                "rates": [
                    {
                        "role": row.role,
                        "kind": row.kind,
                        "amount": str(row.amount),
                        "valid_from": row.valid_from.isoformat(),
                    }
                    for row, _, _ in rates
                ],
                "offers": [_offer(each) for each in order_facts.offered(agreement)],
            }
        )


class ChangeRequestList(AgreementsView, ListAPIView):
    """`GET`: changes of an agreement, the last first. `POST`: ask for one; staff propose it.

    With `?check=true` a `POST` says what the guide's rules make of it, and asks for nothing.
    """

    pagination_class = NewestFirst

    def get(self, request, reference):
        """A page of them."""
        agreement = self.agreement(reference)
        rows = agreement.change_requests.select_related("contact", "agreement")
        page = self.paginate_queryset(rows)
        return self.get_paginated_response([change_of(each) for each in page])

    def post(self, request, reference):
        """201 with the request; 400 naming the guide's rule that it breaks, with its source."""
        agreement, actor = self.agreement(reference), actor_of(request)
        if request.query_params.get("check") == "true":
            return self._checked(agreement, asked_of(object_of(request)), actor)

        def made():
            given = asked_of(object_of(request))
            act = change_requests.propose if actor.is_staff else change_requests.ask
            row = act(agreement.pk, actor=actor, at=actor.at, **given)
            return status.HTTP_201_CREATED, change_of(row)

        return answered_once(request, actor, made)

    def _checked(self, agreement, given, actor):
        found = change_requests.problems_of(
            agreement,
            given["changes"],
            effective_on=given["effective_on"],
            at=actor.at,
        )
        return Response({"problems": [_problem(each) for each in found]})


class OneChange(AgreementsView):
    """Base of what is about one change of an agreement."""

    def change(self, reference: str, pk: int) -> ChangeRequest:
        """The request, if the caller may see it; 404 otherwise."""
        rows = self.agreement(reference).change_requests.filter(pk=pk)
        found = rows.select_related("contact", "agreement").first()
        if found is None:
            raise Http404
        return found


class ChangeRequestDetail(OneChange):
    """One change."""

    def get(self, request, reference, pk):
        """All of it that the caller may see."""
        return Response(change_of(self.change(reference, pk)))


class ChangeRequestDecision(OneChange):
    """`GET`: whether it waits for a decision. `POST`: decide; 409 once somebody has.

    All but an approval need a `reason`. Approvers and managers approve or decline, signed in; staff
    withdraw. No customer's key decides.
    """

    writes = "hours"
    act = "approve"

    def get(self, request, reference, pk):
        """What it waits for."""
        row = self.change(reference, pk)
        states = [row.State.PROPOSED] if self.act == "approve" else change_requests.LIVE
        return Response(
            {
                "act": self.act,
                "needs": [] if self.act == "approve" else ["reason"],
                "possible": row.state in states,
            }
        )

    def post(self, request, reference, pk):
        """Decide."""
        row, actor = self.change(reference, pk), actor_of(request)

        def done():
            given = said(request, *(() if self.act == "approve" else ("reason",)))
            do = getattr(change_requests, self.act)
            after = do(row.pk, actor=actor, at=actor.at, **given)
            return status.HTTP_200_OK, change_of(after)

        return answered_once(request, actor, done)


def change_of(row: ChangeRequest) -> dict[str, Any]:
    """A change as plain values; notes of staff stay with them."""
    return {
        "id": row.pk,
        "url": reverse(
            "billing-api:change-request-detail", args=[row.agreement.reference, row.pk]
        ),
        "agreement": row.agreement.reference,
        "state": row.state,
        "summary": row.summary,
        "effective_on": row.effective_on.isoformat(),
        "changes": row.changes,
        "waits_for_staff": bool(row.waits_for) and row.decided_at is None,
        "made_at": row.made_at.isoformat(),
        "decided_at": row.decided_at.isoformat() if row.decided_at else None,
        "decided_by": row.contact.name if row.contact else "",
        "reason": row.reason,
    }


def _row(agreement: Agreement, actor: Actor) -> dict[str, Any]:
    last = agreement_page.last_notice(
        agreement, day_of(actor.at, agreement.customer.zone)
    )
    notice, ends = agreement.notice_given_on, agreement.ends_on
    return {
        "reference": agreement.reference,
        "url": reverse("billing-api:agreement-detail", args=[agreement.reference]),
        "name": agreement.name,
        "customer": agreement.customer.key,
        "provider": agreement.provider.key,
        "starts_on": agreement.starts_on.isoformat(),
        "ends_on": ends.isoformat() if ends else None,
        "notice_given_on": notice.isoformat() if notice else None,
        "notice_by": last.isoformat() if last else None,
        **{name: getattr(agreement, name) for name in TERMS},
    }


def _order(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "offer": row.offer_id,
        "kind": row.kind,
        "name": row.name,
        "role": row.role,
        "quantity": str(row.quantity),
        "unit": row.unit,
        "monthly_fee": str(row.monthly_fee),
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
    }


def _offer(row: Offer) -> dict[str, Any]:
    figures = {
        name: None if getattr(row, name) is None else str(getattr(row, name))
        for name in ("minimum", "step", "maximum", "price")
    }
    return {
        "id": row.pk,
        "key": row.key,
        "name": row.name,
        "unit": row.unit,
        **figures,
        "currency": row.currency,
        "term_months": row.term_months,
        "role": row.role,
        "requires": row.requires,
        "excludes": row.excludes,
    }


def _problem(each: Problem) -> dict[str, Any]:
    return {
        "detail": each.message,
        "source": each.source,
        "offer": each.offer,
        "field": each.field,
        "needs_decision": each.needs_decision,
    }
