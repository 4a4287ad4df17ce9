"""Values of the portable form as plain dicts, lists, strings and numbers, and back.

Fields that hold their default are left out; a `Decimal` is written as a string.
"""

from __future__ import annotations

import re
import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

Path = tuple[str | int, ...]
_BAD: Any = object()


@dataclass(frozen=True)
class Problem:
    """What is wrong at a place of a form: `path` leads there, for instance `("sections", 3)`."""

    path: Path
    text: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path)) or 'the document'}: {self.text}"


class PlainError(Exception):
    """Plain values do not fit the form; `problems` are all there are, in order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, problems)))


def to_plain(value: Any) -> Any:
    """`value` of the form as plain data."""
    if is_dataclass(value):
        return {
            field.name: to_plain(getattr(value, field.name))
            for field in fields(value)
            if getattr(value, field.name) != _default(field)
        }
    if isinstance(value, list):
        return [to_plain(item) for item in value]
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value


def from_plain(kind: type, data: Any) -> Any:
    """The value of dataclass `kind` that `data` describes.

    Raises `PlainError` that lists every unknown or missing field and every value of another type.
    """
    problems: list[Problem] = []
    value = _part(kind, data, (), problems)
    if problems:
        raise PlainError(problems)
    return value


def _part(kind: type, data: Any, path: Path, problems: list[Problem]) -> Any:
    named = words_of(kind.__name__)
    if not isinstance(data, Mapping):
        problems.append(Problem(path, f"expected the fields of a {named}"))
        return _BAD
    hints = _hints(kind)
    before = len(problems)
    for name in data:
        if name not in hints:
            text = f"a {named} has no such field; it has {', '.join(hints)}"
            problems.append(Problem((*path, name), text))
    for field in fields(kind):
        if field.name not in data and _default(field) is MISSING:
            problems.append(Problem((*path, field.name), "is missing"))
    values = {
        name: _value(hints[name], value, (*path, name), problems)
        for name, value in data.items()
        if name in hints
    }
    return _BAD if len(problems) > before else kind(**values)


def _value(hint: Any, value: Any, path: Path, problems: list[Problem]) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        (hint,) = (arm for arm in get_args(hint) if arm is not type(None))
        return _value(hint, value, path, problems)
    if origin is list:
        if isinstance(value, str) or not isinstance(value, Sequence):
            problems.append(Problem(path, "expected a list"))
            return _BAD
        (item,) = get_args(hint)
        return [
            _value(item, part, (*path, at), problems) for at, part in enumerate(value)
        ]
    if is_dataclass(hint):
        return _part(hint, value, path, problems)  # type: ignore[arg-type]
    return _scalar(hint, value, path, problems)


def _scalar(hint: type, value: Any, path: Path, problems: list[Problem]) -> Any:
    if (
        hint is Decimal
        and isinstance(value, (str, int, float))
        and not isinstance(value, bool)
    ):
        number = _decimal(value)
        if number is not None:
            return number
    elif hint is str and isinstance(value, str):
        return str(value)
    elif hint is bool and isinstance(value, (bool, int)) and value in (True, False):
        return bool(value)
    elif hint is int and isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    problems.append(Problem(path, f"expected {NAMES[hint]}"))
    return _BAD


def _decimal(value: str | int | float) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except (InvalidOperation, ValueError):  # no number, or thousands of digits
        return None
    return number if number.is_finite() else None


def words_of(name: str) -> str:
    """The words of a class name, `NoticePeriod` as “notice period”."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


NAMES = {
    str: "a text; put numbers, dates and words like true between quotation marks",
    int: "a whole number",
    bool: "true or false",
    Decimal: "a number",
}


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
