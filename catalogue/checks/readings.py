"""Readings that staff can choose from for a kind of finding; their own words are always allowed.

Each is a whole sentence, because the answer quotes it to customers.
"""

from __future__ import annotations

ASK = "The provider is asked; until then staff decide case by case."
READINGS: dict[str, tuple[str, ...]] = {
    "blank-cell": (
        "Included.",
        "Not included: it is the customer's to do.",
        "Charged by the hour.",
        "Needs a statement of work.",
    ),
    "contradiction": (
        "The narrower line holds.",
        "The line that is better for the customer holds.",
        "The table holds, not the text.",
        "Both hold: they are about different cases.",
    ),
    "boundary-gap": (
        "The value belongs to the lower row.",
        "The value belongs to the upper row.",
        "Amounts are rounded down to whole units first.",
    ),
    "boundary-overlap": ("The lower row holds.", "The upper row holds."),
    "time-zone": (
        "Local time, with daylight saving.",
        "The fixed zone, all year.",
    ),
    "ambiguous-duration": (
        "A day is one working day.",
        "A day is 24 hours.",
    ),
    "unstated-clock": (
        "Business hours count.",
        "All hours count, day and night.",
    ),
    "missing-calendar": (
        "The provider's usual business hours hold.",
        "All hours count until hours are agreed.",
    ),
    "missing-rate": (
        "The rates of the customer's agreement hold.",
        "Nothing is charged until a rate is agreed.",
    ),
    "external-document": ("The other document holds; it is kept with the agreement.",),
    "missing-targets": (
        "The times of the customer's statement of work hold.",
        "No times are promised.",
    ),
    "missing-number": ("What the customer's agreement states holds.",),
    "missing-section": (
        "The reference is a slip; nothing rests on it.",
        "Another section is meant.",
    ),
    "footnote-without-a-text": (
        "The marker is a slip; the row holds without it.",
        "The footnote of the same marker in another section holds.",
    ),
    "footnote-without-a-target": (
        "The note holds for the whole table.",
        "The note has no effect.",
    ),
    "duplicate-section": ("The two parts are one.",),
    "duplicate-row": ("The two rows are one.",),
    "overlap": ("Both lists hold together.", "The later list holds."),
    "naming": ("The names mean one party.", "The names mean different parties."),
    "two-names": ("It is one rate.", "They are two rates of one amount."),
    "two-amounts": ("The table holds.", "The text holds."),
    "undefined-term": (
        "It has its usual meaning.",
        "It is left over from another document and has no effect.",
    ),
    "empty-list": ("Nothing is meant.", "What is usual is meant."),
    "empty-section": ("Nothing is promised.",),
    "lost-bullet": (
        "It belongs to the list above it.",
        "It is a line of its own.",
    ),
}


def suggested(kind: str) -> tuple[str, ...]:
    """Short readings for a kind of finding, the open one last."""
    return (*READINGS.get(kind, ()), ASK)
