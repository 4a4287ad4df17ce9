"""Answering a question: scope first, then rank, then everything that bears on the lines found."""

from __future__ import annotations

from catalogue.answers import bearing, lines, store
from catalogue.answers.ranking import rank
from catalogue.answers.result import Answer, Answers
from catalogue.models import Guide, Revision
from catalogue.platform.parts import answer_parts
from catalogue.platform.tenancy import Actor

LONGEST_QUESTION = 500  # characters read of a question; the form refuses more
LISTED = 10


def ask(question: str, actor: Actor, guide: Guide | None = None) -> Answers:
    """Who handles this, on what terms, from which clause, as far as `actor` may know.

    Searches the revisions in force for the actor, or the one of `guide`. At most ten answers,
    best first; when the reply is not `confident` they are only the nearest lines.
    """
    revisions = _scope(actor, guide)
    asked = question.strip()[:LONGEST_QUESTION]
    reply = Answers(question=asked, guides=[revision.title for revision in revisions])
    if not asked or not revisions:
        return reply
    scope = store.scope_of(revisions, at=actor.at)
    ranking = rank(asked, scope, limit=LISTED)
    reply.confident = ranking.confident
    reply.repaired = "" if ranking.repaired == asked else ranking.repaired
    reply.answers, rows = lines.answers_for(ranking.hits, revisions)
    bearing.complete(reply.answers, rows, actor, scope)
    _add_parts(reply.answers, actor)
    return reply


def _scope(actor: Actor, guide: Guide | None) -> list[Revision]:
    rows = Revision.objects.in_force_for(actor).select_related("guide__provider")
    if guide is not None:
        rows = rows.filter(guide=guide)
    return list(rows.order_by("pk"))


def _add_parts(answers: list[Answer], actor: Actor) -> None:
    for answer, parts in zip(answers, answer_parts(answers, actor), strict=True):
        answer.parts = parts
