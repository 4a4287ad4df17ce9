"""Parts from above: the only upward way.

A place on a page of a lower app shows things that higher apps know. The lower app names the place
here (or, for a place of its own, beside its pages), the higher app registers a part for it in
`AppConfig.ready()`. A part nobody registered is absent; one that fails is left out and logged.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import connection, transaction

from catalogue.answers.result import Answer, Part
from catalogue.platform.tenancy import Actor

log = logging.getLogger(__name__)

Item = TypeVar("Item")
Shown = TypeVar("Shown")


class Place(Generic[Item, Shown]):
    """A place that higher apps fill.

    A part is called with a *list* of items, the actor and the instant, so that it needs no query
    per item, and returns for each item, in order, the list of what it shows there.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.makers: list[Callable[..., Sequence[Sequence[Shown]]]] = []

    def register(
        self, maker: Callable[..., Sequence[Sequence[Shown]]]
    ) -> Callable[..., Sequence[Sequence[Shown]]]:
        """Add a part; usable as a decorator. Parts show in the order of registration."""
        if maker not in self.makers:
            self.makers.append(maker)
        return maker

    def shown(self, items: Sequence[Item], actor: Actor) -> list[list[Shown]]:
        """What all parts show, one list for each item."""
        collected: list[list[Shown]] = [[] for _ in items]
        for maker in self.makers if items else []:
            for whole, found in zip(
                collected, self._ask(maker, items, actor), strict=True
            ):
                whole.extend(found)
        return collected

    def _ask(
        self, maker: Callable[..., Any], items: Sequence[Item], actor: Actor
    ) -> Sequence[Sequence[Shown]]:
        try:
            with _savepoint():
                found = [list(each) for each in maker(items, actor, actor.at)]
            if len(found) != len(items):
                raise ValueError(f"{len(found)} results for {len(items)} items")
        except Exception:  # whatever a part does, the page stands
            log.exception("A part of %s failed and is left out.", self.name)
            return [[] for _ in items]
        return found


def _savepoint() -> AbstractContextManager[Any]:
    """Inside a transaction a failed query of a part would spoil the rest of the page."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


@dataclass(frozen=True)
class Panel:
    """A box that a higher app shows: a template of its own, or a title and a text."""

    title: str
    text: str = ""
    url: str = ""
    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)


# On an answer; items are `Answer`s.
AnswerPart: Place[Answer, Part] = Place("answer")
# On a customer's home page; the item is the customer.
HomePanel: Place[Any, Panel] = Place("home")
# On the first page of the desk; the item is the staff member, whose rights the part respects.
AdminPanel: Place[Any, Panel] = Place("admin home")
# In the comparison of two revisions; items are `actions.comparing.Differing`: a difference and where.
RevisionImpact: Place[Any, Panel] = Place("revision comparison")


def answer_parts(answers: list[Answer], actor: Actor) -> list[list[Part]]:
    """What higher apps add to each answer: quota used, due times, hours."""
    return AnswerPart.shown(answers, actor)
