"""What a service level asks of a reporter, and what it takes for an answer."""

import datetime as dt
from dataclasses import dataclass

import pytest

from tickets.intake_fields import read


@dataclass
class Field:
    """An intake field."""

    label: str
    kind: str = "text"
    required: bool = True


def one(kind, value, **more):
    reading = read([Field("It", kind)], {"It": value}, **more)
    return reading.values.get("It"), reading.errors.get("It", ""), reading.missing


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("text", " 10.2\x00 ", "10.2"),
        ("text", 10, "10"),
        ("choice", "Windows", "Windows"),
        ("long_text", "a\r\nb", "a\nb"),
        ("number", "12", 12),
        ("number", 0, 0),
        ("number", "2.50", "2.50"),
        ("number", 12.0, 12),
        ("datetime", "2026-03-10T14:30", "2026-03-10T14:30:00-05:00"),
        ("datetime", "2026-03-10T14:30:00Z", "2026-03-10T14:30:00+00:00"),
        (
            "datetime",
            dt.datetime(2026, 3, 10, tzinfo=dt.UTC),
            "2026-03-10T00:00:00+00:00",
        ),
        ("file", "sheet.pdf", ["sheet.pdf"]),
        ("file", ["sheet.pdf"], ["sheet.pdf"]),
    ],
)
def test_a_good_answer_is_kept(kind, value, kept):
    assert one(kind, value, files={"sheet.pdf"}, zone="America/Chicago") == (
        kept,
        "",
        [],
    )


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("text", "x" * 1001, "At most 1,000 characters"),
        ("text", {"a": 1}, "Give a text."),
        ("text", True, "Give a text."),
        ("number", "many", "Give a number"),
        ("number", -1, "Give a number"),
        ("number", "nan", "Give a number"),
        ("number", "1e999", "Give a number"),
        ("number", "9" * 400, "At most 20 digits"),
        ("number", [3], "Give a number"),
        ("datetime", "yesterday", "Give a date and time such as"),
        ("datetime", "0001-01-01T00:00+14:00", "Give a date and time such as"),
        ("datetime", "0026-11-21T09:00", "Give a date and time such as"),
        ("file", "other.pdf", "This file was not sent with it: other.pdf."),
        ("file", 3, "Name the files"),
    ],
)
def test_a_bad_answer_is_refused_with_the_remedy(kind, value, said):
    value, error, missing = one(kind, value, files={"sheet.pdf"})

    assert value is None
    assert error.startswith(said)
    assert not missing  # wrong, not missing


@pytest.mark.parametrize("nothing", [None, "", "  ", []])
def test_no_answer_is_missing_where_it_is_required(nothing):
    assert one("text" if nothing != [] else "file", nothing)[2] == ["It"]
    assert not read([Field("It", required=False)], {"It": nothing or ""}).missing


def test_labels_are_found_in_any_case_and_strange_ones_are_told():
    reading = read(
        [Field("Product version")], {"product VERSION ": "7", "Colour": "red"}
    )

    assert reading.values == {"Product version": "7"}
    assert reading.errors == {
        "Colour": "There is no such field. The fields are: “Product version”."
    }
