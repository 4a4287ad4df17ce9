"""Guide files: the portable form as YAML, with errors that name line and field."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer, ComposerError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from catalogue.portable import form
from catalogue.portable.plain import PlainError, Problem, from_plain, to_plain

# Characters that only a text between quotation marks keeps, escaped.
SPECIAL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
BLANK_AT_END = re.compile(r"[ \t]\n")
SHOWN = 50  # problems of a file that are told at once
# Values in one file, twenty times what a guide of seventy pages has: each costs a kilobyte and a
# quarter of a millisecond to parse, so that two megabytes of them would keep a worker for minutes.
MOST_VALUES = 200_000


class GuideFileError(Exception):
    """A guide file cannot be read; each line of the message names file, line and field."""


@dataclass(frozen=True)
class GuideFile:
    """A guide file that was read: what it says, and where it says it."""

    name: str
    guide: form.Guide
    data: Any = field(repr=False)  # as parsed, with the places of everything

    def refused(self, problems: Sequence[Problem]) -> GuideFileError:
        """The error that tells `problems`, whose paths begin at the guide, by file and line."""
        return _refused(self.name, self.data, problems)


def read(text: str, name: str) -> GuideFile:
    """The guide in a YAML text; `name` is the file's in the message of `GuideFileError`."""
    try:
        data = _reader().load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise GuideFileError(f"{name}, line {line}: {error.problem}") from error
    except YAMLError as error:
        raise GuideFileError(f"{name}: {error}") from error
    except RecursionError:
        raise GuideFileError(f"{name}: nested more deeply than any guide is.") from None
    except ValueError as error:  # a number of thousands of digits, a 13th month
        raise GuideFileError(
            f"{name}: {error}. Put texts between quotation marks."
        ) from None
    try:
        return GuideFile(name, from_plain(form.Guide, data), data)
    except PlainError as error:
        raise _refused(name, data, error.problems) from error


def parse(text: str, name: str) -> form.Guide:
    """The guide in a YAML text, as `read` reads it."""
    return read(text, name).guide


def decode(content: bytes, name: str) -> str:
    """The text of a guide file; raises `GuideFileError` unless it is UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise GuideFileError(
            f"{name}, line {line}: this is no UTF-8 text. Save the file as UTF-8."
        ) from None


def render(guide: form.Guide) -> str:
    """The guide as YAML; the same guide always gives the same text."""
    stream = io.StringIO()
    _yaml().dump(_with_blocks(to_plain(guide)), stream)
    return stream.getvalue()


def _refused(name: str, data: Any, problems: Sequence[Problem]) -> GuideFileError:
    said = [f"{name}, line {_line(data, each.path)}: {each}" for each in problems]
    if len(said) > SHOWN:
        said[SHOWN:] = [f"{name}: {len(said) - SHOWN} more like these."]
    return GuideFileError("\n".join(said))


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
    if isinstance(value, str) and SPECIAL.search(value):
        return DoubleQuotedScalarString(value)
    if isinstance(value, str) and "\n" in value and not BLANK_AT_END.search(value):
        return LiteralScalarString(value)
    return value


class _Composer(Composer):
    """Refuses aliases, a few lines of which unfold to more than any memory holds, and too many values."""

    values = 0

    def compose_node(self, parent: Any, index: int) -> Any:
        self.values += 1
        if self.values > MOST_VALUES:
            place = self.parser.peek_event().start_mark
            text = f"more than {MOST_VALUES:,} values: part the guide into several"
            raise ComposerError(None, None, text, place)
        if self.parser.check_event(AliasEvent):
            place = self.parser.peek_event().start_mark
            text = "aliases (*name) are not read: write the value out"
            raise ComposerError(None, None, text, place)
        return super().compose_node(parent, index)


def _reader() -> YAML:
    yaml = _yaml()
    yaml.Composer = _Composer
    return yaml


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.width = 110
    yaml.allow_unicode = True
    yaml.default_flow_style = False
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
