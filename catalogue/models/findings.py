"""The register of oddities that need a decision."""

from django.db import models
from django.utils import timezone

from .constraints import both_or_neither, one_of
from .providers import Revision
from .provisions import Provision
from .sections import Section


class FindingQuerySet(models.QuerySet):
    """Findings by state."""

    def open(self):
        """Those nobody has decided."""
        return self.filter(decided_at__isnull=True)


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

    @property
    def is_open(self):
        return self.decided_at is None
