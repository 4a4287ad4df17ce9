"""The lists of tickets: whose, which, in which words."""

import datetime as dt

import pytest

from catalogue.models import User
from tests.query_counts import pinned
from tickets.models import Ticket, Watcher

pytestmark = pytest.mark.django_db


def test_without_tickets_the_page_leads_on(visit, dana, subscription):
    page = visit(dana).get("ticket-list")

    assert "No tickets yet" in page
    assert "/tickets/new/" in page


def test_a_login_without_a_customer_is_told(visit, db):
    nobody = User.objects.create_user("nobody@example.com", "secret-enough")

    page = visit(nobody).get("ticket-list")

    assert "belongs to no customer" in page


def test_each_list_holds_its_own(visit, dana, rick, make, northwind):
    make("Mine alone", rick)
    watched = make("A colleague asked", dana)
    Watcher.objects.create(
        ticket=watched, customer=northwind, contact=rick.contacts.get()
    )
    make("Nobody watches", dana)
    lists = {
        scope: visit(rick).get("ticket-list", scope=scope)
        for scope in ("mine", "watched", "company")
    }

    assert "Mine alone" in lists["mine"]
    assert "A colleague asked" not in lists["mine"]
    assert "A colleague asked" in lists["watched"]
    # A requester has no list of the company: the address shows what is theirs.
    assert "Mine alone" in lists["company"]
    assert "Nobody watches" not in "".join(lists.values())


def test_a_manager_reads_the_companys(visit, dana, rick, make):
    make("Rick asked this", rick)

    assert "Rick asked this" not in visit(dana).get("ticket-list")
    page = visit(dana).get("ticket-list", scope="company")
    assert "Rick asked this" in page
    assert "rick" in page


def test_an_approver_reads_what_waits_for_them(visit, make, northwind, now, dana, anna):
    ticket = make("Costs money", dana, state="pending_approval")
    make("Costs nothing", dana)
    ticket.approvals.create(customer=northwind, asked_at=now, asked_by="staff")

    page = visit(anna).get("ticket-list", scope="approve")

    assert "Costs money" in page
    assert "Costs nothing" not in page


def test_a_stranger_finds_none(visit, stranger, dana, make):
    make("Secret words", dana)

    assert "Secret words" not in visit(stranger).get("ticket-list")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "silent phones"}, {"Phones are silent"}),
        ({"q": "INC0042"}, {"Fax is slow"}),
        ({"q": "nothing like it"}, set()),
        ({"q": "100%_'\"\\"}, set()),
        ({"q": "\x00"}, set()),
        ({"state": "live"}, {"Phones are silent", "Fax is slow"}),
        ({"state": "cancelled"}, {"Old story"}),
        ({"kind": "request"}, {"Fax is slow"}),
        ({"state": "nowhere"}, set()),
        ({"before": "x"}, {"Phones are silent", "Fax is slow", "Old story"}),
        ({"before": "9" * 40}, {"Phones are silent", "Fax is slow", "Old story"}),
        ({"before": "1"}, set()),
    ],
)
def test_a_list_can_be_narrowed(visit, dana, make, now, query, found):
    make("Phones are silent", dana)
    make("Fax is slow", dana, external_id="inc0042", kind="request")
    make("Old story", dana, state="cancelled", ended_at=now)

    page = visit(dana).get("ticket-list", **query)

    names = {"Phones are silent", "Fax is slow", "Old story"}
    assert {name for name in names if name in page} == found


def test_a_reference_finds_its_ticket_in_any_case(visit, dana, make):
    first, other = make("First", dana), make("Other", dana)

    page = visit(dana).get("ticket-list", q=first.reference.lower())

    assert "First" in page
    assert other.reference not in page


def test_what_nothing_matches_leads_back(visit, dana, make):
    make("Phones are silent", dana)

    page = visit(dana).get("ticket-list", q="weather")

    assert "No ticket matches" in page
    assert "Show all of them" in page


def test_state_and_deadline_are_words_in_the_customers_time(visit, dana, make, now):
    make("Soon", dana, due_at=now + dt.timedelta(hours=2))
    make("Late", dana, due_at=now - dt.timedelta(hours=1), state="pending_customer")

    page = visit(dana).get("ticket-list")

    assert "due today 12:00 (CDT)" in page
    assert "overdue since today 09:00 (CDT)" in page
    assert "Waiting for you" in page


def test_hostile_words_stay_words(visit, dana, make):
    make("<script>alert(1)</script>", dana)

    page = visit(dana).get("ticket-list")

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_next_page_begins_where_this_one_ends(visit, dana, make):
    tickets = [make(f"Number {n}", dana) for n in range(30)]
    page = visit(dana).get("ticket-list")

    older = visit(dana).get("ticket-list", before=tickets[5].pk)

    assert f"?before={tickets[5].pk}" in page
    assert "Number 29" in page
    assert "Number 4<" not in page
    assert "Number 4<" in older
    assert "Number 5<" not in older
    assert "Newest" in older


def test_more_tickets_take_no_more_queries(visit, dana, rick, make, subscription):
    who = visit(dana)
    who.get("ticket-list", scope="company")  # what a process does once is done
    rows = [make(f"Number {n}", rick) for n in range(3)]
    copies = [Ticket(**values_of(rows[0])) for _ in range(60)]
    Ticket.objects.bulk_create(copies)

    with pinned("tickets:ticket-list"):
        who.get("ticket-list", scope="company")


def values_of(row):
    """A row's values without its number."""
    names = [field.attname for field in row._meta.concrete_fields if field.name != "id"]
    return {name: getattr(row, name) for name in names}
