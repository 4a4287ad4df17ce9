"""The API of tickets: opened, found, read."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from catalogue.models import Guide, Provider, Provision
from tests.catalogue.conftest import contact
from tests.query_counts import pinned
from tests.tickets.rows import ticket_of
from tickets.filters import guides_of
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

LIST = reverse("tickets-api:ticket-list")
REPORT = {
    "summary": "Disk is full",
    "description": "On node 7.",
    "intake": {"Number of users affected": 3},
}


def detail(ticket, *more):
    return f"{reverse('tickets-api:ticket-detail', args=[ticket.reference])}{''.join(more)}"


def test_a_program_opens_a_ticket_and_reads_the_receipt(api):
    about = Provision.objects.get(text="Reset a user's password").pk

    reply = api.post(LIST, REPORT | {"provision": about, "external_id": "A-1"})

    ticket = Ticket.objects.get()
    assert reply.status_code == 201, reply.json()
    body = reply.json()
    assert body["reference"] == ticket.reference
    assert body["url"] == detail(ticket)
    assert (body["who"], body["charge"]) == ("Acme does this.", "included")
    assert len(body["quotas"]) == 1
    assert body["sentences"][0] == f"Your ticket is {ticket.reference}."
    assert (ticket.channel, ticket.requester) == ("api", None)
    read = api.get(body["url"]).json()
    assert read["summary"] == "Disk is full"
    assert read["intake"] == REPORT["intake"]
    assert read["quotas"][0].startswith("This is number 1 of 5 in")
    assert read["verbs"] == ["cancel"]


def test_the_same_key_gets_the_same_reply(api):
    key = {"HTTP_IDEMPOTENCY_KEY": "alarm-1"}

    first, again = (api.post(LIST, REPORT, **key) for _ in range(2))
    other = api.post(LIST, REPORT | {"summary": "Fan is loud"}, **key)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert Ticket.objects.count() == 1
    assert api.post(LIST, REPORT, HTTP_IDEMPOTENCY_KEY="é").status_code == 400


def test_an_alarm_joins_the_live_ticket(api):
    first, again = (api.post(LIST, REPORT | {"dedup_key": "d"}) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["created"] is False
    assert again.json()["reference"] == first.json()["reference"]


def test_bad_input_is_told_by_pointers(api):
    reply = api.post(
        LIST,
        {
            "summary": 7,
            "quantity": "two",
            "intake": [],
            "priorty": "P1",
            "channel": "phone",
            "follows": "T-0",
        },
    )

    assert reply.status_code == 400
    assert reply.headers["Content-Type"] == "application/problem+json"
    errors = {each["pointer"]: each["detail"] for each in reply.json()["errors"]}
    assert errors == {
        "#/summary": "Give a text.",
        "#/quantity": "Give a whole number of 0 or more.",
        "#/intake": "Give an object of answers by label.",
        "#/priorty": "There is no such field: leave it out.",
        "#/channel": "Only staff say that: leave it out.",
        "#/follows": "Give the reference of a ticket such as T-1042.",
    }


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        (REPORT | {"intake": {}}, "#/intake/Number of users affected"),
        (REPORT | {"intake": {"a/b~c": 1}}, "#/intake/a~1b~0c"),
        (REPORT | {"priority": "P9"}, "#/priority"),
        (REPORT | {"requester_email": "a\x00b"}, "#/requester_email"),
        ([1], "#"),
    ],
)
def test_what_intake_refuses_is_told_by_pointers(api, sent, pointer):
    reply = api.post(LIST, sent)

    assert reply.status_code == 400
    assert pointer in [each["pointer"] for each in reply.json()["errors"]]


def test_hostile_text_is_kept_without_what_no_database_keeps(api):
    reply = api.post(
        LIST,
        '{"summary": "a\\u0000b \\ud800<script>", "description": "\\u0000",'
        ' "intake": {"Number of users affected": 1}}',
        content_type="application/json",
    )

    assert reply.status_code == 201, reply.content
    assert Ticket.objects.get().summary == "ab <script>"


@pytest.mark.parametrize("body", ["[" * 100_000, '{"summary": ', "\xff"])
def test_what_is_no_json_is_refused(api, body):
    reply = api.post(LIST, body, content_type="application/json")

    assert (reply.status_code, reply.json()["code"]) == (400, "parse_error")


def test_a_priority_for_the_phone_is_told_to_a_program(api):
    body = api.post(LIST, REPORT | {"priority": "P1"}).json()

    assert (body["priority"], body["requested_priority"]) == ("P3", "P1")
    assert body["notes"][0].startswith("P1 is taken by phone only: call")


def test_staff_hand_on_a_call(curator, dana, subscription, signed_in, now):
    staff = signed_in(curator)
    call = REPORT | {
        "customer": subscription.customer_id,
        "requester": dana.contacts.get().pk,
        "channel": "phone",
    }

    assert staff.post(LIST, call).status_code == 201
    assert Ticket.objects.get().channel == "phone"
    unnamed = staff.post(LIST, REPORT).json()["errors"]
    assert [each["pointer"] for each in unnamed] == ["#/customer"]


@pytest.mark.parametrize(
    ("scopes", "reads", "writes"),
    [
        (["tickets"], 200, 403),
        (["intake"], 403, 201),
        (["ask"], 403, 403),
    ],
)
def test_a_key_does_what_its_scopes_say(subscription, client_of, scopes, reads, writes):
    api = client_of(customer=subscription.customer, scopes=scopes)

    assert api.get(LIST).status_code == reads
    assert api.post(LIST, REPORT).status_code == writes


def test_the_list_is_narrowed(api, subscription, now):
    make = {"at": now, "subscription": subscription}
    alarm = ticket_of(**make, external_id="INC-7", dedup_key="d", kind="request")
    done = ticket_of(**make, state="cancelled", ended_at=now, summary="Fan is loud")

    def found(**query):
        reply = api.get(LIST, query)
        assert reply.status_code == 200, reply.json()
        return [each["reference"] for each in reply.json()["results"]]

    assert found() == [done.reference, alarm.reference]
    assert found(live="true") == found(state="live") == [alarm.reference]
    assert found(live="false") == found(state="cancelled") == [done.reference]
    assert found(external_id="INC-7") == found(dedup_key="d") == [alarm.reference]
    assert found(kind="request") == found(q="INC-7") == [alarm.reference]
    for odd in ({"state": "odd"}, {"q": "\x00"}, {"external_id": "x" * 101}):
        assert api.get(LIST, odd).status_code == 400


def test_pages_follow_one_another_without_counting(api, subscription, now):
    for _ in range(3):
        ticket_of(subscription, at=now)

    first = api.get(LIST, {"page_size": 2}).json()
    second = api.get(first["next"]).json()

    numbers = [each["reference"] for each in first["results"] + second["results"]]
    assert len(set(numbers)) == 3
    assert second["next"] is None
    assert "count" not in first


def test_who_sees_which_tickets(
    api, subscription, signed_in, stranger, dana, northwind, curator, now
):
    rob = contact(northwind, "rob@northwind.example")
    own = ticket_of(subscription, at=now, requester=rob.contacts.get())
    other = ticket_of(subscription, at=now)

    def seen(browser):
        return {each["reference"] for each in browser.get(LIST).json()["results"]}

    assert seen(signed_in(rob)) == {own.reference}
    both = {own.reference, other.reference}
    assert seen(api) == seen(signed_in(dana)) == seen(signed_in(curator)) == both
    assert seen(signed_in(stranger)) == set()
    for path in ("", "events/", "clocks/", "replies/", "attachments/", "close/"):
        assert signed_in(stranger).get(detail(own, path)).status_code == 404
        assert signed_in(rob).get(detail(other, path)).status_code == 404


def test_a_ticket_names_others_only_to_who_may_see_them(
    api, subscription, signed_in, northwind, now
):
    rob = contact(northwind, "rob@northwind.example")
    hidden = ticket_of(subscription, at=now)
    own = ticket_of(subscription, at=now, requester=rob.contacts.get(), follows=hidden)

    assert api.get(detail(own)).json()["follows"] == hidden.reference
    assert signed_in(rob).get(detail(own)).json()["follows"] is None
    for follows in (hidden.reference, "T-999999"):
        reply = signed_in(rob).post(LIST, REPORT | {"follows": follows})
        assert reply.json()["errors"][0]["detail"].startswith("Give the reference")


def test_staff_choose_among_the_guides_of_their_providers(subscription, curator, now):
    other = Provider.objects.create(key="other", name="Other")
    curator.limited_to.add(other)
    guide = Guide.objects.create(provider=other, key="data", title="Data Guide")
    subscription.customer.subscriptions.create(guide=guide, starts_on=now.date())
    request = RequestFactory().get("/")
    request.user = curator

    assert list(guides_of(request)) == [guide]


def test_queries_are_counted(api, subscription, now):
    about = Provision.objects.get(text="Reset a user's password").pk
    api.post(LIST, REPORT | {"provision": about})  # what is kept in memory is read once

    with pinned("api ticket create"):
        api.post(LIST, REPORT | {"provision": about}, HTTP_IDEMPOTENCY_KEY="k")
    with pinned("api ticket create without a line"):
        created = api.post(LIST, REPORT | {"priority": "P3"})
    for _ in range(3):
        ticket_of(subscription, at=now)
    with pinned("api ticket list"):
        api.get(LIST)
    with pinned("api ticket detail"):
        api.get(created.json()["url"])


def test_the_form_says_what_is_asked(api, subscription, stranger, signed_in):
    about = Provision.objects.get(text="Reset a user's password").pk
    address = reverse("tickets-api:ticket-intake")

    body = api.get(address, {"provision": about}).json()

    assert body["fields"] == [
        {"label": "Number of users affected", "kind": "number", "required": True}
    ]
    assert [each["label"] for each in body["priorities"]] == ["P1", "P3"]
    assert body["priorities"][0]["channels"] == ["phone"]
    now = body["if_opened_now"]
    assert (now["reference"], now["who"], now["priority"]) == (
        None,
        "Acme does this.",
        "P3",
    )
    assert now["quotas"][0].startswith("This would be number 1 of 5")
    assert not Ticket.objects.exists()
    assert api.get(address, {"guide": 2**40}).status_code == 400
    assert signed_in(stranger).get(address).json()["subscriptions"] == []
    strange = signed_in(stranger).get(address, {"provision": about})
    assert strange.status_code == 400
    assert "Acme" not in strange.content.decode()
