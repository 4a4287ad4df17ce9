"""A ticket's page at the desk: what it shows, what can be done, what is refused and kept."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalogue.models import Finding
from catalogue.platform.parts import Panel
from tests.catalogue.admin.conftest import staff
from tests.catalogue.admin.test_pages import assert_no_inline
from tests.query_counts import pinned
from tests.tickets.acts.lives import begun, kinds, last, line, now_of
from tests.tickets.admin.conftest import OPENED, act_of, page_of, words
from tickets.actions import moving, talking
from tickets.admin.acts import ACTS
from tickets.models import Event, Queue, Ticket
from tickets.panels import TicketPanel

HOUR = dt.timedelta(hours=1)


def do(client, ticket, act, **given):
    return client.post(act_of(ticket, act), given, follow=True)


def told(answer):
    return [str(each) for each in answer.context["messages"]]


def test_it_shows_what_a_ticket_is_judged_by(bench, plain, rita, now):
    row = line(plain, "report")
    finding = Finding.objects.create(
        revision=row.revision, kind="blank-cell", text="The cell is blank."
    )
    finding.provisions.add(row)
    ticket = begun(
        plain,
        at=now,
        requester=rita,
        provision=row,
        description=OPENED,
        missing=["Users affected"],
        requested_priority=plain.service_level.priorities.get(label="P3"),
    )

    answer = bench.get(page_of(ticket))

    page = words(answer)
    for part in (
        "New · P1",
        "(asked for P3)",
        "555 0100",
        "rita@northwind.example",
        "The line report",
        "The cell is blank.",
        "nothing is charged on it until it is decided",
        "The line triage",
        OPENED,
        "Still missing:</strong> Users affected",
        "Response due today 10:30 (CDT), in 30 min",
        "Restoration due today 14:00 (CDT)",
        "10 Mar 2026, 10:00 CDT",
    ):
        assert part in page, part
    assert_no_inline(answer)


def test_a_clock_shows_the_intervals_that_add_up(bench, asked, staff_actor, now, clock):
    moving.move(asked.pk, "ask_customer", body="Which?", actor=staff_actor, at=now)
    clock.shift(3600)
    later = now + HOUR
    moving.move(asked.pk, "begin", actor=staff_actor, at=later)
    clock.shift(600)

    shown = bench.get(page_of(asked)).context["clocks"]

    (restoration,) = [each for each in shown if each.row.metric == "restoration"]
    assert [each.kind for each in restoration.intervals] == ["paused", "counted"]
    assert restoration.total == "10 min"
    assert restoration.intervals[0].why == "stood still: waiting for the customer"


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
    assert "The line reset" in words(found)


def test_paid_work_waits_for_an_approval(bench, plain, now):
    ticket = begun(plain, at=now, provision=line(plain, "report"))

    refused = do(bench, ticket, "move", verb="begin")
    do(bench, ticket, "ask_approval", minutes="90", note="Two reports.")

    assert "ask for approval first" in words(refused)
    assert now_of(ticket).state == "pending_approval"
    assert "Asked, not decided yet: 90 min" in words(bench.get(page_of(ticket)))


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


def test_what_if_shows_other_terms_and_writes_nothing(bench, asked, plain):
    usual = plain.service_level.priorities.get(label="P3")
    url = reverse("admin:tickets_ticket_what_if", args=[asked.pk])

    page = words(bench.get(url, {"priority": usual.pk}))

    assert "10 March 2026 10:30 (CDT)" in page
    assert "10 March 2026 12:00 (CDT)" in page
    assert "would not be there" in page
    assert now_of(asked).priority.label == "P1"
    assert kinds(asked) == ["opened"]


def test_it_costs_as_many_queries_with_300_events_as_with_3(bench, asked, now):
    bench.get(page_of(asked))  # fills the caches of the process
    with pinned("admin:tickets_ticket_change"):
        bench.get(page_of(asked))
    Event.objects.bulk_create(
        Event(ticket=asked, customer=asked.customer, kind="noted", at=now, by=f"n{n}")
        for n in range(300)
    )

    with pinned("admin:tickets_ticket_change"):
        page = bench.get(page_of(asked))
    whole = bench.get(page_of(asked), {"all": "1"})

    assert len(page.context["timeline"]) == 100
    assert "Show everything" in words(page)
    assert len(whole.context["timeline"]) == 301


def test_higher_apps_add_panels(bench, asked, monkeypatch):
    def hours(tickets, actor, at):
        return [[Panel("Hours", f"2 h on {each.reference}")] for each in tickets]

    monkeypatch.setattr(TicketPanel, "makers", [hours])

    assert f"2 h on {asked.reference}" in words(bench.get(page_of(asked)))


@pytest.mark.parametrize("act", ACTS)
def test_a_ticket_of_another_provider_does_not_exist(bench, elsewhere, act):
    before = Ticket.objects.filter(pk=elsewhere.pk).values().get()

    looked = bench.get(page_of(elsewhere))
    posted = bench.post(
        act_of(elsewhere, act), {"what": "note", "body": "x", "verb": "begin"}
    )
    judged = bench.get(reverse("admin:tickets_ticket_what_if", args=[elsewhere.pk]))

    assert [each.url for each in (looked, posted, judged)] == [
        reverse("admin:index")
    ] * 3
    assert Ticket.objects.filter(pk=elsewhere.pk).values().get() == before
    assert kinds(elsewhere) == ["opened"]


def test_who_may_only_read_does_nothing(client, clock, asked, provider):
    client.force_login(staff("rob@acme.example", "curator", provider))

    page = client.get(page_of(asked))
    posted = client.post(act_of(asked, "talk"), {"what": "note", "body": "x"})

    assert page.status_code == 200
    assert page.context["acts"] == {}
    assert posted.status_code == 403
    assert kinds(asked) == ["opened"]


def test_an_unknown_act_is_told(bench, asked):
    assert told(do(bench, asked, "explode")) == ["Choose what to do."]
    assert bench.get(act_of(asked, "talk")).status_code == 405
    assert "Choose one of the acts" in words(do(bench, asked, "move", verb="explode"))
