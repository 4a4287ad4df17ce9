"""The register of oddities that need a decision."""

from django.db import models, transaction
from django.db.models.signals import m2m_changed
from django.dispatch import receiver
from django.utils import timezone

from .constraints import both_or_neither, one_of
from .providers import OutsideRevision, Revision, RevisionIsFixed
from .provisions import Provision
from .sections import Section

# What is written on findings of published revisions too.
DECISION = {"reading", "decided_at", "decided_by"}
FIXED = "A finding of a revision that is no draft is decided; it is neither changed nor deleted."
STAYS = "A finding belongs to its revision, and rests on sections and rows of it."


class FindingQuerySet(models.QuerySet):
    """Findings by state. Bulk writes keep to decisions once the revision is no draft."""

    def open(self):
        """Those nobody has decided."""
        return self.filter(decided_at__isnull=True)

    @transaction.atomic
    def update(self, **values):
        """Change findings; raises `RevisionIsFixed` for more than a decision on one that is fixed.

        `OutsideRevision` when they are moved: `save()` checks where a section belongs.
        """
        moved = {"revision", "revision_id", "section", "section_id"} & values.keys()
        if any(values[name] is not None for name in moved):
            raise OutsideRevision(STAYS)
        if values.keys() - DECISION:
            require_open_revisions(self)
        return super().update(**values)

    @transaction.atomic
    def delete(self):
        """Delete findings of drafts; raises `RevisionIsFixed` when any belongs to another state."""
        require_open_revisions(self)
        return super().delete()

    @transaction.atomic
    def bulk_create(self, objs, *args, update_conflicts=False, **kwargs):
        """Add findings; raises `OutsideRevision` for a section of another revision."""
        objs = list(objs)
        if update_conflicts:
            raise RevisionIsFixed(FIXED)
        for finding in objs:
            finding.require_own_section()
        return super().bulk_create(objs, *args, **kwargs)


class FindingOrigin(models.TextChoices):
    """Origin of a Finding."""

    READER = "reader"
    CHECK = "check"
    STAFF = "staff"


class Finding(models.Model):
    """Something in a revision that needs a decision: a blank cell, a contradiction, a missing rate.

    The decision is written on published revisions too: it is a reading of the contract, not the
    contract. Nothing is charged, refused or credited on an open finding.
    """

    Origin = FindingOrigin

    revision = models.ForeignKey(
        Revision, on_delete=models.CASCADE, related_name="findings"
    )
    section = models.ForeignKey(
        Section,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="findings",
    )
    provisions = models.ManyToManyField(Provision, blank=True, related_name="findings")
    kind = models.SlugField(max_length=60)
    text = models.TextField()
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.STAFF)
    position = models.PositiveIntegerField(default=0)
    line = models.PositiveIntegerField(null=True, blank=True)
    reading = models.TextField(blank=True, help_text="The reading chosen.")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ref = models.CharField(max_length=200, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            one_of("catalogue_finding_origin", "origin", FindingOrigin.values),
            both_or_neither("catalogue_finding_decided", "decided_at", "decided_by"),
            models.CheckConstraint(
                name="catalogue_finding_decided_reading",
                condition=models.Q(decided_at__isnull=True) | ~models.Q(reading=""),
                violation_error_message="A decision states the reading chosen.",
            ),
        ]

    def __str__(self):
        return self.text[:100]

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Write the finding.

        Raises `OutsideRevision` when it leaves its revision or points at a section of another one,
        `RevisionIsFixed` when more than the decision changes and the revision is no draft.
        """
        stored = Finding._base_manager.filter(pk=self.pk).first()
        if stored:
            self._require_same(stored)
        self.require_own_section()
        super().save(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args, **kwargs):
        """Delete the finding; raises `RevisionIsFixed` unless its revision is a draft."""
        require_open_revisions(Finding._base_manager.filter(pk=self.pk))
        return super().delete(*args, **kwargs)

    @property
    def is_open(self):
        return self.decided_at is None

    def require_own_section(self):
        """Raise `OutsideRevision` when the section is not one of the finding's revision."""
        own = Section._base_manager.filter(
            pk=self.section_id, revision=self.revision_id
        )
        if self.section_id and not own.exists():
            raise OutsideRevision(STAYS)

    def _require_same(self, stored):
        if stored.revision_id != self.revision_id:
            raise OutsideRevision(STAYS)
        names = {field.attname for field in self._meta.concrete_fields} - DECISION
        if any(getattr(stored, name) != getattr(self, name) for name in names):
            require_open_revisions(Finding._base_manager.filter(pk=self.pk))


def require_open_revisions(findings):
    """Lock the revisions of `findings`; raise `RevisionIsFixed` unless all are drafts."""
    pks = set(findings.order_by().values_list("revision_id", flat=True))
    rows = Revision._base_manager.select_for_update(no_key=True).filter(pk__in=pks)
    if any(not revision.is_draft for revision in rows.order_by("pk")):
        raise RevisionIsFixed(FIXED)


@receiver(m2m_changed, sender=Finding.provisions.through)
def keep_links(sender, instance, action, reverse, pk_set, **kwargs):
    """Django writes links past every manager; this is where it can be told no."""
    if action.startswith("pre_"):
        _check_links(instance, action, reverse, pk_set or set())


def _check_links(instance, action, reverse, pks):
    """Links stay inside a revision; once it is no draft, only a new finding gets its first ones."""
    model = Finding if reverse else Provision
    strange = model._base_manager.filter(pk__in=pks).exclude(
        revision=instance.revision_id
    )
    if action == "pre_add" and strange.exists():
        raise OutsideRevision(STAYS)
    # As stored and locked, not as loaded: it may have been published meanwhile.
    rows = Revision._base_manager.select_for_update(no_key=True)
    if rows.get(pk=instance.revision_id).is_draft or not (pks or action == "pre_clear"):
        return
    known = reverse or instance.provisions.exists()
    if action != "pre_add" or known:
        raise RevisionIsFixed(FIXED)
