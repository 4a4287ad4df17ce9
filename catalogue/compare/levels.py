"""What a revision promises: service levels, priorities, times and the rules around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalogue.milestones import in_words
from catalogue.portable import form
from catalogue.portable.keys import provisions_at

from .difference import Difference, Direction, Kind
from .fields import Field, Subject, by, figure, listed, plain
from .figures import counted, minutes, percent
from .frame import Frame
from .pairing import Key, pair
from .targets import METRICS, metric, target_differences, time
from .wording import folded

BETTER, WORSE = Direction.BETTER, Direction.WORSE
STARTS = {
    "report": "when the report arrives",
    "understood": "when the report is received and understood",
}
RECLASSIFIED = {
    "forward": "apply from then on",
    "recompute": "recompute from the start",
    "restart": "restart the clock",
}
REOPENED = {"continue": "the clock goes on", "restart": "the clock restarts"}
REASONS = {"third_party": "third party"}


def level_differences(
    frame: Frame, calendars: Mapping[str, str]
) -> Iterator[Difference]:
    """Everything that differs about service levels; `calendars` names calendars by key."""
    pairs = pair(
        frame.old.service_levels,
        frame.new.service_levels,
        by("name"),
        _any_name(frame.new.service_levels),
        text=lambda row: (
            f"{row.name} {' '.join(p.label + ' ' + p.criteria for p in row.priorities)}"
        ),
    )
    level = level_subject(calendars)
    yield from level.differences(pairs, plain("name"), frame.name_words)
    for one, other in pairs.both:
        yield from _priorities(one, other, frame)
        yield from _rules(one, other, frame)


def _any_name(levels: list[form.ServiceLevel]) -> Key[form.ServiceLevel]:
    """The name of a level of the new revision, found by any name it has in either."""
    known = {folded(alias): folded(row.name) for row in levels for alias in row.aliases}
    known |= {folded(row.name): folded(row.name) for row in levels}

    def key(row: form.ServiceLevel) -> str | None:
        names = [folded(name) for name in (row.name, *row.aliases)]
        return next((known[name] for name in names if name in known), None)

    return key


def level_subject(calendars: Mapping[str, str]) -> Subject:
    """Service levels; their calendars by the names given."""
    return Subject(
        Kind.LEVELS,
        "service level",
        plain("name"),
        [
            Field("the name", plain("name"), prose=True),
            Field(
                "the calendar", lambda row: calendars.get(row.calendar, row.calendar)
            ),
            Field("the priority without a stated one", plain("default_priority")),
            figure(
                "the share of times kept", "attainment_percent", percent, more_is=BETTER
            ),
            figure("the availability", "availability_percent", percent, more_is=BETTER),
            Field("what a response is", plain("response_means"), prose=True),
            Field(
                "the start of the clock", lambda row: STARTS.get(row.clock_starts, "")
            ),
            Field(
                "the clock after a change of priority",
                lambda row: RECLASSIFIED.get(row.on_reclassification, ""),
            ),
            Field(
                "the clock after reopening",
                lambda row: REOPENED.get(row.on_reopening, ""),
            ),
            *(_end_of(metric) for metric in form.METRICS),
            Field("the note", plain("notes"), prose=True),
        ],
        said=lambda row: counted(len(row.priorities), "priority", "priorities"),
    )


def _end_of(metric: str) -> Field:
    name = METRICS.get(metric, metric)
    return Field(
        f"the end of the {name} clock",
        lambda row: in_words(getattr(row.met_by, metric)),
    )


PRIORITY = Subject(
    Kind.LEVELS,
    "priority",
    plain("label"),
    [
        Field("the name", plain("label"), prose=True),
        Field("the share of users", lambda row: _share(row)),
        Field("what makes a case one", plain("criteria"), prose=True, echo=True),
        Field("the way to report", listed("channels")),
    ],
    said=lambda row: ", ".join(f"{metric(t)} {time(t)}" for t in row.targets),
)
EXAMPLE = Subject(
    Kind.LEVELS,
    "example",
    plain("text"),
    [
        Field("the example", plain("text"), prose=True),
        Field("it", lambda row: "an example" if row.applies else "no example"),
    ],
)
INTAKE = Subject(
    Kind.LEVELS,
    "intake field",
    plain("label"),
    [
        Field("the name", plain("label"), prose=True),
        Field("the kind", lambda row: row.kind.replace("_", " ")),
        Field("it", lambda row: "required" if row.required else "optional"),
    ],
    said=lambda row: "required" if row.required else "optional",
)


def exemption_subject(texts: Mapping[str, str]) -> Subject:
    """Exemptions; the duties they leave by the texts given for their keys."""
    return Subject(
        Kind.LEVELS,
        "exemption",
        plain("text"),
        [
            Field(
                "what is owed meanwhile",
                lambda row: "; ".join(texts.get(key, key) for key in row.duties),
                number=lambda row: len(row.duties),
                more_is=BETTER,
            ),
            Field("the text", plain("text"), prose=True),
            Field("the reason", lambda row: REASONS.get(row.reason, row.reason)),
            Field(
                "it",
                lambda row: (
                    "reported separately"
                    if row.reported_separately
                    else "not reported separately"
                ),
            ),
        ],
        come=WORSE,
    )


ESCALATION = Subject(
    Kind.LEVELS,
    "escalation",
    lambda row: f"{row.priority} to {row.to}",
    [
        Field("who is told", plain("to"), prose=True),
        figure("the time", "after_minutes", minutes, more_is=WORSE),
    ],
    said=lambda row: f"after {minutes(row.after_minutes)}",
    come=BETTER,
)


def _share(row: form.Priority) -> str:
    low, high = percent(row.impact_from), percent(row.impact_below)
    if low and high:
        return f"{low} to under {high}"
    return f"{low} or more" if low else f"under {high}" if high else ""


def _priorities(
    old: form.ServiceLevel, new: form.ServiceLevel, frame: Frame
) -> Iterator[Difference]:
    pairs = pair(
        old.priorities,
        new.priorities,
        by("label"),
        text=lambda row: f"{row.label} {row.criteria}",
    )
    yield from PRIORITY.differences(pairs, new.name, frame.name_words)
    for one, other in pairs.both:
        yield from target_differences(one, other, new.name)
        examples = pair(one.examples, other.examples, by("text"), text=plain("text"))
        within = f"{new.name}, {other.label}"
        yield from EXAMPLE.differences(examples, within, frame.name_words)


def _texts(frame: Frame) -> dict[str, str]:
    """What the provisions say, by key; a text that differs is told of at its own place."""
    return {
        row.key: row.text
        for revision in (frame.old, frame.new)
        for _, row in provisions_at(revision)
    }


def _rules(
    old: form.ServiceLevel, new: form.ServiceLevel, frame: Frame
) -> Iterator[Difference]:
    rules: tuple[tuple[Subject, list[Any], list[Any], list[Key[Any]]], ...] = (
        (INTAKE, old.intake_fields, new.intake_fields, [by("label")]),
        (
            exemption_subject(_texts(frame)),
            old.exemptions,
            new.exemptions,
            [by("text")],
        ),
        (
            ESCALATION,
            old.escalations,
            new.escalations,
            [by("priority", "to"), by("priority", "after_minutes")],
        ),
    )
    for subject, before, after, keys in rules:
        pairs = pair(before, after, *keys, text=subject.name)
        yield from subject.differences(pairs, new.name, frame.name_words)
