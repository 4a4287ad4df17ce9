"""Service levels: what a revision promises, per priority, on which calendar."""

from django.core.exceptions import ValidationError
from django.db import models

from catalogue.milestones import problems_of

from .calendars import Calendar
from .constraints import not_negative, one_of
from .parts import RevisionPart
from .providers import Revision
from .sections import Section
from .texts import validate_indexed


class ServiceLevelClockStart(models.TextChoices):
    """ClockStart of a Service level."""

    REPORT = "report", "when the report arrives"
    UNDERSTOOD = "understood", "when the report is received and understood"
    UNSTATED = "", "not stated"


class ServiceLevelReclassification(models.TextChoices):
    """Reclassification of a Service level."""

    FORWARD = "forward", "apply from then on"
    RECOMPUTE = "recompute", "recompute from the start"
    RESTART = "restart", "restart the clock"
    UNSTATED = "", "not stated"


class ServiceLevelReopening(models.TextChoices):
    """Reopening of a Service level."""

    CONTINUE = "continue", "the clock goes on"
    RESTART = "restart", "the clock restarts"
    UNSTATED = "", "not stated"


class ServiceLevel(RevisionPart):
    """Targets, channels, intake and policies of one level of service, as one revision states them.

    Never global: three meanings of “response” and four calendars stand in the bundled guides
    alone. A blank policy means that the revision does not say.
    """

    ClockStart = ServiceLevelClockStart
    Reclassification = ServiceLevelReclassification

    Reopening = ServiceLevelReopening

    revision = models.ForeignKey(
        Revision, on_delete=models.CASCADE, related_name="service_levels"
    )
    section = models.ForeignKey(
        Section,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="service_levels",
    )
    calendar = models.ForeignKey(
        Calendar,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="service_levels",
    )
    name = models.CharField(max_length=1000, validators=[validate_indexed])
    aliases = models.JSONField(default=list, blank=True)
    default_priority = models.CharField(max_length=1000, blank=True)
    attainment_percent = models.DecimalField(
        max_digits=6, decimal_places=3, null=True, blank=True
    )
    availability_percent = models.DecimalField(
        max_digits=6, decimal_places=3, null=True, blank=True
    )
    response_means = models.TextField(blank=True)
    clock_starts = models.CharField(max_length=20, choices=ClockStart, blank=True)
    on_reclassification = models.CharField(
        max_length=20, choices=Reclassification, blank=True
    )
    on_reopening = models.CharField(max_length=20, choices=Reopening, blank=True)
    met_by = models.JSONField(
        default=dict,
        blank=True,
        help_text="By metric, what ends its clock: reply, call, work, workaround, action_plan, "
        "resolved. A metric that is not named ends as is usual.",
    )
    notes = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "name"],
                name="catalogue_servicelevel_name_per_revision",
                violation_error_message="This revision has a service level of that name.",
            ),
            one_of(
                "catalogue_servicelevel_start",
                "clock_starts",
                ["", "report", "understood"],
            ),
            not_negative(
                "catalogue_servicelevel_percent",
                "attainment_percent",
                "availability_percent",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """Refuse a `met_by` that names no metric of a guide, or nothing that ends a clock."""
        if found := problems_of(self.met_by):
            raise ValidationError({"met_by": found})


class IntakeFieldKind(models.TextChoices):
    """Kind of a Intake field."""

    TEXT = "text"
    LONG_TEXT = "long_text", "long text"
    DATETIME = "datetime", "date and time"
    NUMBER = "number"
    CHOICE = "choice"
    FILE = "file"


class IntakeField(RevisionPart):
    """What a reporter must supply with a ticket."""

    revision_path = "service_level__revision"

    Kind = IntakeFieldKind

    service_level = models.ForeignKey(
        ServiceLevel, on_delete=models.CASCADE, related_name="intake_fields"
    )
    label = models.CharField(max_length=1000)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TEXT)
    required = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            one_of("catalogue_intakefield_kind", "kind", IntakeFieldKind.values)
        ]

    def __str__(self):
        return self.label


class ExemptionReason(models.TextChoices):
    """Reason of a Exemption."""

    THIRD_PARTY = "third_party", "third party"
    CUSTOMER = "customer"
    OTHER = "other"


class Exemption(RevisionPart):
    """A case to which the times do not apply."""

    revision_path = "service_level__revision"

    Reason = ExemptionReason

    service_level = models.ForeignKey(
        ServiceLevel, on_delete=models.CASCADE, related_name="exemptions"
    )
    text = models.TextField()
    reason = models.CharField(max_length=12, choices=Reason, default=Reason.THIRD_PARTY)
    reported_separately = models.BooleanField(default=True)
    duties = models.JSONField(
        default=list,
        blank=True,
        help_text="Keys of the provisions that say what the provider still owes meanwhile.",
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            one_of("catalogue_exemption_reason", "reason", ExemptionReason.values)
        ]

    def __str__(self):
        return self.text[:100]
