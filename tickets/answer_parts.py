"""What tickets add to an answer: when somebody would respond if a ticket were opened now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalogue.answers.result import Answer, Part
from catalogue.models import Priority, Provision, ServiceLevel
from catalogue.platform.tenancy import Actor
from tickets import receipts, severity
from tickets.actions import promising
from tickets.actions.intake_catalogue import priorities_of
from tickets.actions.intake_scope import level_of, terms_binding
from tickets.actions.intake_subscriptions import bound


def if_opened_now(
    answers: Sequence[Answer], actor: Actor, at: dt.datetime
) -> list[list[Part]]:
    """When a response would be due, for lines of the guides that bind the actor's customer.

    A query for the subscriptions, one for the lines, and one for each service level's calendar.
    """
    if actor.customer is None:
        return [[] for _ in answers]
    lines = _revisions(answers)
    promises = {
        revision: _promised(subscription, actor, at)
        for revision, subscription in _bound(actor, at).items()
        if revision in set(lines.values())
    }
    return [
        promises.get(lines.get(answer.provision or 0, 0), [])
        if _is_handled(answer)
        else []
        for answer in answers
    ]


def _is_handled(answer: Answer) -> bool:
    """Nobody responds to what is not covered, or is the customer's own to do."""
    return answer.supported is not False and answer.charge != "customer"


def _revisions(answers: Sequence[Answer]) -> dict[int, int]:
    """The revision of each provision among the answers."""
    pks = [answer.provision for answer in answers if answer.provision]
    rows = Provision.objects.filter(pk__in=pks).values_list("pk", "revision_id")
    return dict(rows)


def _bound(actor: Actor, at: dt.datetime) -> dict[int, Any]:
    """The customer's subscriptions by the revision that binds them."""
    found = {}
    for subscription in bound(actor, None, at):
        terms = terms_binding(subscription)
        if terms is not None:
            found[terms.revision.pk] = _Bound(
                subscription, level_of(subscription, terms)
            )
    return found


@dataclass(frozen=True)
class _Bound:
    """A subscription and the service level that it is served at."""

    subscription: Any
    level: ServiceLevel | None


def _promised(bound: _Bound, actor: Actor, at: dt.datetime) -> list[Part]:
    """The response of the priority that a report has unless another is given."""
    priority = _usual(bound.level)
    if bound.level is None or priority is None:
        return []
    terms = promising.terms(
        level=bound.level, priority=priority, subscription=bound.subscription, at=at
    )
    due = [d for d in promising.due_times(terms, at=at) if d.metric == "response"]
    said = receipts.due_words(due, now=at, zone=actor.zone) if due else []
    return [Part("If opened now", f"{priority.label}: {text}") for text in said]


def _usual(level: ServiceLevel | None) -> Priority | None:
    steps = priorities_of(level)
    if level is not None and level.default_priority:
        return severity.named(steps, level.default_priority)
    return steps[0] if len(steps) == 1 else None
