"""What an answer says of quotas."""

import pytest

from catalogue.answers.ask import ask
from catalogue.platform.tenancy import actor_for
from tests.query_counts import pinned
from tests.tickets.quota_rows import FOUR, LINE, NOVEMBER, SHARE, line_of, opened
from tickets.quota_parts import quota_left


@pytest.fixture
def subscription(subscribed):
    return subscribed(FOUR, SHARE)


def quotas_of(answers):
    hit = next(each for each in answers.answers if each.key == LINE)
    return [part.text for part in hit.parts if part.title == "Quota"]


def test_a_contact_reads_what_is_used_and_left_and_where_one_more_stands(
    subscription, dana
):
    for _ in range(3):
        opened(subscription)

    said = quotas_of(ask("reset a user's password", actor_for(dana, at=NOVEMBER)))

    assert said == [
        (
            "3 used, 1 left. This would be number 4 of 4 in November 2026; beyond it a "
            "statement of work is needed."
        ),
        (
            "3 used, 1 left. This would be number 4 of 4 in November 2026 (2 % of 225 "
            "provisioned users); beyond it the charge is hourly."
        ),
    ]


def test_strangers_and_staff_read_nothing_of_it(
    subscription, stranger, curator, staff_actor
):
    line = line_of(subscription)
    answers = [type("Answer", (), {"provision": line.pk})()]

    for person in (stranger, curator):
        actor = actor_for(person, at=NOVEMBER)
        assert quota_left(answers, actor, NOVEMBER) == [[]]


def test_ten_answers_cost_as_many_queries_as_one(subscription, dana):
    opened(subscription)
    lines = line_of(subscription).revision.provisions.all()[:10]
    answers = [type("Answer", (), {"provision": line.pk})() for line in lines]
    actor = actor_for(dana, at=NOVEMBER)

    for asked in (
        [each for each in answers if each.provision == line_of(subscription).pk],
        answers,
    ):
        with pinned("quota on answers"):
            quota_left(asked, actor, NOVEMBER)
