"""Questions for staff: how they are grouped, and what staff do with them."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from catalogue.actions import queue
from catalogue.actions.aliases import NoAlias, add_aliases, drop_aliases
from catalogue.actions.drafting import copy_to_draft
from catalogue.actions.publishing import publish, withdraw
from catalogue.actions.questions import MOST_OPEN, NobodyAsks, TooManyOpen, put_to_staff
from catalogue.answers.gist import LONGEST, alike, gist
from catalogue.models import Alias, Contact, Mail, Question
from catalogue.platform.tenancy import Actor

NEAR = {"guide": "acme/voice", "revision": 1, "key": "reset", "text": "Reset"}


def put(actor, text="Who waters the plants?"):
    return put_to_staff(text=text, nearest=[NEAR], actor=actor, at=actor.at)


def test_a_question_waits_with_the_lines_shown(dana_actor, northwind):
    question = put(dana_actor)

    assert question.state == Question.State.OPEN
    assert question.customer == northwind
    assert question.nearest == [NEAR]
    assert question.asked_at == dana_actor.at


def test_the_same_question_waits_once(dana_actor):
    assert put(dana_actor) == put(dana_actor)


def test_another_customer_asks_for_itself(dana_actor, stranger_actor):
    assert put(dana_actor) != put(stranger_actor)


def test_what_was_handled_may_be_asked_again(dana_actor):
    first = put(dana_actor)
    first.state, first.handled_at, first.handled_by = "answered", dana_actor.at, "cory"
    first.save()

    assert put(dana_actor) != first


def test_nobody_asks_without_signing_in(db, now):
    with pytest.raises(NobodyAsks):
        put(Actor(at=now))


def test_a_customer_cannot_flood_the_queue(dana_actor, stranger_actor):
    for n in range(MOST_OPEN):
        put(dana_actor, f"Question {n}?")

    with pytest.raises(TooManyOpen):
        put(dana_actor, "One more?")
    assert put(dana_actor, "Question 0?").text == "Question 0?"
    assert put(stranger_actor, "One more?")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Who resets a user's password?", "who will reset the passwords of users"),
        ("Moving 10 desks", "move 10 desks!!"),
        ("WHO?", "who"),
    ],
)
def test_the_same_question_in_other_words_has_one_gist(one, other):
    assert gist(one) == gist(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Who handles P1?", "Who handles P2?"),
        ("What is covered?", "What is not covered?"),
        ("Reset a password", "Reset a phone"),
        ("?!", "?!?"),
    ],
)
def test_another_question_has_another_gist(one, other):
    assert gist(one) != gist(other)
    assert alike(gist(one), [gist(other)]) == gist(one)


def test_a_slip_of_the_pen_makes_no_other_group(dana_actor, stranger_actor):
    first = put(dana_actor, "Who resets passwords of users?")
    second = put(stranger_actor, "Who resets pasword of users?")

    assert first.gist == second.gist
    assert put(dana_actor, "Who resets phones of users?").gist != first.gist


@given(st.text(max_size=600))
def test_a_gist_fits_and_is_its_own_gist_only_by_words(text):
    found = gist(text)

    assert len(found) <= LONGEST
    assert found == gist(text + "  ")
    assert bool(found) == bool("".join(c for c in text if c.isprintable()).split())


def test_a_question_written_by_hand_has_a_gist_too(dana):
    assert Question.objects.create(asked_by=dana, text="Move desks").gist == "desk move"


def test_older_questions_get_a_gist_and_full_lines(dana, small_guide):
    old = Question.objects.create(
        asked_by=dana,
        guide=small_guide.guide,
        text="Reset it",
        nearest=["password-reset", "gone", NEAR],
    )
    Question.objects.update(gist="")

    migration = import_module("catalogue.migrations.0010_gists_of_questions")
    migration.fill(apps, None)

    old.refresh_from_db()
    assert old.gist == "reset"
    assert old.nearest == [
        {
            "guide": "acme/voice",
            "revision": 1,
            "key": "password-reset",
            "text": "Reset a user's password",
        },
        {"guide": "", "revision": None, "key": "gone", "text": ""},
        NEAR,
    ]


@pytest.fixture
def line(small_guide):
    """A published line."""
    return small_guide.provisions.get(key="password-reset")


def test_an_alias_reaches_the_line_in_every_revision(line, small_guide, now):
    newer = copy_to_draft(small_guide, at=now)
    publish(newer, by="cory", at=now)
    draft = copy_to_draft(newer, at=now)
    gone = copy_to_draft(newer, at=now)
    publish(gone, by="cory", at=now)
    withdraw(gone, reason="Wrong", by="cory", at=now)

    count = add_aliases([line], text="  forgot   my login ", by="cory", at=now)

    found = Alias.objects.filter(text="forgot my login")
    assert count == 3
    assert {row.provision.revision_id for row in found} == {
        small_guide.pk,
        newer.pk,
        draft.pk,
    }
    assert {row.provision.key for row in found} == {"password-reset"}


def test_an_alias_is_not_added_twice(line, now):
    add_aliases([line], text="forgot my login", by="cory", at=now)

    assert add_aliases([line], text="Forgot my LOGIN", by="dora", at=now) == 0
    assert Alias.objects.get().added_by == "cory"


@pytest.mark.parametrize("words", ["", "  ", "\x00", "x" * 301])
def test_words_that_are_no_alias_are_refused(line, now, words):
    with pytest.raises(NoAlias):
        add_aliases([line], text=words, by="cory", at=now)


def test_an_alias_holds_no_control_character(line, now):
    add_aliases([line], text="forgot\x00 my\x08 login", by="cory", at=now)

    assert Alias.objects.get().text == "forgot my login"


def test_an_alias_is_taken_back_everywhere(line, small_guide, now):
    copy_to_draft(small_guide, at=now)
    add_aliases([line], text="forgot my login", by="cory", at=now)

    assert drop_aliases(Alias.objects.filter(provision=line)) == 2
    assert not Alias.objects.exists()


def test_a_reply_is_kept_with_who_and_when(dana_actor, curator, now):
    question = put(dana_actor)

    assert queue.reply([question], text=" Nobody. ", by=curator, at=now) == 1

    question.refresh_from_db()
    assert (question.state, question.reply) == ("answered", "Nobody.")
    assert (question.handled_by, question.handled_at) == (curator.email, now)


def test_a_reply_keeps_its_lines_but_no_control_character(dana_actor, curator, now):
    question = put(dana_actor)

    queue.reply([question], text="No\x00body.\r\nReally.", by=curator, at=now)

    question.refresh_from_db()
    assert question.reply == "Nobody.\nReally."
    assert "Nobody.\nReally." in Mail.objects.get().text


def test_what_is_handled_is_not_handled_again(dana_actor, curator, line, now):
    question = put(dana_actor)
    queue.leave_out([question], by=curator, at=now)

    with pytest.raises(queue.CannotHandle):
        queue.reply([question], text="Late", by=curator, at=now)
    with pytest.raises(queue.CannotHandle):
        queue.teach([question], provision=line, text="late", by=curator, at=now)
    assert not Alias.objects.exists()


def test_a_question_asked_anew_keeps_the_older_one_handled(dana_actor, curator, now):
    first = put(dana_actor)
    queue.leave_out([first], by=curator, at=now)
    put(dana_actor)

    assert queue.put_back([first], by=curator, at=now) == 0
    assert Question.objects.open().count() == 1


def test_equal_questions_of_two_people_of_staff_both_go_back(db, curator, dana, now):
    rows = [
        Question.objects.create(asked_by=who, text="Same") for who in (curator, dana)
    ]
    queue.leave_out(rows, by=curator, at=now + dt.timedelta(hours=1))

    assert queue.put_back(rows, by=curator, at=now) == 2


def test_a_reply_is_mailed_once_to_each_who_asked(
    dana_actor, stranger_actor, curator, now
):
    rows = [put(dana_actor), put(stranger_actor)]

    queue.reply(rows, text="Nobody does.", by=curator, at=now)

    mails = {mail.recipient: mail for mail in Mail.objects.all()}
    assert set(mails) == {"dana@northwind.example", "sam@contoso.example"}
    letter = mails["dana@northwind.example"]
    assert letter.customer_id == rows[0].customer_id
    assert "Who waters the plants?" in letter.text
    assert "Nobody does." in letter.text
    assert "/questions/" in letter.text
    assert "sam@contoso.example" not in letter.text


def test_who_left_gets_no_mail(dana_actor, stranger_actor, curator, stranger, now):
    rows = [put(dana_actor), put(stranger_actor)]
    Contact.objects.filter(user=dana_actor.user).update(is_active=False)
    stranger.is_active = False
    stranger.save()

    assert queue.reply(rows, text="Nobody does.", by=curator, at=now) == 2
    assert not Mail.objects.exists()


def test_a_corrected_reply_is_mailed_again(dana_actor, curator, now):
    question = put(dana_actor)
    queue.reply([question], text="Nobody.", by=curator, at=now)
    queue.put_back([question], by=curator, at=now)

    later = now + dt.timedelta(minutes=5)
    queue.reply([question], text="The gardener.", by=curator, at=later)

    assert Mail.objects.count() == 2
