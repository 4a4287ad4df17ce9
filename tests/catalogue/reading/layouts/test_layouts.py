"""Small documents of our own, each with what must be read from it, no more and no less.

`NAME.expect.yaml` lists cells [activity, party, mark], scenarios [text, outcome], scope lists in
order, targets [priority, metric, minutes], definitions, and where given rates, bands and plans.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from catalogue.reading import read
from catalogue.reading.report import as_json

LAYOUTS = Path(__file__).parent
EXPECTED = sorted(LAYOUTS.glob("*.expect.yaml"))


def document_of(expected: Path) -> Path:
    stem = expected.name.removesuffix(".expect.yaml")
    return next(path for path in LAYOUTS.glob(f"{stem}.*") if path.suffix != ".yaml")


def cells(got: dict[str, Any]) -> list[list[str]]:
    return sorted(
        [row["activity"], party, mark]
        for matrix in got["matrices"]
        for row in matrix["rows"]
        for party, mark in row["marks"].items()
    )


def scope(components: list[dict[str, list[str]]]) -> dict[str, list[list[str]]]:
    """The lists of each sense in order; two headings may make two components of one."""
    return {
        sense: [each[sense] for each in components if each[sense]]
        for sense in ("supported", "not_supported")
    }


def targets(got: dict[str, Any]) -> list[list[Any]]:
    return sorted(
        [entry["priority"], metric, target["minutes"]]
        for entry in got["service_levels"]
        for metric, target in entry["targets"].items()
        if target["minutes"] is not None
    )


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.name.split(".")[0])
def test_layout_is_read_exactly(expected: Path) -> None:
    document = document_of(expected)
    want = YAML(typ="safe").load(expected.read_text()) or {}

    got = as_json(read(document.read_bytes(), document.name))

    assert cells(got) == sorted(map(list, want.get("cells") or []))
    scenarios = [[each["text"], each["outcome"]] for each in got["scenarios"]]
    assert scenarios == (want.get("scenarios") or [])
    assert scope(got["components"]) == scope(want.get("scope") or [])
    assert targets(got) == sorted(map(list, want.get("targets") or []))
    assert [each["term"] for each in got["definitions"]] == (
        want.get("definitions") or []
    )
    if "rates" in want:
        assert [rate["amount"] for rate in got["rates"]] == want["rates"]
    if "bands" in want:
        assert len(got["bands"]) == want["bands"]
    if "plans" in want:
        assert (
            sorted({entry["name"] for entry in got["service_levels"]}) == want["plans"]
        )
