"""The outbox: mail with what it tells, once, through a mail server that may be away."""

import datetime as dt
import smtplib
import threading

import pytest
from django.contrib import admin
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from catalogue.models import Mail
from catalogue.platform import jobs, outbox
from catalogue.platform.outbox import Letter, post, send_again, send_due
from catalogue.platform.tenancy import Actor

MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


class Server(EmailBackend):
    """A mail server that refuses what a test tells it to, and counts how often it is opened."""

    away = None
    refuses = {}
    opened = 0
    on_send = staticmethod(lambda message: None)

    def open(self):
        if self.away:
            raise self.away
        Server.opened += 1
        return True

    def send_messages(self, messages):
        for message in messages:
            self.on_send(message)
            if message.to[0] in self.refuses:
                raise self.refuses[message.to[0]]
        return super().send_messages(messages)


@pytest.fixture
def server(settings):
    """The settings send through `Server`; what a test changed of it is undone."""
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    Server.away, Server.refuses, Server.opened = None, {}, 0
    Server.on_send = staticmethod(lambda message: None)
    return Server


def letter(n=1, **values):
    return Letter(
        **{
            "key": f"event:{n}",
            "recipient": f"person{n}@customer.example",
            "subject": f"Subject {n}",
            "text": f"Text {n}",
            **values,
        }
    )


def test_a_mail_is_sent_once(now, mailoutbox):
    post([letter(html="<p>Text 1</p>")], at=now)

    sent = [send_due(now), send_due(now + MINUTE)]

    [message] = mailoutbox
    assert sent == [1, 0]
    assert (message.subject, message.body) == ("Subject 1", "Text 1")
    assert message.to == ["person1@customer.example"]
    assert message.alternatives[0].content == "<p>Text 1</p>"
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert Mail.objects.get().state == "sent"


def test_a_key_is_told_once(now, mailoutbox):
    post([letter()], at=now)
    send_due(now)
    post([letter(text="Again")], at=now)
    send_due(now)

    assert [message.body for message in mailoutbox] == ["Text 1"]


def test_what_did_not_happen_is_not_told(now):
    def happen():
        with transaction.atomic():
            post([letter()], at=now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        happen()

    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    "subject", ["Hi\r\nBcc: all@customer.example", "Hi\nX: y", "Hi\u2028there\tyou"]
)
def test_a_subject_cannot_become_a_header(now, mailoutbox, subject):
    post([letter(subject=subject)], at=now)

    send_due(now)

    head = mailoutbox[0].message().as_bytes().split(b"\n\n")[0].lower()
    assert "\n" not in mailoutbox[0].subject
    assert b"\nbcc:" not in head
    assert b"\nx:" not in head


@pytest.mark.parametrize(
    "address", ["nobody", "a@b\r\nBcc: c@d.example", "", "a b@c.example"]
)
def test_what_is_no_address_is_kept_and_never_tried(now, mailoutbox, address):
    post([letter(recipient=address)], at=now)

    send_due(now)

    mail = Mail.objects.get()
    assert (mail.state, mail.error) == ("given up", outbox.NO_ADDRESS)
    assert mailoutbox == []
    assert send_again(Mail.objects.all(), at=now) == 0


def test_a_long_subject_is_cut(now):
    post([letter(subject="x" * 999)], at=now)

    assert len(Mail.objects.get().subject) == 200


def test_a_mail_that_fails_is_tried_later_and_then_given_up(now, server):
    post([letter()], at=now)
    server.refuses = {"person1@customer.example": smtplib.SMTPDataError(451, b"busy")}
    at, pauses = now, []
    while not (mail := Mail.objects.get()).given_up_at:
        assert send_due(at) == 0
        assert send_due(at + MINUTE) == 0
        mail = Mail.objects.get()
        pauses.append(round((mail.due_at - at) / MINUTE))
        at = mail.due_at

    assert mail.attempts == outbox.ATTEMPTS == 8
    assert pauses[:4] == [10, 20, 40, 80]
    assert "451" in mail.error
    assert (mail.claim, mail.claimed_at) == ("", None)


def test_an_address_that_the_server_will_never_take_is_given_up_at_once(now, server):
    address = "person1@customer.example"
    post([letter()], at=now)
    server.refuses = {address: smtplib.SMTPRecipientsRefused({address: (550, b"no")})}

    send_due(now)

    assert Mail.objects.get().state == "given up"


def test_one_mail_that_fails_does_not_hold_up_the_others(now, server, mailoutbox):
    post([letter(n) for n in range(3)], at=now)
    server.refuses = {
        "person1@customer.example": smtplib.SMTPServerDisconnected("gone")
    }

    assert send_due(now) == 2
    assert [message.to[0][6] for message in mailoutbox] == ["0", "2"]


def test_a_server_that_is_away_costs_no_attempt(now, server):
    post([letter()], at=now)
    server.away = ConnectionRefusedError("no server")

    with pytest.raises(ConnectionRefusedError):
        send_due(now)

    mail = Mail.objects.get()
    assert (mail.attempts, mail.state, mail.claim) == (0, "waiting", "")


def test_no_server_is_asked_when_nothing_waits(now, server):
    send_due(now)

    assert server.opened == 0


def test_a_mail_that_another_worker_sends_is_left_alone(now, mailoutbox):
    post([letter()], at=now)
    Mail.objects.update(claim="another", claimed_at=now)

    assert send_due(now + MINUTE) == 0
    assert send_due(now + outbox.CLAIM) == 1


def test_a_mail_taken_over_meanwhile_is_not_written_over(now, server):
    post([letter()], at=now)
    server.on_send = staticmethod(lambda _: Mail.objects.update(claim="another"))

    send_due(now)

    mail = Mail.objects.get()
    assert (mail.claim, mail.sent_at) == ("another", None)


def test_a_mail_sent_twice_has_one_message_id(now, mailoutbox):
    post([letter()], at=now)
    send_due(now)
    Mail.objects.update(sent_at=None)
    send_due(now)

    first, second = (message.extra_headers["Message-ID"] for message in mailoutbox)
    assert first == second


def test_a_worker_that_is_asked_to_stop_finishes_the_mail_at_hand(
    now, server, mailoutbox, monkeypatch
):
    monkeypatch.setattr(jobs, "stopping", threading.Event())
    post([letter(n) for n in range(3)], at=now)
    server.on_send = staticmethod(lambda _: jobs.stopping.set())

    assert send_due(now) == 1
    assert Mail.objects.waiting().count() == 2


def test_mail_that_was_given_up_is_sent_again_on_demand(now, mailoutbox):
    post([letter(1), letter(2)], at=now)
    send_due(now)
    rows = Mail.objects.filter(key="event:1")
    rows.update(sent_at=None, given_up_at=now, attempts=8, error="busy")

    again = send_again(Mail.objects.all(), at=now + MINUTE)
    send_due(now + MINUTE)

    assert again == 1
    assert [message.subject for message in mailoutbox] == [
        "Subject 1",
        "Subject 2",
        "Subject 1",
    ]


def test_a_recalled_event_is_told_to_nobody_else(now):
    post([letter(n, key=f"a:{n}") for n in range(2)], at=now)
    post([letter(5, key="ab:5")], at=now)
    Mail.objects.filter(key="a:1").update(sent_at=now)

    told = outbox.recall("a")

    assert told == ["person1@customer.example"]
    assert set(Mail.objects.values_list("key", flat=True)) == {"a:1", "ab:5"}


def test_logs_tell_neither_person_nor_text(now, server, caplog):
    post([letter(text="Your password is 1234")], at=now)
    server.refuses = {
        "person1@customer.example": smtplib.SMTPDataError(451, b"person1 is busy")
    }

    send_due(now)

    assert "is not sent: SMTPDataError" in caplog.text
    assert "person1" not in caplog.text
    assert "1234" not in caplog.text


def test_writing_many_mails_takes_few_queries(now, django_assert_max_num_queries):
    # SQLite takes 999 values a statement: some fifty rows each.
    with django_assert_max_num_queries(40):
        post((letter(n) for n in range(2000)), at=now)

    assert Mail.objects.count() == 2000


def test_staff_of_a_provider_read_its_mail_only(limited_actor_of, now, provider):
    post([letter(1, provider=provider.pk), letter(2)], at=now)
    page = admin.site.get_model_admin(Mail)
    own = page.limit(Mail.objects.all(), limited_actor_of(provider))

    assert [mail.key for mail in own] == ["event:1"]


def test_a_contact_sees_mail_to_its_customer_only(
    dana_actor, stranger_actor, northwind, now
):
    post([letter(1, customer=northwind.pk), letter(2)], at=now)

    assert Mail.objects.visible_to(dana_actor).get().key == "event:1"
    assert not Mail.objects.visible_to(stranger_actor).exists()


@pytest.fixture
def limited_actor_of(now):
    return lambda provider: Actor(
        at=now, is_staff=True, providers=frozenset([provider.pk])
    )
