"""What a customer reads of the questions it put to staff."""

import pytest
from django.urls import reverse

from catalogue.actions import queue
from catalogue.actions.questions import put_to_staff
from catalogue.models import Question
from catalogue.platform.tenancy import actor_for
from tests.catalogue.conftest import contact
from tests.query_counts import pinned

pytestmark = pytest.mark.django_db
TEXT = "Who waters the plants?"


@pytest.fixture
def page(client):
    """The page of somebody's questions, as text."""

    def get(user, **query):
        client.force_login(user)
        return client.get(reverse("catalogue:question-list"), query).content.decode()

    return get


def asks(user, now, text=TEXT):
    return put_to_staff(text=text, nearest=[], actor=actor_for(user, at=now), at=now)


def test_nothing_asked_says_what_to_do(page, dana):
    assert "Nothing yet" in page(dana)


def test_an_open_question_waits(page, dana, now):
    asks(dana, now)

    shown = page(dana)

    assert TEXT in shown
    assert "With the staff" in shown


def test_the_reply_is_read_word_for_word_and_stays_text(page, dana, curator, now):
    queue.reply([asks(dana, now)], text="We do.\n<b>Daily</b>", by=curator, at=now)

    shown = page(dana)

    assert "We do." in shown
    assert "&lt;b&gt;Daily&lt;/b&gt;" in shown
    assert curator.email not in shown


def test_an_aliased_question_can_be_asked_again(page, dana, curator, small_guide, now):
    line = small_guide.provisions.first()
    question = asks(dana, now)
    queue.teach([question], provision=line, text=TEXT, by=curator, at=now)

    assert "?q=Who%20waters%20the%20plants%3F" in page(dana)


def test_out_of_scope_is_said(page, dana, curator, now):
    queue.leave_out([asks(dana, now)], by=curator, at=now)

    assert "outside of what your guides cover" in page(dana)


def test_a_reply_taken_back_is_not_read(page, dana, curator, now):
    question = asks(dana, now)
    queue.reply([question], text="Wrong words", by=curator, at=now)
    queue.put_back([question], by=curator, at=now)

    assert "Wrong words" not in page(dana)


def test_a_stranger_reads_nothing(page, dana, stranger, now):
    asks(dana, now)

    assert TEXT not in page(stranger)


def test_a_manager_reads_the_companys_and_a_requester_only_own(
    page, dana, northwind, now
):
    rick = contact(northwind, "rick@northwind.example")
    asks(dana, now)
    asks(rick, now, "Who paints the walls?")

    assert "Who paints the walls?" in page(dana)
    assert TEXT not in page(rick)
    assert "Who paints the walls?" in page(rick)


def test_staff_read_their_own_here(page, curator, dana, now):
    asks(dana, now)
    asks(curator, now, "Who paints the walls?")

    shown = page(curator)

    assert "Who paints the walls?" in shown
    assert TEXT not in shown


@pytest.mark.parametrize("number", ["2", "999", "x", "-1"])
def test_any_page_number_leads_somewhere(page, dana, now, number):
    for n in range(30):
        Question.objects.create(
            asked_by=dana, customer_id=actor_for(dana, at=now).customer, text=f"Q {n}"
        )

    assert "Page " in page(dana, page=number)


def test_home_shows_the_newest(client, dana, now):
    asks(dana, now)
    client.force_login(dana)

    shown = client.get(reverse("catalogue:home")).content.decode()

    assert TEXT in shown
    assert reverse("catalogue:question-list") in shown


def test_more_questions_take_no_more_queries(page, client, dana, now):
    asks(dana, now)
    page(dana)
    for n in range(20):
        asks(dana, now, f"{TEXT} {n}")

    with pinned("catalogue:question-list"):
        client.get(reverse("catalogue:question-list"))
