"""`/api/v1/agreements/<reference>/hours/`: a month's hours, every figure of the page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from billing import hours_page, lines, outlook
from billing.actions.hour_sums import added, split
from billing.actions.past_months import Past
from billing.actions.showing_hours import Hours, show
from billing.api.access import BillingView
from billing.models import Agreement
from billing.views.hours import month_within
from catalogue.money import rounded
from catalogue.periods import day_of, month_of
from catalogue.platform.tenancy import Actor, actor_of


class HoursDetail(BillingView):
    """An agreement's month: `?month=2026-10`, the present one without it.

    Minutes are whole numbers, amounts texts of decimals beside their currency. A key needs the
    scope `hours`.
    """

    def get(self, request, reference):
        """All figures of the month, and what they rest on."""
        actor = actor_of(request)
        rows = Agreement.objects.visible_to(actor).by_reference(reference)
        agreement = rows.select_related("customer", "provider").first()
        if agreement is None:
            raise Http404
        present = month_of(day_of(actor.at, agreement.customer.zone))
        month = month_of_query(request.query_params.get("month"), present)
        return Response(body(show(agreement, month, at=actor.at), actor))


def month_of_query(text, present):
    """The month asked for, else the present one; raises `ValidationError`."""
    if text is None:
        return present
    try:
        return month_within(text, present)
    except ValueError as error:
        raise ValidationError({"month": [str(error)]}) from None


def body(hours: Hours, actor: Actor) -> dict[str, Any]:
    """A month as plain values."""
    month, agreement = hours.reckoning, hours.agreement
    reads = actor.sees_statements
    return {
        "agreement": agreement.reference,
        "customer": agreement.customer.key,
        "provider": agreement.provider.key,
        "month": f"{hours.month:%Y-%m}",
        "zone": agreement.customer.zone,
        "today": hours.today,
        "state": hours.state,
        "currency": agreement.currency,
        "text": hours_page.headline(hours),
        "minutes": minutes(hours),
        "packages": [
            {
                "name": use.pool.name,
                "kind": use.pool.kind,
                "role": use.pool.role,
                "minutes": use.pool.minutes,
                "used": use.used,
                "left": use.left,
            }
            for use in month.pools
        ],
        "roles": [{"role": r, "minutes": m} for r, m in month.roles.items()],
        "days": days(hours),
        "overage": {
            "policy": agreement.overage,
            "cap_minutes": month.terms.cap,
            "text": hours_page.policy(hours),
            **money(hours.overage_amount, hours),
        },
        "lines": [
            {
                "kind": line.kind,
                "text": line.text,
                "role": line.role,
                "minutes": line.minutes,
                "rate": None if line.rate is None else str(line.rate),
                **money(line.amount, hours),
                "explanation": line.basis.get("explanation", []),
            }
            for line in hours.lines
        ],
        "total": money(hours.total, hours),
        "explanation": lines.hours(month),
        "projection": projection(hours),
        "history": [past(each, hours, reads=reads) for each in hours.history],
        "advice": [advice(each, hours) for each in hours.advice],
        "quotas": [hours_page.quota_line(row) for row in hours.quotas],
        "approvals": [
            {"minutes": row.minutes, "state": row.state, "asked_at": row.asked_at}
            for row in hours.approvals
        ],
        "statement": (hours.statement or None) if reads else None,
    }


def minutes(hours: Hours) -> dict[str, int]:
    """The month's sums; what is used, left and beyond is of the packages."""
    month = hours.reckoning
    return {
        "included": month.included_minutes,
        "worked": month.raw_minutes,
        "counted": month.rounded_minutes,
        "used": month.used_minutes,
        "left": month.left_minutes,
        "overage": month.overage_minutes,
        "overage_not_charged": month.uncharged_minutes,
        "not_yet_approved": hours.waiting,
        "of_earlier_months": hours.late,
        "expires": 0 if hours.agreement.carries_over else month.left_minutes,
    }


def days(hours: Hours) -> list[dict[str, Any]]:
    """Minutes of each day with work: of the packages or beyond, charged apart, not charged."""
    found: dict[Any, list] = {}
    for day in hours.days:
        found.setdefault(day.on, []).append(day)
    return [
        {
            "date": on,
            **added(split(day, hours.agreement) for day in rows),
            "not_yet_approved": sum(day.waiting for day in rows),
        }
        for on, rows in found.items()
    ]


def projection(hours: Hours) -> dict[str, Any] | None:
    """Where the month leads; None for one that is over."""
    seen = hours.projection
    if seen is None:
        return None
    cost = outlook.cost_at(hours.reckoning, seen.expected, hours.today)
    return {
        "expected_minutes": seen.expected,
        "low_minutes": seen.low,
        "high_minutes": seen.high,
        "overage_minutes": outlook.beyond_at(hours.reckoning, seen.expected),
        "overage": None if cost is None else money(cost, hours),
        "text": hours_page.outlook_of(hours),
        "basis": seen.basis,
    }


def past(each: Past, hours: Hours, *, reads: bool) -> dict[str, Any]:
    """A month of the last twelve."""
    return {
        "month": f"{each.month:%Y-%m}",
        "state": each.state,
        "included": each.bought,
        "used": each.within,
        "overage": each.beyond,
        **money(each.amount, hours),
        "statement": (each.statement or None) if reads else None,
    }


def advice(each: Any, hours: Hours) -> dict[str, Any]:
    """The cheapest package over some months."""
    known = each.size is not None
    return {
        "months": each.months,
        "hours": str(each.size) if known else None,
        "hours_now": str(each.now),
        "saving": money(each.saving, hours) if known else None,
        "text": each.text,
        "basis": each.basis,
    }


def money(amount: Decimal, hours: Hours) -> dict[str, str]:
    """An amount with its currency."""
    return {"amount": str(rounded(amount)), "currency": hours.agreement.currency}
