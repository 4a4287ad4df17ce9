"""The API of tickets: what is said, attached and done."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalogue.models import Contact
from tests.query_counts import pinned
from tickets.actions.intake import Report, open_ticket
from tickets.actions.recording import SYSTEM, record
from tickets.models import Approval, Event, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(subscription, staff_actor, dana, now):
    """A ticket of Dana's with three clocks, taken by phone."""
    return open_ticket(
        Report(
            "No calls",
            "phone",
            priority="P1",
            intake={"Number of users affected": 40},
            customer=subscription.customer_id,
            requester=dana.contacts.get().pk,
        ),
        actor=staff_actor,
        at=now,
    ).ticket


def at(ticket, path=""):
    return reverse("tickets-api:ticket-detail", args=[ticket.reference]) + path


def text_file(name="log.txt", content=b"It broke.\n"):
    return SimpleUploadedFile(name, content, "text/plain")


def test_a_reply_is_said_once_however_often_it_is_sent(api, opened):
    sent = {"body": "It is back.\r\n"}

    replies = [
        api.post(at(opened, "replies/"), sent, HTTP_IDEMPOTENCY_KEY="r1") for _ in "12"
    ]

    assert [reply.status_code for reply in replies] == [201, 200]
    assert replies[0].json() == replies[1].json()
    said = api.get(at(opened, "replies/")).json()["results"]
    assert [each["kind"] for each in said] == ["opened", "commented"]
    assert (said[1]["body"], said[1]["by"]) == ("It is back.", "key Monitor")


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({}, "#/body"),
        ({"body": 7}, "#/body"),
        ({"body": "x" * 20_001}, "#/body"),
        ({"body": "Hi", "note": "x"}, "#/note"),
    ],
)
def test_a_bad_reply_is_refused(api, opened, sent, pointer):
    reply = api.post(at(opened, "replies/"), sent)

    assert reply.status_code == 400
    assert pointer in [each["pointer"] for each in reply.json()["errors"]]


def test_staff_answer_and_speak_with_one_voice(api, opened, signed_in, curator):
    staff = signed_in(curator)
    record(opened, "noted", author=SYSTEM, at=opened.reported_at, body="Secret")

    assert staff.post(at(opened, "replies/"), {"body": "We look."}).status_code == 201

    told = api.get(at(opened, "events/")).json()["results"]
    reply = next(each for each in told if each["kind"] == "replied")
    assert (reply["by"], reply["by_staff"]) == ("Acme Managed Services", True)
    assert "Secret" not in str(told)
    assert "curator" not in str(told)
    assert "promises" not in str(told)
    seen = staff.get(at(opened, "events/")).json()["results"]
    assert "Secret" in str(seen)
    response = api.get(at(opened, "clocks/")).json()["results"][0]
    assert (response["metric"], response["state"]) == ("response", "stopped")


def test_clocks_are_told_in_words_and_proven_in_figures(
    api, opened, signed_in, curator
):
    with pinned("api ticket clocks"):
        clocks = api.get(at(opened, "clocks/")).json()["results"]

    assert [clock["metric"] for clock in clocks] == ["response", "restoration"]
    response = clocks[0]
    assert response["text"].startswith("Response")
    assert response["goal_seconds"] == 1800
    counted = [each for each in response["proof"] if each["kind"] == "counted"]
    assert sum(each["seconds"] for each in counted) == pytest.approx(
        response["elapsed_seconds"]
    )
    in_detail = api.get(at(opened)).json()["clocks"]
    assert [each["id"] for each in in_detail] == [each["id"] for each in clocks]
    assert "proof" not in in_detail[0]
    for_staff = signed_in(curator).get(at(opened, "clocks/")).json()["results"]
    assert for_staff[-1]["metric"] == "escalation"


def test_files_are_attached_and_downloaded(api, opened, signed_in, stranger):
    sent = api.post(
        at(opened, "attachments/"),
        {"files": [text_file(), text_file("two.txt")], "body": "Two logs."},
        format="multipart",
    )

    assert sent.status_code == 201, sent.json()
    files = api.get(at(opened, "attachments/")).json()["results"]
    assert [each["name"] for each in files] == ["log.txt", "two.txt"]
    reply = api.get(files[0]["url"])
    assert reply.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(reply.streaming_content) == b"It broke.\n"
    assert signed_in(stranger).get(files[0]["url"]).status_code == 404
    assert Event.objects.get(kind="commented").body == "Two logs."


@pytest.mark.parametrize(
    "files", [[], [text_file("run.exe", b"MZ")], [text_file("a.pdf", b"no pdf")]]
)
def test_bad_files_are_refused(api, opened, files):
    reply = api.post(at(opened, "attachments/"), {"files": files}, format="multipart")

    assert reply.status_code == 400
    assert [each["pointer"] for each in reply.json()["errors"]] == ["#/files"]
    assert not Event.objects.filter(kind="commented").exists()


def test_a_program_takes_its_alarm_back(api, opened):
    refused = api.post(at(opened, "close/"))
    unsaid = api.post(at(opened, "cancel/"))
    done = api.post(at(opened, "cancel/"), {"reason": "The disk is fine again."})

    assert (refused.status_code, refused.json()["code"]) == (409, "not_now")
    assert [each["pointer"] for each in unsaid.json()["errors"]] == ["#/reason"]
    assert (done.status_code, done.json()["state"]) == (200, "cancelled")
    looked = api.get(at(opened, "cancel/")).json()
    assert looked == {
        "verb": "cancel",
        "label": "Cancel",
        "leads_to": "cancelled",
        "needs": ["reason"],
        "possible": False,
    }


def test_only_an_approver_decides_on_paid_work(api, opened, signed_in, dana, now):
    Ticket.objects.filter(pk=opened.pk).update(
        state="pending_approval", charge="hourly"
    )
    Approval.objects.create(
        ticket=opened,
        customer=opened.customer,
        minutes=60,
        asked_at=now,
        asked_by="curator@acme.example",
    )
    person = signed_in(dana)

    assert api.post(at(opened, "approve/")).status_code == 403
    Contact.objects.filter(user=dana).update(role="requester")
    assert person.post(at(opened, "approve/")).status_code == 403
    Contact.objects.filter(user=dana).update(role="approver")
    assert person.post(at(opened, "approve/")).status_code == 200
    assert Approval.objects.get().decision == "approved"
    assert person.post(at(opened, "reject/"), {"reason": "No"}).status_code == 409
