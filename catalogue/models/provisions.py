"""Provisions: the lines that say who does something, or whether it is covered."""

from django.db import models
from django.utils import timezone

from .constraints import both_or_neither, one_of
from .parts import RevisionPart
from .providers import Revision
from .sections import Party, Section


class Matrix(RevisionPart):
    """A table of provisions with a column for each party."""

    revision_path = "section__revision"

    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, related_name="matrices"
    )
    title = models.CharField(max_length=2000)
    columns = models.JSONField(
        default=list, help_text="Column headings, as printed, in order."
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "matrices"

    def __str__(self):
        return self.title


class Component(RevisionPart):
    """A named part of the service with a description and scope lines."""

    revision_path = "section__revision"

    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, related_name="components"
    )
    title = models.CharField(max_length=2000)
    description = models.TextField(blank=True)
    charge_basis = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title


class ProvisionKind(models.TextChoices):
    """Kind of a Provision."""

    SCENARIO = "scenario"
    ACTIVITY = "activity"
    SCOPE = "scope"
    SERVICE = "service"
    DUTY = "duty"
    EXCLUSION = "exclusion"
    LIMIT = "limit"


class ProvisionCharge(models.TextChoices):
    """Charge of a Provision."""

    INCLUDED = "included", "included"
    HOURLY = "hourly", "hourly"
    SOW = "sow", "statement of work"
    FEE = "fee", "additional fee"
    CUSTOMER = "customer", "the customer's to do"
    VENDOR = "vendor", "the vendor's to do"
    UNSTATED = "unstated", "not stated"


class Provision(RevisionPart):
    """One line of a guide: its verbatim text, its outcome as printed, and what it costs.

    `label` is the document's own outcome cell and is never lost; `charge` is its meaning.
    """

    Kind = ProvisionKind
    Charge = ProvisionCharge

    revision = models.ForeignKey(
        Revision, on_delete=models.CASCADE, related_name="provisions"
    )
    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, related_name="provisions"
    )
    matrix = models.ForeignKey(
        Matrix, on_delete=models.CASCADE, null=True, blank=True, related_name="rows"
    )
    component = models.ForeignKey(
        Component, on_delete=models.CASCADE, null=True, blank=True, related_name="lines"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.SlugField(
        max_length=120, help_text="Stays the same from revision to revision."
    )
    text = models.TextField()
    label = models.CharField(
        max_length=2000, blank=True, help_text="Outcome as printed."
    )
    charge = models.CharField(max_length=10, choices=Charge, default=Charge.UNSTATED)
    supported = models.BooleanField(null=True, blank=True)
    group = models.CharField(max_length=2000, blank=True)
    markers = models.JSONField(
        default=list,
        blank=True,
        help_text="Footnote markers as printed; some may lead nowhere.",
    )
    in_prose = models.BooleanField(
        default=False, help_text="A sentence of the section's prose."
    )
    line = models.PositiveIntegerField(
        null=True, blank=True, help_text="Line of the source."
    )

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(
                fields=["revision", "position"], name="catalogue_provision_order"
            ),
            models.Index(
                fields=["kind", "revision"], name="catalogue_provision_kind_idx"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "key"],
                name="catalogue_provision_key_per_revision",
                violation_error_message="This revision has a provision with that key.",
            ),
            one_of("catalogue_provision_kind", "kind", ProvisionKind.values),
            one_of("catalogue_provision_charge", "charge", ProvisionCharge.values),
            models.CheckConstraint(
                name="catalogue_provision_text_given",
                condition=~models.Q(text=""),
                violation_error_message="Give the provision's text.",
            ),
        ]

    def __str__(self):
        return self.text[:100]

    @property
    def anchor(self):
        """Fragment of the provision on the guide's page; the same in every revision."""
        return f"p-{self.key}"


class Assignment(RevisionPart):
    """The cell of one party in a provision's row: the mark as printed, with its footnotes."""

    revision_path = "provision__revision"
    named_by = ("provision", "party")

    provision = models.ForeignKey(
        Provision, on_delete=models.CASCADE, related_name="assignments"
    )
    party = models.ForeignKey(
        Party, on_delete=models.CASCADE, related_name="assignments"
    )
    mark = models.CharField(max_length=2000)
    markers = models.JSONField(
        default=list, blank=True, help_text="Footnote markers as printed."
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provision", "party"],
                name="catalogue_assignment_party_once",
                violation_error_message="This row has a mark for that party already.",
            ),
            models.CheckConstraint(
                name="catalogue_assignment_mark_given",
                condition=~models.Q(mark=""),
                violation_error_message="A blank cell is no assignment: delete it instead.",
            ),
        ]

    def __str__(self):
        return f"{self.party}: {self.mark}"

    def name_in_history(self):
        """The cell: its row and its column."""
        return f"{self.provision} · {self.party}"


class Alias(models.Model):
    """Other words for a provision. Staff add them at any time: an alias is not contract text."""

    provision = models.ForeignKey(
        Provision, on_delete=models.CASCADE, related_name="aliases"
    )
    text = models.CharField(max_length=300)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    added_by = models.CharField(max_length=254, editable=False)

    class Meta:
        ordering = ["text", "pk"]
        verbose_name_plural = "aliases"
        constraints = [
            models.UniqueConstraint(
                fields=["provision", "text"],
                name="catalogue_alias_once",
                violation_error_message="The provision has this alias already.",
            ),
            both_or_neither("catalogue_alias_added", "added_at", "added_by"),
        ]

    def __str__(self):
        return self.text
