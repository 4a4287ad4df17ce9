"""What the database itself refuses: contract text that changes after publishing, history rewritten.

`RevisionPart`, `PartQuerySet` and the calendars say the same in Python, with a remedy. These rules
hold against everything else that can write: raw SQL, another program, a console. They are read
from the models, so that a new part of a revision is guarded without a word here; so is a model of
any app that says `only_changes`, the names of the fields that its rows may still change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

from catalogue.models import (
    CalendarVersion,
    Change,
    Closure,
    Customer,
    Finding,
    Revision,
    RevisionPart,
    ServiceLevel,
    Subscription,
    Window,
)
from catalogue.models.calendar_wall import LATEST_DAY
from catalogue.models.providers import STAMPS
from catalogue.models.references import part_keys

FIXED = "This revision is no longer a draft: what belongs to it does not change."
WAY = "A revision goes from draft to published to superseded to withdrawn, never back."
JUDGED = "Tickets are judged by this calendar: what is in force does not change."
KEPT = "History is not rewritten, and goes only with what it belongs to."
# Word for word what SQLite says: where a row would be replaced, the constraint does not speak.
TWICE = "UNIQUE constraint failed: catalogue_revision.guide_id"
RECORDED = "What is on record is only added to: it is neither rewritten nor deleted."
MESSAGES = {FIXED, WAY, JUDGED, KEPT, RECORDED}

# What each state may become; only what never was in force is taken back.
NEXT = {
    "draft": ["scheduled", "published"],
    "scheduled": ["draft", "published"],
    "published": ["superseded", "withdrawn"],
    "superseded": ["withdrawn"],
    "withdrawn": [],
}
DECISION = {"reading", "decided_at", "decided_by"}  # written on fixed revisions too
REVISION, CHANGE = Revision._meta.db_table, Change._meta.db_table


@dataclass(frozen=True)
class Guard:
    """A trigger: at `moment`, a row of `table` is refused with `message` where `condition` holds.

    `condition` is SQL over `NEW` and `OLD`. With an `effect` it is that statement that runs.
    """

    table: str
    rule: str
    moment: str  # for instance BEFORE UPDATE
    condition: str = ""
    message: str = ""
    effect: str = ""

    @property
    def name(self) -> str:
        """Name of the trigger, and on PostgreSQL of its function."""
        return f"{self.table}_{self.rule}_{self.moment.split()[1].lower()}"


@dataclass(frozen=True)
class Dialect:
    """What SQLite and PostgreSQL say differently."""

    replaces: bool  # INSERT OR REPLACE takes rows away without telling the triggers
    fixed: str  # whether revision {} has left the draft state
    today: str  # the latest date on earth, see `calendar_wall.LATEST_DAY`


SQLITE = Dialect(
    replaces=True,
    fixed=f"EXISTS (SELECT 1 FROM {REVISION} f WHERE f.id = {{}} AND f.state <> 'draft')",
    today=LATEST_DAY["sqlite"],
)
POSTGRESQL = Dialect(
    replaces=False,
    fixed="catalogue_is_fixed({})",
    today=LATEST_DAY["postgresql"],
)


def guards(dialect: Dialect) -> list[Guard]:
    """Every guard, of the models as they are."""
    return [
        *(guard for model in parts() for guard in _part(model, dialect)),
        *_revision(dialect),
        *_finding(dialect),
        *_calendars(dialect),
        *_history(dialect),
        *(guard for model in records() for guard in _record(model, dialect)),
    ]


def records() -> list[Any]:
    """The models of every app whose rows are only added."""
    return [m for m in apps.get_models() if hasattr(m, "only_changes")]


def parts() -> list[Any]:
    """The models of what a revision consists of."""
    every = apps.get_app_config("catalogue").get_models()
    return [m for m in every if issubclass(m, RevisionPart) and not m._meta.proxy]


def _part(model: Any, dialect: Dialect) -> Iterator[Guard]:
    table, fixed = model._meta.db_table, dialect.fixed.format
    old = fixed(_owner(model, "OLD"))
    # Not only the owner: a row hung on a published section would stand on the published page.
    new = [fixed(_reached(key, "NEW")) for key in part_keys(model)]
    # A row that is replaced is the one of that key: its revision, too, must be a draft.
    taken = [fixed(_of_key(model, "NEW.id"))] if dialect.replaces else []
    yield Guard(table, "fixed", "BEFORE INSERT", _any(*new, *taken), FIXED)
    yield Guard(table, "fixed", "BEFORE UPDATE", _any(old, *new, *MOVED), FIXED)
    yield Guard(table, "fixed", "BEFORE DELETE", old, FIXED)


def _revision(dialect: Dialect) -> Iterator[Guard]:
    contract = f"OLD.state <> 'draft' AND ({_differs(Revision, STAMPS)})"
    strays = [
        f"OLD.state = '{state}' AND NEW.state NOT IN ({_quoted([state, *after])})"
        for state, after in NEXT.items()
    ]
    yield Guard(REVISION, "way", "BEFORE INSERT", "NEW.state <> 'draft'", WAY)
    yield Guard(REVISION, "fixed", "BEFORE UPDATE", _any(contract, *MOVED), FIXED)
    # Afterwards, so that a check constraint is told by its name.
    yield Guard(REVISION, "way", "AFTER UPDATE", _any(*strays), WAY)
    yield Guard(REVISION, "fixed", "BEFORE DELETE", "OLD.state <> 'draft'", FIXED)
    if dialect.replaces:
        other = f"SELECT 1 FROM {REVISION} x WHERE x.state <> 'draft'"
        once = "x.state = NEW.state AND NEW.state IN ('published', 'scheduled')"
        same = f"x.guide_id = NEW.guide_id AND (x.number = NEW.number OR {once})"
        key = f"EXISTS ({other} AND x.id = NEW.id)"
        insert = _any(key, f"EXISTS ({other} AND {same})")
        update = f"EXISTS ({other} AND x.id <> OLD.id AND {same})"
        yield Guard(REVISION, "unique", "BEFORE INSERT", insert, TWICE)
        yield Guard(REVISION, "unique", "BEFORE UPDATE", update, TWICE)


def _finding(dialect: Dialect) -> Iterator[Guard]:
    """A finding of a fixed revision is decided, not reworded. One found later may be added."""
    table, fixed = Finding._meta.db_table, dialect.fixed.format
    old, new = fixed("OLD.revision_id"), fixed("NEW.revision_id")
    reworded = f"({_differs(Finding, DECISION)}) AND ({_any(old, new)})"
    if dialect.replaces:
        taken = fixed(_of_key(Finding, "NEW.id"))
        yield Guard(table, "fixed", "BEFORE INSERT", taken, FIXED)
    yield Guard(table, "fixed", "BEFORE UPDATE", reworded, FIXED)
    yield Guard(table, "fixed", "BEFORE DELETE", old, FIXED)
    links = Finding.provisions.through._meta.db_table
    if dialect.replaces:
        link = f"SELECT x.finding_id FROM {links} x WHERE x.id = NEW.id"
        taken = fixed(_of_key(Finding, f"({link})"))
        yield Guard(links, "fixed", "BEFORE INSERT", taken, FIXED)
    old, new = (fixed(_of_key(Finding, f"{row}.finding_id")) for row in ("OLD", "NEW"))
    yield Guard(links, "fixed", "BEFORE UPDATE", _any(old, new), FIXED)
    yield Guard(links, "fixed", "BEFORE DELETE", old, FIXED)


def _calendars(dialect: Dialect) -> Iterator[Guard]:
    version = CalendarVersion._meta.db_table

    def judged(row: str) -> str:
        promised = dialect.fixed.format("s.revision_id")
        runs = f"s.calendar_id = {row}.calendar_id"
        levels = f"SELECT 1 FROM {ServiceLevel._meta.db_table} s WHERE {runs}"
        agreed = f"SELECT 1 FROM {Subscription._meta.db_table} s WHERE {runs}"
        used = _any(f"EXISTS ({levels} AND {promised})", f"EXISTS ({agreed})")
        return f"({row}.valid_from <= {dialect.today} AND ({used}))"

    yield from _rows(version, judged, dialect)
    for model in (Window, Closure):
        yield from _rows(
            model._meta.db_table,
            lambda row: (
                f"EXISTS (SELECT 1 FROM {version} v WHERE v.id = {row}.version_id AND {judged('v')})"
            ),
            dialect,
        )


def _rows(table: str, judged: Any, dialect: Dialect) -> Iterator[Guard]:
    replaced = f"EXISTS (SELECT 1 FROM {table} x WHERE x.id = NEW.id AND {judged('x')})"
    taken = [replaced] if dialect.replaces else []
    old, new = judged("OLD"), judged("NEW")
    yield Guard(table, "judged", "BEFORE INSERT", _any(new, *taken), JUDGED)
    yield Guard(table, "judged", "BEFORE UPDATE", _any(old, new, *MOVED), JUDGED)
    yield Guard(table, "judged", "BEFORE DELETE", old, JUDGED)


def _history(dialect: Dialect) -> Iterator[Guard]:
    """The owner goes first, and its history with it: so a row whose owner is there stays."""
    owners = {"revision_id": REVISION, "customer_id": Customer._meta.db_table}
    there = [
        f"EXISTS (SELECT 1 FROM {table} w WHERE w.id = OLD.{column})"
        for column, table in owners.items()
    ]
    yield Guard(CHANGE, "kept", "BEFORE UPDATE", "1 = 1", KEPT)
    yield Guard(CHANGE, "kept", "BEFORE DELETE", _any(*there), KEPT)
    if dialect.replaces:
        same = f"EXISTS (SELECT 1 FROM {CHANGE} x WHERE x.id = NEW.id)"
        yield Guard(CHANGE, "kept", "BEFORE INSERT", same, KEPT)
    for column, table in owners.items():
        gone = f"DELETE FROM {CHANGE} WHERE {column} = OLD.id"
        yield Guard(table, "history", "AFTER DELETE", effect=gone)


def _record(model: Any, dialect: Dialect) -> Iterator[Guard]:
    table = model._meta.db_table
    changed = _differs(model, model.only_changes)
    yield Guard(table, "recorded", "BEFORE UPDATE", changed, RECORDED)
    yield Guard(table, "recorded", "BEFORE DELETE", "1 = 1", RECORDED)
    if dialect.replaces:
        same = f"EXISTS (SELECT 1 FROM {table} x WHERE x.id = NEW.id)"
        yield Guard(table, "recorded", "BEFORE INSERT", same, RECORDED)


# SQL

MOVED = ("NEW.id <> OLD.id",)  # a row that takes another's key takes its place


def _owner(model: Any, row: str) -> str:
    """The revision that `row` (`NEW`, `OLD`, an alias) of `model` belongs to."""
    key = model._meta.get_field(model.revision_path.split("__")[0])
    return _reached(key, row)


def _up(model: Any, key: str) -> str:
    """The revision of the row of `model` whose primary key is the SQL `key`."""
    alias = f"of_{model._meta.model_name}"
    return f"(SELECT {_owner(model, alias)} FROM {model._meta.db_table} {alias} WHERE {alias}.id = {key})"


def _reached(key: Any, row: str) -> str:
    """The revision that the foreign key `key` of `row` leads to."""
    value = f"{row}.{key.column}"
    return value if key.related_model is Revision else _up(key.related_model, value)


def _of_key(model: Any, key: str) -> str:
    if issubclass(model, RevisionPart):
        return _up(model, key)
    return f"(SELECT x.revision_id FROM {model._meta.db_table} x WHERE x.id = {key})"


def _differs(model: type[Model], free: Iterable[str]) -> str:
    """Whether any column differs but those of the fields `free`."""
    columns = [f.column for f in model._meta.concrete_fields if f.name not in free]
    return " OR ".join(f'NEW."{c}" IS DISTINCT FROM OLD."{c}"' for c in columns)


def _any(*conditions: str) -> str:
    return " OR ".join(f"({condition})" for condition in conditions)


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)
