"""Questions that no clause answers surely, put to provider staff."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from catalogue.answers.gist import alike, gist
from catalogue.models import Customer, Guide, Question
from catalogue.platform.tenancy import Actor

MOST_OPEN = 30  # of one customer: more is no question any more, but a flood
COMPARED = 500  # newest open groups that a new question may belong to


class TooManyOpen(Exception):
    """The customer's questions that wait are as many as may wait; the message says so."""


class NobodyAsks(Exception):
    """A question is put by a person who is signed in."""


@transaction.atomic
def put_to_staff(
    *,
    text: str,
    nearest: list[dict[str, Any]],
    actor: Actor,
    at: dt.datetime,
    guide: Guide | None = None,
) -> Question:
    """Queue a question for curators, with the lines that were shown as nearest and their guide.

    Each line says its guide, revision, key and text. The same question of the same customer is
    queued once while it is open; questions that differ by spelling only share their gist. Raises `NobodyAsks`,
    and `TooManyOpen` when `MOST_OPEN` of the customer's wait already.
    """
    if actor.user is None:
        raise NobodyAsks("Sign in to put a question to staff.")
    same = {"text": text, "customer_id": actor.customer, "state": Question.State.OPEN}
    who = {"asked_by_id": actor.user}
    if actor.customer is None:
        same |= who
    else:
        # One at a time for each customer, so that the count holds.
        Customer.objects.select_for_update().get(pk=actor.customer)
        _refuse_a_flood(actor.customer, text)
    about = {"nearest": nearest, "guide": guide, "gist": _group(text)}
    question, _ = Question.objects.get_or_create(
        **same, defaults=who | about | {"asked_at": at}
    )
    return question


def _group(text: str) -> str:
    waiting = Question.objects.filter(state=Question.State.OPEN).exclude(gist="")
    newest = waiting.order_by("-pk").values_list("gist", flat=True)[:COMPARED]
    return alike(gist(text), dict.fromkeys(newest))


def _refuse_a_flood(customer: int, text: str) -> None:
    waiting = Question.objects.filter(customer=customer, state=Question.State.OPEN)
    if waiting.count() >= MOST_OPEN and not waiting.filter(text=text).exists():
        raise TooManyOpen(
            f"{MOST_OPEN} questions of your company wait for an answer already. "
            "Put this one when some of them are answered."
        )
