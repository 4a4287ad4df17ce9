"""What is said on a ticket: who may say it, who reads it, what it does to state and clocks."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tickets.acts.lives import (
    DAY,
    HOUR,
    begun,
    clocks,
    contact_of,
    in_state,
    kinds,
    last,
    line,
    now_of,
)
from tickets.actions import merging, talking, watching
from tickets.actions.recording import Author
from tickets.actions.refusals import NotAllowed, NotNow, Refused
from tickets.models import Event, Ticket, Watcher

pytestmark = pytest.mark.django_db
BY_STAFF = {
    "reply": {"body": "We look at it."},
    "note": {"body": "They forgot to pay."},
    "called": {"reached": True},
    "understood": {},
    "workaround": {"body": "Use the other trunk."},
    "action_plan": {"body": "A new trunk on Friday."},
}


@pytest.mark.parametrize("act", BY_STAFF)
def test_staff_say(mine, staff_actor, rita, now, act):
    say = getattr(talking, act)

    with pytest.raises(NotAllowed):
        say(mine.pk, actor=rita, at=now + HOUR, **BY_STAFF[act])
    said = say(mine.pk, actor=staff_actor, at=now + HOUR, **BY_STAFF[act])

    event = last(mine)
    assert event.kind == {"reply": "replied", "note": "noted"}.get(act, act)
    assert event.is_public is (act != "note")
    assert (event.by, event.by_staff, event.at) == (
        staff_actor.name,
        True,
        now + HOUR,
    )
    assert (said.state, said.updated_at) == ("new", now + HOUR)


def test_the_first_reply_is_a_response(mine, staff_actor, now):
    talking.note(mine.pk, actor=staff_actor, at=now + HOUR / 6, body="Who takes it?")
    noted = clocks(mine)["response"]
    talking.reply(mine.pk, actor=staff_actor, at=now + HOUR / 3, body="We look at it.")

    response = mine.clocks.get(metric="response")
    assert noted == "running"
    assert (response.state, response.met, response.elapsed) == (
        "stopped",
        True,
        HOUR / 3,
    )


def test_nobody_but_staff_reads_a_note(
    mine, staff_actor, rita, dana_actor, program, now
):
    talking.note(mine.pk, actor=staff_actor, at=now, body="They forgot to pay.")

    for actor in (rita, dana_actor, program):
        seen = Event.objects.visible_to(actor).filter(ticket=mine)
        assert "noted" not in set(seen.values_list("kind", flat=True))


def test_a_call_says_whether_they_were_reached(mine, staff_actor, now):
    talking.called(mine.pk, actor=staff_actor, at=now, reached=False)

    assert last(mine).data == {"reached": False}


def test_a_report_is_understood_once(mine, subscription, staff_actor, now):
    talking.understood(mine.pk, actor=staff_actor, at=now)
    by_phone = begun(subscription, at=now, understood=True)

    for ticket in (mine, by_phone):
        with pytest.raises(NotNow, match="understood already"):
            talking.understood(ticket.pk, actor=staff_actor, at=now)


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("", None),
        (" \r\n\t\0 ", None),
        ("x" * 20_001, None),
        ("x" * 20_000, "x" * 20_000),
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree"),
        ("a\0b\x1b[31mc\ud800", "ab[31mc"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_words_are_cleaned_and_bounded(mine, staff_actor, now, body, kept):
    if kept is None:
        with pytest.raises(Refused) as refusal:
            talking.reply(mine.pk, actor=staff_actor, at=now, body=body)
        assert refusal.value.field == "body"
        assert kinds(mine) == ["opened"]
    else:
        talking.reply(mine.pk, actor=staff_actor, at=now, body=body)
        assert last(mine).body == kept


def test_files_come_with_words_or_alone(mine, rita, now):
    sheet = SimpleUploadedFile("fault.txt", b"It is silent.")

    talking.comment(mine.pk, actor=rita, at=now, body="", files=[sheet])

    [kept] = mine.attachments.all()
    assert (kept.name, kept.event, kept.uploaded_by) == (
        "fault.txt",
        last(mine),
        rita.name,
    )


def test_a_bad_file_leaves_nothing(mine, rita, now):
    program = SimpleUploadedFile("virus.exe", b"MZ")

    with pytest.raises(Refused) as refusal:
        talking.comment(mine.pk, actor=rita, at=now, body="Look.", files=[program])

    assert refusal.value.field == "files"
    assert kinds(mine) == ["opened"]


@pytest.mark.parametrize(
    ("state", "after", "becomes"),
    [
        ("new", DAY, "new"),
        ("open", DAY, "open"),
        ("pending_customer", DAY, "open"),
        ("pending_approval", DAY, "pending_approval"),
        ("pending_third_party", DAY, "pending_third_party"),
        ("scheduled", DAY, "scheduled"),
        ("resolved", 14 * DAY, "open"),
        ("closed", 14 * DAY, "open"),
    ],
)
def test_a_comment_brings_back_what_waits_or_was_thought_done(
    subscription, dana_actor, now, state, after, becomes
):
    ticket = in_state(subscription, state, at=now)

    written = talking.comment(
        ticket.pk, actor=dana_actor, at=now + after, body="It is silent again."
    )

    assert written == ticket
    assert now_of(ticket).state == becomes
    moved = ["moved"] if becomes != state else []
    assert kinds(ticket) == ["commented", *moved]


@pytest.mark.parametrize(
    ("state", "after"),
    [("closed", 15 * DAY), ("resolved", 15 * DAY), ("cancelled", DAY)],
)
def test_what_is_over_is_followed_by_a_new_ticket(
    subscription, rita, now, state, after
):
    report = line(subscription, "report")
    over = in_state(
        subscription,
        state,
        at=now,
        requester=contact_of(rita),
        provision=report,
        intake={"Users affected": 4, "Fault sheet": ["a.txt"], "Gone": "x"},
    )

    made = talking.comment(over.pk, actor=rita, at=now + after, body="Silent again.")

    assert made.pk != over.pk
    assert now_of(made).follows == over
    assert (made.summary, made.description) == (over.summary, "Silent again.")
    assert (made.provision, made.requester) == (report, over.requester)
    assert made.intake == {"Users affected": 4}
    assert now_of(over).state == state
    assert not kinds(over)


def test_a_program_is_followed_by_its_own_channel(subscription, program, rita, now):
    over = in_state(
        subscription,
        "cancelled",
        at=now,
        requester=contact_of(rita),
        intake={"Users affected": 4},
    )

    made = talking.comment(over.pk, actor=program, at=now + DAY, body="Silent again.")

    assert (made.channel, made.requester) == ("api", over.requester)


def test_where_more_is_asked_today_a_comment_says_what(subscription, rita, now):
    over = in_state(subscription, "closed", at=now, requester=contact_of(rita))

    with pytest.raises(NotNow, match=r"is closed\. Open a new ticket: This is needed"):
        talking.comment(over.pk, actor=rita, at=now + 15 * DAY, body="Silent again.")

    assert Ticket.objects.count() == 1


def test_a_comment_goes_on_where_the_ticket_went_on(
    mine, subscription, staff_actor, rita, now
):
    target = begun(subscription, at=now)
    merging.merge(mine.pk, target.pk, actor=staff_actor, at=now)

    written = talking.comment(mine.pk, actor=rita, at=now + HOUR, body="Any news?")

    assert written == target
    assert last(target).body == "Any news?"
    with pytest.raises(NotNow, match=f"goes on in {target.reference}"):
        talking.reply(mine.pk, actor=staff_actor, at=now + HOUR, body="Soon.")


def test_who_does_not_see_where_it_went_on_is_told(
    mine, subscription, staff_actor, rita, now
):
    target = begun(subscription, at=now)
    merging.merge(mine.pk, target.pk, actor=staff_actor, at=now)
    watching.unwatch(target.pk, contact=mine.requester_id, actor=staff_actor, at=now)

    with pytest.raises(NotNow, match=f"goes on in {target.reference}"):
        talking.comment(mine.pk, actor=rita, at=now + HOUR, body="Any news?")


def test_watchers_and_programs_comment(mine, walt, program, now):
    for actor in (walt, program):
        talking.comment(mine.pk, actor=actor, at=now, body="Any news?")

    assert kinds(mine) == ["opened", "commented", "commented"]
    first = mine.events.filter(kind="commented").first()
    assert first.contact == Watcher.objects.get(ticket=mine).contact


def test_mail_of_a_contact_without_a_login_names_them(mine, program, now):
    author = Author("rita@northwind.example", contact=mine.requester_id)

    talking.comment(mine.pk, actor=program, at=now, body="Any news?", author=author)

    assert (last(mine).by, last(mine).contact) == (author.name, mine.requester)


def test_a_stranger_and_staff_write_no_comment(mine, stranger_actor, staff_actor, now):
    with pytest.raises(Ticket.DoesNotExist):
        talking.comment(mine.pk, actor=stranger_actor, at=now, body="Hello.")
    with pytest.raises(NotAllowed, match="write a reply"):
        talking.comment(mine.pk, actor=staff_actor, at=now, body="Hello.")
