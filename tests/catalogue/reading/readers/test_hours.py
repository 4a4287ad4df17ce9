"""What readers make of hours: support hours, prices by the hour, and times that are not stated."""

from __future__ import annotations

from catalogue.portable import form
from catalogue.reading import read_blocks_of
from catalogue.reading.blocks import Block, Heading, Paragraph, Table


def read(*blocks: Block) -> form.Revision:
    title = Heading("Guide of the Lantern desk", 1, "", 1)
    return read_blocks_of([title, *blocks], "g.txt")


def part(number: str, title: str) -> Heading:
    return Heading(title, 1, number, 2)


def test_a_price_by_the_hour_is_no_number_of_hours_a_month() -> None:
    table = Table(
        [
            ["Item", "Unit", "Price"],
            ["Engineer", "per hour", "€140.00"],
            ["Storage", "per TB", "€45.00"],
        ],
        3,
    )
    package = Table([["Item", "Terms"], ["Desk", "Minimum 20 hours, by 10/hours"]], 9)

    offers = read(part("11", "Prices"), table, package).offers

    assert [each.unit for each in offers] == ["hour", "", "hours a month"]


def test_support_hours_in_prose_are_noted_at_the_service_level() -> None:
    said = "Support is given Monday to Friday, 9 am to 5 pm GMT."
    upkeep = "Support systems have maintenance on Sundays from 01:00 to 03:00."
    table = Table([["Priority", "Response"], ["P1", "15 minutes"]], 3)

    level = read(
        part("2", "Times"), Paragraph(f"{said} {upkeep}", 2), table
    ).service_levels[0]

    assert level.notes == said


def test_a_time_printed_as_not_stated_keeps_its_words() -> None:
    table = Table(
        [["Priority", "Response", "Fix"], ["P1", "15 minutes", "not stated"]], 3
    )

    level = read(part("2", "Times"), table).service_levels[0]

    found = [(t.metric, t.minutes, t.text) for t in level.priorities[0].targets]
    assert found == [
        ("response", 15, "15 minutes"),
        ("restoration", None, "not stated"),
    ]
