"""What single readers make of hand-made blocks."""

from __future__ import annotations

from decimal import Decimal

from catalogue.portable import form
from catalogue.reading import read_blocks_of
from catalogue.reading.blocks import Block, Heading, Item, Paragraph, Table


def read(*blocks: Block) -> form.Revision:
    return read_blocks_of(
        [Heading("Guide of the Lantern desk", 1, "", 1), *blocks], "g.txt"
    )


def part(number: str, title: str) -> Heading:
    return Heading(title, 1, number, 2)


def items(*texts: str) -> list[Item]:
    return [Item(text, 1, "-", line) for line, text in enumerate(texts, start=10)]


def kinds(revision: form.Revision) -> set[str]:
    return {finding.kind for finding in revision.findings}


def rows(revision: form.Revision) -> list[form.Provision]:
    return [row for section in revision.sections for row in section.provisions]


def test_a_sentence_names_who_is_responsible() -> None:
    text = "Lantern repairs its routers. The customer is responsible for power in the comms room."

    row = rows(read(part("1", "Site"), Paragraph(text, 3)))[0]

    assert row.text == "The customer is responsible for power in the comms room."
    assert (row.kind, row.charge, row.in_prose) == ("duty", "customer", True)
    assert [each.party for each in row.assignments] == ["Customer"]


def test_a_sentence_about_fees_is_a_limit_with_a_charge() -> None:
    texts = (
        "Visits at night are available for an additional fee.",
        "Work beyond the plan is billed at $120/hour.",
        "A new site requires a separate statement of work.",
        "Unused hours do not carry over.",
        "We will not troubleshoot home printers.",
    )

    found = rows(read(part("2", "Terms"), *[Paragraph(text, 3) for text in texts]))

    assert [(row.label, row.charge) for row in found] == [
        ("additional fee", "fee"),
        ("$120/hour", "hourly"),
        ("SOW", "sow"),
        ("no carry over", "unstated"),
        ("not supported", "unstated"),
    ]


def test_a_labelled_sentence_begins_after_its_label() -> None:
    text = "Printing: Lantern will provide toner for managed printers."

    row = rows(read(part("2", "Extras"), Paragraph(text, 3)))[0]

    assert (row.text, row.group) == (
        "Lantern will provide toner for managed printers.",
        "Printing",
    )


def test_duties_of_a_level_belong_to_who_is_responsible() -> None:
    level = part("3", "Level 2 - Field team")
    lead = Paragraph("Responsibility: Lantern", 4)

    row = rows(read(level, lead, *items("Swap broken handsets")))[0]

    assert (row.kind, row.label, row.text) == (
        "duty",
        "L2 Lantern",
        "Swap broken handsets",
    )
    assert row.assignments == [form.Assignment("Lantern", "responsible")]


def test_a_blank_outcome_stays_blank_and_is_found() -> None:
    table = Table(
        [["Request", "Handled by"], ["Move a desk", "Lantern"], ["Paint a wall", ""]], 3
    )

    revision = read(part("4", "Requests"), table)

    assert [row.label for row in rows(revision)] == ["Lantern", ""]
    assert "blank-cell" in kinds(revision)


def test_a_marker_joins_its_footnote_and_a_lost_one_is_found() -> None:
    table = Table(
        [
            ["Task", "Desk", "Client"],
            ["Order parts", "X*", ""],
            ["Fit parts", "", "X **"],
        ],
        3,
    )

    revision = read(
        part("5", "Tasks"), table, Paragraph("* Up to ten parts a month.", 9)
    )

    section = revision.sections[-1]
    assert section.footnotes == [form.Footnote("*", "Up to ten parts a month.")]
    assert section.matrices[0].rows[0].assignments[0].footnotes == ["*"]
    assert section.matrices[0].rows[0].assignments[0].mark == "X*"
    texts = [f.text for f in revision.findings if f.kind == "footnote-without-a-text"]
    assert texts == ["No footnote ** for: Fit parts"]


def test_bands_keep_their_gap_as_a_finding() -> None:
    table = Table(
        [
            ["Monthly spend", "Hours"],
            ["Less than $1,000", "2"],
            ["$1,000 to $1,999", "4*"],
            ["$2,000+", "8"],
        ],
        3,
    )

    revision = read(part("6", "Hours"), table)

    assert [(b.low, b.high, b.hours) for b in revision.bands] == [
        (None, Decimal(1000), Decimal(2)),
        (Decimal(1000), Decimal(1999), Decimal(4)),
        (Decimal(2000), None, Decimal(8)),
    ]
    assert revision.bands[1].footnote == "*"
    assert "boundary-gap" in kinds(revision)


def test_a_rate_knows_its_kind_and_minimum() -> None:
    text = "After-hours work is billed at £90 per hour with a minimum of two (2) hours."

    rate = read(part("7", "Rates"), Paragraph(text, 3)).rates[0]

    assert (rate.kind, rate.amount, rate.currency) == (
        "after_hours",
        Decimal(90),
        "GBP",
    )
    assert rate.minimum_minutes == 120


def test_rates_that_are_absent_are_found() -> None:
    text = "Extra work is billed at the rates listed below."

    assert "missing-rate" in kinds(read(part("7", "Rates"), Paragraph(text, 3)))


def test_quotas_have_value_unit_and_period() -> None:
    texts = (
        "Changes are limited to 3 hours per month.",
        "Tickets are limited to 5% of the number of seats.",
        "You must have a minimum of 12 seats.",
    )

    quotas = read(part("8", "Limits"), *[Paragraph(text, 3) for text in texts]).quotas

    assert [(q.value, q.unit, q.per) for q in quotas] == [
        (3, "hours", "month"),
        (5, "percent", ""),
        (12, "seats", ""),
    ]


def test_notice_is_by_customer_or_provider() -> None:
    texts = (
        "The customer must ask for extra seats at least 10 days before they are needed.",
        "Planned work will be announced at least 5 business days in advance.",
    )

    periods = read(
        part("9", "Notice"), *[Paragraph(text, 3) for text in texts]
    ).notice_periods

    assert [(each.days, each.by) for each in periods] == [
        (10, "customer"),
        (5, "provider"),
    ]


def test_a_metering_table_keeps_blank_cells() -> None:
    head = ["Event", "Counts as a call", "Does not count as a call"]
    table = Table(
        [head, ["Fax", "While the line is open", ""], ["Chat", "", "Always"]], 3
    )

    revision = read(part("10", "Metering"), table)

    rules = [(r.interaction, r.counts, r.excludes) for r in revision.metering_rules]
    assert rules == [("Fax", "While the line is open", ""), ("Chat", "", "Always")]


def test_offers_have_minimum_and_step() -> None:
    table = Table(
        [
            ["Item", "Terms"],
            ["Engineer days", "Minimum 4 hours, can be increased by 2 hours"],
        ],
        3,
    )

    offer = read(part("11", "Orders"), table).offers[0]

    assert (offer.name, offer.minimum, offer.step) == ("Engineer days", 4, 2)


def test_levels_take_examples_fields_defaults_and_exemptions() -> None:
    table = Table(
        [["Priority", "Response"], ["P1", "15 minutes"], ["P2", "4 business hours"]], 3
    )

    level = read(
        part("12", "Incident times"),
        table,
        Paragraph("Examples of P1 cases:", 5),
        *items("Nobody can log in"),
        Paragraph("When you report an incident, include the following data:", 20),
        Item("Date and time", 1, "-", 21),
        Paragraph("If nobody agrees, the ticket will default to P2.", 30),
        Paragraph("Response times do not apply to third-party faults.", 31),
    ).service_levels[0]

    first, second = level.priorities
    assert [each.text for each in first.examples] == ["Nobody can log in"]
    assert [(f.label, f.kind) for f in level.intake_fields] == [
        ("Date and time", "datetime")
    ]
    assert level.default_priority == "P2"
    assert [each.reason for each in level.exemptions] == ["third_party"]
    assert (second.targets[0].minutes, second.targets[0].clock) == (240, "support")


def test_general_findings() -> None:
    revision = read(
        part("1", "Hours"),
        Paragraph("We are open 8:00AM to 6:00PM CST. See section 9.", 3),
        part("2", "Requests"),
        Table(
            [
                ["Request", "Cost"],
                ["Fewer than 5 seats: fewer than 5 per month", "Included"],
                ["Many seats: more than 5 per month", "SOW"],
                ["Move a desk", "Included"],
                ["Move a desk", "Hourly"],
            ],
            5,
        ),
        part("4", "End"),
    )

    assert {"time-zone", "missing-section", "boundary-gap", "contradiction"} <= kinds(
        revision
    )


def test_parties_have_sides_and_aliases() -> None:
    revision = read(
        part("1", "About"),
        Paragraph("The desk is provided by Lantern Systems (LS).", 3),
        Table(
            [["Task", "LS", "Client"], ["Answer calls", "X", ""], ["Pay", "", "X"]], 4
        ),
    )

    assert [(p.name, p.side, p.aliases) for p in revision.parties] == [
        ("LS", "provider", ["Lantern Systems"]),
        ("Client", "customer", []),
    ]
