"""Mails of one matter stand together, and some wait for their hour."""

import datetime as dt

import pytest

from catalogue.platform.outbox import Letter, post, send_due

MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def letter(n, **values):
    return Letter(f"event:{n}", f"person{n}@customer.example", "Hi", "Text", **values)


def test_mails_of_a_thread_refer_to_the_same_message(now, mailoutbox):
    post([letter(n, thread="T-1") for n in (1, 2)], at=now)
    post([letter(3)], at=now)

    send_due(now)

    one, two, alone = (message.extra_headers for message in mailoutbox)
    assert one["References"] == one["In-Reply-To"] == two["References"]
    assert one["Message-ID"] != two["Message-ID"]
    assert "References" not in alone


def test_an_answer_goes_where_the_mail_says(now, mailoutbox):
    post([letter(1, reply_to="reply+1@remit.example"), letter(2)], at=now)

    send_due(now)

    assert [each.reply_to for each in mailoutbox] == [["reply+1@remit.example"], []]


def test_a_mail_that_is_held_back_waits(now, mailoutbox):
    post([letter(1, due_at=now + MINUTE)], at=now)

    sent = [send_due(now), send_due(now + MINUTE)]

    assert sent == [0, 1]
