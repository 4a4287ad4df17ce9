"""Guide files: the portable form as YAML, with errors that name line and field."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.scalarstring import LiteralScalarString

from catalogue.portable import form
from catalogue.portable.plain import PlainError, from_plain, to_plain


class GuideFileError(Exception):
    """A guide file cannot be read; the message names the file, the line and the field."""


def read_guide_file(path: Path) -> form.Guide:
    """The guide in the YAML file at `path`; raises `GuideFileError`."""
    return parse(path.read_text(encoding="utf-8"), path.name)


def parse(text: str, name: str) -> form.Guide:
    """The guide in a YAML text; `name` is used in the message of `GuideFileError`."""
    try:
        data = _yaml().load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise GuideFileError(f"{name}, line {line}: {error.problem}") from error
    except YAMLError as error:
        raise GuideFileError(f"{name}: {error}") from error
    try:
        guide: form.Guide = from_plain(form.Guide, data)
        check(guide)
    except PlainError as error:
        raise GuideFileError(
            f"{name}, line {_line(data, error.path)}: {error}"
        ) from error
    return guide


def render(guide: form.Guide) -> str:
    """The guide as YAML; the same guide always gives the same text."""
    stream = io.StringIO()
    _yaml().dump(_with_blocks(to_plain(guide)), stream)
    return stream.getvalue()


def check(guide: form.Guide) -> None:
    """Raises `PlainError` where a word is not one of those the form allows."""
    for at, section in enumerate(guide.revision.sections):
        groups = [("provisions", section.provisions)]
        groups += [
            (f"matrices.{n}.rows", m.rows) for n, m in enumerate(section.matrices)
        ]
        groups += [
            (f"components.{n}.lines", c.lines) for n, c in enumerate(section.components)
        ]
        for place, rows in groups:
            steps = [int(s) if s.isdigit() else s for s in place.split(".")]
            for number, row in enumerate(rows):
                where = ("revision", "sections", at, *steps, number)
                _one_of(row.kind, form.KINDS, (*where, "kind"))
                _one_of(row.charge, form.CHARGES, (*where, "charge"))
    for at, party in enumerate(guide.revision.parties):
        _one_of(party.side, ("", *form.SIDES), ("revision", "parties", at, "side"))


def _one_of(value: str, allowed: tuple[str, ...], path: tuple[str | int, ...]) -> None:
    if value not in allowed:
        raise PlainError(
            path, f"“{value}” is none of {', '.join(w for w in allowed if w)}"
        )


def _line(data: Any, path: tuple[str | int, ...]) -> int:
    """Line of the deepest step of `path` that the file holds, from 1."""
    line = 1
    for step in path:
        marks = getattr(data, "lc", None)
        if marks is None:
            break
        try:
            line = (marks.key(step) if isinstance(step, str) else marks.item(step))[
                0
            ] + 1
            data = data[step]
        except (KeyError, IndexError, TypeError, AttributeError):
            break
    return line


def _with_blocks(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_blocks(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_blocks(item) for item in value]
    if isinstance(value, str) and "\n" in value and not re.search(r"[ \t]\n|\r", value):
        return LiteralScalarString(value)
    return value


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.width = 110
    yaml.allow_unicode = True
    yaml.default_flow_style = False
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
