"""The text around the lines: sections and their prose, tables, footnotes, terms, parties, titles."""

from __future__ import annotations

from collections.abc import Iterator

from .difference import Act, Difference, Kind
from .frame import Frame
from .notes import footnote_differences, term_differences
from .passage import of_text, text_changed
from .sections import section_differences, table_differences

SIDES = {
    "": "no side",
    "provider": "the provider’s side",
    "vendor": "the vendor’s side",
}
SIDES |= {"partner": "the partner’s side", "customer": "the customer’s side"}


def text_differences(frame: Frame) -> Iterator[Difference]:
    """Everything that differs about the text and who it names."""
    yield from _titles(frame)
    yield from _parties(frame)
    yield from section_differences(frame)
    yield from table_differences(frame)
    yield from footnote_differences(frame)
    yield from term_differences(frame)


def _titles(frame: Frame) -> Iterator[Difference]:
    old, new = frame.old, frame.new
    for what, before, after in (
        ("title", old.title, new.title),
        ("version", old.label, new.label),
    ):
        if before != after:
            yield text_changed(
                what, f"The guide’s {what}", before, after, matters=False
            )
    if old.paraphrase != new.paraphrase:
        said = "is now told in other words than the original’s"
        back = "now has the original’s own words"
        sentence = f"The guide {said if new.paraphrase else back}."
        yield Difference(
            Kind.TEXT, Act.CHANGED, "guide", new.title, sentence, matters=False
        )


def _parties(frame: Frame) -> Iterator[Difference]:
    for party in frame.parties.removed:
        sentence = f"{party.name} is no longer named in the guide."
        yield of_text(
            Act.REMOVED, "party", party.name, sentence, old=party.name, matters=False
        )
    for party in frame.parties.added:
        sentence = f"The guide now names {party.name}, on {SIDES[party.side]}."
        yield of_text(
            Act.ADDED, "party", party.name, sentence, new=party.name, matters=False
        )
    for one, other in frame.parties.both:
        if one.name != other.name:
            sentence = f"{one.name} is now called {other.name}."
            yield of_text(
                Act.CHANGED,
                "party",
                other.name,
                sentence,
                old=one.name,
                new=other.name,
                matters=False,
            )
        if one.side != other.side:
            before, after = SIDES[one.side], SIDES[other.side]
            sentence = f"{other.name} was on {before}, is now on {after}."
            yield of_text(
                Act.CHANGED, "party", other.name, sentence, old=before, new=after
            )
