"""The register of facts: complete, current, and in words of our own."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.build_facts import DOCS, current, guides, refs

# The length of a run of words that counts as a copy.
RUN = 12
NOT_TEXT = {"key", "ref", "draws", "requires"}
ROW = re.compile(r'^\| <a id="(\w+)"></a>(\w+) \| .* \| (.*) \|$', re.M)


@pytest.fixture(scope="module")
def rows():
    """Where each fact lives, by ID, as facts.md says."""
    return {key: place for _, key, place in ROW.findall(_read(DOCS / "facts.md"))}


@pytest.fixture(scope="module")
def bundled():
    return guides()


def test_the_register_is_current():
    rebuilt = current()

    assert rebuilt == _read(DOCS / "facts.md"), "run python docs/build_facts.py"


def test_every_row_has_its_own_anchor():
    found = [(anchor, key) for anchor, key, _ in ROW.findall(_read(DOCS / "facts.md"))]

    assert [anchor for anchor, _ in found] == [key.lower() for _, key in found]
    assert len(found) == len(set(found))


def test_every_ref_of_a_guide_resolves_to_a_row(rows, bundled):
    used = {key for key, _ in refs(list(bundled.values()))}

    assert used
    assert sorted(used - set(rows)) == []


def test_a_row_that_names_a_file_is_referred_to_by_it(rows, bundled):
    used = {name: {key for key, _ in refs(guide)} for name, guide in bundled.items()}
    named = {
        (key, name)
        for key, place in rows.items()
        for name in re.findall(r"\[(\S+)\]", place)
    }

    assert named
    assert sorted((key, name) for key, name in named if key not in used[name]) == []


def test_every_row_lives_somewhere_or_waits(rows):
    assert [key for key, place in rows.items() if not place.strip()] == []


@pytest.mark.seeds
def test_the_register_has_the_rows_of_the_source(rows, shared):
    listed = set(re.findall(r"\b[WKMCEPN]\d\d\b", _read(shared / "FACTS.md")))

    assert set(rows) == listed


@pytest.mark.seeds
def test_no_guide_repeats_a_sentence_of_a_document(bundled, shared):
    originals = set()
    for path in sorted((shared / "seeds").glob("*.txt")):
        originals |= {run.lower() for run in runs(_read(path))}

    copied = {
        f"{name}: {run}"
        for name, guide in bundled.items()
        for text in texts(guide)
        for run in runs(text)
        if run.lower() in originals and not is_list_of_names(run)
    }

    assert originals
    assert sorted(copied) == []


def texts(value: object, key: str = "") -> Iterator[str]:
    """Every text of a guide, without keys and references."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from texts(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part, key)
    elif isinstance(value, str) and key not in NOT_TEXT:
        yield value


def runs(text: str) -> Iterator[str]:
    """Each run of `RUN` consecutive words; an address is a name, not words."""
    text = re.sub(r"https?://\S+", " ", text).replace("’", "'")
    words = re.findall(r"[\w$%']+", text)
    for at in range(len(words) - RUN + 1):
        yield " ".join(words[at : at + RUN])


def is_list_of_names(run: str) -> bool:
    """Names cannot be reworded: most of these words are names or numbers."""
    words = run.split()
    return sum(not word[0].islower() for word in words) > len(words) / 2


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
