"""What no reading can mend: errors, which stop publishing, and bounds the wrong way round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from catalogue.portable import form

from .check import Found
from .walk import rows


def nothing_to_answer_with(revision: form.Revision) -> Iterator[Found]:
    """Neither a line, nor a promise, nor anything orderable: no question finds an answer."""
    said = [
        *rows(revision),
        *revision.service_levels,
        *revision.offers,
        *revision.terms,
        *revision.metering_rules,
    ]
    prose = any(section.prose.strip() for section in revision.sections)
    if not revision.sections:
        yield Found(
            "The revision has no sections: read a document in, or add sections."
        )
    elif not said and not prose:
        yield Found(
            "The revision says nothing: its sections hold neither lines nor prose."
        )


def key_twice(revision: form.Revision) -> Iterator[Found]:
    """Two lines or offers with one key: a citation of it would lead to either."""
    lines = Counter(row.key for row in rows(revision) if row.key)
    offers = Counter(offer.key for offer in revision.offers if offer.key)
    for what, counted in (("lines", lines), ("offers", offers)):
        for key, count in counted.items():
            if count > 1:
                yield Found(f"{count} {what} have the key “{key}”: give each its own.")


def priority_twice(revision: form.Revision) -> Iterator[Found]:
    """Two priorities of one name in a service level: a ticket would have two due times."""
    for level in revision.service_levels:
        counted = Counter(priority.label for priority in level.priorities)
        for label, count in counted.items():
            if count > 1:
                yield Found(
                    f"{level.name} has the priority “{label}” {count} times: rename or remove one.",
                    level.section,
                )


def band_upside_down(revision: form.Revision) -> Iterator[Found]:
    """A band that ends before it begins holds no amount."""
    for band in revision.bands:
        if band.low is not None and band.high is not None and band.high < band.low:
            yield Found(
                f"The band “{band.text or band.low}” ends below its start: correct its bounds.",
                band.section,
            )


def share_upside_down(revision: form.Revision) -> Iterator[Found]:
    """A priority whose share of users ends before it begins can never be proposed."""
    for level in revision.service_levels:
        for each in level.priorities:
            if (
                each.impact_from is not None
                and each.impact_below is not None
                and each.impact_below <= each.impact_from
            ):
                yield Found(
                    f"{level.name}: the share of users of “{each.label}” ends at or below its start.",
                    level.section,
                )
