"""References inside a revision: what belongs to one points at what belongs to the same one.

A model with a `revision_path` belongs to a revision; the path leads there.
"""

from django.apps import apps
from django.db.models import F, Q


def part_keys(model):
    """Foreign keys of `model` to a revision or to a part of one."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.many_to_one and hasattr(field.related_model, "revision_path")
    ]


def owners_of(rows):
    """The revisions each of `rows` (of one model) leads to: a list of sets of primary keys.

    As stored, not as loaded, in a query for each foreign key, however many rows there are.
    """
    owners = [set() for _ in rows]
    for key in part_keys(type(rows[0])) if rows else []:
        target = key.related_model
        ids = {getattr(row, key.attname) for row in rows} - {None}
        known = target._base_manager.filter(pk__in=ids)
        found = dict(known.values_list("pk", target.revision_path))
        for row, revisions in zip(rows, owners, strict=True):
            if getattr(row, key.attname) in found:
                revisions.add(found[getattr(row, key.attname)])
    return owners


def crossing(revision):
    """Kinds of rows by which `revision` points at another revision, or another at it."""
    return [
        str(model._meta.verbose_name)
        for model in apps.get_models(include_auto_created=True)
        for key in part_keys(model)[1:]
        if _crosses(model, part_keys(model)[0], key, revision)
    ]


def _crosses(model, owner, key, revision):
    here, there = _path(owner), _path(key)
    rows = model._base_manager.filter(Q(**{here: revision}) | Q(**{there: revision}))
    apart = rows.exclude(**{key.name: None}).exclude(**{here: F(there)})
    return apart.exists()


def _path(key):
    path = key.related_model.revision_path
    return key.name if path == "pk" else f"{key.name}__{path}"
