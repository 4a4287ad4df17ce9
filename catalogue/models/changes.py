"""The history of drafts and customers: who changed which field of which row, from what to what."""

from django.db import models
from django.utils import timezone

from catalogue.platform import audit

from .constraints import one_of

LONGEST = (
    4000  # of a value kept before and after; longer texts are cut, the row says so
)
CUT = " […]"
BATCH = 500
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
    Change.objects.bulk_create(changes, batch_size=BATCH)


def whole(row, action):
    """The history row of a row that came or went."""
    text = kept(row.name_in_history())
    value = {"after": text} if action == ChangeAction.ADDED else {"before": text}
    return change_of(row, action, **value)


def differences(before, after, fields):
    """A history row for each of `fields` that differs between two states of a row."""
    return [
        changed_field(after, field, _shown(before, field), _shown(after, field))
        for field in fields
        if getattr(before, field.attname)
        != field.to_python(getattr(after, field.attname))
    ]


def changed_field(row, field, before, after):
    """The history row of a field that became another; `before` and `after` are shown as texts."""
    before, after = apart(before, after, LONGEST)
    return change_of(
        row,
        ChangeAction.CHANGED,
        field=str(field.verbose_name)[:60],
        before=kept(before),
        after=kept(after),
    )


def change_of(row, action, **values):
    """A history row about `row`, not stored yet, by the author at work."""
    return Change(
        by=audit.author(),
        action=action,
        model=row._meta.concrete_model._meta.model_name,
        row=str(row.pk),
        name=row.name_in_history()[:300],
        **row.owner_of_change(),
        **values,
    )


def recorded_fields(model, names=None):
    """The columns of `model` whose changes are kept: all, or those among `names`."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in SILENT
        and (names is None or field.name in names or field.attname in names)
    ]


def with_names(rows, *more):
    """Rows together with what their names in the history and their owners are read from.

    `more` are other relations to join.
    """
    joined = [*_joined(rows.model), *more]
    return rows.select_related(*joined) if joined else rows


def named(rows):
    """Objects of one model as `with_names` reads them: anew unless they carry all of it."""
    rows = [row for row in rows if row.pk is not None]
    first_steps = (
        {path.split("__")[0] for path in _joined(type(rows[0]))} if rows else ()
    )
    fields = [rows[0]._meta.get_field(step) for step in first_steps]
    if all(field.is_cached(row) for field in fields for row in rows):
        return rows
    return list(stored(type(rows[0]), [row.pk for row in rows]))


def stored(model, pks, *more):
    """Rows by key as `with_names` reads them, in portions: a statement takes so many keys only."""
    for start in range(0, len(pks), BATCH):
        rows = model._base_manager.filter(pk__in=pks[start : start + BATCH])
        yield from with_names(rows, *more).order_by("pk")


def kept(value):
    """A value as the history keeps it."""
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


def _joined(model):
    above = getattr(model, "revision_path", "").rpartition("__")[0]
    return [*getattr(model, "named_by", ()), *([above] if above else [])]


def apart(before, after, longest):
    """Two texts from a little before their first difference on, when one is over `longest`."""
    if max(len(before), len(after)) <= longest:
        return before, after
    pairs = enumerate(zip(before, after, strict=False))
    same = next((at for at, (a, b) in pairs if a != b), min(len(before), len(after)))
    start = max(same - longest // 10, 0)
    lead = CUT.strip() + " " if start else ""
    return lead + before[start:], lead + after[start:]


def _shown(row, field):
    if field.many_to_one:
        value = getattr(row, field.name)
        return "" if value is None else str(value)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")() or "")
    value = getattr(row, field.attname)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
