"""Answers as plain data: for programs, word for word what the page says."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from catalogue.answers.result import Answer, Answers


def summary(reply: Answers) -> dict[str, Any]:
    """A reply with the essentials of each answer, as `manage.py ask --json` prints it."""
    return {
        "question": reply.question,
        "confident": reply.confident,
        "answers": [_essentials(answer) for answer in reply.answers],
    }


def whole(reply: Answers) -> dict[str, Any]:
    """A reply with everything that bears on each answer, as the API gives it."""
    return summary(reply) | {
        "repaired": reply.repaired,
        "guides": reply.guides,
        "answers": [_everything(answer) for answer in reply.answers],
    }


def _essentials(answer: Answer) -> dict[str, Any]:
    return {
        "text": answer.text,
        "outcome": answer.outcome,
        "who": answer.who,
        "charge": answer.charge,
        "parties": answer.parties,
        "kind": answer.kind,
        "guide": answer.citation.guide,
        "revision": answer.citation.revision,
        "section": answer.citation.section,
        "score": round(answer.score, 4),
    }


def _everything(answer: Answer) -> dict[str, Any]:
    plain = asdict(answer)
    del plain["provision"]  # an internal number; `key` names the row for good
    for name in ("siblings", "conflicts"):
        plain[name] = [_essentials(other) for other in getattr(answer, name)]
    return plain | _essentials(answer)
