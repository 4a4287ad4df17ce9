"""On an answer: how much of a quota the customer has used and left, and where one more would stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from catalogue.answers.result import Answer, Part
from catalogue.models import Provision, Subscription
from catalogue.platform.tenancy import Actor
from tickets import allowances
from tickets.actions.quota_periods import Counted, counted, would_be

TITLE = "Quota"


def quota_left(
    answers: Sequence[Answer], actor: Actor, at: dt.datetime
) -> list[list[Part]]:
    """The quotas of each answer's line for a contact; four queries for all answers together."""
    if actor.customer is None:
        return [[] for _ in answers]
    pks = {answer.provision for answer in answers if answer.provision}
    lines = Provision.objects.select_related("revision").in_bulk(pks)
    subscriptions = _subscriptions(actor)
    asked = [
        (line, subscriptions[line.revision.guide_id])
        for line in lines.values()
        if line.revision.guide_id in subscriptions
    ]
    found = zip(asked, counted(asked, day=actor.day), strict=True)
    parts = {line.pk: _parts(quotas) for (line, _), quotas in found}
    return [parts.get(answer.provision or 0, []) for answer in answers]


def _subscriptions(actor: Actor) -> dict[int, Subscription]:
    rows = Subscription.objects.in_force(actor.day).filter(customer=actor.customer)
    rows = rows.select_related("customer").order_by("pk")
    return {row.guide_id: row for row in rows}


def _parts(quotas: Sequence[Counted]) -> list[Part]:
    texts = [_text(each) for each in quotas]
    return [Part(TITLE, text) for text in dict.fromkeys(texts)]


def _text(found: Counted) -> str:
    """Used, left, and the place of one more: `3 used, 1 left. This would be number 4 of 4 …`."""
    place = would_be(found, quantity=1, minutes=None)
    period = place.period
    if period is None:
        return place.text
    used = allowances.amount_in_words(period.used + period.beyond, period.measure)
    left = allowances.left(period.allowed, period.used, period.measure)
    return f"{used} used, {left} left. {place.text}"
