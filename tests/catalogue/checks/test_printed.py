"""Findings that only the printed document shows."""

import pytest

from catalogue.reading import read


def document(text):
    return read(text.encode(), "guide.md")


def told(text, kind):
    return [each for each in document(text).findings if each.kind == kind]


LISTED = """# Voice guide

## 1 Recording

Supported:

- Setting up recordings
- Watching recordings

Not supported:

- Managing access to recordings
- Sharing recordings
{last}

## 2 Billing

We bill monthly.
"""


@pytest.mark.parametrize(
    ("last", "count"),
    [("\nCustomizing recordings", 1), ("- Customizing recordings", 0)],
)
def test_a_line_that_lost_its_bullet_is_told_where_it_was_read(last, count):
    findings = told(LISTED.format(last=last), "lost-bullet")

    assert len(findings) == count
    assert all(each.origin == "reader" and each.provisions for each in findings)


ANNOUNCED = """# Voice guide

## 1 Set-up

Set-up includes:

- Two campaigns
- Chat channels of:
{after}

## 2 Billing

We bill monthly.
"""


@pytest.mark.parametrize(
    ("after", "count"),
    [("\nOnly with a licence for it.", 1), ("  - Web chat\n  - Texts", 0)],
)
def test_a_list_that_is_announced_and_missing_is_told(after, count):
    assert len(told(ANNOUNCED.format(after=after), "empty-list")) == count


STARRED = """# Voice guide

## 1 Offers

| Task | Acme | Customer |
|---|---|---|
| Install phones{mark} | X | |
| Clean phones | | X |

* Small sites only, unless agreed.
"""


def test_a_starred_line_below_a_table_is_its_footnote():
    carried = document(STARRED.format(mark="*"))
    bare = document(STARRED.format(mark=""))

    assert [note.text for note in bare.sections[-1].footnotes] == [
        "Small sites only, unless agreed."
    ]
    assert {each.kind for each in bare.findings} == {"footnote-without-a-target"}
    assert not carried.findings


def test_a_bracketed_footnote_is_tied_to_its_row():
    text = STARRED.format(mark=" (2)").replace("* Small", "(2) Small")

    assert not document(text).findings
