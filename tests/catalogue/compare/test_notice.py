"""The notice of a new revision."""

import datetime as dt

from catalogue.compare import Act, Difference, Direction, Kind
from catalogue.compare.notice import notice

DAY = dt.date(2026, 4, 1)
URL = "https://remit.example/guides/acme/voice/compare/?from=1&to=2"


def difference(sentence, direction=Direction.NEITHER, matters=True):
    return Difference(
        Kind.CHARGE,
        Act.CHANGED,
        "line",
        sentence,
        sentence,
        matters=matters,
        direction=direction,
    )


def write(changes, title="Voice guide"):
    return notice(title, "revision 1", "revision 2 (v2)", changes, DAY, URL)


def test_it_says_what_when_and_where():
    told = write([difference("“Reset”: was included, is now hourly charge.")])

    assert told.subject == "Voice guide: what changes on 1 April 2026"
    assert told.text == (
        "From 1 April 2026, revision 2 (v2) of “Voice guide” takes the place of revision 1.\n\n"
        "What changes for you:\n\n"
        "- “Reset”: was included, is now hourly charge.\n\n"
        f"Read it side by side: {URL}\n"
    )


def test_what_is_worse_comes_first():
    told = write(
        [
            difference("Open."),
            difference("Good.", Direction.BETTER),
            difference("Bad.", Direction.WORSE),
        ]
    )

    assert told.sentences == ("Bad.", "Good.", "Open.")


def test_wording_is_counted_not_told():
    told = write([difference("It matters."), difference("Words.", matters=False)])

    assert told.sentences == ("It matters.",)
    assert "1 other difference of wording alone." in told.text


def test_a_long_list_is_cut():
    told = write([difference(f"Line {n}.") for n in range(53)])

    assert (len(told.sentences), told.more) == (20, 33)
    assert "- and 33 more" in told.text


def test_little_or_nothing_to_tell():
    assert "Only the wording changes." in write([difference("x", matters=False)]).text
    assert "It says the same." in write([]).text


def test_a_title_cannot_break_the_header_nor_the_text():
    told = write([difference("One\nline.")], title="Voice\r\nBcc: all@x.example")

    assert told.subject.splitlines() == [told.subject]
    assert "- One line." in told.text


def test_a_subject_stays_short():
    told = write([], title="Very long title " * 30)

    assert len(told.subject) <= 150
    assert told.subject.endswith(" …: what changes on 1 April 2026")
