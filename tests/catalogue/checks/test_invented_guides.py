"""Guides of our own, laid out and worded in other ways: each finding in them is right, and there are few."""

from pathlib import Path

import pytest

from catalogue import checks
from catalogue.reading import read

GUIDES = Path(__file__).parent / "guides"
FOUND = {
    # Restoration is given in hours, and only the response says which hours count.
    "network.md": [("unstated-clock", "Restoration")],
    "backup.txt": [("time-zone", "EST"), ("undefined-term", "Supplier")],
    "desk.html": [
        ("blank-cell", "Create a mailbox"),
        ("time-zone", "CET"),
        ("undefined-term", "Included"),
        ("unstated-clock", "response"),
    ],
    # Toner is replaced by the customer in one row and by the provider in another.
    "print.rst": [
        ("contradiction", "Replacement of toner"),
        ("external-document", "Rate Card"),
        ("missing-calendar", "business hours"),
    ],
    "firewall.md": [],
    "handbook.txt": [],
}


def test_every_guide_is_listed():
    assert {path.name for path in GUIDES.iterdir()} == FOUND.keys()


@pytest.mark.parametrize("name", FOUND)
def test_the_oddities_of_a_guide_are_found_and_nothing_else(name):
    revision = read((GUIDES / name).read_bytes(), name)

    told = sorted((each.kind, each.text) for each in revision.findings)

    assert [kind for kind, _ in told] == [kind for kind, _ in FOUND[name]]
    assert all(
        words in text for (_, words), (_, text) in zip(FOUND[name], told, strict=True)
    )
    assert not checks.errors(revision)
