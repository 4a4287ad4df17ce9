"""On an answer, and before a ticket is opened: hours left, what work costs beyond, and where it stops."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from billing import hours_words, outlook
from billing.actions.reckoning_months import reckon
from billing.models import Agreement, Coverage
from billing.reckoning import Reckoning
from billing.words import month as month_words
from billing.words import span
from catalogue.answers.result import Answer, Part
from catalogue.models import Provision, Subscription
from catalogue.periods import last_day, month_of
from catalogue.platform.parts import Panel
from catalogue.platform.tenancy import Actor
from tickets.models import Ticket

TITLE = "Hours"
# Where hours of an agreement have no say: somebody else does it, or it is priced by itself.
NO_HOURS = ("customer", "vendor", "sow", "fee")


def hours_left(
    answers: Sequence[Answer], actor: Actor, at: dt.datetime
) -> list[list[Part]]:
    """The agreement that covers each answer's guide, for those of its customer who may see it.

    The queries of `reckon`, and three more, for all answers together; none for others.
    """
    if actor.customer is None:
        return [[] for _ in answers]
    guides = _guides(answers)
    covering = _covering(set(guides.values()), actor)
    said = _said({each.pk: each for each in covering.values()}, actor, at)
    return [
        said.get(covering[guide].pk, [])
        if _is_worked(answer)
        and (guide := guides.get(answer.provision or 0)) in covering
        else []
        for answer in answers
    ]


def before_ticket(
    tickets: Sequence[Ticket], actor: Actor, at: dt.datetime
) -> list[list[Panel]]:
    """The same for tickets that are about to be sent, where hours could be charged for them."""
    wanted = {each.subscription_id for each in tickets if each.charge not in NO_HOURS}
    if actor.customer is None or not wanted:
        return [[] for _ in tickets]
    covering = {row.subscription_id: row.agreement for row in _rows(wanted, actor)}
    said = _said({each.pk: each for each in covering.values()}, actor, at)
    return [
        [
            Panel(part.title, part.text)
            for part in said[covering[each.subscription_id].pk]
        ]
        if each.subscription_id in covering and each.charge not in NO_HOURS
        else []
        for each in tickets
    ]


def _is_worked(answer: Answer) -> bool:
    """Whether hours of the agreement could be used for it."""
    return answer.supported is not False and answer.charge not in NO_HOURS


def _guides(answers: Iterable[Answer]) -> dict[int, int]:
    """The guide of each line that hours could be used for."""
    pks = [each.provision for each in answers if each.provision and _is_worked(each)]
    rows = Provision.objects.filter(pk__in=pks)
    return dict(rows.values_list("pk", "revision__guide")) if pks else {}


def _covering(guides: set[int], actor: Actor) -> dict[int, Agreement]:
    """The agreement in force that covers the customer's subscription to each guide."""
    if not guides:
        return {}
    running = Subscription.objects.in_force(actor.day).filter(guide__in=guides)
    return {row.subscription.guide_id: row.agreement for row in _rows(running, actor)}


def _rows(subscriptions: Any, actor: Actor) -> Iterable[Coverage]:
    """What covers some of the customer's subscriptions today, as far as the actor may see it."""
    agreements = Agreement.objects.visible_to(actor).in_force(actor.day)
    rows = Coverage.objects.filter(
        customer=actor.customer,
        subscription__in=subscriptions,
        agreement__in=agreements,
    )
    return rows.select_related("agreement", "subscription").order_by("-pk")


def _said(
    agreements: dict[int, Agreement], actor: Actor, at: dt.datetime
) -> dict[int, list[Part]]:
    month = month_of(actor.day)
    found = reckon(list(agreements.values()), [month], at=at)
    return {
        pk: _parts(agreement, found[pk, month]) for pk, agreement in agreements.items()
    }


def _parts(agreement: Agreement, found: Reckoning) -> list[Part]:
    """Used and left; where nothing was bought this month, nothing is said."""
    if not found.included_minutes:
        return []
    month = found.terms.month
    headline = hours_words.headline(
        found.included_minutes,
        found.used_minutes,
        found.left_minutes,
        found.overage_minutes,
    )
    beyond = hours_words.policy(
        agreement.overage,
        outlook.rates(found, last_day(month)),
        agreement.currency,
        agreement.overage_cap_minutes,
    )
    waits = found.uncharged_minutes
    parts = [Part(TITLE, f"{month_words(month)}: {headline} {beyond}")]
    if waits and agreement.overage == Agreement.Overage.ASK:
        text = f"{span(waits)} beyond the cap wait for an approver of yours."
        parts.append(Part(TITLE, text))
    return parts
