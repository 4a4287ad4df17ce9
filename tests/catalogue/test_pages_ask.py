"""Asking on the page."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from catalogue.answers.result import (
    Answer,
    Answers,
    Citation,
    Forecast,
    Note,
    Part,
    Promise,
    Share,
)
from catalogue.forms import AskForm
from catalogue.models import Question
from catalogue.platform.parts import AnswerPart

pytestmark = pytest.mark.django_db
PLACE = Citation(
    "Acme", "Voice Guide", 2, "3 Changes", "/guides/acme/voice/#p-reset", True
)


@pytest.fixture
def ask(client, dana):
    client.force_login(dana)

    def get(q, **headers):
        return client.get(reverse("catalogue:ask"), {"q": q}, headers=headers)

    return get


@pytest.fixture
def shown(dana_actor, rf):
    """The page's part for a reply made by hand."""

    def render(reply):
        request = rf.get("/ask/")
        request.htmx = False
        form = AskForm({"q": reply.question}, actor=dana_actor)
        assert form.is_valid()
        context = {"form": form, "reply": reply, "request": request}
        return render_to_string("catalogue/_answers.html", context)

    return render


def answer(**changes):
    return Answer(
        **{
            "key": "reset",
            "kind": "scenario",
            "text": "Reset a <password>",
            "outcome": "Acme",
            "who": "Acme does this, charged by the hour.",
            "charge": "hourly",
            "score": 0.9,
            "citation": PLACE,
            "shares": [
                Share("Acme", "provider", "R"),
                Share("Customer", "customer", "I"),
            ],
        }
        | changes
    )


def test_the_best_line_is_shown_with_its_clause(ask, subscription):
    page = ask("Who resets a user's password?").content.decode()

    assert "Acme does this." in page
    assert "Reset a user&#x27;s password" in page
    assert "#p-password-reset" in page
    assert "Five password resets a month." in page


def test_an_empty_question_asks_for_one(ask, subscription):
    assert "Ask in your own words" in ask("   ").content.decode()


def test_a_question_that_is_too_long_is_refused_in_words(ask, subscription):
    page = ask("who " * 200).content.decode()

    assert "at most 500 characters" in page
    assert "Ask staff" not in page


def test_a_customer_without_guides_is_told_so(client, stranger, small_guide):
    client.force_login(stranger)

    page = client.get(reverse("catalogue:ask"), {"q": "password"}).content.decode()

    assert "no guide to answer from" in page
    assert "Voice" not in page


def test_htmx_gets_the_answers_alone(ask, subscription):
    answer = ask("reset password", **{"HX-Request": "true"})

    assert "<html" not in answer.content.decode()
    assert "HX-Request" in answer.headers["Vary"]


def test_everything_that_bears_on_an_answer_is_shown(shown):
    page = shown(
        Answers(
            "who resets",
            confident=True,
            repaired="who resets it",
            guides=["Voice Guide"],
            answers=[
                answer(
                    label="Hourly $",
                    cost=Forecast("hourly", "150.00 USD an hour"),
                    service_level="Gold",
                    promises=[Promise("P1", "response", "30 minutes")],
                    limits=[Note("At most five.", citation=PLACE)],
                    footnotes=[Note("In office hours.", marker="*")],
                    findings=[Note("Five or six?")],
                    siblings=[answer(text="Reset ten passwords", charge="sow")],
                    conflicts=[answer(text="Passwords are yours", charge="customer")],
                    parts=[Part("Used this month", "4 of 5")],
                ),
                answer(text="Another line"),
            ],
        )
    )

    for words in (
        "Acme does this, charged by the hour.",
        "Reset a &lt;password&gt;",
        "“Hourly $”",
        "Read as: <strong>who resets it</strong>",
        "150.00 USD an hour",
        "30 minutes",
        "At most five.",
        "In office hours.",
        "The guide is not clear here",
        "Five or six?",
        "It differs in a similar case",
        "Reset ten passwords",
        "The guide says otherwise elsewhere",
        "Passwords are yours",
        "4 of 5",
        "informed",
        "in our own words",
        "Further lines that may matter",
        'href="/guides/acme/voice/#p-reset"',
    ):
        assert words in page, words


def test_an_unsure_reply_says_so_and_offers_a_person(shown):
    page = shown(Answers("weather", guides=["Voice Guide"], answers=[answer()]))

    assert "No clause answers this for sure" in page
    assert "Nearest lines" in page
    assert "Ask staff" in page
    assert 'class="card answer"' not in page


def test_an_unsure_reply_shows_few_lines(ask, subscription):
    reply = ask("the weather on the moon").context["reply"]

    assert not reply.confident
    assert 0 < len(reply.answers) <= 5


def test_a_reply_without_lines_stands(shown):
    assert "comes near" in shown(Answers("weather", guides=["Voice Guide"]))


def test_parts_from_above_stand_on_the_answer(ask, subscription, monkeypatch):
    monkeypatch.setattr(AnswerPart, "makers", [])
    AnswerPart.register(
        lambda items, actor, at: [[Part("Used", "4 of 5")] for _ in items]
    )

    assert "4 of 5" in ask("Who resets a user's password?").content.decode()


def test_a_question_goes_to_staff_with_the_nearest_lines(client, dana, subscription):
    client.force_login(dana)

    answer = client.post(
        reverse("catalogue:ask-staff"), {"q": "Reset a user's password"}
    )

    question = Question.objects.get()
    assert answer.url == "/ask/?q=Reset+a+user%27s+password"
    assert (question.asked_by, question.customer) == (dana, subscription.customer)
    assert question.nearest[0] == {
        "guide": "acme/voice",
        "revision": 1,
        "key": "password-reset",
        "text": "Reset a user's password",
    }
    assert question.guide == subscription.guide
    assert "with the staff" in client.get(answer.url).content.decode()


@pytest.mark.parametrize("text", ["", "who " * 200])
def test_nothing_and_too_much_do_not_go_to_staff(client, dana, text):
    client.force_login(dana)

    assert client.post(reverse("catalogue:ask-staff"), {"q": text}).status_code == 400
    assert not Question.objects.exists()


def test_a_guide_of_another_customer_cannot_be_searched(client, stranger, small_guide):
    client.force_login(stranger)

    answer = client.get(
        reverse("catalogue:ask"), {"q": "password", "guide": small_guide.guide_id}
    )

    assert answer.context["reply"] is None
    assert "Voice" not in answer.content.decode()
