"""The text of a revision: who it names, its sections, footnotes and definitions."""

from django.db import models

from .constraints import one_of
from .parts import RevisionPart
from .providers import Revision


class PartySide(models.TextChoices):
    """Side of a Party."""

    PROVIDER = "provider"
    VENDOR = "vendor"
    PARTNER = "partner"
    CUSTOMER = "customer"
    UNDECIDED = "", "undecided"


class Party(RevisionPart):
    """Somebody a revision names (a provider, a vendor, a role, the customer), on one side."""

    Side = PartySide

    revision = models.ForeignKey(
        Revision, on_delete=models.CASCADE, related_name="parties"
    )
    name = models.CharField(max_length=500)
    side = models.CharField(
        max_length=10, choices=Side, default=Side.UNDECIDED, blank=True
    )
    aliases = models.JSONField(
        default=list, blank=True, help_text="Other names in the text."
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "name"],
                name="catalogue_party_name_per_revision",
                violation_error_message="This revision names that party already.",
            ),
            one_of("catalogue_party_side", "side", PartySide.values),
        ]

    def __str__(self):
        return self.name


class Section(RevisionPart):
    """A numbered part of a revision, with prose. The sections of a revision form a tree."""

    revision = models.ForeignKey(
        Revision, on_delete=models.CASCADE, related_name="sections"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    number = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=2000)
    depth = models.PositiveSmallIntegerField(default=1)
    prose = models.TextField(blank=True, help_text="Paragraphs, parted by blank lines.")
    line = models.PositiveIntegerField(
        null=True, blank=True, help_text="Line of the source."
    )

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(
                fields=["revision", "position"], name="catalogue_section_order"
            )
        ]

    def __str__(self):
        return f"{self.number} {self.title}".strip()

    @property
    def anchor(self):
        """Fragment of the section on the guide's page."""
        return f"section-{self.pk}"


class Footnote(RevisionPart):
    """A marker and its text, in the section that prints it."""

    revision_path = "section__revision"

    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, related_name="footnotes"
    )
    marker = models.CharField(max_length=100)
    text = models.TextField()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.marker} {self.text}"


class Term(RevisionPart):
    """A definition."""

    revision = models.ForeignKey(
        Revision, on_delete=models.CASCADE, related_name="terms"
    )
    section = models.ForeignKey(
        Section, on_delete=models.SET_NULL, null=True, blank=True, related_name="terms"
    )
    term = models.CharField(max_length=2000)
    meaning = models.TextField()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.term
