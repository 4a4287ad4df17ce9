"""The table of states: every state, and who may do what in it."""

import pytest

from tickets.states import ENDED, LIVE, STATES, VERBS, leads, verbs_from

WHO = ("staff", "customer", "program")
DOING = (*WHO, "system")
# By hand, so that a slip in the table does not repeat itself here.
OFFERED = {
    "new": {
        "staff": "begin ask_customer ask_approval wait_for_third_party schedule resolve cancel",
        "customer": "cancel",
        "program": "cancel",
    },
    "open": {
        "staff": "ask_customer ask_approval wait_for_third_party schedule resolve cancel",
        "customer": "cancel",
        "program": "cancel",
    },
    "pending_customer": {
        "staff": "begin ask_approval wait_for_third_party schedule resolve cancel",
        "customer": "cancel",
        "program": "cancel",
    },
    "pending_approval": {
        "staff": "begin ask_approval schedule cancel",
        "customer": "cancel",
        "program": "cancel",
    },
    "pending_third_party": {
        "staff": "begin ask_customer ask_approval schedule resolve cancel",
        "customer": "cancel",
        "program": "cancel",
    },
    "scheduled": {
        "staff": "begin ask_customer ask_approval wait_for_third_party schedule resolve cancel",
        "customer": "cancel",
        "program": "cancel",
    },
    "resolved": dict.fromkeys(WHO, "reopen close"),
    "closed": dict.fromkeys(WHO, "reopen"),
    "cancelled": dict.fromkeys(WHO, ""),
}
# What another act brings about.
BROUGHT = {
    "answer": (["pending_customer"], ["customer", "program"]),
    "approve": (["pending_approval"], ["customer"]),
    "reject": (["pending_approval"], ["customer"]),
    "come_due": (["scheduled"], ["system"]),
    "merge": ([*LIVE, "resolved"], ["staff"]),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", WHO)
def test_a_state_offers(state, who):
    offered = [verb.name for verb in verbs_from(state, who)]

    assert offered == OFFERED[state][who].split()


@pytest.mark.parametrize("name", BROUGHT)
def test_another_act_brings(name):
    states, people = BROUGHT[name]

    ways = {
        (state, who)
        for state in STATES
        for who in DOING
        if leads(VERBS[name], state, who)
    }

    assert ways == {(state, who) for state in states for who in people}
    assert not VERBS[name].offered


def test_every_state_has_a_way_on_or_is_an_end():
    stuck = {state for state in LIVE if not verbs_from(state, "staff")}

    assert not stuck
    assert {verb.target for verb in VERBS.values()} == {*STATES} - {"new"}
    assert not verbs_from("cancelled", "staff")
    assert set(ENDED) | set(LIVE) | {"resolved"} == set(STATES)
