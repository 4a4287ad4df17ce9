"""What a customer does on a ticket's page: one act a page, refused with its reason and its words."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tickets.acts.lives import begun, kinds, last, now_of
from tickets.actions import moving
from tickets.models import Attachment, Event, Ticket, Watcher

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(subscription, rick, now):
    """Rick's ticket, a requester's."""
    return begun(
        subscription,
        at=now,
        requester=rick.contacts.get(),
        missing=["Users affected", "Fault sheet"],
    )


@pytest.fixture
def act(visit, mine):
    """Send a form of the page: `act(rick, "reply", body="…")` gives the page after it."""

    def done(user, name, **data):
        return visit(user).says(f"ticket-{name}", mine.reference, **data)

    return done


@pytest.fixture
def asked(mine, staff_actor, now, northwind):
    """Put the ticket before its approvers."""
    Ticket.objects.filter(pk=mine.pk).update(state="pending_approval")
    return mine.approvals.create(
        customer=northwind, asked_at=now, asked_by="staff", note="Half a day"
    )


def text_file(name="log.txt"):
    return SimpleUploadedFile(name, b"one line", "text/plain")


def ended(ticket, at):
    Ticket.objects.filter(pk=ticket.pk).update(
        state="closed", resolved_at=at, ended_at=at
    )


def test_a_message_joins_the_ticket_with_its_files(act, rick, mine):
    page = act(rick, "reply", body="Still\nsilent", files=[text_file()])

    assert f"Your message is on {mine.reference}" in page
    assert last(mine).body == "Still\nsilent"
    assert Attachment.objects.get().name == "log.txt"


def test_an_empty_message_is_asked_for(act, rick, mine):
    page = act(rick, "reply", body=" ")

    assert "Write a message." in page
    assert "choose the files again" not in page
    assert kinds(mine) == ["opened"]


def test_the_address_of_an_act_leads_back_to_the_ticket(visit, rick, mine):
    answer = visit(rick).ask("ticket-reply", mine.reference)

    assert answer.status_code == 302
    assert answer.url == mine.get_absolute_url()
    assert kinds(mine) == ["opened"]


def test_a_word_on_what_is_decided_already_is_not_lost(act, anna, asked):
    act(anna, "decide", decision="approve", reason="")

    page = act(anna, "decide", decision="reject", reason="Too dear")

    assert "has been in work since" in page
    assert "Too dear" in page


def test_a_refused_file_costs_no_words(act, rick, mine):
    page = act(rick, "reply", body="Long <words>", files=[text_file("run.exe")])

    assert "That was not done" in page
    assert "choose the files again" in page
    assert "files are not taken" in page
    assert "Long &lt;words&gt;" in page
    assert kinds(mine) == ["opened"]


def test_a_message_sent_twice_is_there_once(act, rick, mine):
    token = str(uuid.uuid4())
    act(rick, "reply", body="Still silent", token=token)
    act(rick, "reply", body="Still silent", token=token)

    assert kinds(mine).count("commented") == 1


def test_a_page_sent_again_with_other_words_is_not_lost(act, rick, mine):
    token = str(uuid.uuid4())
    act(rick, "reply", body="Still silent", token=token)

    page = act(rick, "reply", body="And the fax", token=token)

    assert "sent before with other words" in page
    assert "And the fax" in page


def test_an_answer_brings_a_waiting_ticket_back(act, rick, mine, staff_actor, now):
    moving.move(mine.pk, "ask_customer", actor=staff_actor, at=now, body="Which one?")

    act(rick, "reply", body="The red one")

    assert now_of(mine).state == "open"


@pytest.mark.parametrize(
    ("verb", "state", "target"),
    [
        ("cancel", "open", "cancelled"),
        ("reopen", "resolved", "open"),
        ("close", "resolved", "closed"),
    ],
)
def test_a_customer_moves_a_ticket(act, rick, mine, now, verb, state, target):
    resolved = now if state == "resolved" else None
    Ticket.objects.filter(pk=mine.pk).update(state=state, resolved_at=resolved)

    page = act(rick, "move", verb=verb, reason="Because")

    assert now_of(mine).state == target
    assert mine.reference in page


@pytest.mark.parametrize("verb", ["resolve", "begin", "", "x" * 500])
def test_what_is_not_offered_is_not_done(act, rick, mine, verb):
    page = act(rick, "move", verb=verb, reason="Because", body="Because")

    assert "Choose one of the acts" in page
    assert now_of(mine).state == "new"


def test_a_reason_is_asked_for(act, rick, mine):
    page = act(rick, "move", verb="cancel", reason="")

    assert "Say why." in page
    assert now_of(mine).state == "new"


def test_what_crossed_with_another_act_keeps_its_words(act, rick, mine, now):
    ended(mine, now)

    page = act(rick, "move", verb="cancel", reason="Too late")

    assert "is closed" in page
    assert now_of(mine).state == "closed"


def test_after_the_window_a_message_opens_a_follower(act, rick, mine, now):
    ended(mine, now - dt.timedelta(days=30))
    Ticket.objects.filter(pk=mine.pk).update(intake={"Users affected": 3})

    act(rick, "reply", body="It is back")

    follower = Ticket.objects.get(follows=mine)
    assert follower.description == "It is back"
    assert now_of(mine).state == "closed"


@pytest.mark.parametrize(
    ("decision", "reason", "kind"),
    [("approve", "", "approved"), ("reject", "Too dear", "rejected")],
)
def test_an_approver_decides(act, anna, mine, asked, decision, reason, kind):
    act(anna, "decide", decision=decision, reason=reason)

    assert kind in kinds(mine)
    assert now_of(mine).state == "open"


def test_a_rejection_says_why(act, anna, mine, asked):
    page = act(anna, "decide", decision="reject", reason="")

    assert "Write the reason." in page
    assert now_of(mine).state == "pending_approval"


def test_a_requester_does_not_decide(act, rick, mine, asked):
    page = act(rick, "decide", decision="approve")

    assert "An approver or a manager" in page
    assert now_of(mine).state == "pending_approval"


def test_what_was_missing_is_given(act, rick, mine):
    page = act(rick, "supply", answer_0="12", answer_1=[text_file("sheet.txt")])

    ticket = now_of(mine)
    assert ticket.intake == {"Users affected": 12, "Fault sheet": ["sheet.txt"]}
    assert ticket.missing == []
    assert "still missing" not in page


def test_a_wrong_answer_stands_beside_its_question(act, rick, mine):
    page = act(rick, "supply", answer_0="many")

    assert "Give a number of 0 or more." in page
    assert 'value="many"' in page
    assert now_of(mine).missing == ["Users affected", "Fault sheet"]


def test_a_manager_watches_and_stops(act, dana, mine):
    act(dana, "watch", act="watch")
    watched = Watcher.objects.filter(contact__user=dana).exists()
    act(dana, "watch", act="unwatch")

    assert watched
    assert not Watcher.objects.exists()


def test_who_stops_watching_a_colleagues_ticket_is_led_to_the_list(
    act, anna, mine, northwind
):
    Watcher.objects.create(ticket=mine, customer=northwind, contact=anna.contacts.get())

    page = act(anna, "watch", act="unwatch")

    assert f"no longer watch {mine.reference}" in page
    assert "New ticket" in page


def test_a_manager_adds_a_colleague(act, dana, anna, mine):
    act(dana, "watch", act="add", contact=anna.contacts.get().pk)

    assert Watcher.objects.get().contact.user == anna


def test_a_requester_is_offered_no_colleagues(act, visit, rick, anna, mine):
    page = visit(rick).get("ticket-detail", mine.reference)
    refused = act(rick, "watch", act="add", contact=anna.contacts.get().pk)

    assert "Add a colleague" not in page
    assert "Ask a manager of your company" in refused
    assert not Watcher.objects.exists()


def test_somebody_elses_contact_is_no_colleague(act, dana, stranger, mine):
    page = act(dana, "watch", act="add", contact=stranger.contacts.get().pk)

    assert "Select a valid choice" in page
    assert not Watcher.objects.exists()


@pytest.mark.parametrize("name", ["reply", "move", "decide", "supply", "watch"])
def test_a_stranger_does_nothing(visit, stranger, mine, name):
    answer = visit(stranger).post(f"ticket-{name}", mine.reference, body="x")

    assert answer.status_code == 404
    assert Event.objects.count() == 1
