"""Taking a call: staff find the caller, ask, see what follows, and open the ticket once."""

import datetime as dt

import pytest
from django.urls import reverse

from catalogue.models import Contact, Customer
from tests.catalogue.admin.test_pages import assert_no_inline
from tests.tickets.acts.lives import line
from tests.tickets.admin.conftest import words
from tickets.models import Ticket

CALL = reverse("admin:tickets_ticket_add")
SAID = {"kind": "incident", "summary": "No dial tone", "description": "Since nine."}


@pytest.fixture
def address(plain, rita):
    """Where Rita's call about the plain guide is taken."""
    return f"{CALL}?contact={rita.pk}&subscription={plain.pk}"


def post(client, address, step, **given):
    return client.post(address, SAID | {"step": step} | given, follow=True)


@pytest.mark.parametrize(
    "typed", ["rita", "555 0100", "rita@northwind.example", "northwind rita"]
)
def test_the_caller_is_found_by_name_number_address_or_company(
    bench, plain, rita, typed
):
    page = bench.get(CALL, {"who": typed})

    assert page.context["contacts"] == [rita]
    assert_no_inline(page)


def test_contacts_of_strangers_do_not_exist(bench, plain, rita):
    far = Customer.objects.create(key="far", name="Far Away")
    ruth = Contact.objects.create(customer=far, name="Ruth", email="ruth@far.example")

    assert bench.get(CALL, {"who": "ruth"}).context["contacts"] == []
    page = bench.get(CALL, {"contact": ruth.pk})
    assert "There is no such contact." in words(page)
    assert "ruth@far.example" not in words(page)


def test_what_follows_is_shown_before_anything_is_written(bench, address, plain):
    row = line(plain, "report")

    page = words(post(bench, f"{address}&provision={row.pk}", "preview", priority="P1"))

    assert "Charged by the hour." in page
    assert "Response (“30 minutes”): due today 10:30 (CDT)." in page
    assert "Nothing is written yet." in page
    assert "No dial tone" in page
    assert not Ticket.objects.exists()


def test_the_ticket_begins_when_the_caller_called(bench, address, rita, now, engineer):
    page = post(bench, address, "send", priority="P1", reported_at="2026-03-10T09:30")

    ticket = Ticket.objects.get()
    assert ticket.reported_at == now - dt.timedelta(minutes=30)
    assert (ticket.channel, ticket.requester) == ("phone", rita)
    assert ticket.missing == ["Users affected"]
    assert ticket.created_by == engineer.email
    assert page.context["ticket"] == ticket
    assert f"Your ticket is {ticket.reference}." in words(page)
    assert ticket.clocks.get(metric="response").due_at == now


def test_a_page_sent_twice_opens_one_ticket(bench, address):
    token = str(bench.get(address).context["token"])

    first = post(bench, address, "send", token=token)
    second = post(bench, address, "send", token=token)

    assert first.context["ticket"] == second.context["ticket"] == Ticket.objects.get()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"summary": ""}, "Say in one line what it is about."),
        ({"summary": "x" * 201}, "Shorten it to 200 characters"),
        (
            {"reported_at": "2026-03-10T11:30"},
            "Give a time of the last year, not one to come.",
        ),
        ({"reported_at": "soon"}, "Enter a valid date/time."),
        ({"priority": "P9"}, "Select a valid choice."),
        ({"intake_0": "many"}, "Give a number of 0 or more."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(bench, address, given, said):
    page = post(bench, address, "send", **given)

    assert said in words(page), page.context["form"].errors
    assert "Since nine." in words(page)
    assert not Ticket.objects.exists()


def test_lines_are_found_by_words_and_guides_of_others_are_not_offered(
    bench, address, rita, elsewhere
):
    page = bench.get(f"{address}&find=line+reset")
    strange = bench.get(
        CALL, {"contact": rita.pk, "subscription": elsewhere.subscription_id}
    )

    assert [row.text for row in page.context["found"]] == ["The line reset"]
    assert "Other Networks" not in words(strange)
    assert strange.context["step"] == "guide"
