"""The staff's queue: due next first, narrowed, searched, assigned many at a time."""

import datetime as dt

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import IntegrityError, connection
from django.urls import reverse

from tests.catalogue.admin.conftest import staff
from tests.query_counts import pinned
from tests.tickets.acts.lives import begun, in_state
from tests.tickets.admin.conftest import words
from tests.tickets.rows import ticket_of
from tickets.actions import moving
from tickets.models import Queue, Ticket

LIST = reverse("admin:tickets_ticket_changelist")
MINUTE = dt.timedelta(minutes=1)


def shown(client, **query):
    return list(client.get(LIST, query).context["cl"].result_list)


def test_due_next_comes_first_and_without_a_deadline_last(bench, plain, now):
    none = begun(plain, at=now, priority="")
    usual = begun(plain, at=now, priority="P3")
    urgent = begun(plain, at=now)
    over = in_state(plain, "closed", at=now)

    assert shown(bench) == [urgent, usual, none]
    assert shown(bench, which="all") == [over, urgent, usual, none]
    assert shown(bench, which="ended") == [over]


@pytest.mark.parametrize(
    ("later", "said", "risk", "breached"),
    [
        (5, "in 25 min", 0, 0),
        (25, "in 5 min</time> (at risk)", 1, 0),
        (65, "overdue 35 min", 0, 1),
    ],
)
def test_a_deadline_is_told_in_words_and_found_by_how_it_stands(
    bench, asked, clock, later, said, risk, breached
):
    clock.shift(later * 60)

    assert said in words(bench.get(LIST))
    assert len(shown(bench, standing="risk")) == risk
    assert len(shown(bench, standing="breached")) == breached


def test_a_ticket_that_stands_still_says_why(bench, asked, staff_actor, now):
    moving.move(asked.pk, "ask_customer", body="Which?", actor=staff_actor, at=now)

    assert "paused: waiting for the customer" in words(bench.get(LIST))


def test_it_is_narrowed_by_every_side(bench, asked, plain, engineer, now):
    queue = Queue.objects.create(provider=asked.provider, key="q", name="Voice")
    given = {"assignee": engineer, "queue": queue, "exempt": True, "kind": "question"}
    mine = ticket_of(plain, at=now, charge="hourly", state="pending_approval", **given)
    queries = [
        {"whose": "mine"},
        {"engineer": engineer.pk},
        {"queue__id__exact": queue.pk},
        {"exempt__exact": 1},
        {"kind__exact": "question"},
        {"charge__exact": "hourly"},
        {"waiting": "approval"},
        {"state__exact": "pending_approval"},
        {"customer": "north", "whose": "mine"},
        {"provider__id__exact": asked.provider_id, "engineer": engineer.pk},
    ]

    assert [shown(bench, **query) for query in queries] == [[mine]] * len(queries)
    assert shown(bench, whose="nobody") == [asked]
    assert shown(bench, customer="nobody of that name") == []
    assert shown(bench, engineer="x", waiting="x", whose="x", which="x") != []


def test_it_is_found_by_what_people_call_it(bench, plain, rita, elsewhere, now):
    names = {"external_id": "INC-7", "dedup_key": "alarm-9", "requester": rita}
    found = ticket_of(plain, at=now, summary="Trunk to Lyon is down", **names)
    ticket_of(plain, at=now, summary="Trunk to Metz is down")
    asked_for = [
        found.reference,
        found.reference.lower(),
        str(found.pk),
        "INC-7",
        "alarm-9",
        "lyon trunk",
        "rita@northwind.example",
        "Rita",
    ]

    assert [shown(bench, q=term) for term in asked_for] == [[found]] * len(asked_for)
    assert found in shown(bench, q="northwind")
    assert shown(bench, q=elsewhere.reference) == []
    assert shown(bench, q="secret") == []
    assert shown(bench, q="' % _ " + "x " * 500) == []


def test_many_rows_cost_as_many_queries_as_few(bench, plain, asked, now):
    bench.get(LIST)  # fills the caches of the process
    with pinned("admin:tickets_ticket_changelist"):
        bench.get(LIST)
    queue = Queue.objects.create(provider=asked.provider, key="q", name="Voice")
    for _ in range(3):
        begun(plain, at=now, queue=queue)
    Ticket.objects.bulk_create(
        Ticket(**{name: getattr(asked, name) for name in ROW}) for _ in range(60)
    )

    with pinned("admin:tickets_ticket_changelist"):
        answer = bench.get(LIST)

    assert len(answer.context["cl"].result_list) == 50


ROW = [
    "customer_id",
    "provider_id",
    "subscription_id",
    "revision_id",
    "summary",
    "channel",
    "reported_at",
    "created_at",
    "created_by",
    "updated_at",
]


def test_live_tickets_come_from_an_index_in_order(client, clock, asked):
    client.force_login(staff("every@acme.example", "engineer"))
    seen = []

    def spy(execute, sql, params, many, context):
        if sql.startswith("SELECT") and "NULLS LAST" in sql:
            seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(spy):
        client.get(LIST)
    (sql, params) = seen[0]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # few rows are read faster without one
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute(f"EXPLAIN {sql}", params)
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())

    assert "tickets_ticket_queue" in plan
    assert "B-TREE" not in plan


def act(client, action, tickets, **answers):
    given = {"action": action, ACTION_CHECKBOX_NAME: [each.pk for each in tickets]}
    return client.post(LIST, given | answers, follow=True)


def test_several_are_assigned_at_once_and_refusals_say_why(
    bench, asked, plain, engineer, now
):
    over = in_state(plain, "closed", at=now)

    answer = bench.post(
        f"{LIST}?which=all",
        {"action": "assign_to_me", ACTION_CHECKBOX_NAME: [asked.pk, over.pk]},
        follow=True,
    )

    said = [str(each) for each in answer.context["messages"]]
    assert said[0] == "1 ticket assigned."
    assert said[1].startswith(f"{over.reference} not: {over.reference} is closed")
    asked.refresh_from_db()
    assert asked.assignee == engineer


def test_a_queue_and_a_person_are_asked_for_on_a_page_of_its_own(
    bench, asked, engineer
):
    queue = Queue.objects.create(provider=asked.provider, key="q", name="Voice")

    page = act(bench, "assign_to", [asked])
    answers = {"apply": "1", "queue": queue.pk, "assignee": "keep"}
    act(bench, "assign_to", [asked], **answers)

    assert asked.reference in words(page)
    asked.refresh_from_db()
    assert (asked.queue, asked.assignee) == (queue, None)


def test_work_begins_and_levels_are_set_for_several(bench, asked):
    act(bench, "set_support_level", [asked], apply="1", support_level="2")
    act(bench, "begin_work", [asked])

    asked.refresh_from_db()
    assert (asked.support_level, asked.state) == (2, "open")


def test_tickets_of_another_provider_are_neither_seen_nor_acted_on(
    bench, asked, elsewhere
):
    act(bench, "assign_to_me", [elsewhere])

    assert shown(bench) == [asked]
    elsewhere.refresh_from_db()
    assert elsewhere.assignee is None


def test_no_ticket_that_is_worked_on_bears_the_stamp_of_a_resolution(plain, now):
    with pytest.raises(IntegrityError):
        ticket_of(plain, at=now, state="open", resolved_at=now)
