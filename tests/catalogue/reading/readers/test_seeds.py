"""The five originals, read whole and scored against hand-made labels."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from catalogue.reading import read
from catalogue.reading.report import as_json, as_text


@pytest.mark.seeds
def test_originals_are_read_with_the_score_that_was_reached(
    tmp_path: Path, shared: Path
) -> None:
    for document in sorted((shared / "seeds").glob("*.txt")):
        revision = read(document.read_bytes(), document.name)
        output = tmp_path / f"seed-{document.name[:3]}.json"
        output.write_text(json.dumps(as_json(revision)))
        assert revision.title in as_text(revision)

    command = [
        sys.executable,
        str(shared / "eval" / "score_reading.py"),
        str(shared / "eval"),
    ]
    command += [str(tmp_path), "--min", "0.98", "--min-each", "0.95"]
    scored = subprocess.run(command, capture_output=True, text=True, check=False)

    assert scored.returncode == 0, scored.stdout


@pytest.mark.seeds
def test_reading_twice_gives_the_same_revision(shared: Path) -> None:
    for document in sorted((shared / "seeds").glob("*.txt")):
        data = document.read_bytes()
        assert read(data, document.name) == read(data, document.name)
