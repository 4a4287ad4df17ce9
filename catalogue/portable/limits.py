"""What the tables can hold, asked of a portable form before anything is written.

The limits are the models': lengths, choices, validators and constraints are read from them, so that
SQLite, which enforces few, refuses what PostgreSQL does, in the same words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.validators import (
    DecimalValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
)
from django.db import models as db
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models.constraints import CheckConstraint

from catalogue import models
from catalogue.milestones import MILESTONES
from catalogue.portable import form
from catalogue.portable.plain import Path, Problem

# The table that keeps each part of the form.
TABLES: dict[type, type[db.Model]] = {
    form.Guide: models.Guide,
    form.Calendar: models.CalendarVersion,
    form.Closure: models.Closure,
    form.Revision: models.Revision,
    form.Party: models.Party,
    form.Section: models.Section,
    form.Footnote: models.Footnote,
    form.Matrix: models.Matrix,
    form.Component: models.Component,
    form.Provision: models.Provision,
    form.Assignment: models.Assignment,
    form.Term: models.Term,
    form.ServiceLevel: models.ServiceLevel,
    form.Priority: models.Priority,
    form.Target: models.Target,
    form.Example: models.PriorityExample,
    form.IntakeField: models.IntakeField,
    form.Exemption: models.Exemption,
    form.Escalation: models.Escalation,
    form.Offer: models.Offer,
    form.Rate: models.Rate,
    form.Band: models.SpendBand,
    form.Quota: models.Quota,
    form.NoticePeriod: models.NoticePeriod,
    form.MeteringRule: models.MeteringRule,
    form.Finding: models.Finding,
}
# Columns that stand elsewhere, or under another name.
ELSEWHERE: dict[tuple[type, str], tuple[type[db.Model], str]] = {
    (form.Guide, "provider"): (models.Provider, "key"),
    (form.Guide, "provider_name"): (models.Provider, "name"),
    (form.Guide, "contact_url"): (models.Provider, "contact_url"),
    (form.Guide, "phone"): (models.Provider, "phone"),
    (form.Calendar, "key"): (models.Calendar, "key"),
    (form.Calendar, "name"): (models.Calendar, "name"),
    (form.Calendar, "notes"): (models.Calendar, "notes"),
    (form.Calendar, "ref"): (models.Calendar, "ref"),
    (form.Provision, "aliases"): (models.Alias, "text"),
}
# Said better by a rule of its own here.
OWN_WORDS = (
    DecimalValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
)


@dataclass(frozen=True)
class Limit:
    """What a column allows."""

    longest: int | None = None
    words: tuple[str, ...] = ()
    given: bool = False
    lowest: int | None = None
    highest: int | None = None
    digits: int | None = None
    places: int | None = None
    validators: tuple[Any, ...] = ()


def problems(value: Any, path: Path = (), *, exact: bool = False) -> list[Problem]:
    """Everything in a part of the form that the tables cannot hold, in order.

    With `exact`, also what they would round.
    """
    return list(_walk(value, path, exact))


@cache
def limit_of(kind: Any, name: str) -> Limit:
    """The limit of field `name` of a form class."""
    if kind is form.ClockEnd:
        return Limit(words=tuple(MILESTONES))
    column = column_of(kind, name)
    if column is None:
        return Limit()
    lowest, highest = BaseDatabaseOperations.integer_field_ranges.get(
        column.get_internal_type(), (None, None)
    )
    choices = tuple(str(word) for word, _ in column.flatchoices)
    return Limit(
        longest=column.max_length,
        words=(*choices, "") if choices and column.blank else choices,
        given=name in _given(column.model),
        lowest=lowest,
        highest=highest,
        digits=getattr(column, "max_digits", None),
        places=getattr(column, "decimal_places", None),
        validators=tuple(
            each for each in column.validators if not isinstance(each, OWN_WORDS)
        ),
    )


def column_of(kind: type, name: str) -> db.Field | None:
    """The column that keeps field `name` of a form class; None for parts and references."""
    model, name = ELSEWHERE.get((kind, name), (TABLES.get(kind), name))
    try:
        column = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    if not isinstance(column, db.Field) or column.is_relation:
        return None
    return column


def _walk(value: Any, path: Path, exact: bool) -> Iterator[Problem]:
    sound = True
    for field in fields(value):
        for problem in _of_field(value, field.name, path, exact):
            sound = sound and len(problem.path) > len(path) + 1
            yield problem
    if sound:
        yield from _of_row(value, path)


def _of_field(value: Any, name: str, path: Path, exact: bool) -> Iterator[Problem]:
    kind: type = type(value)
    content, where = getattr(value, name), (*path, name)
    if is_dataclass(content):
        yield from _walk(content, where, exact)
    elif isinstance(content, list):
        for at, item in enumerate(content):
            if is_dataclass(item):
                yield from _walk(item, (*where, at), exact)
            else:
                yield from _told(item, limit_of(kind, name), (*where, at), exact)
    else:
        yield from _told(content, limit_of(kind, name), where, exact)


def _told(value: Any, limit: Limit, path: Path, exact: bool) -> Iterator[Problem]:
    if isinstance(value, str):
        texts = _of_text(value, limit)
    elif isinstance(value, Decimal):
        texts = _of_decimal(value, limit, exact)
    elif isinstance(value, int) and not isinstance(value, bool):
        texts = _of_number(value, limit)
    else:
        return
    yield from (Problem(path, text) for text in texts)


def _of_text(value: str, limit: Limit) -> Iterator[str]:
    if "\0" in value:
        yield "holds a NUL character: delete it"
    if limit.given and not value:
        yield "is blank: give it"
    if limit.words:
        if value not in limit.words:
            words = ", ".join(word for word in limit.words if word)
            yield f"“{value[:60]}” is none of {words}"
        return
    if limit.longest and len(value) > limit.longest:
        length = f"{len(value):,} characters, {limit.longest:,} at most"
        yield f"has {length}: shorten it"
    for check in limit.validators if value else ():
        try:
            check(value)
        except ValidationError as error:
            yield " ".join(error.messages)


def _of_number(value: int, limit: Limit) -> Iterator[str]:
    if limit.lowest is not None and value < limit.lowest:
        yield f"{value} is too small: {limit.lowest} at least"
    if limit.highest is not None and value > limit.highest:
        yield f"{value:.6g} is too large: {limit.highest:,} at most"


def _of_decimal(value: Decimal, limit: Limit, exact: bool) -> Iterator[str]:
    if limit.digits is None or limit.places is None:
        return
    whole = limit.digits - limit.places
    if value and value.adjusted() >= whole:
        yield f"{value:.6g} is too large: {whole} digits before the point at most"
    exponent = value.normalize().as_tuple().exponent
    if exact and isinstance(exponent, int) and -exponent > limit.places:
        yield f"has {-exponent} decimal places, {limit.places} at most: round it"


def _of_row(value: Any, path: Path) -> Iterator[Problem]:
    """What the constraints of the table say of the row as a whole, in their own words."""
    model = TABLES.get(type(value))
    if model is None or not _rules(model):
        return
    row = model(
        **{
            field.name: getattr(value, field.name)
            for field in fields(value)
            if column_of(type(value), field.name) is not None
            and (type(value), field.name) not in ELSEWHERE
        }
    )
    for rule in _rules(model):
        try:
            rule.validate(model, row)
        except ValidationError as error:
            yield Problem(path, " ".join(error.messages))


@cache
def _rules(model: type[db.Model]) -> tuple[CheckConstraint, ...]:
    """Constraints over several columns; of one column's words and blanks `Limit` tells."""
    return tuple(
        rule
        for rule in model._meta.constraints
        if isinstance(rule, CheckConstraint)
        and not _is_word_list(rule)
        and not _blank_column(rule)
        and _columns(rule.condition) <= _form_columns(model)
    )


@cache
def _form_columns(model: type[db.Model]) -> frozenset[str]:
    kinds = [kind for kind, table in TABLES.items() if table is model]
    return frozenset(
        field.name
        for kind in kinds
        for field in fields(kind)
        if column_of(kind, field.name) is not None
    )


@cache
def _given(model: type[db.Model]) -> frozenset[str]:
    """Columns of which a constraint says that they are not blank."""
    named = [_blank_column(rule) for rule in model._meta.constraints]
    return frozenset(name for name in named if name)


def _blank_column(rule: Any) -> str:
    condition = getattr(rule, "condition", None)
    if isinstance(condition, db.Q) and condition.negated:
        (child, *rest) = condition.children
        if not rest and isinstance(child, tuple) and child[1] == "":
            return str(child[0])
    return ""


def _is_word_list(rule: CheckConstraint) -> bool:
    names = [child[0] for child in _leaves(rule.condition)]
    return len(names) == 1 and names[0].endswith("__in")


def _columns(condition: Any) -> frozenset[str]:
    return frozenset(child[0].partition("__")[0] for child in _leaves(condition))


def _leaves(condition: Any) -> Iterator[tuple[str, Any]]:
    for child in condition.children:
        if isinstance(child, db.Q):
            yield from _leaves(child)
        else:
            yield child
