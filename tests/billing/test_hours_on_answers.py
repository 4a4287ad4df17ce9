"""Hours left on an answer: for those who may see the agreement, in as many queries for many."""

import datetime as dt

import pytest

from billing.answer_parts import hours_left
from catalogue.answers.result import Answer, Citation
from catalogue.platform.tenancy import Actor, actor_for
from tests.billing import rows
from tests.cast import NOON
from tests.query_counts import pinned
from tickets.models import Ticket
from tickets.panels import NewTicketPanel

pytestmark = pytest.mark.django_db
MARCH = dt.date(2026, 3, 1)


def answer(cast, **fields):
    """An answer that rests on the guide's line."""
    line = cast.revision.provisions.get()
    given = {"key": "k", "kind": "scope", "text": line.text, "outcome": "supported"}
    given |= {"charge": "included", "score": 1.0, "provision": line.pk}
    citation = Citation("", "", "", "", "", "")
    return Answer(**given | {"citation": citation} | fields)


@pytest.fixture
def worked(cast):
    """19 h of the 20 h are used in March."""
    rows.agreed(cast.agreement, "175")
    rows.entry(cast.agreement, 1140, day=MARCH)
    return cast


def texts(answers, actor):
    return [[part.text for part in each] for each in hours_left(answers, actor, NOON)]


def test_it_says_what_is_left_and_what_more_costs(worked):
    actor = actor_for(worked.owner, at=NOON)

    found = texts([answer(worked), answer(worked, charge="customer")], actor)

    said = (
        "March 2026: 19 h of 20 h used, 1 h left. Beyond the hours work goes on and is "
        "charged at $175.00 an hour."
    )
    assert found == [[said], []]


def test_it_says_where_work_stops_and_what_waits_for_an_approver(worked):
    actor = actor_for(worked.owner, at=NOON)
    rows.entry(worked.agreement, 180, day=MARCH)
    agreement = worked.agreement
    agreement.overage, agreement.overage_cap_minutes = "ask", 60
    agreement.save()
    asking = texts([answer(worked)], actor)
    agreement.overage, agreement.overage_cap_minutes = "stop", None
    agreement.save()

    stopping = texts([answer(worked)], actor)

    # 22 h of 20 h, 1 h within the cap.
    assert asking[0][1] == "1 h beyond the cap wait for an approver of yours."
    assert "the agreement stops there" in stopping[0][0]


def test_others_read_nothing_of_it(worked):
    for actor in (
        actor_for(worked.colleague, at=NOON),  # a requester
        actor_for(worked.stranger, at=NOON),
        actor_for(worked.operator, at=NOON),
        Actor(at=NOON),
    ):
        assert texts([answer(worked)], actor) == [[]]


def test_many_answers_take_as_many_queries_as_one(worked):
    actor = actor_for(worked.owner, at=NOON)

    one = [answer(worked)]

    with pinned("hours on answers"):
        texts(one, actor)
    with pinned("hours on answers"):
        texts(one * 8, actor)


def test_they_stand_above_the_button_that_sends_a_ticket(worked):
    ticket, owner = worked.ticket, actor_for(worked.owner, at=NOON)
    ours = Ticket(subscription_id=ticket.subscription_id, charge="hourly")
    theirs = Ticket(subscription_id=ticket.subscription_id, charge="vendor")

    found = NewTicketPanel.shown([ours, theirs], owner)

    assert [[panel.text[:35] for panel in each] for each in found] == [
        ["March 2026: 19 h of 20 h used, 1 h "],
        [],
    ]
    assert NewTicketPanel.shown([ours], actor_for(worked.colleague, at=NOON)) == [[]]
