"""Outcomes in few words, marks for the eye, and who does something."""

import pytest

from catalogue.outcomes import Verdict, in_words, join, mark, part_of, verdict, who


@pytest.mark.parametrize(
    ("kind", "charge", "supported", "expected"),
    [
        ("scenario", "included", None, Verdict("good", "Included")),
        ("scenario", "hourly", None, Verdict("cost", "Hourly charge")),
        ("scenario", "unstated", None, Verdict("open", "Not stated")),
        ("scope", "unstated", True, Verdict("good", "Supported")),
        ("scope", "unstated", False, Verdict("bad", "Not covered")),
        ("scope", "fee", False, Verdict("bad", "Not covered: additional fee")),
        ("exclusion", "unstated", None, Verdict("bad", "Not covered")),
        ("limit", "unstated", None, None),
    ],
)
def test_a_line_has_a_verdict(kind, charge, supported, expected):
    assert verdict(kind, charge, supported) == expected


def test_a_line_that_names_somebody_is_not_left_open():
    assert verdict("activity", says_something=True) is None


@pytest.mark.parametrize(
    ("printed", "shape", "words"),
    [
        ("X", "yes", "yes (X)"),
        ("x*", "yes", "yes (x*)"),
        ("✓", "yes", "yes (✓)"),
        ("Yes", "yes", "yes"),
        ("No", "no", "no"),
        ("❌", "no", "no"),
        ("R", "letter", "responsible"),
        ("R/A", "letter", "responsible and accountable"),
        ("Included", "text", "Included"),
        ("air", "text", "air"),
    ],
)
def test_a_mark_has_a_shape_and_words(printed, shape, words):
    found = mark(printed)

    assert (found.shape, found.words, found.printed) == (shape, words, printed)


@pytest.mark.parametrize(
    ("shares", "charge", "expected"),
    [
        ([("Acme", "X")], "unstated", "Acme does this."),
        ([("Acme", "X"), ("You", "X")], "unstated", "Acme and You do this."),
        ([("Acme", "R"), ("You", "C")], "unstated", "Acme does this."),
        ([("Acme", "Yes"), ("You", "No")], "unstated", "Acme does this."),
        ([("Acme", "X")], "hourly", "Acme does this, charged by the hour."),
        ([], "sow", "Done on request, under a statement of work."),
        ([], "unstated", "The guide does not say who does this."),
    ],
)
def test_who_does_it_is_a_sentence(shares, charge, expected):
    assert who(shares, "scenario", charge) == expected


def test_what_is_left_out_is_said_before_who_does_it():
    said = who([("Acme (Acme Services)", "X")], "scope", "sow", supported=False)

    assert said == "Not part of the service: Acme does this under a statement of work."


def test_names_are_joined_as_prose():
    assert [join([]), join(["A"]), join(["A", "B", "C"])] == ["", "A", "A, B and C"]


@pytest.mark.parametrize(
    ("name", "aliases", "printed", "said"),
    [
        ("Acme", [], "X*", "Acme"),
        ("Acme", [], "Acme ¹", "Acme"),
        (
            "AMS",
            ["Acme Managed Services"],
            "Acme Managed Services",
            "AMS (Acme Managed Services)",
        ),
        ("InterCo", [], "I", "InterCo: informed"),
        ("Client", [], "C", "Client: consulted"),
        ("Client", [], "RA", "Client: responsible and accountable"),
        ("Client", [], "No", "Client: no"),
        ("Gold", [], "Optional (added fee)", "Gold: Optional (added fee)"),
    ],
)
def test_a_cell_says_what_the_party_does(name, aliases, printed, said):
    assert part_of(name, aliases, printed) == said


def test_who_is_accountable_does_not_do_what_another_does():
    said = who([("Acme", "R"), ("Customer", "A")], "activity")

    assert said == "Acme does this."


def test_an_outcome_says_nothing_twice():
    said = in_words(
        "scenario", label="Acme", charge="included", parts=["Acme (Acme Ltd)"]
    )

    assert said == "Acme (Acme Ltd), included"


def test_a_blank_outcome_is_said():
    assert in_words("scenario") == "not stated (blank in the guide)"
