"""All checks, in the order in which staff read what they found."""

from __future__ import annotations

from . import (
    blanks,
    boundaries,
    contradictions,
    duplicates,
    footnotes,
    hours,
    levels,
    parties,
    promises,
    rates,
    references,
    soundness,
    terms,
)
from .check import ERROR, Check

ERRORS = (
    Check("empty", "Nothing to answer with", soundness.nothing_to_answer_with, ERROR),
    Check("key-twice", "One key for two lines", soundness.key_twice, ERROR),
    Check(
        "priority-twice", "One name for two priorities", soundness.priority_twice, ERROR
    ),
)
FINDINGS = (
    Check("blank-cell", "Blank cell", blanks.blank_outcome),
    Check("blank-cell", "Blank cell", blanks.nobody_marked),
    Check("blank-cell", "Blank cell", blanks.blank_count),
    Check("empty-section", "Heading without content", blanks.figures_missing),
    Check(
        "footnote-without-a-text",
        "Marker without a footnote",
        footnotes.marker_without_text,
    ),
    Check(
        "footnote-without-a-target",
        "Footnote nothing points to",
        footnotes.text_without_marker,
    ),
    Check("duplicate-section", "Part printed twice", duplicates.same_lines),
    Check("overlap", "Two parts on one subject", duplicates.same_title),
    Check("duplicate-row", "Row printed twice", duplicates.same_row),
    Check("boundary-gap", "Value between two rows", boundaries.bands_apart),
    Check("boundary-overlap", "Value in two rows", boundaries.bands_overlap),
    Check("boundary-gap", "Value between two rows", boundaries.exact_quantity),
    Check("boundary-gap", "Value between two rows", boundaries.one_past_the_range),
    Check("boundary-gap", "Value between two rows", boundaries.share_in_no_priority),
    Check("upside-down", "Bounds the wrong way round", soundness.band_upside_down),
    Check("upside-down", "Bounds the wrong way round", soundness.share_upside_down),
    Check("missing-rate", "Rate that is not printed", rates.rate_not_printed),
    Check("two-names", "One rate under two names", rates.one_rate_two_names),
    Check("two-amounts", "Two amounts for one thing", rates.two_lot_sizes),
    Check("missing-section", "Section that is absent", references.section_number),
    Check("missing-section", "Section that is absent", references.section_title),
    Check("missing-section", "Section that is absent", references.appendix),
    Check("missing-section", "Section that is absent", references.numbering),
    Check("external-document", "Stands in another paper", references.stands_elsewhere),
    Check("time-zone", "Zone without summer time", hours.zone_without_summer_time),
    Check("missing-calendar", "Hours that are not stated", hours.hours_not_stated),
    Check("ambiguous-duration", "Day of which clock", hours.day_of_which_clock),
    Check("unstated-clock", "Clock that is not stated", hours.clock_of_some_targets),
    Check("contradiction", "Contradiction", hours.open_but_charged),
    Check("missing-targets", "Promise without times", levels.promised_without_times),
    Check("missing-minutes", "Time not understood", levels.time_not_understood),
    Check("contradiction", "Contradiction", levels.starts_twice),
    Check("contradiction", "Contradiction", levels.example_of_another),
    Check("contradiction", "Contradiction", contradictions.same_row_other_outcome),
    Check("contradiction", "Contradiction", contradictions.alike_rows),
    Check("contradiction", "Contradiction", contradictions.two_owners),
    Check("contradiction", "Contradiction", promises.offered_and_excluded),
    Check("contradiction", "Contradiction", promises.unlimited_and_capped),
    Check("contradiction", "Contradiction", promises.handled_and_sold),
    Check("undefined-term", "Word that is not explained", terms.tier_not_defined),
    Check("undefined-term", "Word that is not explained", terms.legend_incomplete),
    Check("undefined-term", "Word that is not explained", terms.nearly_an_abbreviation),
    Check("undefined-term", "Word that is not explained", terms.role_without_name),
    Check("missing-number", "Figure left out", terms.figure_left_out),
    Check("naming", "Names of a party", parties.two_providers),
    Check("naming", "Names of a party", parties.misspelt),
    Check("naming", "Names of a party", parties.name_of_no_party),
    Check("naming", "Names of a party", parties.lead_names_another),
    Check("two-amounts", "Two amounts for one thing", boundaries.two_periods),
    Check("unknown-priority", "Default that is no priority", levels.unknown_default),
)
CHECKS = (*ERRORS, *FINDINGS)
