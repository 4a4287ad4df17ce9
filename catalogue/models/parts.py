"""The wall around published revisions: what belongs to one is written only while it is a draft."""

from django.db import models, transaction

from .providers import OutsideRevision, Revision, RevisionIsFixed
from .recorded import Recorded, RecordedQuerySet
from .references import owners_of, part_keys

MESSAGE = (
    "This revision is no longer a draft. Make a new draft of the guide and change that."
)
OUTSIDE = "What belongs to a revision can point only at parts of the same revision."


class PartQuerySet(RecordedQuerySet):
    """Bulk writes that respect the wall; `update` and `delete` walk past `save()`."""

    @transaction.atomic
    def update(self, **values):
        """Change rows of drafts; raises `RevisionIsFixed` when a row belongs to another state.

        Foreign keys inside the revision are only cleared here: `save()` checks where they lead.
        """
        for key in part_keys(self.model):
            moved = {key.name, key.attname} & values.keys()
            if any(values[name] is not None for name in moved):
                raise OutsideRevision(f"Set {key.name} row by row, with save().")
        self._require_draft()
        return super().update(**values)

    @transaction.atomic
    def delete(self):
        """Delete rows of drafts; raises `RevisionIsFixed` as `update` does."""
        self._require_draft()
        return super().delete()

    @transaction.atomic
    def bulk_create(self, objs, *args, update_conflicts=False, **kwargs):
        """Add rows to drafts; raises `RevisionIsFixed` as `save` does."""
        if update_conflicts:
            raise RevisionIsFixed("Rows are added here, not changed.")
        objs = list(objs)
        require_draft(_owners(objs))
        return super().bulk_create(objs, *args, **kwargs)

    def _require_draft(self):
        path = self.model.revision_path
        require_draft(set(self.order_by().values_list(path, flat=True).distinct()))


class RevisionPart(Recorded):
    """Base of everything a revision consists of. `revision_path` leads to the revision."""

    revision_path = "revision"

    position = models.PositiveIntegerField(default=0, db_index=False)
    ref = models.CharField(
        max_length=200,
        blank=True,
        help_text="Rows of the register of facts, for instance W32.",
    )

    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Write the row; raises `RevisionIsFixed` unless its revision is a draft.

        `OutsideRevision` when it points at a part of another revision.
        """
        require_draft(_owners([self]) | self._stored_owner())
        super().save(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args, **kwargs):
        """Delete the row; raises `RevisionIsFixed` unless its revision is a draft."""
        require_draft(self._stored_owner())
        return super().delete(*args, **kwargs)

    def revision_pk(self):
        """Primary key of the revision this row now points to."""
        owner = self
        *steps, last = self.revision_path.split("__")
        for step in steps:
            owner = getattr(owner, step)
        return getattr(owner, f"{last}_id")

    def owner_of_change(self):
        return {"revision_id": self.revision_pk()}

    def _stored_owner(self):
        # A row must not leave a published revision by being pointed at a draft.
        if self.pk is None:
            return set()
        rows = type(self)._base_manager.filter(pk=self.pk)
        return set(rows.values_list(self.revision_path, flat=True))


def _owners(rows):
    owners = owners_of(rows)
    if any(len(revisions) > 1 for revisions in owners):
        raise OutsideRevision(OUTSIDE)
    return set().union(*owners)


def require_draft(pks):
    """Raise `RevisionIsFixed` unless every revision in `pks` is a draft.

    They stay locked until the transaction ends, so that none is published meanwhile; and they no
    longer say what was once read into them.
    """
    rows = Revision._base_manager.select_for_update(no_key=True).filter(pk__in=pks)
    locked = list(rows.order_by("pk").values_list("pk", "state", "content_digest"))
    drafts = {pk for pk, state, _ in locked if state == Revision.State.DRAFT}
    if drafts != set(pks):
        raise RevisionIsFixed(MESSAGE)
    if any(digest for _, _, digest in locked):
        Revision._base_manager.filter(pk__in=pks).update(content_digest="")
