"""Fetching mail from a mailbox, and the same message from two sides at once."""

import threading

import pytest
from django.db import connection

from tests.tickets.letters import letter
from tickets.actions.fetching_mail import fetch
from tickets.actions.receiving import receive
from tickets.inbound.mailbox import MailboxTrouble
from tickets.inbound.message import LARGEST
from tickets.models import InboundMail, Ticket


class Mailbox:
    """An IMAP server's answers, as `imaplib` gives them."""

    def __init__(self, *messages, sizes=None, fails=""):
        self.messages = {str(n).encode(): raw for n, raw in enumerate(messages, 1)}
        self.sizes, self.fails = sizes or {}, fails
        self.marked, self.left = [], False

    def uid(self, command, *args):
        if command == self.fails:
            return "NO", [None]
        if command == "SEARCH":
            return "OK", [b" ".join(self.messages)]
        if command == "STORE":
            # What is marked for deletion is in our database already.
            assert InboundMail.objects.count() >= len(self.marked) + 1
            self.marked.append(args[0])
            return "OK", [None]
        uid, what = args
        raw = self.messages[uid]
        if "SIZE" in what:
            size = self.sizes.get(uid, len(raw))
            return "OK", [b"1 (UID 1 RFC822.SIZE %d)" % size]
        found = raw.partition(b"\r\n\r\n")[0] if "HEADER" in what else raw
        return "OK", [(b"1 (UID 1 BODY[] {9}", found), b")"]

    def expunge(self):
        for uid in self.marked:
            self.messages.pop(uid, None)
        return "OK", []

    def logout(self):
        self.left = True


@pytest.fixture(autouse=True)
def _mailbox(settings):
    settings.IMAP_URL = "imaps://user:password@mail.example/INBOX"


def test_what_is_kept_is_deleted_there(subscription, dana, now):
    box = Mailbox(letter(), letter("Other", Message_ID="<two@n>"))

    assert fetch(now, connect=lambda url: box) == 2

    assert (box.messages, box.left) == ({}, True)
    assert Ticket.objects.count() == 2


@pytest.mark.django_db
def test_of_a_message_that_is_too_large_the_headers_are_kept(now):
    box = Mailbox(letter(), sizes={b"1": LARGEST + 1})

    fetch(now, connect=lambda url: box)

    row = InboundMail.objects.get()
    assert (row.state, row.subject, box.messages) == ("failed", "Phones are silent", {})
    assert "only its headers are kept" in row.reason


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["SEARCH", "FETCH", "STORE"])
def test_trouble_with_the_server_loses_nothing_and_repeats_nothing(now, step):
    box = Mailbox(letter(), fails=step)

    with pytest.raises(MailboxTrouble, match="refused"):
        fetch(now, connect=lambda url: box)
    box.fails = ""
    fetch(now, connect=lambda url: box)

    assert InboundMail.objects.count() == 1
    assert box.messages == {}


def test_without_a_mailbox_nothing_is_asked(settings, now):
    settings.IMAP_URL = ""

    assert fetch(now, connect=lambda url: pytest.fail("asked")) == 0


@pytest.mark.django_db
def test_a_server_that_is_not_there_is_named_without_its_password(settings, now):
    settings.IMAP_URL = "imaps://user:secret@127.0.0.1:9/INBOX"

    with pytest.raises(MailboxTrouble, match=r"127\.0\.0\.1") as caught:
        fetch(now)

    assert "secret" not in str(caught.value)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_message_many_times_at_once_is_one_ticket(subscription, dana, now):
    start, errors = threading.Barrier(12, timeout=30), []

    def take():
        try:
            start.wait()
            receive(letter(), at=now)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert not errors
    assert (InboundMail.objects.count(), Ticket.objects.count()) == (1, 1)
