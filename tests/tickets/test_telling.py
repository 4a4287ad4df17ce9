"""Who hears of what: one mail to a person for an act, nothing internal, nothing twice."""

import datetime as dt

import pytest

from catalogue.models import Contact, Mail, User
from catalogue.platform import outbox
from tests.tickets.followed import (
    APPROVER,
    REQUESTER,
    STAFF,
    TEAM,
    WATCHER,
)
from tests.tickets.rows import ticket_of
from tickets.actions.telling import tell
from tickets.audiences import AUDIENCES
from tickets.models import EscalationContact, Event, Preference

MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def told(event=None):
    """Addresses of the mails written, in order; of one event's."""
    key = f"ticket-event:{event}:" if event else ""
    rows = Mail.objects.filter(key__startswith=key).order_by("pk")
    return list(rows.values_list("recipient", flat=True))


DEADLINE = {
    "metric": "response",
    "name": "",
    "percent": 75,
    "due_at": "2026-03-10T16:00:00+00:00",
}
# What happened, by whom, and whom it concerns.
CONCERNED = [
    ("opened", REQUESTER, {}, [REQUESTER, WATCHER, TEAM]),
    ("opened", STAFF, {}, [REQUESTER, WATCHER, TEAM]),
    ("replied", STAFF, {}, [REQUESTER, WATCHER]),
    ("commented", REQUESTER, {}, [WATCHER, TEAM]),
    ("commented", WATCHER, {}, [REQUESTER, TEAM]),
    ("noted", STAFF, {}, [TEAM]),
    ("moved", STAFF, {"to": "open"}, [REQUESTER, WATCHER]),
    (
        "moved",
        "Remit",
        {"verb": "come_due", "to": "open", "note": "It is time."},
        [REQUESTER, WATCHER, TEAM],
    ),
    ("moved", STAFF, {"to": "resolved"}, [REQUESTER, WATCHER]),
    ("moved", REQUESTER, {"to": "closed"}, [WATCHER, TEAM]),
    ("workaround", STAFF, {}, [REQUESTER, WATCHER]),
    ("action_plan", STAFF, {}, [REQUESTER, WATCHER]),
    ("reclassified", STAFF, {"priority": "P1"}, [REQUESTER, WATCHER]),
    ("assigned", STAFF, {}, [TEAM]),
    ("supplied", REQUESTER, {}, [TEAM]),
    ("corrected", STAFF, {}, [REQUESTER, WATCHER]),
    ("estimated", STAFF, {}, [APPROVER]),
    ("approved", APPROVER, {}, [REQUESTER, WATCHER, TEAM]),
    ("rejected", APPROVER, {}, [REQUESTER, WATCHER, TEAM]),
    ("attached", REQUESTER, {}, [WATCHER, TEAM]),
    ("merged", STAFF, {"reference": "T-9"}, [REQUESTER, WATCHER]),
    ("split", STAFF, {}, [REQUESTER, WATCHER]),
    ("warned", "Remit", DEADLINE, [TEAM]),
    ("breached", "Remit", DEADLINE, [TEAM]),
    ("escalated", "Remit", {"name": "Nobody known"}, [TEAM]),
    *[
        (kind, STAFF, {}, [])
        for kind in ("called", "understood", "watched", "quota", "duty", "reckoned")
    ],
    ("repeated", REQUESTER, {}, []),
]


def test_an_event_is_told_to_whom_it_concerns(happened, now):
    for n, (kind, by, data, _) in enumerate(CONCERNED):
        happened(kind, by, at=now + n * MINUTE, **data)

    tell(now)

    events = Event.objects.order_by("pk").values_list("pk", flat=True)
    for pk, (kind, by, _, concerned) in zip(events, CONCERNED, strict=True):
        assert sorted(told(pk)) == sorted(concerned), (kind, by)
    assert not Event.objects.filter(told_at=None).exists()


def test_every_kind_of_event_has_its_audience():
    assert set(AUDIENCES) == set(Event.Kind.values)
    assert {kind for kind, *_ in CONCERNED} == set(Event.Kind.values)


def test_what_is_internal_reaches_no_contact(happened, now):
    for n, kind in enumerate(Event.Kind.values):
        data = DEADLINE | {"name": "Management", "to": "open"}
        happened(kind, public=False, body="secret", at=now + n * MINUTE, **data)

    tell(now)

    assert set(told()) == {TEAM}


def test_nothing_internal_goes_to_a_contact_whose_address_is_the_teams(
    happened, watched, now
):
    watched.queue.email = REQUESTER.upper()
    watched.queue.save()
    happened("noted", public=False, body="secret")
    happened("replied", body="Try again.")

    tell(now)

    mail = Mail.objects.get(recipient__iexact=REQUESTER)
    assert ("secret" in mail.text, "Try again." in mail.text) == (False, True)


def test_a_contact_says_what_they_are_told(happened, people, now, northwind):
    def wish(email, kind, wanted):
        given = {"customer": northwind, "contact": people[email], "kind": kind}
        Preference.objects.create(**given, wanted=wanted)

    wish(REQUESTER, "reply", False)
    wish(WATCHER, "breached", True)
    happened("replied")
    happened("breached", "Remit", **DEADLINE)

    tell(now)

    assert sorted(told()) == sorted([WATCHER, WATCHER, TEAM])


def test_who_has_left_hears_nothing(happened, people, now):
    Contact.objects.filter(email__in=[REQUESTER, WATCHER]).update(is_active=False)
    happened("replied")

    tell(now)

    assert told() == []


def test_the_assignee_hears_instead_of_the_queue(happened, watched, now):
    watched.assignee = User.objects.create_user(STAFF, "secret-enough", is_staff=True)
    watched.save()
    happened("commented", REQUESTER)
    happened("noted", STAFF, at=now + MINUTE)

    tell(now)

    assert sorted(told()) == sorted([WATCHER, STAFF])


def test_an_escalation_goes_to_who_stands_behind_the_name(happened, provider, now):
    EscalationContact.objects.create(
        provider=provider, name="Management Team", email="boss@acme.example"
    )
    happened("escalated", "Remit", public=False, name="Management team")

    tell(now)

    assert told() == ["boss@acme.example"]


def test_whoever_dies_before_the_mark_tells_nobody_twice(happened, now, monkeypatch):
    happened("replied")
    post = outbox.post

    def die(letters, *, at):
        post(letters, at=at)
        raise SystemExit(1)

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "post", die)
        with pytest.raises(SystemExit):
            tell(now)
    left = told()
    tell(now)
    tell(now)

    assert left == []
    assert sorted(told()) == sorted([REQUESTER, WATCHER])


def test_a_ticket_that_fails_keeps_no_other_waiting(
    happened, watched, subscription, people, now, caplog
):
    happened("warned", "Remit")  # and does not say of which deadline
    other = ticket_of(subscription, at=now, requester=people[APPROVER])
    reply = {"kind": "replied", "at": now, "by": STAFF, "by_staff": True}
    Event.objects.create(ticket=other, customer=other.customer, is_public=True, **reply)

    told_of = tell(now)

    assert told_of == 1
    assert told() == [APPROVER]
    assert f"Nobody can be told of ticket {watched.pk}" in caplog.text
    assert Event.objects.get(told_at=None).ticket == watched


def test_many_events_take_no_more_queries_than_few(
    happened, now, django_assert_max_num_queries
):
    for n in range(30):
        happened("replied", at=now + n * MINUTE)

    with django_assert_max_num_queries(16):
        tell(now)

    assert len(told()) == 60
