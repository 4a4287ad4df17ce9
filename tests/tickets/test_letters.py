"""What mails about tickets say."""

import datetime as dt

import pytest

from catalogue.models import Mail
from tests.tickets.followed import (
    REQUESTER,
    STAFF,
)
from tickets.actions.telling import tell
from tickets.models import Approval

MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def test_what_belongs_together_is_one_mail(happened, now):
    happened("replied", body="It works again.")
    happened("moved", body="It works again.", to="resolved")
    happened("moved", to="closed", at=now + MINUTE)

    tell(now)

    first, _, second, _ = Mail.objects.order_by("pk")
    assert first.recipient == second.recipient == REQUESTER
    assert first.text.count("It works again.") == 1
    assert "The ticket is now: resolved." in first.text
    assert "closed" in second.text


def test_a_mail_is_put_in_its_thread(happened, watched, now):
    happened("replied", body="Restart it.")

    tell(now)

    mail = Mail.objects.first()
    assert mail.subject == f"[{watched.reference}] Phones are silent"
    assert mail.thread == watched.reference
    assert (mail.customer, mail.provider) == (watched.customer, watched.provider)
    assert f"http://localhost:8000{watched.get_absolute_url()}" in mail.text
    assert "> Restart it." in mail.text
    assert "Acme Managed Services replied:" in mail.text
    assert STAFF not in mail.text + mail.html


def test_nobody_writes_code_into_a_mail(happened, watched, now):
    watched.summary = '<script src="//evil.example"></script>'
    watched.save()
    happened("commented", REQUESTER, body='<img src="//evil.example/x.png">\nLine two')

    tell(now)

    for mail in Mail.objects.all():
        assert "<script" not in mail.html
        assert "<img" not in mail.html
        assert "&lt;img" in mail.html


def test_a_receipt_says_on_what_terms(happened, now):
    kept = {
        "who": "Acme",
        "charge": "hourly",
        "charge_note": "This is number 6 of 5.",
        "quotas": [],
        "due": [
            {
                "metric": "response",
                "text": "30 minutes",
                "due_at": (now + 30 * MINUTE).isoformat(),
                "why": "",
                "name": "",
            },
            {
                "metric": "restoration",
                "text": "4 hours",
                "due_at": None,
                "why": "The guide counts business hours and does not say which.",
                "name": "",
            },
        ],
        "notes": ["Please tell us also: “Number of users affected”."],
    }
    happened("opened", REQUESTER, receipt=kept)

    tell(now)

    mail = Mail.objects.get(recipient=REQUESTER)
    for said in (
        "Who handles it: Acme",
        "Charged by the hour. This is number 6 of 5.",
        "Response (“30 minutes”): due 10 March 2026 10:30 (CDT)",
        "does not say which",
        "“Number of users affected”",
    ):
        assert said in mail.text
        assert said in mail.html


def test_an_approver_sees_the_estimate(happened, watched, now):
    Approval.objects.create(
        ticket=watched,
        customer=watched.customer,
        minutes=90,
        amount=225,
        currency="USD",
        note="One queue",
        asked_at=now,
        asked_by=STAFF,
    )
    happened("estimated")

    tell(now)

    mail = Mail.objects.get()
    assert "Approval needed" in mail.subject
    assert "1 h 30 min" in mail.text
    assert "225.00 USD" in mail.text
