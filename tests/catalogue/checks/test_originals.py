"""What the checks find in the five originals: the oddities that are there, and little else."""

from __future__ import annotations

import pytest

from catalogue import checks, models
from catalogue.actions.checking import check_draft
from catalogue.actions.drafting import save_draft
from catalogue.reading import read

# More findings than these in a document would be noise.
MOST = {"000": 30, "001": 14, "002": 9, "003": 6, "004": 7}
# Group of the register of oddities: document, kind, section and words of a finding.
GROUPS = {
    1: ("001", "two-amounts", "2.1", "lots of 40"),
    2: ("001", "undefined-term", "6", "Bronze, Silver"),
    3: ("001", "footnote-without-a-text", "3", "Technical review"),
    4: ("001", "contradiction", "3", "Execution of major and minor releases"),
    5: ("001", "two-names", "5", "standard hourly"),
    6: ("001", "boundary-gap", "2", "23,999 and 24,000"),
    7: ("001", "naming", "1", "Hosted Café"),
    8: ("000", "naming", "9.1", "AWS"),
    9: ("000", "duplicate-section", "12.28", "12.7"),
    10: ("000", "blank-cell", "10.1", "quote for new feature"),
    11: ("000", "boundary-gap", "10.1", "Exactly 10"),
    12: ("000", "contradiction", "10.1", "2 hours of implementation"),
    13: ("000", "contradiction", "10.1", "Create custom reports"),
    14: ("000", "contradiction", "10.1", "Customizing recording settings"),
    15: ("000", "contradiction", "10.1", "porting processes"),
    16: ("000", "contradiction", "10.1", "Increments or decrements"),
    17: ("000", "contradiction", "10.1", "unlimited cases"),
    18: ("000", "contradiction", "10.2", "24x7x365"),
    19: ("000", "lost-bullet", "12.24", "Customizing quality metrics"),
    20: ("000", "contradiction", "12.21", "training"),
    21: ("000", "time-zone", "10.2", "CST"),
    22: ("002", "naming", "8", "Enhouse"),
    23: ("002", "contradiction", "6", "matches the criteria of P2"),
    24: ("002", "ambiguous-duration", "6", "1 Day"),
    25: ("003", "boundary-gap", "", "exactly 25%"),
    26: ("003", "undefined-term", "", "Licensor"),
    27: ("004", "empty-list", "Standard Onboarding Scope", "of:"),
}


@pytest.fixture(scope="module")
def originals(shared):
    """The five as they are read, by the start of their names."""
    seeds = sorted((shared / "seeds").glob("*.txt"))
    assert len(seeds) == len(MOST)
    return {path.name[:3]: read(path.read_bytes(), path.name) for path in seeds}


@pytest.mark.seeds
@pytest.mark.parametrize("group", GROUPS)
def test_a_group_of_oddities_is_found(originals, group):
    document, kind, section, words = GROUPS[group]

    told = [
        each.text
        for each in originals[document].findings
        if (each.kind, each.section) == (kind, section)
    ]

    assert any(words in text for text in told)


@pytest.mark.seeds
@pytest.mark.parametrize("document", MOST)
def test_no_noise_creeps_in(originals, document):
    assert 0 < len(originals[document].findings) <= MOST[document]
    assert not checks.errors(originals[document])


@pytest.mark.seeds
@pytest.mark.django_db
@pytest.mark.parametrize("document", MOST)
def test_checking_what_was_just_read_changes_nothing(
    originals, document, provider, now
):
    guide = models.Guide.objects.create(provider=provider, key="read", title="Read")
    draft, _ = save_draft(originals[document], guide=guide, at=now)

    checked = check_draft(draft, by="curator@acme.example", at=now)

    assert (checked.added, checked.removed, checked.errors) == (0, 0, [])
