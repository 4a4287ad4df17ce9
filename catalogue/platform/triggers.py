"""Puts the guards of `platform.guards` into the database as triggers, and takes them out.

They are installed after every `migrate`, and taken out before one that has something to do: SQLite
alters a table by making it anew, which loses its triggers, and refuses to while others name it.
Nothing else takes them out. `manage.py flush` is refused while anything is published.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DEFAULT_DB_ALIAS, IntegrityError

from catalogue.platform.guards import (
    CHANGE,
    FIXED,
    KEPT,
    MESSAGES,
    POSTGRESQL,
    RECORDED,
    REVISION,
    SQLITE,
    Guard,
    guards,
    records,
)

# Locked for sharing: who publishes waits for who writes, and the other way round.
IS_FIXED = f"""
CREATE OR REPLACE FUNCTION catalogue_is_fixed(wanted bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE found text;
BEGIN
  SELECT state INTO found FROM {REVISION} WHERE id = wanted FOR SHARE;
  RETURN found <> 'draft';
END $$
"""
# TRUNCATE tells no row trigger.
TRUNCATED = f"""
CREATE OR REPLACE FUNCTION catalogue_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM {REVISION} WHERE state <> 'draft') THEN
    RAISE EXCEPTION '{FIXED}' USING ERRCODE = 'integrity_constraint_violation';
  ELSIF TG_TABLE_NAME = '{CHANGE}' AND EXISTS (SELECT 1 FROM {CHANGE}) THEN
    RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$
"""
RECORD_TRUNCATED = f"""
CREATE OR REPLACE FUNCTION catalogue_record_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found boolean;
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', TG_TABLE_NAME) INTO found;
  IF found THEN
    RAISE EXCEPTION '{RECORDED}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$
"""
# Ours are those of the catalogue's tables, and those named after the table they stand on.
ON_POSTGRESQL = """
SELECT tgname, relname, '' FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace
  AND (starts_with(relname, 'catalogue_') OR starts_with(tgname, relname || '_'))
"""
ON_SQLITE = """
SELECT name, tbl_name, sql FROM sqlite_master
WHERE type = 'trigger' AND (substr(tbl_name, 1, 10) = 'catalogue_'
  OR substr(name, 1, length(tbl_name) + 1) = tbl_name || '_')
"""

Triggers = dict[
    tuple[str, str], str
]  # SQL by name and table; empty where it is not kept


def refusal_of(error: BaseException) -> str | None:
    """What a guard said, if that is where `error` comes from."""
    said = str(error).split("\n")[0]
    return said if isinstance(error, IntegrityError) and said in MESSAGES else None


def install(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Make the database's triggers those of the models. Safe to repeat: what is there stays.

    A database that was taken back to earlier migrations gets none.
    """
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        found = installed(using)
        missing = wanted(using) if _is_up_to_date(connection, cursor) else {}
        for name, table in found.keys() - missing.keys():
            _drop(connection, cursor, name, table)
        if missing and connection.vendor == "postgresql":
            for statement in (IS_FIXED, TRUNCATED, RECORD_TRUNCATED, *_functions()):
                cursor.execute(statement)
        for (name, table), sql in missing.items():
            known = found.get((name, table))
            if known is not None and known in ("", sql):
                continue
            if known is not None:
                _drop(connection, cursor, name, table)
            cursor.execute(sql)


def lift(using: str = DEFAULT_DB_ALIAS, plan: Any = True, **_: Any) -> None:
    """Take the triggers out, before a migration that has a `plan`. `install` puts them back."""
    if not plan:
        return
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for name, table in installed(using):
            _drop(connection, cursor, name, table)


def installed(using: str = DEFAULT_DB_ALIAS) -> Triggers:
    """The triggers on guarded tables."""
    connection = connections[using]
    sql = ON_POSTGRESQL if connection.vendor == "postgresql" else ON_SQLITE
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {(name, table): text for name, table, text in cursor.fetchall()}


def wanted(using: str = DEFAULT_DB_ALIAS) -> Triggers:
    """The triggers that belong on guarded tables."""
    if connections[using].vendor == "sqlite":
        return {(g.name, g.table): _on_sqlite(g) for g in guards(SQLITE)}
    every = guards(POSTGRESQL)
    return {
        **{(g.name, g.table): _on_postgresql(g) for g in every},
        **{(f"{g.table}_truncate", g.table): _truncate(g) for g in every if g.message},
    }


def _on_sqlite(guard: Guard) -> str:
    when, act = "", guard.effect
    if guard.message:
        when, act = (
            f"WHEN {guard.condition} ",
            f"SELECT RAISE(ABORT, '{guard.message}')",
        )
    return (
        f"CREATE TRIGGER {guard.name} {guard.moment} ON {guard.table} FOR EACH ROW "
        f"{when}BEGIN {act}; END"
    )


def _on_postgresql(guard: Guard) -> str:
    return (
        f"CREATE TRIGGER {guard.name} {guard.moment} ON {guard.table} FOR EACH ROW "
        f"EXECUTE FUNCTION {guard.name}()"
    )


def _truncate(guard: Guard) -> str:
    asks = "record_truncated" if guard.message == RECORDED else "truncated"
    return (
        f"CREATE TRIGGER {guard.table}_truncate BEFORE TRUNCATE ON {guard.table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION catalogue_{asks}()"
    )


def _functions() -> Iterator[str]:
    for guard in guards(POSTGRESQL):
        act = guard.effect
        if guard.message:
            act = (
                f"IF {guard.condition} THEN RAISE EXCEPTION '{guard.message}' "
                "USING ERRCODE = 'integrity_constraint_violation'; END IF"
            )
        row = "OLD" if guard.moment.endswith("DELETE") else "NEW"
        yield (
            f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN {act}; RETURN {row}; END $$"
        )


def _drop(connection: BaseDatabaseWrapper, cursor: Any, name: str, table: str) -> None:
    place = f" ON {table}" if connection.vendor == "postgresql" else ""
    cursor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")


def _is_up_to_date(connection: BaseDatabaseWrapper, cursor: Any) -> bool:
    tables = set(connection.introspection.table_names(cursor))
    return all(
        model._meta.db_table in tables
        and {field.column for field in model._meta.concrete_fields}
        <= {
            column.name
            for column in connection.introspection.get_table_description(
                cursor, model._meta.db_table
            )
        }
        for model in (*apps.get_app_config("catalogue").get_models(), *records())
    )
