"""Two tickets about one issue become one; nothing of the other is lost."""

import pytest

from catalogue.models import Provider
from tests.tickets.acts.lives import (
    HOUR,
    MINUTE,
    begun,
    contact_of,
    in_state,
    kinds,
    last,
    line,
    now_of,
)
from tests.tickets.rows import ticket_of
from tickets.actions import talking
from tickets.actions.merging import merge
from tickets.actions.moving import move
from tickets.actions.refusals import NotAllowed, NotNow, Refused
from tickets.models import Ticket, Watcher
from tickets.states import LIVE, STATES

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(subscription, now):
    """A colleague's ticket, half an hour later."""
    return begun(subscription, at=now + 30 * MINUTE)


def test_the_source_goes_on_in_the_target(mine, other, staff_actor, now):
    merged = merge(mine.pk, other.pk, actor=staff_actor, at=now + HOUR)

    source = now_of(mine)
    assert merged == other
    assert (source.state, source.merged_into) == ("cancelled", other)
    assert set(mine.clocks.values_list("state", flat=True)) == {"cancelled"}
    assert last(mine).data["into"] == other.reference
    assert (last(other).kind, last(other).data["reference"]) == (
        "merged",
        mine.reference,
    )


def test_the_clock_runs_from_the_earlier_start(mine, other, staff_actor, now):
    merge(mine.pk, other.pk, actor=staff_actor, at=now + 40 * MINUTE)

    starts = set(other.clocks.values_list("started_at", flat=True))
    assert starts == {now}


def test_the_earlier_ticket_keeps_its_own_start(mine, other, staff_actor, now):
    merge(other.pk, mine.pk, actor=staff_actor, at=now + HOUR)

    assert set(mine.clocks.values_list("started_at", flat=True)) == {now}


def test_who_followed_the_source_follows_the_target(
    mine, other, walt, rita, dana_actor, staff_actor, now
):
    other.requester = contact_of(walt)
    other.save()

    merge(mine.pk, other.pk, actor=staff_actor, at=now + HOUR)

    watching = Watcher.objects.filter(ticket=other)
    assert [each.contact for each in watching] == [contact_of(rita)]
    assert Ticket.objects.visible_to(rita).filter(pk=other.pk).exists()


def test_the_source_gives_its_quota_back(subscription, other, staff_actor, now):
    reset = line(subscription, "reset")
    source = begun(subscription, at=now, provision=reset)

    merge(source.pk, other.pk, actor=staff_actor, at=now + HOUR)

    held = source.reservations.get()
    assert (held.state, held.period.used) == ("released", 0)


def test_the_states_that_can_be_merged(subscription, staff_actor, now):
    sources, targets = set(), set()
    for state in STATES:
        one, live = (in_state(subscription, s, at=now) for s in (state, "open"))
        if merges(one, live, staff_actor, now):
            sources.add(state)
        two, live = (in_state(subscription, s, at=now) for s in (state, "open"))
        if merges(live, two, staff_actor, now):
            targets.add(state)

    assert sources == {*LIVE, "resolved"}
    assert targets == set(LIVE)


def merges(source, target, actor, now):
    try:
        merge(source.pk, target.pk, actor=actor, at=now)
    except NotNow:
        return False
    return True


def test_what_does_not_fit_is_refused(
    mine, other, subscription, stranger, staff_actor, dana_actor, now
):
    contoso = stranger.contacts.get().customer
    foreign = ticket_of(subscription, at=now, customer=contoso)
    rival = Provider.objects.create(key="rival", name="Rival")
    theirs = ticket_of(subscription, at=now, provider=rival)

    refusals = {}
    for target in (mine.pk, foreign.pk, theirs.pk, 0):
        with pytest.raises(Refused) as refusal:
            merge(mine.pk, target, actor=staff_actor, at=now)
        refusals[target] = (str(refusal.value).partition(":")[0], refusal.value.field)

    assert refusals == {
        mine.pk: ("A ticket cannot go on in itself", "target"),
        foreign.pk: ("Choose a ticket of the same customer.", "target"),
        theirs.pk: ("Choose a ticket of the same provider.", "target"),
        0: ("There is no such ticket.", "target"),
    }
    with pytest.raises(NotAllowed):
        merge(mine.pk, other.pk, actor=dana_actor, at=now)


def test_a_merged_ticket_is_not_merged_again(
    mine, other, subscription, staff_actor, now
):
    third = begun(subscription, at=now)
    merge(mine.pk, other.pk, actor=staff_actor, at=now)

    for pair in [(mine.pk, third.pk), (other.pk, mine.pk)]:
        with pytest.raises(NotNow):
            merge(*pair, actor=staff_actor, at=now)

    merge(other.pk, third.pk, actor=staff_actor, at=now)
    assert now_of(other).merged_into == third


def test_words_after_a_chain_of_merges_arrive_at_its_end(
    mine, other, subscription, rita, staff_actor, now
):
    third = begun(subscription, at=now)
    merge(mine.pk, other.pk, actor=staff_actor, at=now)
    merge(other.pk, third.pk, actor=staff_actor, at=now)

    talking.comment(mine.pk, actor=rita, at=now + HOUR, body="Any news?")

    assert kinds(third)[-1] == "commented"


def test_a_response_that_was_given_is_not_owed_again(mine, other, staff_actor, now):
    talking.reply(mine.pk, actor=staff_actor, at=now + 10 * MINUTE, body="We look.")

    merge(mine.pk, other.pk, actor=staff_actor, at=now + 50 * MINUTE)
    move(other.pk, "resolve", actor=staff_actor, at=now + HOUR, body="Done.")

    response = other.clocks.get(metric="response")
    assert (response.started_at, response.met) == (now + 30 * MINUTE, True)
