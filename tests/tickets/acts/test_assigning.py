"""Who works on a ticket: a queue, a person, a support level."""

import pytest
from django.contrib.auth.models import Group

from catalogue.models import Provider, User
from catalogue.platform import roles
from tests.tickets.acts.lives import begun, in_state, kinds, last, now_of
from tickets.actions.assigning import assign, assign_many, assignable, duties_of
from tickets.actions.refusals import NotAllowed, NotNow, Refused
from tickets.models import Event, Queue, Ticket
from tickets.states import ENDED, STATES

pytestmark = pytest.mark.django_db


@pytest.fixture
def rival(db):
    return Provider.objects.create(key="rival", name="Rival")


@pytest.fixture
def staff(provider, rival):
    """Engineers by what they may see, one who reads only, and two who do not work here."""
    roles.sync()

    def member(name, *limited_to, role="engineer", **values):
        user = User.objects.create_user(
            f"{name}@acme.example", **({"is_staff": True} | values)
        )
        user.limited_to.set(limited_to)
        user.groups.add(Group.objects.get(name=role))
        return user

    return {
        "everywhere": member("everywhere"),
        "here": member("here", provider, is_limited=True),
        "both": member("both", provider, rival, is_limited=True),
        "there": member("there", rival, is_limited=True),
        "nowhere": member("nowhere", is_limited=True),
        "named": member("named", rival),
        "reader": member("reader", provider, role="curator"),
        "gone": member("gone", is_active=False),
        "nobody": member("nobody", is_staff=False),
    }


@pytest.fixture
def queue(provider):
    return Queue.objects.create(provider=provider, key="voice", name="Voice")


def test_active_engineers_who_see_the_provider_can_be_assigned(staff, provider):
    names = {user.email.partition("@")[0] for user in assignable(provider)}

    assert names == {"everywhere", "here", "both"}


def test_an_assignment_is_noted_in_words(mine, staff, queue, staff_actor, now):
    assign(
        mine.pk,
        queue=queue.pk,
        assignee=staff["here"].pk,
        support_level=2,
        actor=staff_actor,
        at=now,
    )

    ticket, event = now_of(mine), last(mine)
    assert (ticket.queue, ticket.assignee, ticket.support_level) == (
        queue,
        staff["here"],
        2,
    )
    assert (event.kind, event.is_public) == ("assigned", False)
    assert event.data["from"] == {"queue": "", "assignee": "", "support_level": 1}
    assert event.data["to"] == {
        "queue": "Voice",
        "assignee": "here@acme.example",
        "support_level": 2,
    }
    assert event.data["duties"] == ["reproduce"]
    assert [duty.key for duty in duties_of(ticket)] == ["reproduce"]


def test_one_part_is_changed_and_none_takes_it_away(
    mine, staff, queue, staff_actor, now
):
    assign(mine.pk, queue=queue.pk, actor=staff_actor, at=now)
    assign(mine.pk, assignee=staff["here"].pk, actor=staff_actor, at=now)
    assign(mine.pk, assignee=None, actor=staff_actor, at=now)

    ticket = now_of(mine)
    assert (ticket.queue, ticket.assignee) == (queue, None)


def test_what_changes_nothing_leaves_no_trace(mine, staff_actor, now):
    assign(mine.pk, queue=None, support_level=1, actor=staff_actor, at=now)

    assert kinds(mine) == ["opened"]


@pytest.mark.parametrize("name", ["there", "nowhere", "named", "gone", "nobody"])
def test_nobody_else_is_assigned(mine, staff, staff_actor, now, name):
    with pytest.raises(Refused) as refusal:
        assign(mine.pk, assignee=staff[name].pk, actor=staff_actor, at=now)

    assert refusal.value.field == "assignee"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"queue": 0}, "queue"),
        ({"assignee": 0}, "assignee"),
        ({"support_level": 0}, "support_level"),
        ({"support_level": 5}, "support_level"),
    ],
)
def test_what_is_not_there_is_named(mine, staff_actor, now, given, field):
    with pytest.raises(Refused) as refusal:
        assign(mine.pk, actor=staff_actor, at=now, **given)

    assert refusal.value.field == field


def test_a_queue_is_of_the_same_provider(mine, rival, staff_actor, now):
    theirs = Queue.objects.create(provider=rival, key="voice", name="Voice")

    with pytest.raises(Refused, match="Choose a queue of the ticket's provider"):
        assign(mine.pk, queue=theirs.pk, actor=staff_actor, at=now)


def test_customers_do_not_assign(mine, dana_actor, now):
    with pytest.raises(NotAllowed):
        assign(mine.pk, support_level=2, actor=dana_actor, at=now)


def test_nobody_works_on_what_has_ended(subscription, staff_actor, now):
    refused = set()
    for state in STATES:
        ticket = in_state(subscription, state, at=now)
        try:
            assign(ticket.pk, support_level=2, actor=staff_actor, at=now)
        except NotNow:
            refused.add(state)

    assert refused == set(ENDED)


def test_of_several_each_is_assigned_on_its_own(
    mine, subscription, queue, staff_actor, now
):
    second = begun(subscription, at=now)
    over = in_state(subscription, "closed", at=now)
    gone = over.pk + 100

    result = assign_many(
        [second.pk, gone, mine.pk, over.pk, mine.pk],
        queue=queue.pk,
        actor=staff_actor,
        at=now,
    )

    assert result.done == [mine, second]
    assert [pk for pk, _ in result.refused] == [over.pk, gone]
    assert "nobody works on it" in result.refused[0][1]
    assert Ticket.objects.filter(queue=queue).count() == 2
    assert Event.objects.filter(kind="assigned").count() == 2
