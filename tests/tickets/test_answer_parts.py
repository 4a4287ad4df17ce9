"""What tickets add to an answer: when somebody would respond."""

import pytest

from catalogue.answers.ask import ask
from tests.catalogue.conftest import small_form
from tests.query_counts import pinned
from tickets.answer_parts import if_opened_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def answers(northwind, publish_form, dana_actor, now):
    """Answers about a guide that promises a response within two hours for P3."""
    from catalogue.models import Subscription
    from catalogue.portable import form

    guide = small_form()
    guide.service_levels[0].priorities[1].targets.append(
        form.Target("response", "2 hours", 120, clock="elapsed")
    )
    revision = publish_form(guide)
    Subscription.objects.create(
        customer=northwind, guide=revision.guide, starts_on=now.date()
    )
    return ask("reset a password", dana_actor).answers


def shown(answers, actor):
    found = if_opened_now(answers, actor, actor.at)
    return {
        answer.text: [(part.title, part.text) for part in parts]
        for answer, parts in zip(answers, found, strict=True)
    }


def test_an_answer_says_when_somebody_would_respond(answers, dana_actor):
    assert shown(answers, dana_actor)["Reset a user's password"] == [
        ("If opened now", "P3: Response (“2 hours”): due today 12:00 (CDT).")
    ]


def test_nobody_responds_to_what_is_not_covered_or_not_theirs(answers, dana_actor):
    for answer in answers:
        answer.supported = False

    assert not any(shown(answers, dana_actor).values())


def test_staff_and_other_customers_are_promised_nothing(
    answers, staff_actor, stranger_actor
):
    assert not any(shown(answers, staff_actor).values())
    assert not any(shown(answers, stranger_actor).values())


def test_ten_answers_take_the_queries_of_one(answers, dana_actor):
    if_opened_now(answers, dana_actor, dana_actor.at)  # terms are read once a process

    for asked in (answers[:1], answers * 3):
        with pinned("due times on answers"):
            if_opened_now(asked, dana_actor, dana_actor.at)
