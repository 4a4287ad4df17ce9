"""What the demo tickets say: who reported what, how long ago, and what was done since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ENGINEER = "eva@remit.example"
DANA, LEE, SAM = (
    "dana@northwind.example",
    "lee@northwind.example",
    "sam@contoso.example",
)
BEGAN = (
    "when it was reported"  # stands for that time among the answers to intake fields
)
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
WEBEX, UCONTACT = "webex-contact-center", "ucontact-plans"
ENGHOUSE, PROMERO = "enghouse-support", "promero-severity"


@dataclass(frozen=True)
class Step:
    """One thing that was done: an act or a verb, when (as a share of the time until now), by whom."""

    act: str
    share: float
    given: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""  # the engineer
    ahead: dt.timedelta | None = None


@dataclass(frozen=True)
class Story:
    """A ticket and its life until now. `by` reports it; staff name the `requester` who called."""

    by: str
    customer: str
    guide: str
    summary: str
    description: str
    ago: dt.timedelta
    line: str = ""
    channel: str = "portal"
    kind: str = "request"
    priority: str = ""
    requester: str = ""
    users_affected: int | None = None
    intake: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()


def said(act: str, share: float, body: str, by: str = "", **more: Any) -> Step:
    """A step that says something."""
    return Step(act, share, {"body": body, **more}, by)


ASSIGN = Step("assign", 0.05)
BEGIN = Step("begin", 0.1)

NORTHWIND = (
    Story(
        LEE,
        "northwind-clinics",
        WEBEX,
        "Two new agents for the billing clinic",
        "Please add Ana Ruiz and Tom Becker to the billing team, same rights as Kim Lowe.",
        3 * HOUR,
        line="m02",
        steps=(
            ASSIGN,
            BEGIN,
            said(
                "resolve",
                0.5,
                "Both agents are in the system and have their first password.",
            ),
        ),
    ),
    Story(
        LEE,
        "northwind-clinics",
        WEBEX,
        "New greeting for the weekend line",
        "The recording is ready; it should play from Saturday 06:00.",
        150 * MINUTE,
        line="m12",
        steps=(
            ASSIGN,
            BEGIN,
            said("ask_customer", 0.6, "Please send the recording as WAV, 8 kHz mono."),
        ),
    ),
    Story(
        LEE,
        "northwind-clinics",
        WEBEX,
        "Supervisor rights for Kim Lowe",
        "Kim takes over the billing team next Monday.",
        2 * HOUR,
        line="m03",
        steps=(
            ASSIGN,
            BEGIN,
            said("reply", 0.4, "I will switch the profile on Monday at 07:00."),
        ),
    ),
    Story(
        DANA,
        "northwind-clinics",
        WEBEX,
        "Close the scheduling line at noon on Friday",
        "Staff training; callers should hear the holiday announcement from 12:00.",
        90 * MINUTE,
        line="m14",
        steps=(ASSIGN, Step("schedule", 0.5, ahead=2 * DAY)),
    ),
    # The fifth of four that are included this month.
    Story(
        DANA,
        "northwind-clinics",
        WEBEX,
        "New music on hold for the pharmacy",
        "The one we have is too loud.",
        HOUR,
        line="m13",
    ),
    Story(
        DANA,
        "northwind-clinics",
        WEBEX,
        "Callers of one carrier hear nothing",
        "Since this morning agents hear no audio on calls from one mobile carrier.",
        5 * HOUR,
        line="m27",
        kind="incident",
        users_affected=14,
        steps=(
            ASSIGN,
            BEGIN,
            said(
                "reply",
                0.2,
                "We see it too: only calls over the carrier's western exchange.",
            ),
            said(
                "wait_for_third_party",
                0.3,
                "The carrier has a fault; its ticket is 88-4410. We call them every two hours.",
            ),
        ),
    ),
    Story(
        ENGINEER,
        "northwind-clinics",
        WEBEX,
        "Contact center does not take calls",
        "Dana called: nobody can be reached for ten minutes, all sites.",
        2 * DAY,
        line="m01",
        channel="phone",
        kind="incident",
        requester=DANA,
        users_affected=200,
        steps=(
            Step("assign", 0.01),
            Step("begin", 0.02),
            Step(
                "called",
                0.03,
                {"reached": True, "body": "Told Dana that the failover begins."},
            ),
            said("resolve", 0.05, "Calls run again over the second region."),
        ),
    ),
)
OTHERS = (
    Story(
        LEE,
        "harbor-outfitters",
        UCONTACT,
        "Wallboard of the returns team stands still",
        "The figures stopped at 10:04; calls themselves go through.",
        4 * HOUR,
        kind="incident",
        priority="Medium",
        users_affected=6,
        intake={
            "Company name": "Harbor Outfitters",
            "Contact phone number": "+1 212 555 0143",
            "Time of the incident": BEGAN,
            "Description of the problem": "The wallboard shows the figures of 10:04.",
            "Features affected": "Wallboard",
        },
        steps=(
            ASSIGN,
            BEGIN,
            said("reply", 0.7, "A job of ours hangs; it is restarted."),
        ),
    ),
    # Past its deadline: nobody has called back.
    Story(
        ENGINEER,
        "contoso-retail",
        PROMERO,
        "Outbound campaign dials nobody",
        "Sam called: the evening campaign is stuck since it began.",
        6 * HOUR,
        channel="phone",
        kind="incident",
        priority="Two",
        requester=SAM,
        users_affected=12,
    ),
    Story(
        ENGINEER,
        "contoso-retail",
        ENGHOUSE,
        "Agents are logged out every few minutes",
        "Sam called: about thirty agents, since the update of last night.",
        26 * HOUR,
        channel="phone",
        kind="incident",
        priority="P2 (High)",
        requester=SAM,
        users_affected=30,
        steps=(
            Step("assign", 0.01),
            Step("begin", 0.015),
            Step(
                "called",
                0.02,
                {"reached": True, "body": "Asked for the logs of one agent."},
            ),
            said("workaround", 0.1, "Signing in by the browser keeps the session."),
        ),
    ),
    Story(
        ENGINEER,
        "contoso-retail",
        ENGHOUSE,
        "Reports show yesterday's calls twice",
        "By mail: the daily report counts every call of Tuesday twice.",
        30 * HOUR,
        channel="email",
        kind="incident",
        priority="P3 (Medium)",
        requester=SAM,
        steps=(
            ASSIGN,
            said(
                "ask_customer",
                0.4,
                "Please send the fault reporting sheet and the report you mean.",
            ),
        ),
    ),
    Story(
        ENGINEER,
        "contoso-retail",
        ENGHOUSE,
        "Move the reporting server to the new site",
        "Sam called: the server room in Leeds closes at the end of next month.",
        20 * HOUR,
        line="e08-6",
        channel="phone",
        requester=SAM,
        steps=(
            ASSIGN,
            Step(
                "ask_approval",
                0.3,
                {
                    "minutes": None,
                    "note": "A day on site by a certified engineer, at the fee of the contract.",
                },
            ),
        ),
    ),
)
STORIES = NORTHWIND + OTHERS
