"""Rows whose changes are kept: they write the history themselves, singly or in bulk.

Whoever writes sets of rows (a grid, an import, an action on many) calls the querysets' `update`,
`delete`, `bulk_create` and Django's `bulk_update` inside `audit.acting(...)`: the history then has a
line for each field of each row that became another, in a constant number of queries for 500 rows.
`update` with the same values for many rows is cheapest; `bulk_update` reads the rows again, since
what it writes is an expression. For a text that arrives whole, wrap the writes in
`audit.summed_up()` and say it in one line: `changes.note(...)`.
"""

from collections import Counter

from django.apps import apps
from django.db import models, transaction

from catalogue.platform import audit

from .changes import (
    ChangeAction,
    changed_field,
    differences,
    named,
    record,
    recorded_fields,
    stored,
    whole,
    with_names,
)

ADDED, REMOVED = ChangeAction.ADDED, ChangeAction.REMOVED


class RecordedQuerySet(models.QuerySet):
    """Bulk writes that leave history rows, as `Recorded` does for single ones."""

    @transaction.atomic
    def update(self, **values):
        """Change rows; a history row for each field that became another."""
        return updated(self, super().update, values)

    @transaction.atomic
    def delete(self):
        """Delete rows; a history row for each, the last with what hung on them."""
        if audit.is_summed_up():
            return super().delete()
        rows = list(with_names(_rows(self)))
        lines = [whole(row, REMOVED) for row in rows if not _is_owner(row)]
        total, counts = super().delete()
        _tell_what_went_along(lines, self.model, counts)
        record(lines)
        return total, counts

    @transaction.atomic
    def bulk_create(self, objs, *args, **kwargs):
        """Add rows; a history row for each, except with `ignore_conflicts`: nobody knows them."""
        added = super().bulk_create(objs, *args, **kwargs)
        if not audit.is_summed_up():
            record([whole(row, ADDED) for row in named(added)])
        return added


class Recorded(models.Model):
    """Base of rows whose changes are kept: `owner_of_change` says whose history they belong to.

    `named_by` are the relations that the row's name is made of.
    """

    named_by: tuple[str, ...] = ()

    objects = RecordedQuerySet.as_manager()

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Write the row and what changed."""
        if audit.is_summed_up():
            super().save(*args, **kwargs)
            return
        before = self._stored()
        fields = recorded_fields(type(self), written(self, kwargs))
        computed = any(_is_computed(self, field) for field in fields)
        super().save(*args, **kwargs)
        if before is None:
            record([whole(self, ADDED)])
        else:
            record(differences(before, self._stored() if computed else self, fields))

    @transaction.atomic
    def delete(self, *args, **kwargs):
        """Delete the row and keep that it was there, with how much hung on it."""
        if audit.is_summed_up():
            return super().delete(*args, **kwargs)
        # Whose history goes with it leaves none.
        lines = [] if _is_owner(self) else [whole(self, REMOVED)]
        total, counts = super().delete(*args, **kwargs)
        _tell_what_went_along(lines, type(self), counts)
        record(lines)
        return total, counts

    def name_in_history(self):
        """What the history calls the row."""
        return str(self)

    def owner_of_change(self):
        """`{"revision_id": …}` or `{"customer_id": …}`."""
        raise NotImplementedError

    def _stored(self):
        if self.pk is None:
            return None
        return type(self)._base_manager.filter(pk=self.pk).first()


def updated(queryset, update, values):
    """What `update(**values)` of a queryset returns; the changes it makes go into the history."""
    fields = recorded_fields(queryset.model, values)
    if audit.is_summed_up() or queryset.query.is_sliced or not fields:
        return update(**values)
    joined = [field.name for field in fields if field.many_to_one]
    before = {row.pk: row for row in with_names(_rows(queryset), *joined)}
    changed = update(**values)
    record(
        line
        for row in stored(queryset.model, list(before), *joined)
        for line in differences(before[row.pk], row, fields)
    )
    return changed


def linked():
    """The many-to-many fields of recorded models."""
    return [
        field
        for model in apps.get_app_config("catalogue").get_models()
        if issubclass(model, Recorded) and not model._meta.proxy
        for field in model._meta.local_many_to_many
    ]


def links_changed(sender, instance, action, reverse, model, pk_set, **kwargs):
    """Receiver of `m2m_changed`: a line with all names before and after, from either side."""
    if audit.is_summed_up() or action not in ("post_add", "post_remove", "pre_clear"):
        return
    field = next(field for field in linked() if field.remote_field.through is sender)
    rows = [instance]
    if reverse:
        chosen = {field.name: instance} if pk_set is None else {"pk__in": pk_set}
        rows = with_names(model._base_manager.filter(**chosen))
        pk_set = {instance.pk}
    record([_links_of(row, field, action, pk_set) for row in rows if pk_set != set()])


def _links_of(row, field, action, pks):
    there = {link.pk: str(link) for link in getattr(row, field.name).all()}
    target = field.related_model._base_manager
    if action == "pre_clear":
        others = {pk: name for pk, name in there.items() if pks and pk not in pks}
        return changed_field(row, field, _listed(there), _listed(others))
    if action == "post_add":
        others = {pk: name for pk, name in there.items() if pk not in pks}
        return changed_field(row, field, _listed(others), _listed(there))
    gone = {link.pk: str(link) for link in target.filter(pk__in=pks)}
    return changed_field(row, field, _listed(there | gone), _listed(there))


def _listed(names):
    return ", ".join(sorted(names.values()))


def _rows(queryset):
    # By key: the queryset may be of values, joined or made distinct.
    rows = queryset.model._base_manager
    return rows.filter(pk__in=queryset.order_by().values("pk")).order_by("pk")


def _is_owner(row):
    return row.owner_of_change() == {f"{row._meta.model_name}_id": row.pk}


def written(row, options):
    """Names of the columns that a `save` writes: those asked for, else those loaded."""
    asked = options.get("update_fields")
    loaded = {field.attname for field in row._meta.concrete_fields}
    return loaded - row.get_deferred_fields() if asked is None else set(asked)


def _is_computed(row, field):
    return hasattr(row.__dict__.get(field.attname), "resolve_expression")


def _tell_what_went_along(lines, model, counts):
    """Say in the lines of rows that went how many others hung on them and went too."""
    if not lines:
        return
    kinds = Counter()
    for label, count in counts.items():
        kinds[apps.get_model(label)._meta.concrete_model._meta] += count
    kinds[model._meta.concrete_model._meta] -= len(lines)
    along = [
        f"{count} {meta.verbose_name if count == 1 else meta.verbose_name_plural}"
        for meta, count in kinds.items()
        if count > 0
    ]
    if along:
        lines[
            -1
        ].before += f" (with {'them' if len(lines) > 1 else 'it'}: {', '.join(along)})"
