"""The history of drafts and customers: who changed which field of which row, from what to what."""

from django.db import models, transaction
from django.utils import timezone

from catalogue.platform import audit

from .constraints import one_of

LONGEST = (
    4000  # of a value kept before and after; longer texts are cut, the row says so
)
CUT = " […]"
# Housekeeping, or the order of rows: a list of sixty moved rows says less than nothing.
SILENT = {"id", "position", "content_digest"}


def with_its_owner(collector, field, sub_objs, using):
    """`on_delete` of history: a trigger takes it along, after its owner (`platform.guards`).

    Django deletes the rows that point at one before that one; but history whose owner is there is
    kept, and the database cannot tell a row that goes first from one that somebody takes away.
    """


with_its_owner.lazy_sub_objs = True  # type: ignore[attr-defined]  # not looked up


class ChangeIsKept(Exception):
    """History is written once: it is neither changed nor deleted."""


class ChangeQuerySet(models.QuerySet):
    """History rows; only added to."""

    def visible_to(self, actor):
        """Rows of the customers the actor may see; those of revisions are for the admin alone."""
        customers = self.model._meta.get_field("customer").related_model
        return self.filter(customer__in=customers.objects.visible_to(actor))

    def update(self, **values):
        raise ChangeIsKept("History is not rewritten.")

    def delete(self):
        raise ChangeIsKept("History is not deleted.")


class ChangeAction(models.TextChoices):
    """Action of a Change."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    NOTED = "noted"


class Change(models.Model):
    """One field of one row that changed, or a note about a revision as a whole.

    Belongs to a revision or to a customer, and goes with it.
    """

    Action = ChangeAction

    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.CharField(max_length=254, editable=False)
    revision = models.ForeignKey(
        "catalogue.Revision",
        on_delete=with_its_owner,
        null=True,
        editable=False,
        related_name="changes",
    )
    customer = models.ForeignKey(
        "catalogue.Customer",
        on_delete=with_its_owner,
        null=True,
        editable=False,
        related_name="changes",
    )
    action = models.CharField(max_length=7, choices=Action, editable=False)
    model = models.CharField(
        max_length=60, editable=False, help_text="Kind of row, for instance provision."
    )
    row = models.CharField(
        max_length=40, editable=False, help_text="Primary key of the row."
    )
    name = models.CharField(
        max_length=300, editable=False, help_text="What the row was called."
    )
    field = models.CharField(max_length=60, blank=True, editable=False)
    before = models.TextField(blank=True, editable=False)
    after = models.TextField(blank=True, editable=False)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["revision", "-id"], name="catalogue_change_revision"),
            models.Index(fields=["customer", "-id"], name="catalogue_change_customer"),
            models.Index(fields=["model", "row"], name="catalogue_change_row"),
        ]
        constraints = [
            one_of("catalogue_change_action", "action", ChangeAction.values),
            models.CheckConstraint(
                name="catalogue_change_owner",
                condition=models.Q(revision__isnull=True)
                ^ models.Q(customer__isnull=True),
                violation_error_message="A change belongs to a revision or to a customer.",
            ),
        ]

    def __str__(self):
        what = f"{self.name}: {self.field}" if self.field else self.name
        return f"{what} {self.action} by {self.by}"

    def save(self, *args, **kwargs):
        """Add the row; raises `ChangeIsKept` for one that is stored already."""
        if not self._state.adding:
            raise ChangeIsKept("History is not rewritten.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Raises `ChangeIsKept`: history goes only with what it belongs to."""
        raise ChangeIsKept("History is not deleted.")


class RecordedQuerySet(models.QuerySet):
    """Bulk writes that leave history rows, as `Recorded` does for single ones."""

    @transaction.atomic
    def update(self, **values):
        """Change rows; a history row for each field that became another."""
        if audit.is_summed_up() or self.query.is_sliced:
            return super().update(**values)
        fields = recorded_fields(self.model, values)
        before = {row.pk: row for row in with_names(self.order_by()) if fields}
        changed = super().update(**values)
        rows = with_names(self.model._base_manager.filter(pk__in=before))
        record(
            change
            for row in rows
            for change in differences(before[row.pk], row, fields)
        )
        return changed

    @transaction.atomic
    def delete(self):
        """Delete rows; a history row for each."""
        if not audit.is_summed_up():
            rows = with_names(self.order_by())
            record([whole(row, ChangeAction.REMOVED) for row in rows])
        return super().delete()

    @transaction.atomic
    def bulk_create(self, objs, *args, **kwargs):
        """Add rows; a history row for each."""
        added = super().bulk_create(objs, *args, **kwargs)
        if not audit.is_summed_up():
            record([whole(row, ChangeAction.ADDED) for row in added])
        return added


class Recorded(models.Model):
    """Base of rows whose changes are kept: `owner_of_change` says whose history they belong to.

    `named_by` are the relations that the row's name is made of.
    """

    named_by: tuple[str, ...] = ()

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Write the row and what changed."""
        if audit.is_summed_up():
            super().save(*args, **kwargs)
            return
        stored = type(self)._base_manager.filter(pk=self.pk).first()
        super().save(*args, **kwargs)
        if stored is None:
            record([whole(self, ChangeAction.ADDED)])
        else:
            record(differences(stored, self, recorded_fields(type(self))))

    @transaction.atomic
    def delete(self, *args, **kwargs):
        """Delete the row and keep that it was there."""
        if not audit.is_summed_up():
            record([whole(self, ChangeAction.REMOVED)])
        return super().delete(*args, **kwargs)

    def name_in_history(self):
        """What the history calls the row."""
        return str(self)

    def owner_of_change(self):
        """`{"revision_id": …}` or `{"customer_id": …}`."""
        raise NotImplementedError


def note(revision, text, *, by, at):
    """Add a line about a revision as a whole to its history, for instance “Published”."""
    return Change.objects.create(
        at=at,
        by=by,
        revision=revision,
        action=ChangeAction.NOTED,
        model="revision",
        row=revision.pk,
        name=str(revision)[:300],
        after=kept(text),
    )


def record(changes):
    """Store history rows."""
    Change.objects.bulk_create(changes, batch_size=500)


def whole(row, action):
    """The history row of a row that came or went."""
    text = kept(row.name_in_history())
    value = {"after": text} if action == ChangeAction.ADDED else {"before": text}
    return _change(row, action, **value)


def differences(before, after, fields):
    """A history row for each of `fields` that differs between two states of a row."""
    return [
        _change(
            after,
            ChangeAction.CHANGED,
            field=str(field.verbose_name),
            before=_shown(before, field),
            after=_shown(after, field),
        )
        for field in fields
        if getattr(before, field.attname)
        != field.to_python(getattr(after, field.attname))
    ]


def recorded_fields(model, names=None):
    """The columns of `model` whose changes are kept: all, or those among `names`."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in SILENT
        and (names is None or field.name in names or field.attname in names)
    ]


def with_names(rows):
    """Rows together with what their names in the history and their owners are read from."""
    model = rows.model
    above = getattr(model, "revision_path", "").rpartition("__")[0]
    joined = [*model.named_by, *([above] if above else [])]
    return rows.select_related(*joined) if joined else rows


def kept(value):
    """A value as the history keeps it."""
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


def _shown(row, field):
    if field.many_to_one:
        return kept(getattr(row, field.name))
    if field.choices:
        return kept(getattr(row, f"get_{field.name}_display")())
    value = getattr(row, field.attname)
    return kept(", ".join(map(str, value)) if isinstance(value, list) else value)


def _change(row, action, **values):
    return Change(
        by=audit.author(),
        action=action,
        model=row._meta.concrete_model._meta.model_name,
        row=str(row.pk),
        name=row.name_in_history()[:300],
        **row.owner_of_change(),
        **values,
    )
