"""What ends the clock of a promised time: the milestones a guide may name, and the usual ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

# What can happen to a ticket that ends a clock, as it stands in a sentence.
MILESTONES = {
    "reply": "a reply or a call",
    "call": "a call that reaches the customer",
    "work": "reaching the customer and beginning work",
    "workaround": "a workaround",
    "action_plan": "an action plan",
    "resolved": "the resolution",
}
# Where a guide does not say. Each reply or call ends a progress update and begins the next.
USUAL = {
    "response": ("reply",),
    "workaround": ("workaround", "resolved"),
    "restoration": ("resolved",),
    "remedy": ("resolved",),
    "update": ("reply",),
}


def ends_of(met_by: Mapping[str, Sequence[str]], metric: str) -> tuple[str, ...]:
    """What ends the clock of a metric, by a service level's `met_by` or as is usual."""
    return tuple(met_by.get(metric) or USUAL.get(metric, ()))


def in_words(milestones: Iterable[str]) -> str:
    """Milestones as part of a sentence: “a workaround or the resolution”; empty without any."""
    given = set(milestones)
    words = [text for name, text in MILESTONES.items() if name in given]
    *most, last = words or [""]
    return f"{', '.join(most)} or {last}" if most else last


def told(met_by: Mapping[str, Sequence[str]]) -> str:
    """What is stated to end the clocks: “response: a reply or a call”; empty for nothing."""
    stated = [(metric, met_by[metric]) for metric in USUAL if metric in met_by]
    return "; ".join(f"{metric}: {in_words(names)}" for metric, names in stated)


def problems_of(met_by: object) -> list[str]:
    """What is wrong with a `met_by`, a sentence each."""
    if not isinstance(met_by, dict):
        return ["Give what ends each clock by metric."]
    found = []
    for metric, names in met_by.items():
        if metric not in USUAL:
            found.append(f"“{metric}” is no metric: use {', '.join(USUAL)}.")
        elif not isinstance(names, list) or not names:
            found.append(f"Say what ends the {metric} clock, or leave it out.")
        elif wrong := [str(name) for name in names if name not in MILESTONES]:
            known = ", ".join(MILESTONES)
            found.append(f"“{wrong[0]}” ends no {metric} clock: use {known}.")
        elif len(set(names)) < len(names):
            found.append(f"What ends the {metric} clock stands twice: name it once.")
    return found
