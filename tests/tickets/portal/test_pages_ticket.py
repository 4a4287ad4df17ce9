"""A ticket's page: who sees it, and what it says in whose words."""

import datetime as dt

import pytest

from catalogue.models import Contact, Customer
from tests.catalogue.conftest import contact
from tests.query_counts import pinned
from tests.tickets.acts.lives import HOUR, MINUTE, begun, line
from tickets.actions import attaching, moving, talking
from tickets.actions.recording import Author, record
from tickets.attachments import Upload
from tickets.models import Event, Ticket, Watcher

pytestmark = pytest.mark.django_db
STAFF = Author("curator@acme.example", is_staff=True)


@pytest.fixture
def mine(subscription, dana, now):
    """Dana's ticket about a line with a quota, as intake left it."""
    return begun(
        subscription,
        at=now - HOUR,
        requester=dana.contacts.get(),
        provision=line(subscription, "reset"),
        description="Nobody can\nsign in.",
    )


@pytest.fixture
def page(visit, mine):
    """The ticket's page for somebody."""
    return lambda user, **query: visit(user).get(
        "ticket-detail", mine.reference, **query
    )


def test_the_page_says_who_on_what_terms_and_by_when(page, dana):
    shown = page(dana)

    assert "The line reset" in shown
    assert "Included in the service." in shown
    assert "This is number 1 of 1 in March 2026" in shown
    # 30 minutes from 09:00 are over at 09:30; it is 10:00.
    assert "Response overdue by 30 min, since today 09:30 (CDT)." in shown
    assert "Restoration due today 13:00 (CDT), in 3 h." in shown
    assert "How is this counted?" in shown
    assert "Counted in all" in shown
    assert "Nobody can\nsign in." in shown


def test_what_was_given_back_is_no_allowance_that_it_holds(page, dana, mine, now):
    Ticket.objects.update(charge_note="")
    assert "Allowance" in page(dana)
    stamp = {"settled_at": now, "settled_by": STAFF.name}
    mine.reservations.update(state="released", **stamp)

    assert "Allowance" not in page(dana)


def test_a_time_that_the_guide_does_not_promise_is_named(page, dana, mine, now):
    terms = {"priority": "P1", "none": [{"metric": "update", "text": "N/A"}]}
    record(mine, "reclassified", author=STAFF, at=now, is_public=True, data=terms)

    assert "Progress update (“N/A”): none promised." in page(dana)


def test_what_to_do_for_the_priority_that_was_asked_for_stays_in_sight(
    page, dana, mine
):
    asked, usual = mine.service_level.priorities.order_by("position")
    Ticket.objects.filter(pk=mine.pk).update(priority=usual, requested_priority=asked)

    assert "P1 is taken by phone only: call" in page(dana)


def test_the_line_leads_to_its_place_in_the_guide(page, dana, subscription):
    anchor = line(subscription, "reset").anchor

    assert f"/guides/acme/voice/revisions/1/#{anchor}" in page(dana)


@pytest.mark.parametrize(
    ("role", "status"),
    [("requester", 404), ("billing", 404), ("approver", 404), ("manager", 200)],
)
def test_of_colleagues_only_a_manager_sees_it(visit, mine, northwind, role, status):
    colleague = contact(northwind, "carl@northwind.example", role)

    assert visit(colleague).ask("ticket-detail", mine.reference).status_code == status


def test_a_watcher_sees_it_and_an_approver_what_awaits_approval(
    visit, mine, rick, anna, northwind, now
):
    Watcher.objects.create(ticket=mine, customer=northwind, contact=rick.contacts.get())
    mine.approvals.create(customer=northwind, asked_at=now, asked_by="staff")

    assert visit(rick).ask("ticket-detail", mine.reference).status_code == 200
    assert visit(anna).ask("ticket-detail", mine.reference).status_code == 200


@pytest.mark.parametrize("reference", ["T-0", "T-", "x", "T-" + "9" * 40, "T-１"])
def test_no_ticket_is_nowhere(visit, dana, mine, reference):
    assert visit(dana).ask("ticket-detail", reference).status_code == 404


def test_a_person_of_two_companies_sees_the_ticket_only_at_its_own(visit, mine, dana):
    other = Customer.objects.create(key="aardvark", name="Aardvark")
    Contact.objects.create(
        customer=other, user=dana, name="Dana", email=dana.email, role="manager"
    )

    # The first by name is the one that somebody acts for.
    assert visit(dana).ask("ticket-detail", mine.reference).status_code == 404


def test_notes_and_names_of_staff_stay_inside(page, dana, mine, now, staff_actor):
    talking.note(mine.pk, actor=staff_actor, at=now, body="They never pay")
    talking.reply(mine.pk, actor=staff_actor, at=now, body="We look at it")

    shown = page(dana)

    assert "They never pay" not in shown
    assert staff_actor.name not in shown
    assert "We look at it" in shown
    assert "Acme Managed Services" in shown


def test_hostile_words_stay_words(page, dana, mine, dana_actor, now):
    Ticket.objects.filter(pk=mine.pk).update(summary="<img src=x onerror=alert(1)>")
    talking.comment(
        mine.pk,
        actor=dana_actor,
        at=now,
        body="<a href='javascript:x'>go</a>\nhttp://a.b",
    )

    shown = page(dana)

    assert "<img src=x" not in shown
    assert "<a href='javascript" not in shown
    assert '<a href="http://a.b' not in shown
    assert "&lt;a href=&#x27;javascript:x&#x27;&gt;go&lt;/a&gt;\nhttp://a.b" in shown


def test_what_staff_ask_stands_on_top(page, dana, mine, now, staff_actor):
    moving.move(
        mine.pk, "ask_customer", actor=staff_actor, at=now, body="Which version?"
    )

    shown = page(dana)

    assert shown.index("Which version?") < shown.index("What happened")
    assert "paused while waiting for you; 3 h left" in shown
    assert "Waiting for you" in shown


def test_files_are_offered_as_downloads(page, dana, mine, now):
    event = Event.objects.get(kind="opened")
    upload = Upload("log <1>.txt", "text/plain", b"x", 1, "0" * 64)
    (file,) = attaching.attach(event, [upload], author=STAFF, at=now)

    shown = page(dana)

    assert f"/tickets/{mine.reference}/files/{file.pk}/" in shown
    assert "log &lt;1&gt;.txt" in shown


def test_duties_towards_the_customer_are_listed(page, dana, mine, now, staff_actor):
    moving.move(
        mine.pk, "wait_for_third_party", actor=staff_actor, at=now, body="The carrier"
    )

    shown = page(dana)

    assert "The line tell" in shown
    assert "To do" in shown
    assert "not counted: the ticket waits for a third party" in shown


def test_an_estimate_is_shown_with_what_it_rests_on(page, anna, mine, northwind, now):
    Ticket.objects.filter(pk=mine.pk).update(state="pending_approval")
    mine.approvals.create(
        customer=northwind,
        asked_at=now,
        asked_by="staff",
        minutes=90,
        amount="225.00",
        currency="USD",
        note="Two hours at most",
    )

    shown = page(anna)

    assert "Your approval is needed" in shown
    assert "225.00 USD" in shown
    assert "Two hours at most" in shown
    assert "Do not approve" in shown


def test_an_old_ticket_leads_to_a_new_one(page, dana, mine, now):
    long_ago = now - dt.timedelta(days=30)
    Ticket.objects.filter(pk=mine.pk).update(
        state="closed", resolved_at=long_ago, ended_at=long_ago
    )

    shown = page(dana)

    assert "open a new ticket" in shown
    assert "a new ticket then follows this one" in shown
    assert 'value="reopen"' not in shown


def test_a_long_story_is_read_in_pages(page, dana, mine, now):
    for n in range(60):
        record(
            mine, "replied", author=STAFF, at=now + n * MINUTE, is_public=True,
            body=f"Step {n}.",
        )  # fmt: skip

    newest = page(dana)
    eleventh = Event.objects.get(body="Step 10.")
    older = page(dana, before=eleventh.pk)

    assert "Step 59." in newest
    assert "Step 9." not in newest
    assert f"?before={eleventh.pk}" in newest
    assert "Step 9." in older
    assert "Step 10." not in older


def test_staff_read_it_as_the_customer_does(page, curator, mine, now, staff_actor):
    talking.note(mine.pk, actor=staff_actor, at=now, body="They never pay")

    shown = page(curator)

    assert "as the customer sees it" in shown
    assert "They never pay" not in shown
    assert "<textarea" not in shown


def test_a_longer_life_takes_no_more_queries(visit, dana, mine, now, staff_actor):
    who = visit(dana)
    who.get("ticket-detail", mine.reference)  # what a process does once is done
    for n in range(12):
        talking.reply(
            mine.pk, actor=staff_actor, at=now + n * MINUTE, body=f"Step {n}."
        )

    with pinned("tickets:ticket-detail"):
        who.get("ticket-detail", mine.reference)
