"""Questions for staff."""

import pytest

from catalogue.actions.questions import MOST_OPEN, NobodyAsks, TooManyOpen, put_to_staff
from catalogue.models import Question
from catalogue.platform.tenancy import Actor


def put(actor, text="Who waters the plants?"):
    return put_to_staff(text=text, nearest=["reset-password"], actor=actor, at=actor.at)


def test_a_question_waits_with_the_lines_shown(dana_actor, northwind):
    question = put(dana_actor)

    assert question.state == Question.State.OPEN
    assert question.customer == northwind
    assert question.nearest == ["reset-password"]
    assert question.asked_at == dana_actor.at


def test_the_same_question_waits_once(dana_actor):
    assert put(dana_actor) == put(dana_actor)


def test_another_customer_asks_for_itself(dana_actor, stranger_actor):
    assert put(dana_actor) != put(stranger_actor)


def test_what_was_handled_may_be_asked_again(dana_actor):
    first = put(dana_actor)
    first.state, first.handled_at, first.handled_by = "answered", dana_actor.at, "cory"
    first.save()

    assert put(dana_actor) != first


def test_nobody_asks_without_signing_in(db, now):
    with pytest.raises(NobodyAsks):
        put(Actor(at=now))


def test_a_customer_cannot_flood_the_queue(dana_actor, stranger_actor):
    for n in range(MOST_OPEN):
        put(dana_actor, f"Question {n}?")

    with pytest.raises(TooManyOpen):
        put(dana_actor, "One more?")
    assert put(dana_actor, "Question 0?").text == "Question 0?"
    assert put(stranger_actor, "One more?")
