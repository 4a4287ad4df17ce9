"""What staff do with a ticket on its page, what is refused, and what is kept of it."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.tickets.acts.lives import begun, kinds, last, line, now_of
from tests.tickets.admin.conftest import act_of, page_of, words
from tickets.actions import moving, talking
from tickets.models import Queue, Ticket

HOUR = dt.timedelta(hours=1)


def do(client, ticket, act, **given):
    return client.post(act_of(ticket, act), given, follow=True)


def told(answer):
    return [str(each) for each in answer.context["messages"]]


@pytest.mark.parametrize(
    ("what", "kind", "is_public"),
    [
        ("reply", "replied", True),
        ("note", "noted", False),
        ("called", "called", True),
        ("not_reached", "called", True),
        ("understood", "understood", True),
        ("workaround", "workaround", True),
        ("action_plan", "action_plan", True),
    ],
)
def test_what_is_said_goes_where_the_button_says(bench, asked, what, kind, is_public):
    answer = do(bench, asked, "talk", what=what, body="Try the other line.")

    event = last(asked)
    assert (event.kind, event.is_public) == (kind, is_public)
    assert event.data.get("reached", True) is (what != "not_reached")
    assert ("Internal: the customer does not see this" in words(answer)) is (
        what == "note"
    )


def test_a_reply_takes_files_along(bench, asked):
    log = SimpleUploadedFile("log.txt", b"all quiet", "text/plain")

    page = do(bench, asked, "talk", what="reply", body="See the log.", files=[log])

    url = reverse(
        "tickets:attachment", args=[asked.reference, last(asked).attachments.get().pk]
    )
    assert url in words(page)
    assert bench.get(url).status_code == 200


def test_buttons_follow_the_table_of_states(bench, asked, clock):
    page = words(do(bench, asked, "move", verb="begin"))
    assert "T-" in page
    assert now_of(asked).state == "open"

    refused = do(bench, asked, "move", verb="resolve", body="")
    assert "This field is required" in words(refused)
    assert now_of(asked).state == "open"

    do(bench, asked, "move", verb="schedule", until="2026-03-12T09:30")
    assert now_of(asked).scheduled_for == dt.datetime(
        2026, 3, 12, 14, 30, tzinfo=dt.UTC
    )

    do(bench, asked, "move", verb="resolve", body="Done.")
    resolved = bench.get(page_of(asked))
    verbs = [form.step.name for form in resolved.context["acts"]["moves"]]
    assert verbs == ["reopen", "close"]
    assert "assign" not in resolved.context["acts"]


def test_a_refusal_stands_beside_the_form_and_keeps_what_was_typed(bench, asked):
    past = do(bench, asked, "move", verb="schedule", until="2020-01-01T09:30")
    same = do(bench, asked, "merge", target=asked.reference)
    gone = do(bench, asked, "merge", target="T-999999")
    unknown = do(bench, asked, "watch", email="nobody@nowhere.example")

    assert "Give a time to come, within two years." in words(past)
    assert "2020-01-01T09:30" in words(past)
    assert "cannot go on in itself" in words(same)
    assert "There is no such ticket." in words(gone)
    assert "T-999999" in words(gone)
    assert "no active contact with this address" in words(unknown)
    assert kinds(asked) == ["opened"]


def test_a_reply_that_crosses_another_is_not_lost(bench, asked, staff_actor, now):
    seen = last(asked).pk
    talking.note(asked.pk, body="I have it.", actor=staff_actor, at=now)

    crossed = do(bench, asked, "talk", what="reply", body="My words.", seen=seen)
    before = kinds(asked)
    do(
        bench,
        asked,
        "talk",
        what="reply",
        body="My words.",
        seen=crossed.context["seen"],
    )

    assert "1 thing happened since you opened this page" in words(crossed)
    assert "I have it." in words(crossed)
    assert "My words." in words(crossed)
    assert before == ["opened", "noted"]
    assert kinds(asked) == ["opened", "noted", "replied"]


def test_it_is_judged_and_given_to_others(bench, asked, plain, engineer):
    queue = Queue.objects.create(provider=asked.provider, key="q", name="Voice")
    usual = plain.service_level.priorities.get(label="P3")

    do(bench, asked, "take")
    do(bench, asked, "reclassify", priority=usual.pk, reason="One user only.")
    given = {"queue": queue.pk, "assignee": "", "support_level": "3"}
    do(bench, asked, "assign", **given)
    row = line(plain, "report")
    do(bench, asked, "correct", kind="request", quantity="2", provision=row.pk)
    found = bench.get(page_of(asked), {"find": "line reset"})

    ticket = now_of(asked)
    assert kinds(asked)[1:] == ["assigned", "reclassified", "assigned", "corrected"]
    assert (ticket.priority, ticket.queue, ticket.assignee) == (usual, queue, None)
    assert (ticket.support_level, ticket.kind, ticket.quantity) == (3, "request", 2)
    assert ticket.provision == row
    for part in ("The line reset", "line: The line report", "quantity: 2"):
        assert part in words(found)


def test_paid_work_waits_for_an_approval(bench, plain, now):
    ticket = begun(plain, at=now, provision=line(plain, "report"))

    refused = do(bench, ticket, "move", verb="begin")
    do(bench, ticket, "ask_approval", minutes="90", role="Engineer")

    assert "ask for approval first" in words(refused)
    assert now_of(ticket).state == "pending_approval"
    assert "Asked, not decided yet: 90 min, 225.00 USD" in words(
        bench.get(page_of(ticket))
    )


def test_tickets_are_joined_parted_and_followed(bench, asked, plain, rita, now):
    other = begun(plain, at=now, summary="The same again")
    do(bench, asked, "watch", email="RITA@northwind.example")

    do(bench, other, "watch", email="rita@northwind.example")
    do(bench, other, "unwatch", contact=rita.pk)
    merged = do(bench, other, "merge", target=asked.reference)
    do(bench, asked, "split", parts="One more\n\nAnd another")

    assert not other.watchers.exists()
    assert merged.context["ticket"] == asked
    page = words(bench.get(page_of(asked)))
    assert "Took over" in page
    assert Ticket.objects.filter(split_from=asked).count() == 2
    assert "goes on in" in words(bench.get(page_of(other)))


def test_what_is_missing_and_owed_is_ticked_off(bench, plain, staff_actor, now):
    ticket = begun(plain, at=now, missing=["Users affected"])
    moving.move(
        ticket.pk, "wait_for_third_party", body="Theirs.", actor=staff_actor, at=now
    )
    duty = ticket.duties.get()

    wrong = do(bench, ticket, "supply", answer_0="many")
    do(bench, ticket, "supply", answer_0="7")
    do(bench, ticket, "duty", duty=duty.pk, body="By phone.")
    again = do(bench, ticket, "duty", duty=duty.pk)

    assert "Give a number of 0 or more." in words(wrong)
    assert now_of(ticket).intake == {"Users affected": 7}
    duty.refresh_from_db()
    assert duty.done_by == "erin@acme.example"
    assert "has done this already" in words(again)


def test_an_unknown_act_is_told(bench, asked):
    assert told(do(bench, asked, "explode")) == ["Choose what to do."]
    assert bench.get(act_of(asked, "talk")).status_code == 405
    assert "Choose one of the acts" in words(do(bench, asked, "move", verb="explode"))
