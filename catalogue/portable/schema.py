"""The JSON Schema of guide files, made of the form's classes, their comments and the tables' limits."""

from __future__ import annotations

import inspect
import io
import re
import tokenize
import types
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.core.validators import RegexValidator

from catalogue.portable import form
from catalogue.portable.limits import Limit, limit_of
from catalogue.portable.plain import words_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCALARS = {str: "string", int: "integer", bool: "boolean"}
NUMBER = r"^-?\d+(\.\d+)?$"


def guide_schema() -> dict[str, Any]:
    """The schema of a guide file. Lengths, words and ranges are those of the tables."""
    kinds = {kind.__name__: kind for kind in _kinds(form.Guide, {})}
    return {
        "$schema": DIALECT,
        "title": "Guide file of Remit",
        "$ref": "#/$defs/Guide",
        "$defs": {name: _object(kinds[name]) for name in sorted(kinds)},
    }


def _kinds(kind: type, found: dict[type, None]) -> dict[type, None]:
    """The class and all that its fields consist of."""
    found[kind] = None
    for hint in get_type_hints(kind).values():
        part = _item(hint)
        if is_dataclass(part) and part not in found:
            _kinds(part, found)  # type: ignore[arg-type]
    return found


def _object(kind: Any) -> dict[str, Any]:
    hints, comments = get_type_hints(kind), _comments(kind)
    properties = {}
    for field in fields(kind):
        said = {"description": comments[field.name]} if field.name in comments else {}
        properties[field.name] = said | _value(
            hints[field.name], limit_of(kind, field.name), _is_needed(field)
        )
    return {
        "description": " ".join(inspect.getdoc(kind).split()),  # type: ignore[union-attr]
        "title": words_of(kind.__name__),
        "type": "object",
        "properties": properties,
        "required": [field.name for field in fields(kind) if _is_needed(field)],
        "additionalProperties": False,
    }


def _value(hint: Any, limit: Limit, needed: bool) -> dict[str, Any]:
    if get_origin(hint) is list:
        return {"type": "array", "items": _value(_item(hint), limit, True)}
    if is_dataclass(hint):
        return {"$ref": f"#/$defs/{hint.__name__}"}  # type: ignore[union-attr]
    if get_origin(hint) in (Union, types.UnionType):
        inner = _value(_item(hint), limit, needed)
        kinds = inner["type"] if isinstance(inner["type"], list) else [inner["type"]]
        return inner | {"type": [*kinds, "null"]}
    if hint is Decimal:
        return {"type": ["string", "number"], "pattern": NUMBER}
    return {"type": SCALARS[hint]} | _limits(limit, needed)


def _limits(limit: Limit, needed: bool) -> dict[str, Any]:
    if limit.words:
        blank = [] if needed or "" in limit.words else [""]
        return {"enum": [*limit.words, *blank]}
    told: dict[str, Any] = {
        "minLength": 1 if limit.given else None,
        "maxLength": limit.longest,
        "minimum": limit.lowest,
        "maximum": limit.highest,
        "pattern": _pattern(limit, needed),
    }
    return {name: value for name, value in told.items() if value is not None}


def _pattern(limit: Limit, needed: bool) -> str | None:
    for each in limit.validators:
        # Of addresses the file's own error tells more than their endless pattern.
        if (
            isinstance(each, RegexValidator)
            and each.code == "invalid"
            and not each.flags
        ):
            pattern = str(getattr(each.regex, "pattern", "")).replace(r"\Z", "$")
            if len(pattern) < 40:
                return pattern if needed else f"^$|{pattern}"
    return None


def _item(hint: Any) -> Any:
    """What a list or an optional value holds; the type itself for others."""
    if get_origin(hint) is list:
        return get_args(hint)[0]
    if get_origin(hint) in (Union, types.UnionType):
        return next(arm for arm in get_args(hint) if arm is not type(None))
    return hint


def _is_needed(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _comments(kind: type) -> dict[str, str]:
    """The comment that stands behind each field of a class."""
    source = inspect.getsource(kind)
    found, name = {}, ""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if begun := re.match(r"    (\w+):", token.line):
            name = begun[1]
        if token.type == tokenize.COMMENT and name:
            found[name] = token.string.lstrip("# ")
    return found
