"""One report with several issues: a ticket for each."""

import pytest

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
from tickets.actions import clocking, talking
from tickets.actions.moving import move
from tickets.actions.refusals import NotAllowed, NotNow, Refused
from tickets.actions.splitting import Part, split
from tickets.models import Ticket
from tickets.states import LIVE, STATES

pytestmark = pytest.mark.django_db
HEADSET = Part("The headset is broken", "It hums.")


def test_each_part_is_a_ticket_of_its_own(mine, subscription, walt, staff_actor, now):
    reset = Part("Reset Eve's password", provision=line(subscription, "reset").pk)

    made = split(mine.pk, parts=[HEADSET, reset], actor=staff_actor, at=now + HOUR)

    first, second = (now_of(each) for each in made)
    assert {each.split_from for each in made} == {mine}
    assert {each.reported_at for each in made} == {now}
    assert (first.summary, first.description) == ("The headset is broken", "It hums.")
    assert (first.requester, first.priority) == (mine.requester, mine.priority)
    assert (first.provision, second.provision.key) == (None, "reset")
    assert (first.charge, second.charge) == ("unstated", "included")
    assert second.reservations.get().state == "reserved"
    assert first.watchers.get().contact == contact_of(walt)
    assert (last(mine).kind, last(mine).data["references"]) == (
        "split",
        [first.reference, second.reference],
    )


def test_a_part_has_clocks_of_its_own_from_the_report_on(mine, staff_actor, now):
    [part] = split(mine.pk, parts=[HEADSET], actor=staff_actor, at=now + 10 * MINUTE)

    assert set(part.clocks.values_list("started_at", flat=True)) == {now}
    assert part.due_at == now + 30 * MINUTE
    assert not clocking.differences(part, at=now + HOUR)


def test_a_part_s_receipt_says_what_a_report_s_does(
    mine, subscription, staff_actor, now
):
    reset = Part("Reset Eve's password", provision=line(subscription, "reset").pk)

    made = split(mine.pk, parts=[HEADSET, reset], actor=staff_actor, at=now + HOUR)

    first, second = (each.events.get(kind="opened").data["receipt"] for each in made)
    assert first["who"].startswith("No line of a guide is named")
    assert second["quotas"] == [
        "This is number 1 of 1 in March 2026; beyond it the charge is hourly."
    ]
    assert second["charge"] == "included"
    assert (second["due"][0]["metric"], second["due"][0]["due_at"]) == (
        "response",
        (now + 30 * MINUTE).isoformat(),
    )


def test_a_part_knows_what_was_said_and_waited_for(mine, staff_actor, rita, now):
    talking.reply(mine.pk, actor=staff_actor, at=now + 10 * MINUTE, body="We look.")
    talking.note(mine.pk, actor=staff_actor, at=now + 10 * MINUTE, body="Two issues!")
    move(mine.pk, "ask_customer", actor=staff_actor, at=now + HOUR, body="Which?")
    talking.comment(mine.pk, actor=rita, at=now + 3 * HOUR, body="Both.")

    [part] = split(mine.pk, parts=[HEADSET], actor=staff_actor, at=now + 4 * HOUR)

    response, fixed = (part.clocks.get(metric=m) for m in ("response", "restoration"))
    assert (response.met, response.elapsed) == (True, 10 * MINUTE)
    assert fixed.due_at == now + 6 * HOUR
    assert (part.state, kinds(part)) == (
        "open",
        ["opened", "replied", "moved", "moved"],
    )
    assert part.events.exclude(told_at=None).count() == 3


def test_a_part_of_what_waits_is_at_work(subscription, staff_actor, now):
    states = {}
    for state in STATES:
        ticket = in_state(subscription, state, at=now)
        try:
            [part] = split(ticket.pk, parts=[HEADSET], actor=staff_actor, at=now)
        except NotNow:
            continue
        states[state] = now_of(part).state

    assert states == {state: "new" if state == "new" else "open" for state in LIVE}


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ([], "parts"),
        ([HEADSET] * 21, "parts"),
        ([HEADSET, Part(" \0 ")], "parts/1/summary"),
        ([Part("x" * 201)], "parts/0/summary"),
        ([Part("x", "y" * 20_001)], "parts/0/description"),
        ([Part("x", kind="miracle")], "parts/0/kind"),
        ([Part("x", provision=0)], "parts/0/provision"),
    ],
)
def test_what_is_wrong_with_a_part_is_named(mine, staff_actor, now, parts, field):
    with pytest.raises(Refused) as refusal:
        split(mine.pk, parts=parts, actor=staff_actor, at=now)

    assert refusal.value.field == field
    assert Ticket.objects.count() == 1


def test_customers_do_not_split(mine, dana_actor, now):
    with pytest.raises(NotAllowed):
        split(mine.pk, parts=[HEADSET], actor=dana_actor, at=now)


def test_an_alarm_s_key_stays_with_the_first(subscription, staff_actor, now):
    alarm = begun(subscription, at=now, dedup_key="trunk-7", external_id="x-1")

    [part] = split(alarm.pk, parts=[HEADSET], actor=staff_actor, at=now)

    assert (part.dedup_key, part.external_id) == ("", "")
