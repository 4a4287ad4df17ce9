"""A mail server hands messages to `receive_mail`."""

import io
import os

import pytest
from django.core.management import call_command
from django.db import OperationalError

from tests.tickets.letters import SUPPORT, letter
from tickets.actions import receiving
from tickets.models import InboundMail


def piped(monkeypatch, raw, *options):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command("receive_mail", *options, stderr=io.StringIO())


def test_a_mail_server_hands_a_message_over(subscription, dana, monkeypatch):
    piped(
        monkeypatch,
        letter(),
        "--recipient",
        "Support@acme.example",
        "--sender",
        "d@n.example",
    )

    row = InboundMail.objects.get()
    assert (row.state, row.recipient) == ("ticket", SUPPORT)


def test_a_report_of_a_mail_server_has_no_sender(subscription, dana, monkeypatch):
    piped(monkeypatch, letter(), "--sender", "")

    assert InboundMail.objects.get().state == "ignored"


@pytest.mark.django_db
def test_what_cannot_be_taken_ends_with_a_code_that_mail_servers_know(monkeypatch):
    codes = []

    def trouble(*args, **kwargs):
        raise OperationalError("gone")

    for raw in (b" \r\n", b"x" * (25 * 1024 * 1024 + 1), letter()):
        if raw == letter():
            monkeypatch.setattr(receiving, "store", trouble)
        with pytest.raises(SystemExit) as ended:
            piped(monkeypatch, raw)
        codes.append(ended.value.code)

    assert codes == [os.EX_DATAERR, os.EX_DATAERR, os.EX_TEMPFAIL]
