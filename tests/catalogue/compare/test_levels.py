"""What is promised: times, and the rules around them."""

from decimal import Decimal

import pytest

from catalogue.compare import Direction, Kind, compare
from catalogue.portable import form
from tests.catalogue.compare.edits import guide, level, only, told

BETTER, WORSE, NEITHER = Direction.BETTER, Direction.WORSE, Direction.NEITHER


@pytest.mark.parametrize(
    ("minutes", "text", "direction"),
    [(480, "8 hours", WORSE), (120, "2 hours", BETTER), (240, "four hours", NEITHER)],
)
def test_a_promised_time_differs(new, minutes, text, direction):
    target = level(new).priorities[0].targets[1]
    target.minutes, target.text = minutes, text

    found = only(new)

    assert (found.kind, found.direction) == (Kind.TARGETS, direction)
    assert found.sentence == f"Restoration for “P1” was 4 hours, is now {text}."
    assert found.place == "Standard"


@pytest.mark.parametrize(
    ("old", "new", "direction"),
    [
        # (minutes, text, clock)
        ((1440, "1 day", "support"), (480, "8 hours", "support"), NEITHER),
        ((1440, "1 day", "support"), (2880, "2 days", "support"), WORSE),
        ((240, "4 hours", ""), (2880, "2 days", ""), WORSE),
        ((2880, "2 days", "support"), (240, "4 hours", "support"), BETTER),
        ((240, "4 hours", "elapsed"), (240, "4 hours", "support"), WORSE),
        ((240, "4 hours", "support"), (240, "4 hours", "elapsed"), BETTER),
        ((240, "4 hours", "support"), (480, "8 hours", "elapsed"), NEITHER),
        ((240, "4 hours", ""), (240, "4 hours", "support"), NEITHER),
        ((240, "4 hours", ""), (480, "8 hours", "support"), WORSE),
        ((240, "4 hours", ""), (480, "8 hours", "elapsed"), NEITHER),
        ((1440, "1 day", "elapsed"), (1440, "24 hours", "elapsed"), NEITHER),
        ((None, "best effort", ""), (60, "1 hour", ""), NEITHER),
    ],
)
def test_longer_is_worse_where_that_is_certain(old, new, direction):
    def with_target(minutes, text, clock):
        revision = guide()
        level(revision).priorities[0].targets = [
            form.Target("response", text, minutes, clock)
        ]
        return revision

    assert only(with_target(*new), with_target(*old)).direction is direction
    opposite = {BETTER: WORSE, WORSE: BETTER}.get(direction, NEITHER)
    assert only(with_target(*old), with_target(*new)).direction is opposite


def test_a_promised_time_comes_and_goes(new):
    targets = level(new).priorities[0].targets
    targets[0] = form.Target("update", "every hour", 60)

    assert [(found.sentence, found.direction) for found in told(new)] == [
        ("Response for “P1” is no longer promised; it was 30 minutes.", WORSE),
        ("Progress update for “P1” is promised now: every hour.", BETTER),
    ]


def test_the_heading_of_a_time_is_wording(new):
    level(new).priorities[0].targets[0].heading = "First answer"

    assert not only(new).matters


def edit_calendar(new):
    level(new).calendar = "night"


def edit_default(new):
    level(new).default_priority = "P1"


def edit_criteria(new):
    level(new).priorities[1].criteria = "Two users are affected."


def edit_channels(new):
    level(new).priorities[0].channels = ["phone", "portal"]


def edit_share(new):
    level(new).priorities[0].impact_from = Decimal(30)


def edit_intake(new):
    level(new).intake_fields[0].required = False


def edit_exemption(new):
    level(new).exemptions.append(form.Exemption("A power cut."))


def edit_escalation(new):
    level(new).escalations[0].after_minutes = 480


def edit_clock(new):
    level(new).clock_starts = "understood"


def edit_reopening(new):
    level(new).on_reopening = "restart"


def edit_end(new):
    level(new).met_by.restoration = ["resolved", "workaround"]


def edit_duties(new):
    level(new).exemptions[0].duties = ["password-reset"]


def edit_example(new):
    level(new).priorities[0].examples[0].applies = False


def edit_priority(new):
    level(new).priorities.append(form.Priority("P4", "A wish."))


def edit_level(new):
    new.service_levels.append(form.ServiceLevel("Gold"))


@pytest.mark.parametrize(
    ("edit", "sentence", "direction"),
    [
        (
            edit_calendar,
            "Service level “Standard”: the calendar was not stated, is now Nights.",
            NEITHER,
        ),
        (
            edit_default,
            "Service level “Standard”: the priority without a stated one was P3, is now P1.",
            NEITHER,
        ),
        (
            edit_criteria,
            "Priority “P3”: what makes a case one was “One user is affected.”, is now “Two users are affected.”",
            NEITHER,
        ),
        (
            edit_channels,
            "Priority “P1”: the way to report was phone, is now phone, portal.",
            NEITHER,
        ),
        (
            edit_share,
            "Priority “P1”: the share of users was not stated, is now 30 % or more.",
            NEITHER,
        ),
        (
            edit_intake,
            "Intake field “Number of users affected”: it was required, is now optional.",
            NEITHER,
        ),
        (
            edit_duties,
            "Exemption “The carrier's network failed.”: what is owed meanwhile was not stated, is now Reset a user's password.",
            BETTER,
        ),
        (edit_exemption, "Exemption “A power cut.” is new.", WORSE),
        (
            edit_escalation,
            "Escalation “P1 to Duty manager”: the time was 4 hours, is now 8 hours.",
            WORSE,
        ),
        (
            edit_clock,
            "Service level “Standard”: the start of the clock was not stated, is now when the report is received and understood.",
            NEITHER,
        ),
        (
            edit_end,
            "Service level “Standard”: the end of the restoration clock was not stated, is now a workaround or the resolution.",
            NEITHER,
        ),
        (
            edit_reopening,
            "Service level “Standard”: the clock after reopening was not stated, is now the clock restarts.",
            NEITHER,
        ),
        (
            edit_example,
            "Example “The call server is down.”: it was an example, is now no example.",
            NEITHER,
        ),
        (edit_priority, "Priority “P4” is new.", NEITHER),
        (edit_level, "Service level “Gold” is new: 0 priorities.", NEITHER),
    ],
)
def test_rules_of_a_service_level_differ(new, edit, sentence, direction):
    edit(new)

    (found,) = compare(guide(), new, {"night": "Nights"}).differences

    assert (found.kind, found.sentence) == (Kind.LEVELS, sentence)
    assert found.direction is direction


def test_a_time_printed_as_a_sentence_stands_in_quotation_marks(new):
    target = level(new).priorities[0].targets[1]
    target.minutes, target.text = 480, "8 hours after the call."

    assert only(new).sentence.endswith("is now “8 hours after the call.”")
