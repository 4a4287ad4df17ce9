"""Values of the portable form as plain dicts, lists, strings and numbers, and back.

Fields that hold their default are left out; a `Decimal` is written as a string.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

Path = tuple[str | int, ...]


class PlainError(Exception):
    """A plain value does not fit the form. `path` leads to it, for instance `("sections", 3)`."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        self.problem = problem
        where = ".".join(str(step) for step in path) or "the document"
        super().__init__(f"{where}: {problem}")


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


def from_plain(kind: type, data: Any, path: Path = ()) -> Any:
    """The value of dataclass `kind` that `data` describes.

    Raises `PlainError` for an unknown or missing field or a value of another type.
    """
    if not isinstance(data, Mapping):
        raise PlainError(path, f"expected the fields of a {kind.__name__.lower()}")
    hints = _hints(kind)
    for name in data:
        if name not in hints:
            raise PlainError(
                (*path, name), f"a {kind.__name__.lower()} has no such field"
            )
    for field in fields(kind):
        if field.name not in data and _default(field) is MISSING:
            raise PlainError((*path, field.name), "is missing")
    values = {
        name: _value(hints[name], value, (*path, name)) for name, value in data.items()
    }
    return kind(**values)


def _value(hint: Any, value: Any, path: Path) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        (hint,) = (arm for arm in get_args(hint) if arm is not type(None))
        return _value(hint, value, path)
    if origin is list:
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise PlainError(path, "expected a list")
        (item,) = get_args(hint)
        return [_value(item, part, (*path, at)) for at, part in enumerate(value)]
    if is_dataclass(hint):
        return from_plain(hint, value, path)  # type: ignore[arg-type]
    return _scalar(hint, value, path)


def _scalar(hint: type, value: Any, path: Path) -> Any:
    if hint is Decimal and isinstance(value, (str, int, float)) and value is not True:
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise PlainError(path, f"“{value}” is no number") from None
        if number.is_finite():
            return number
    elif hint is str and isinstance(value, str):
        return str(value)
    elif hint is bool and isinstance(value, (bool, int)) and value in (True, False):
        return bool(value)
    elif hint is int and isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    raise PlainError(path, f"expected {NAMES[hint]}")


NAMES = {
    str: "a text",
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
