"""Inbound mail at the desk: strays first, shown as they are, sorted by staff."""

import pytest
from django.urls import reverse

from catalogue.models import Provider
from tests.catalogue.admin.conftest import staff
from tests.query_counts import pinned
from tests.tickets.letters import letter, of_parts
from tickets.actions.receiving import receive
from tickets.models import InboundMail, Ticket

LIST = reverse("admin:tickets_inboundmail_changelist")
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def desk(client, db):
    client.force_login(staff("erin@acme.example", "engineer"))
    return client


@pytest.fixture
def stray(now, db):
    mail = of_parts(
        ("Content-Type: text/plain", EVIL.encode()),
        ("Content-Type: text/html; name=x.html", EVIL.encode()),
    )
    raw = letter(**mail, sender="eve@evil.example", subject=EVIL, X_Odd=EVIL)
    return receive(raw, at=now)


def url(row, act="change"):
    return reverse(f"admin:tickets_inboundmail_{act}", args=[row.pk])


def after(row):
    row.refresh_from_db()
    return row.state


def test_strays_stand_first(desk, stray, subscription, dana, now):
    receive(letter(Message_ID="<later@n>"), at=now)

    rows = desk.get(LIST).context["cl"].result_list

    assert [row.state for row in rows] == ["stray", "ticket"]


def test_a_message_is_shown_and_nothing_of_it_runs(desk, stray):
    page = desk.get(url(stray)).content.decode()

    assert EVIL not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "X-Odd" in page
    assert "x.html" in page


def test_the_message_is_handed_out_as_it_came(desk, stray):
    answer = desk.get(url(stray, "raw"))

    assert b"".join(answer.streaming_content) == bytes(stray.raw)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_staff_make_a_ticket_of_it(desk, stray, subscription, dana):
    page = desk.get(url(stray), {"find": "northwind"})
    (choice,) = page.context["choices"]

    told = desk.post(url(stray, "assign"), {"contact": choice.value}, follow=True)

    assert after(stray) == "ticket"
    ticket = Ticket.objects.get()
    assert ticket.requester == dana.contacts.get()
    assert ticket.reference in told.content.decode()


def test_staff_add_it_to_a_ticket(desk, stray, ticket):
    desk.post(url(stray, "join"), {"reference": ticket.reference})

    assert after(stray) == "reply"
    assert ticket.events.get(kind="commented").by == "eve@evil.example"


def test_staff_set_it_aside_and_what_is_wrong_is_said(desk, stray):
    refused = desk.post(url(stray, "join"), {"reference": "T-99"}, follow=True)
    nobody = desk.post(url(stray, "assign"), {"contact": "x"}, follow=True)
    desk.post(url(stray, "set_aside"), {"reason": "Spam"})

    assert "There is no such ticket." in refused.content.decode()
    assert "There is no such active contact." in nobody.content.decode()
    assert after(stray) == "ignored"


@pytest.mark.parametrize("act", ["assign", "join", "set_aside"])
def test_looking_changes_nothing(desk, stray, act):
    assert desk.get(url(stray, act)).status_code == 302
    assert after(stray) == "stray"


def test_limited_staff_and_readers_sort_nothing_of_others(client, stray, provider):
    other = Provider.objects.create(key="other", name="Other")
    client.force_login(staff("otto@other.example", "engineer", other))

    listed = client.get(LIST).context["cl"].result_count
    seen = [client.get(url(stray, act)).status_code for act in ("change", "raw")]
    client.post(url(stray, "set_aside"))

    assert (listed, seen) == (0, [302, 302])
    assert after(stray) == "stray"


def test_the_list_costs_the_same_however_long(desk, stray, subscription, dana, now):
    for n in range(3):
        receive(letter(Message_ID=f"<{n}@n>"), at=now)
        with pinned("inbound mail"):
            desk.get(LIST)

    assert InboundMail.objects.count() == 4
