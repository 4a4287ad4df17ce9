"""On the first page of who may see it: the hours of the month in a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse

from billing import charts, hours_words
from billing.actions.reckoning_months import reckon
from billing.models import Agreement
from billing.reckoning import Reckoning
from billing.words import month as month_words
from catalogue.models import Customer
from catalogue.periods import month_of
from catalogue.platform.parts import Panel
from catalogue.platform.tenancy import Actor

MOST = 5  # agreements


def hours_left(
    customers: Sequence[Customer], actor: Actor, at: dt.datetime
) -> list[list[Panel]]:
    """The agreements in force of the actor's customer, each in a sentence with a bar.

    No query for those who may not see hours; those of `reckon` and one for the others.
    """
    if actor.customer is None or not actor.sees_hours:
        return [[] for _ in customers]
    rows = Agreement.objects.visible_to(actor).in_force(actor.day)
    rows = rows.select_related("customer", "provider").order_by("-starts_on", "pk")
    agreements = list(rows[:MOST])
    month = month_of(actor.day)
    found = reckon(agreements, [month], at=at)
    lines = [
        _line(each, found[each.pk, month])
        for each in agreements
        if found[each.pk, month].included_minutes or found[each.pk, month].entries
    ]
    panel = Panel(
        f"Hours in {month_words(month)}",
        template="billing/_home_panel.html",
        context={"lines": lines},
    )
    return [
        [panel] if lines and customer.pk == actor.customer else []
        for customer in customers
    ]


def _line(agreement: Agreement, month: Reckoning) -> dict[str, object]:
    return {
        "agreement": agreement,
        "url": f"{reverse('billing:hours')}?agreement={agreement.reference}",
        "text": hours_words.headline(
            month.included_minutes,
            month.used_minutes,
            month.left_minutes,
            month.overage_minutes,
        ),
        "bars": charts.along(
            [("within", month.used_minutes), ("beyond", month.overage_minutes)],
            month.included_minutes,
        ),
        "has_hours": bool(month.included_minutes),
    }
