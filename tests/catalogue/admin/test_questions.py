"""The queue: what customers asked without a sure answer, handled group by group."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from catalogue.actions.publishing import publish
from catalogue.models import Alias, Question, Subscription
from tests.catalogue.admin.conftest import staff
from tests.catalogue.admin.test_pages import address, assert_no_inline
from tests.query_counts import pinned

ODD = "Who defenestrates the gramophone?"
LIKE = "who defenestrate gramophones"


@pytest.fixture
def asked(shelf):
    """A question of two customers, in their own words, near to a line of the first shelf."""
    first = shelf["question"]
    Question.objects.filter(pk=first.pk).delete()
    line = {
        "guide": "p1/g",
        "revision": 1,
        "key": "scenario",
        "text": "Add a number",
    }
    return [
        Question.objects.create(
            customer=customer,
            asked_by=shelf["user"],
            guide=shelf["guide"],
            text=text,
            nearest=[line],
        )
        for customer, text in ((shelf["customer"], ODD), (None, LIKE))
    ]


@pytest.fixture
def published(shelf):
    publish(shelf["revision"], by="root", at=timezone.now())
    return shelf["revision"]


def page_of(question):
    return address(Question, "change", question.pk)


def listed(client, **query):
    return client.get(address(Question, "changelist"), query).context["cl"].result_list


def states():
    return set(Question.objects.values_list("state", flat=True))


def test_questions_of_one_gist_are_one_row_that_counts_them(desk, asked):
    (row,) = listed(desk)

    assert row == asked[1]
    assert (row.times, row.customers) == (2, 1)


def test_the_queue_shows_what_waits_unless_asked_for_more(desk, asked):
    Question.objects.filter(pk=asked[0].pk).update(
        state="answered", handled_at=timezone.now(), handled_by="x"
    )

    assert [row.pk for row in listed(desk)] == [asked[1].pk]
    assert [row.pk for row in listed(desk, state="answered")] == [asked[0].pk]
    assert len(listed(desk, state="all")) == 2


def test_a_filter_shows_the_group_by_the_question_it_lets_through(desk, asked, shelf):
    (row,) = listed(desk, customer__id__exact=shelf["customer"].pk)

    assert row == asked[0]
    assert row.times == 2


def test_the_page_of_a_group_shows_who_asked_and_what_was_near(desk, asked, published):
    response = desk.get(page_of(asked[0]))

    page = response.content.decode()
    assert "Asked 2 times" in page
    assert LIKE in page
    assert "Add a number" in page
    assert "Guide 1, revision 1" in page
    assert_no_inline(response)


def test_lines_kept_as_bare_keys_are_found_too(desk, asked, published):
    Question.objects.update(nearest=["scenario", "no-such-line"])

    (line,) = desk.get(page_of(asked[0])).context["shown"]

    assert line.text == "Add a number"
    assert line.provision


def test_one_click_gives_the_line_the_words_and_answers_the_group(
    desk, asked, published, shelf, root
):
    before = desk.get(page_of(asked[0])).context["again"]
    row = shelf["macdscenario"]

    after = desk.post(
        page_of(asked[0]),
        {"act": "alias", "provision": row.pk, "alias": ODD},
        follow=True,
    )

    assert not before.confident
    assert after.context["again"].confident
    assert after.context["again"].answers[0].provision == row.pk
    assert "The catalogue answers this" in after.content.decode()
    assert Alias.objects.get(provision=row).added_by == root.email
    assert states() == {"aliased"}
    assert LogEntry.objects.filter(change_message__contains="Alias “").count() == 2


def test_a_line_can_be_found_by_other_words(desk, asked, published):
    found = desk.get(page_of(asked[0]), {"find": "add a number"}).context["found"]

    assert found[0].text == "Add a number"


def test_a_reply_goes_to_everybody_who_asked(desk, asked, root):
    desk.post(page_of(asked[0]), {"act": "reply", "reply": "  Nobody does.  "})

    rows = list(Question.objects.all())
    assert {(row.state, row.reply, row.handled_by) for row in rows} == {
        ("answered", "Nobody does.", root.email)
    }


def test_out_of_scope_and_back(desk, asked):
    desk.post(page_of(asked[0]), {"act": "leave_out"})
    out = states()
    desk.post(page_of(asked[0]), {"act": "put_back"})

    assert out == {"out_of_scope"}
    assert states() == {"open"}
    assert {row.handled_by for row in Question.objects.all()} == {""}


def test_the_list_handles_whole_groups(desk, asked):
    chosen = {"action": "set_out_of_scope", "_selected_action": [asked[1].pk]}

    desk.post(address(Question, "changelist"), chosen)

    assert states() == {"out_of_scope"}


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"act": "reply", "reply": "  "}, "Write what the customer is to read."),
        ({"act": "reply", "reply": "x" * 5001}, "at most 5000 characters"),
        ({"act": "alias"}, "Choose the line"),
        ({"act": "alias", "provision": "²"}, "Choose the line"),
        ({"act": "alias", "provision": "9" * 30}, "Choose the line"),
        ({"act": "nonsense"}, "Choose what to do."),
        ({}, "Choose what to do."),
    ],
)
def test_what_is_missing_is_said_and_nothing_changes(desk, asked, form, told):
    response = desk.post(page_of(asked[0]), form, follow=True)

    assert told in response.content.decode()
    assert states() == {"open"}


def test_an_alias_too_long_is_refused_in_words(desk, asked, shelf):
    form = {"act": "alias", "provision": shelf["macdscenario"].pk, "alias": "x" * 301}

    response = desk.post(page_of(asked[0]), form, follow=True)

    assert "at most 300 characters" in response.content.decode()
    assert not Alias.objects.filter(provision=shelf["macdscenario"]).exists()


def test_what_a_colleague_handled_meanwhile_stands(desk, asked):
    opened = page_of(asked[0])
    desk.post(opened, {"act": "leave_out"})

    response = desk.post(opened, {"act": "reply", "reply": "Too late"}, follow=True)

    assert "Somebody has handled this meanwhile" in response.content.decode()
    assert states() == {"out_of_scope"}


def test_limited_staff_meet_only_what_is_near_to_their_guides(
    limited_desk, shelf, strange, asked
):
    other = strange["question"]
    Question.objects.filter(pk=other.pk).update(
        guide=strange["guide"], gist=asked[0].gist
    )

    (row,) = listed(limited_desk)
    page = limited_desk.get(page_of(asked[0]))
    limited_desk.post(page_of(asked[0]), {"act": "leave_out"})

    assert row.times == 2
    assert other.text not in page.content.decode()
    assert limited_desk.get(page_of(other)).status_code == 302
    assert limited_desk.post(page_of(other), {"act": "leave_out"}).status_code == 302
    other.refresh_from_db()
    assert other.state == "open"


def test_lines_of_another_provider_are_not_shown_to_limited_staff(
    limited_desk, shelf, strange, asked
):
    Question.objects.update(
        nearest=[
            {"guide": "p2/g", "revision": 1, "key": "duty", "text": "Strange line"}
        ]
    )

    response = limited_desk.get(page_of(asked[0]))

    assert response.context["shown"] == []
    assert "Strange line" not in response.content.decode()


def test_the_customers_other_guides_do_not_answer_limited_staff(
    limited_desk, shelf, strange, asked
):
    Subscription.objects.create(
        customer=shelf["customer"], guide=strange["guide"], starts_on="2026-01-01"
    )
    Question.objects.filter(pk=asked[0].pk).update(text="Answer calls of desk 2")

    again = limited_desk.get(page_of(asked[0])).context["again"]

    assert "Guide 2" not in again.guides


def test_an_alias_on_a_strangers_line_is_refused(limited_desk, shelf, strange, asked):
    form = {"act": "alias", "provision": strange["macdscenario"].pk, "alias": ODD}

    limited_desk.post(page_of(asked[0]), form)

    assert not Alias.objects.filter(provision=strange["macdscenario"]).exists()
    assert states() == {"open"}


def test_who_may_only_look_changes_nothing(client, shelf, asked):
    client.force_login(staff("b@remit.example", "billing"))

    assert client.get(page_of(asked[0])).status_code == 403
    assert client.post(page_of(asked[0]), {"act": "leave_out"}).status_code == 403


def test_hostile_words_stay_words(desk, asked):
    Question.objects.filter(pk=asked[0].pk).update(
        text="<script>alert(1)</script>", nearest=[{"guide": "<b>", "key": 7}]
    )

    page = desk.get(page_of(asked[0]), {"find": "'\"><script>"}).content.decode()

    assert "<script>alert" not in page
    assert "'\"><script>" not in page


def test_the_page_takes_as_many_queries_with_many_questions(desk, asked, published):
    desk.get(page_of(asked[0]))
    with pinned("admin:catalogue_question_change"):
        desk.get(page_of(asked[0]))
    for n in range(40):
        Question.objects.create(
            asked_by=asked[0].asked_by,
            text=f"{ODD}{'?' * n}",
            gist=asked[0].gist,
            guide=asked[0].guide,
            nearest=[{"guide": "p1/g", "key": f"k{n}", "text": f"Line {n}"}],
        )

    with pinned("admin:catalogue_question_change"):
        page = desk.get(page_of(asked[0])).content.decode()

    assert "Asked 42 times" in page


def test_home_leads_here(desk, asked):
    assert (
        reverse("admin:catalogue_question_changelist")
        in desk.get("/admin/").content.decode()
    )
