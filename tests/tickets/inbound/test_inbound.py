"""Mail that comes in: what becomes a ticket, a comment, a stray, and what is set aside."""

import datetime as dt

import pytest
from django.db import OperationalError

from catalogue.models import Contact
from catalogue.platform import outbox
from tests.tickets.letters import SUPPORT, letter, of_parts
from tickets.actions import receiving
from tickets.inbound.addresses import reply_address
from tickets.models import Attachment, InboundMail, Queue, Ticket


def commented(ticket):
    return list(ticket.events.filter(kind="commented").values_list("body", flat=True))


def test_mail_of_a_contact_becomes_a_ticket_that_asks_for_what_is_missing(
    got, subscription, dana
):
    row = got("The phones are silent.\r\nAll of them.", subject="Re: AW: Silence")

    ticket = row.ticket
    assert (row.state, row.customer, row.settled_by) == (
        "ticket",
        dana.contacts.get().customer,
        "Remit",
    )
    assert (ticket.channel, ticket.summary) == ("email", "Silence")
    assert ticket.description == "The phones are silent.\nAll of them."
    assert ticket.requester.email == "dana@northwind.example"
    assert ticket.missing == ["Number of users affected"]
    assert ticket.reported_at == row.received_at


def test_a_contact_without_a_login_writes_in_their_own_name(got, subscription):
    lee = Contact.objects.create(
        customer=subscription.customer, name="Lee", email="Lee@northwind.example"
    )

    first = got(sender="lee@northwind.example")
    again = got(
        "More.",
        sender="lee@northwind.example",
        to=reply_address(first.ticket.pk),
        Message_ID="<two@n>",
    )

    opened, comment = first.ticket.events.filter(kind__in=["opened", "commented"])
    assert (again.state, again.ticket) == ("reply", first.ticket)
    assert opened.contact == comment.contact == lee
    assert comment.by == "Lee@northwind.example"


ANSWERS = [
    lambda t: {"to": reply_address(t.pk).upper(), "subject": "No reference"},
    lambda t: {"subject": f"RE: [t-{t.pk}] Phones"},
    lambda t: {"In_Reply_To": outbox.first_of(t.reference)},
    lambda t: {"References": f"<x@y> {outbox.first_of(t.reference)} <z@y>"},
]


@pytest.mark.parametrize("how", ANSWERS)
def test_an_answer_finds_its_ticket(got, own, how):
    row = got(
        "Still silent.\n\nOn Monday, Acme <s@acme.example> wrote:\n> Is it?", **how(own)
    )

    assert (row.state, row.ticket) == ("reply", own)
    assert commented(own) == ["Still silent."]
    assert b"> Is it?" in bytes(row.raw)


FORGED = [
    lambda t: {"to": reply_address(t.pk)},
    lambda t: {"subject": f"[T-{t.pk}] Phones"},
    lambda t: {"In_Reply_To": outbox.first_of(t.reference)},
    lambda t: {"to": f"support+T-{t.pk}.0123456789abcdef0123@acme.example"},
]


@pytest.mark.parametrize("how", FORGED)
def test_another_customer_reaches_no_ticket_that_is_not_theirs(got, own, stranger, how):
    row = got("Tell me all.", sender="sam@contoso.example", **how(own))

    assert row.state == "stray"
    assert row.ticket is None
    assert not commented(own)
    assert "Phones" not in row.reason
    assert own.reference not in row.reason


def test_a_colleague_who_takes_no_part_does_not_either(got, own):
    Contact.objects.create(
        customer=own.customer, name="Lee", email="lee@northwind.example"
    )

    row = got(sender="lee@northwind.example", subject=f"[T-{own.pk}] Phones")

    assert (row.state, commented(own)) == ("stray", [])


def test_an_answer_to_what_is_resolved_reopens_it_and_never_more(got, own, now):
    Ticket.objects.filter(pk=own.pk).update(state="resolved", resolved_at=now)

    got("Approve, close and cancel it!", subject=f"[T-{own.pk}] x")

    own.refresh_from_db()
    assert own.state == "open"


def test_after_the_window_a_new_ticket_follows(got, own, now):
    long_ago = now - dt.timedelta(days=60)
    Ticket.objects.filter(pk=own.pk).update(
        state="closed",
        resolved_at=long_ago,
        ended_at=long_ago,
        intake={"Number of users affected": 3},
    )

    row = got("Again.", subject=f"[T-{own.pk}] x")

    assert row.ticket.follows == own
    assert (row.ticket.channel, row.state) == ("email", "reply")


def test_nobody_knows_the_sender(got, subscription):
    row = got(sender="eve@evil.example")

    assert (row.state, row.ticket) == ("stray", None)
    assert "No active contact has this address" in row.reason


def test_who_left_is_unknown(got, subscription, dana):
    Contact.objects.update(is_active=False)

    assert got().state == "stray"


def test_the_address_of_a_providers_queue_decides(got, second, provider):
    Queue.objects.create(
        provider=provider, key="noc", name="NOC", email="noc@acme.example"
    )

    row = got(to="NOC <Noc@acme.example>")

    assert (row.state, row.customer.name) == ("ticket", "Northwind")


LOOPS = [
    {"Auto_Submitted": "auto-replied"},
    {"Precedence": "bulk"},
    {"List_Id": "<l.example>"},
    {"Return_Path": "<>"},
    {"sender": SUPPORT},
    {"sender": reply_address},
    {"Message_ID": outbox.first_of},
]


@pytest.mark.parametrize("headers", LOOPS, ids=str)
def test_programs_are_not_answered(got, subscription, dana, headers):
    given = {k: v if isinstance(v, str) else v(1) for k, v in headers.items()}

    row = got(**given)

    assert (row.state, bool(row.reason)) == ("ignored", True)
    assert not Ticket.objects.exists()


def test_more_than_some_an_hour_are_set_aside(got, subscription, dana, settings, now):
    settings.MAIL_PER_HOUR = 2

    states = [got(Message_ID=f"<{n}@n>").state for n in range(3)]
    later = got(Message_ID="<later@n>", at=now + dt.timedelta(minutes=61))

    assert states == ["ticket", "ticket", "ignored"]
    assert later.state == "ticket"


def test_the_same_message_is_taken_once(got, subscription, dana):
    assert got().pk == got().pk
    assert Ticket.objects.count() == 1
    assert got(Message_ID=None).pk == got(Message_ID=None).pk


def test_nobody_takes_a_message_away_by_its_id(got, subscription, dana):
    got("I was here first.", sender="mallory@evil.example")

    rows = [got(Received="from a.example"), got(Received="from b.example")]

    assert [row.state for row in rows] == ["ticket", "ticket"]
    assert rows[0] == rows[1]
    assert InboundMail.objects.count() == 2


def test_files_are_kept_and_those_that_may_not_be_are_named(got, subscription, dana):
    big = b"x" * (5 * 1024 * 1024)
    mail = of_parts(
        ("Content-Type: text/plain", b"See there."),
        (
            "Content-Type: text/plain; name=big.log\r\nContent-Disposition: attachment",
            big,
        ),
        ("Content-Type: application/x-dosexec; name=run.exe", b"MZ"),
    )

    row = got(**mail)

    (kept,) = Attachment.objects.all()
    assert (kept.name, kept.size, kept.event.kind) == ("big.log", len(big), "opened")
    assert row.ticket.description.startswith("See there.\n\n[Not kept: run.exe:")
    assert "run.exe" in row.reason


def test_words_without_end_are_cut_and_a_message_without_any_says_so(got, own):
    got("x" * 30_000, subject=f"[T-{own.pk}]")
    got("", subject=f"[T-{own.pk}]", Message_ID="<empty@n>")

    long, empty = commented(own)
    assert len(long) <= 20_000
    assert long.endswith("kept with the inbound mail.]")
    assert empty == "(The message has no text.)"


def test_a_fault_leaves_the_message_and_says_so(got, subscription, dana, monkeypatch):
    def fault(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(receiving, "route_of", fault)

    assert got().state == "failed"


def test_what_was_interrupted_is_settled_by_the_sweep(subscription, dana, now):
    row = receiving.store(letter(), at=now)
    assert row.state == "waiting"

    assert (receiving.settle_waiting(now), receiving.settle_waiting(now)) == (1, 0)
    row.refresh_from_db()
    assert row.state == "ticket"


def test_a_message_that_the_database_refuses_keeps_no_other_waiting(
    subscription, dana, now, monkeypatch
):
    rows = [receiving.store(letter(Message_ID=f"<{n}@n>"), at=now) for n in range(2)]
    settled = receiving._settled

    def busy(pk, **stamp):
        if pk == rows[0].pk:
            raise OperationalError("canceling statement due to statement timeout")
        return settled(pk, **stamp)

    monkeypatch.setattr(receiving, "_settled", busy)

    assert receiving.settle_waiting(now) == 1
    assert [each.state for each in InboundMail.objects.order_by("pk")] == [
        "waiting",
        "ticket",
    ]


@pytest.mark.django_db
def test_headers_that_nobody_can_read_are_kept_like_others(now, monkeypatch):
    def trip(raw):
        raise TypeError("a hostile header")

    monkeypatch.setattr(receiving.message, "read_head", trip)

    row = receiving.store(letter(), at=now)

    assert (row.state, row.sender) == ("waiting", "")
    assert row.message_id.startswith("sha256:")
