"""Questions that no clause answers surely, put to provider staff."""

from __future__ import annotations

import datetime as dt

from catalogue.models import Question
from catalogue.platform.tenancy import Actor


class NobodyAsks(Exception):
    """A question is put by a person who is signed in."""


def put_to_staff(
    *, text: str, nearest: list[str], actor: Actor, at: dt.datetime
) -> Question:
    """Queue a question for curators, with the lines that were shown as nearest.

    The same question of the same customer is queued once while it is open. Raises `NobodyAsks`.
    """
    if actor.user is None:
        raise NobodyAsks("Sign in to put a question to staff.")
    waiting = Question.objects.filter(
        text=text, customer=actor.customer, state=Question.State.OPEN
    )
    if actor.customer is None:
        waiting = waiting.filter(asked_by=actor.user)
    return waiting.order_by("pk").first() or Question.objects.create(
        customer_id=actor.customer,
        asked_by_id=actor.user,
        asked_at=at,
        text=text,
        nearest=nearest,
    )
