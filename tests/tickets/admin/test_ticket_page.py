"""A ticket's page at the desk: what it shows, at which cost, to whom."""

import datetime as dt

import pytest
from django.urls import reverse

from catalogue.models import Finding
from catalogue.platform.parts import Panel
from tests.catalogue.admin.conftest import staff
from tests.catalogue.admin.test_pages import assert_no_inline
from tests.query_counts import pinned
from tests.tickets.acts.lives import begun, kinds, line, now_of
from tests.tickets.admin.conftest import OPENED, act_of, page_of, words
from tickets.actions import moving
from tickets.actions.recording import SYSTEM, record
from tickets.admin.acts import ACTS
from tickets.admin.clocks import Shown, parted
from tickets.models import Clock, Event, Ticket
from tickets.panels import TicketPanel

HOUR = dt.timedelta(hours=1)


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


def test_rounds_that_others_have_followed_are_folded_but_for_late_ones():
    told = [("running", ""), ("stopped", "good"), ("stopped", "bad"), ("cancelled", "")]
    rounds = [
        Shown(Clock(metric="update", cycle=4 - age, state=state), "", tone)
        for age, (state, tone) in enumerate(told)
    ]
    last = Shown(Clock(metric="response", cycle=1, state="stopped"), "", "good")

    now, before = parted([*rounds, last])

    assert now == [rounds[0], rounds[2], last]
    assert before == [rounds[1], rounds[3]]


def test_time_acts_without_a_name_and_says_what_it_moved(bench, asked, now):
    ends = {"from": now.isoformat(), "to": (now + HOUR).isoformat()}
    data = {"clocks": [{"metric": "response", "name": "", **ends}]}
    record(asked, "reckoned", author=SYSTEM, at=now, data=data)

    page = words(bench.get(page_of(asked)))

    assert "Response: 10 March 2026 10:00 (CDT), now 10 March 2026 11:00 (CDT)" in page
    assert "<bdi>Remit</bdi>" not in page


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


def test_what_it_follows_at_another_provider_is_not_named(bench, elsewhere, asked):
    Ticket.objects.filter(pk=asked.pk).update(follows=elsewhere)

    assert "A secret" not in words(bench.get(page_of(asked)))


def test_who_may_only_read_does_nothing(client, clock, asked, provider):
    client.force_login(staff("rob@acme.example", "curator", provider))

    page = client.get(page_of(asked))
    posted = client.post(act_of(asked, "talk"), {"what": "note", "body": "x"})

    assert page.status_code == 200
    assert page.context["acts"] == {}
    assert posted.status_code == 403
    assert kinds(asked) == ["opened"]
