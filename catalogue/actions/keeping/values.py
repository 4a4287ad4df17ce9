"""Fields that staff had set on rows which the new draft has too."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from catalogue import milestones
from catalogue.actions.matching import counterparts, normal
from catalogue.models import Party, Provision, Revision, ServiceLevel
from catalogue.platform import audit

from .evidence import Correction, corrections
from .kept import Kept, KeptValue

# No reader knows a calendar or what ends a clock, and it leaves a side open only when nothing
# tells it.
OPEN: dict[Any, tuple[str, ...]] = {
    Party: ("side",),
    ServiceLevel: ("calendar", "met_by"),
}


def keep_values(old: Revision, draft: Revision, kept: Kept) -> None:
    """Set the draft's charges, groups, sides and calendars as staff had set them on `old`.

    A charge, a group and whether a line is supported count where the row's text and outcome are
    printed as before; a side where the party has the same name; a calendar, and what ends the
    clocks, where the level has.
    What an earlier call kept stays.
    """
    found = corrections(old)
    for model, pairs in (
        (Provision, _provisions(old, draft, found)),
        (Party, _named(Party, old, draft)),
        (ServiceLevel, _named(ServiceLevel, old, draft)),
    ):
        wanted = _wanted(model, found, pairs)
        _report_lost(model, found, pairs, old, kept)
        _keep(model, wanted, old, kept)


def _provisions(
    old: Revision, draft: Revision, found: list[Correction]
) -> dict[str, tuple[Any, Any]]:
    keys = [each.name for each in found if each.model is Provision]
    rows = list(old.provisions.filter(key__in=keys)) if keys else []
    same = counterparts(rows, draft)
    new = Provision.objects.in_bulk(same.values())
    return {row.key: (row, new.get(same.get(row.pk))) for row in rows}


def _named(model: Any, old: Revision, draft: Revision) -> dict[str, tuple[Any, Any]]:
    """Rows with names and aliases, as parties and service levels are."""
    new: dict[str, Any] = {}
    for row in model.objects.filter(revision=draft):
        for name in (row.name, *row.aliases):
            new.setdefault(normal(name), row)
    return {
        row.name: (
            row,
            next(
                (
                    new[normal(name)]
                    for name in (row.name, *row.aliases)
                    if normal(name) in new
                ),
                None,
            ),
        )
        for row in model.objects.filter(revision=old)
    }


def _wanted(
    model: Any, found: list[Correction], pairs: dict[str, tuple[Any, Any]]
) -> list[tuple[Any, Any, str, str]]:
    """Old row, new row, field and who set it."""
    wanted = [
        (*pairs[each.name], each.field, each.by)
        for each in found
        if each.model is model and each.name in pairs
    ]
    told = {(old.pk, field) for old, _, field, _ in wanted}
    for name in OPEN.get(model, ()):
        for old, new in pairs.values():
            open_ = new is not None and not getattr(new, name)
            if open_ and (old.pk, name) not in told:
                wanted.append((old, new, name, ""))
    return [row for row in wanted if row[1] and _is_printed_alike(*row[:2])]


def _is_printed_alike(old: Any, new: Any) -> bool:
    if not isinstance(old, Provision):
        return True
    return (normal(old.text), normal(old.label)) == (
        normal(new.text),
        normal(new.label),
    )


def _keep(
    model: Any, wanted: list[tuple[Any, Any, str, str]], old: Revision, kept: Kept
) -> None:
    done = {(each.model, each.row, each.field) for each in kept.values}
    values: dict[str, Any] = {}
    groups: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    name = model._meta.model_name
    for before, row, field, by in wanted:
        attribute = model._meta.get_field(field).attname
        value, read = getattr(before, attribute), getattr(row, attribute)
        if value == read or (name, row.pk, field) in done:
            continue
        done.add((name, row.pk, field))
        values[repr(value)] = value
        groups[field, repr(value), by].append(row.pk)
        kept.values.append(
            KeptValue(
                model=name,
                row=row.pk,
                name=str(row),
                field=field,
                read=read,
                kept=value,
                shown_read=_shown(row, field),
                shown_kept=_shown(before, field),
                by=by,
                revision=old.number,
            )
        )
    for (field, value, by), rows in groups.items():
        with audit.acting(by or audit.author()):
            _write(model, rows, field, values[value])


def _write(model: Any, rows: list[int], field: str, value: Any) -> None:
    if model._meta.get_field(field).many_to_one:
        # A calendar: its provider's, so that it may be set in one go.
        for row in model.objects.filter(pk__in=rows):
            setattr(row, f"{field}_id", value)
            row.save()
        return
    model.objects.filter(pk__in=rows).update(**{field: value})


def _report_lost(
    model: Any,
    found: list[Correction],
    pairs: dict[str, tuple[Any, Any]],
    old: Revision,
    kept: Kept,
) -> None:
    word = model._meta.verbose_name
    for each in found:
        before, row = pairs.get(each.name, (None, None))
        if each.model is not model or before is None:
            continue
        value = _shown(before, each.field) or "blank"
        if row is None:
            why = "is gone"
        elif not _is_printed_alike(before, row):
            why = "is printed otherwise now"
        else:
            continue
        kept.lost.append(
            f"The {word} “{before}” {why}; in revision {old.number} "
            f"its {each.field} was set to “{value}”."
        )


def _shown(row: Any, field: str) -> str:
    if field == "supported":
        return {True: "supported", False: "not supported"}.get(row.supported, "")
    if field == "met_by":
        return milestones.told(row.met_by)
    display = getattr(row, f"get_{field}_display", None)
    value = display() if display else getattr(row, field)
    return "" if value is None else str(value)
