"""The wall around published revisions: what belongs to one is written only while it is a draft."""

from django.db import models

from .providers import Revision, RevisionIsFixed

MESSAGE = (
    "This revision is no longer a draft. Make a new draft of the guide and change that."
)


class PartQuerySet(models.QuerySet):
    """Bulk writes that respect the wall; `update` and `delete` walk past `save()`."""

    def update(self, **values):
        """Change rows of drafts; raises `RevisionIsFixed` when a row belongs to another state."""
        self._refuse_fixed()
        return super().update(**values)

    def delete(self):
        """Delete rows of drafts; raises `RevisionIsFixed` as `update` does."""
        self._refuse_fixed()
        return super().delete()

    def bulk_create(self, objs, *args, **kwargs):
        """Add rows to drafts; raises `RevisionIsFixed` as `update` does."""
        objs = list(objs)
        require_draft({obj.revision_pk() for obj in objs})
        return super().bulk_create(objs, *args, **kwargs)

    def _refuse_fixed(self):
        path = self.model.revision_path
        draft = {f"{path}__state": Revision.State.DRAFT}
        if self.order_by().exclude(**draft).exists():
            raise RevisionIsFixed(MESSAGE)


class RevisionPart(models.Model):
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

    def save(self, *args, **kwargs):
        """Write the row; raises `RevisionIsFixed` unless its revision is a draft."""
        require_draft({self.revision_pk(), self._stored_revision_pk()} - {None})
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Delete the row; raises `RevisionIsFixed` unless its revision is a draft."""
        require_draft({self._stored_revision_pk()} - {None})
        return super().delete(*args, **kwargs)

    def revision_pk(self):
        """Primary key of the revision this row now points to."""
        owner = self
        *steps, last = self.revision_path.split("__")
        for step in steps:
            owner = getattr(owner, step)
        return getattr(owner, f"{last}_id")

    def _stored_revision_pk(self):
        # A row must not leave a published revision by being pointed at a draft.
        if self._state.adding or self.pk is None:
            return None
        rows = type(self)._base_manager.filter(pk=self.pk)
        return rows.values_list(self.revision_path, flat=True).first()


def require_draft(pks):
    """Raise `RevisionIsFixed` unless every revision in `pks` is a draft."""
    drafts = Revision.objects.filter(pk__in=pks, state=Revision.State.DRAFT).count()
    if drafts != len(pks):
        raise RevisionIsFixed(MESSAGE)
