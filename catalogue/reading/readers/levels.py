"""Collects service levels while they are found: one per plan, priorities merged by what they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from catalogue.portable import form

from .draft import Draft, Part, clean
from .durations import clock_of, durations
from .marks import is_blank
from .wording import is_priority, metrics_in, without_scale

_NUMERALS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
_NUMERALS |= {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_RHYTHM = (
    (60, r"\b(?:hourly|every hour|each hour)\b"),
    (1440, r"\b(?:daily|every day|each day)\b"),
    (10080, r"\b(?:weekly|every week)\b"),
)
_NONE = re.compile(
    r"n/?a\b|none|not applicable|best effort|tbd|tbc|no target|not (?:stated|specified|defined)|(?:as|by|to be) agree|on request|next (?:release|version)",
    re.I,
)


def priority_key(label: str) -> str:
    """What makes two printed labels the same priority: the number, else the grade."""
    plain = label.lower()
    match = re.search(r"\d+", plain) or re.search(
        r"\b(?:one|two|three|four|five|six|i{1,3}|iv)\b", plain
    )
    if match:
        return _NUMERALS.get(match[0], match[0])
    plain = re.sub(
        r"\(.*?\)|priority|severity|incidents?|tickets?|requests?|level|impact",
        " ",
        plain,
    )
    return re.sub(r"[^a-z]", "", plain) or re.sub(r"[^a-z0-9]", "", label.lower())


@dataclass
class Levels:
    """The service levels of one document by plan name; blank is the document's only one."""

    draft: Draft
    by_plan: dict[str, form.ServiceLevel] = field(default_factory=dict)

    def level(self, plan: str, part: Part) -> form.ServiceLevel:
        """The service level of a plan, made on first use."""
        if plan not in self.by_plan:
            above = (
                part.path[-1]
                if part.path and is_priority(without_scale(part.title))
                else ""
            )
            name = plan or above or part.title or "Service level"
            self.by_plan[plan] = form.ServiceLevel(name, section=part.name)
        return self.by_plan[plan]

    def priority(self, plan: str, label: str, part: Part) -> form.Priority:
        """The priority of a plan; the longer of two spellings stays when it begins like the other."""
        level, label = self.level(plan, part), clean(label).strip(" :-–")
        for each in level.priorities:
            if priority_key(each.label) == priority_key(label):
                if label.lower().startswith(each.label.lower()):
                    each.label = label
                return each
        level.priorities.append(form.Priority(label))
        return level.priorities[-1]

    def called(self, label: str) -> list[form.Priority]:
        """The priorities of all plans that a label means."""
        key = priority_key(label)
        return [
            p
            for each in self.by_plan.values()
            for p in each.priorities
            if priority_key(p.label) == key
        ]

    def add(self, plan: str, label: str, target: form.Target, part: Part) -> None:
        """Add a target once."""
        priority = self.priority(plan, label, part)
        same = [(t.metric, t.minutes, t.applies_to) for t in priority.targets]
        if (target.metric, target.minutes, target.applies_to) not in same:
            priority.targets.append(target)

    def has_targets(self) -> bool:
        return any(
            t
            for level in self.by_plan.values()
            for p in level.priorities
            for t in p.targets
        )


def targets_of(
    cell: str,
    metrics: list[str],
    applies_to: str = "",
    clock: str = "",
    heading: str = "",
) -> list[form.Target]:
    """The targets a cell states for the metrics its row or column names."""
    pieces = _pieces(cell, metrics)
    out = []
    for metric, piece in pieces:
        if is_blank(piece):
            continue
        found = durations(piece) or durations(_with_unit(piece, heading))
        if found:
            hint = found[0].clock or clock_of(piece) or clock
            out.append(
                form.Target(
                    metric, clean(piece), found[0].minutes, hint, heading, applies_to
                )
            )
        elif metric == "update" and (minutes := _rhythm(piece)):
            out.append(
                form.Target(metric, clean(piece), minutes, clock, heading, applies_to)
            )
        elif _NONE.match(piece.strip()):
            out.append(form.Target(metric, clean(piece), None, "", heading, applies_to))
    return out


def _with_unit(piece: str, heading: str) -> str:
    """A bare number takes the unit of its header: "Response (minutes)"."""
    unit = re.search(
        r"\(?\b((?:business |working )?(?:minutes?|mins?|hours?|hrs?|days?))\b\)?",
        heading,
        re.I,
    )
    plain = piece.strip(" <≤*")
    return (
        f"{plain} {unit[1]}" if unit and re.fullmatch(r"\d+(?:\.\d+)?", plain) else ""
    )


def _rhythm(text: str) -> int | None:
    return next(
        (minutes for minutes, pattern in _RHYTHM if re.search(pattern, text, re.I)),
        None,
    )


def _pieces(cell: str, metrics: list[str]) -> list[tuple[str, str]]:
    if len(metrics) == 1:
        return [(metrics[0], cell)]
    parts = [p for p in re.split(r"\s*[/;\n|]\s*|\s*,\s+(?=\D*\d)", cell) if p.strip()]
    named = [(metrics_in(p), p) for p in parts]
    if any(found for found, _ in named):
        return [(found[0], p) for found, p in named if found]
    return list(zip(metrics, parts, strict=False)) if len(metrics) > 1 else []
