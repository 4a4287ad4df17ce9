"""A question and everything that bears on its answer."""

import pytest

from catalogue.actions.publishing import publish
from catalogue.answers.ask import ask
from catalogue.models import Alias
from catalogue.portable import form
from tests.catalogue.conftest import small_form

pytestmark = pytest.mark.django_db


def best(question, actor, guide=None):
    return ask(question, actor, guide).answers[0]


def test_the_answer_names_who_and_the_clause(small_guide, subscription, dana_actor):
    answer = best("please reset my password", dana_actor)

    assert answer.text == "Reset a user's password"
    assert answer.outcome == "Acme (Acme Managed Services), included"
    assert [(s.party, s.side) for s in answer.shares] == [
        ("Acme (Acme Managed Services)", "provider")
    ]
    assert answer.citation.section == "3 Changes"
    assert answer.citation.url.endswith("#p-password-reset")


def test_quota_and_other_limits_stand_beside_the_answer(
    small_guide, subscription, dana_actor
):
    answer = best("reset a password", dana_actor)

    assert "Five password resets a month." in [note.text for note in answer.limits]


def test_footnotes_of_the_cell_are_given(small_guide, subscription, dana_actor):
    answer = best("install phone firmware", dana_actor)

    assert [(n.marker, n.text) for n in answer.footnotes] == [
        ("*", "Within office hours only.")
    ]


def test_hourly_work_is_forecast_with_the_list_rate(
    small_guide, subscription, dana_actor
):
    answer = best("build a custom report", dana_actor)

    assert answer.cost.kind == "hourly"
    assert answer.cost.text == (
        "Charged by the hour: 150.00 USD (Engineer, at least 1 hour)."
    )


def test_a_blank_outcome_is_said_and_its_finding_shown(
    small_guide, subscription, dana_actor
):
    answer = best("quote a new feature", dana_actor)

    assert answer.outcome == "not stated (blank in the guide)"
    assert [note.text for note in answer.findings] == [
        "The outcome of a quote is blank."
    ]


def test_a_decided_finding_is_no_longer_a_warning(
    small_guide, subscription, dana_actor, now
):
    small_guide.findings.update(
        decided_at=now, decided_by="curator", reading="Included."
    )

    answer = best("quote a new feature", dana_actor)

    assert answer.findings == []
    assert [note.text for note in answer.readings] == [
        "The outcome of a quote is blank. Read as: Included."
    ]


def test_promised_times_come_from_the_subscribed_level(
    small_guide, subscription, dana_actor
):
    answer = best("reset a password", dana_actor)

    assert answer.service_level == "Standard"
    assert [(p.priority, p.metric, p.text) for p in answer.promises] == [
        ("P1", "response", "30 minutes")
    ]


def test_what_the_customer_does_itself_promises_no_times(
    small_guide, subscription, dana_actor
):
    answer = best("replace a broken headset", dana_actor)

    assert answer.charge == "customer"
    assert answer.promises == []


@pytest.mark.parametrize(
    ("question", "kind", "text"),
    [
        ("what does MACD mean", "term", "MACD – Move, add, change or delete."),
        ("nobody can make calls", "priority", "Nobody can make calls."),
        ("does a busy signal count", "metering", "A busy signal."),
    ],
)
def test_other_lines_are_found_too(
    small_guide, subscription, dana_actor, question, kind, text
):
    answer = best(question, dana_actor)

    assert (answer.kind, answer.text) == (kind, text)


def test_contradicting_lines_are_shown_as_a_conflict(publish_form, staff_actor):
    source = small_form()
    source.sections[0].provisions = [
        form.Provision(
            "exclusion",
            "Resetting a user's password",
            supported=False,
            charge="customer",
        )
    ]
    publish_form(source)

    answer = best("reset a user's password", staff_actor)

    assert [other.kind for other in answer.conflicts] == (
        ["exclusion"] if answer.kind == "scenario" else ["scenario"]
    )


def test_a_stranger_is_answered_from_nothing(small_guide, subscription, stranger_actor):
    reply = ask("reset a password", stranger_actor)

    assert (reply.answers, reply.guides, reply.confident) == ([], [], False)


@pytest.mark.parametrize("question", ["", "   ", "?!", "\0", "🎈" * 50, "x" * 100_000])
def test_odd_questions_are_never_answered_with_confidence(
    small_guide, subscription, dana_actor, question
):
    assert not ask(question, dana_actor).confident


def test_an_alias_works_at_once_on_a_published_revision(
    small_guide, subscription, dana_actor
):
    row = small_guide.provisions.get(key="install-phone-firmware")
    asked = "flash the blue boxes"
    Alias.objects.create(provision=row, text=asked, added_by="curator@acme.example")

    assert best(asked, dana_actor).provision == row.pk


def test_a_removed_alias_is_forgotten_at_once(small_guide, subscription, dana_actor):
    row = small_guide.provisions.get(key="install-phone-firmware")
    alias = Alias.objects.create(provision=row, text="xyzzy", added_by="curator")
    assert best("xyzzy", dana_actor).provision == row.pk

    alias.delete()

    assert not ask("xyzzy", dana_actor).confident


def test_an_answer_takes_the_same_number_of_queries_for_a_larger_guide(
    publish_form, subscription, dana_actor, django_assert_max_num_queries
):
    large = small_form()
    large.sections[2].provisions += [
        form.Provision("limit", f"Line {number} is restricted.")
        for number in range(100)
    ]
    publish_form(large)
    ask("reset a password", dana_actor)

    with django_assert_max_num_queries(37):
        ask("reset a password", dana_actor)


def test_an_index_of_another_model_is_built_anew(small_guide, subscription, dana_actor):
    type(small_guide.answer_index).objects.update(model_digest="other", data=b"")

    assert best("reset a password", dana_actor).key == "password-reset"


def test_a_draft_answers_nothing(small_guide, subscription, staff_actor, now):
    from catalogue.actions.drafting import save_draft

    source = small_form()
    source.sections[0].provisions = [form.Provision("limit", "Zebras are striped.")]
    draft, _ = save_draft(source, guide=small_guide.guide, at=now)
    before = ask("zebras are striped", staff_actor).answers[0].text

    publish(draft, by="curator@acme.example", at=now)

    assert before != "Zebras are striped."
    assert best("zebras are striped", staff_actor).text == "Zebras are striped."
