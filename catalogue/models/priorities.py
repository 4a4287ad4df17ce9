"""Priorities of a service level, and the times promised for each."""

from django.db import models
from django.db.models import F, Q

from .constraints import one_of
from .parts import RevisionPart
from .service_levels import ServiceLevel
from .texts import validate_indexed


class Priority(RevisionPart):
    """A priority as printed, with what makes a case one, and how it may be reported."""

    revision_path = "service_level__revision"

    service_level = models.ForeignKey(
        ServiceLevel, on_delete=models.CASCADE, related_name="priorities"
    )
    label = models.CharField(max_length=2000, validators=[validate_indexed])
    criteria = models.TextField(blank=True)
    impact_from = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Percent of users, from.",
    )
    impact_below = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Percent of users, below.",
    )
    channels = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "priorities"
        constraints = [
            models.UniqueConstraint(
                fields=["service_level", "label"],
                name="catalogue_priority_label_per_level",
                violation_error_message="This service level has a priority of that name.",
            ),
            models.CheckConstraint(
                name="catalogue_priority_impact",
                condition=Q(impact_from__isnull=True)
                | Q(impact_below__isnull=True)
                | Q(impact_below__gt=F("impact_from")),
                violation_error_message="The share of users must grow.",
            ),
        ]

    def __str__(self):
        return self.label


class TargetMetric(models.TextChoices):
    """Metric of a Target."""

    RESPONSE = "response"
    WORKAROUND = "workaround"
    RESTORATION = "restoration"
    REMEDY = "remedy"
    UPDATE = "update", "progress update"


class TargetClock(models.TextChoices):
    """Clock of a Target."""

    SUPPORT = "support", "support hours"
    ELAPSED = "elapsed", "elapsed time"
    UNSTATED = "", "not stated"


class Target(RevisionPart):
    """A promised time of a priority: minutes are nominal (a day is 1440), the text as printed."""

    revision_path = "priority__service_level__revision"
    named_by = ("priority",)

    Metric = TargetMetric
    Clock = TargetClock

    priority = models.ForeignKey(
        Priority, on_delete=models.CASCADE, related_name="targets"
    )
    metric = models.CharField(max_length=12, choices=Metric)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    clock = models.CharField(max_length=10, choices=Clock, blank=True)
    text = models.CharField(max_length=2000)
    heading = models.CharField(
        max_length=2000, blank=True, help_text="The metric's name as printed."
    )
    applies_to = models.CharField(
        max_length=2000, blank=True, validators=[validate_indexed]
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["priority", "metric", "applies_to"],
                name="catalogue_target_metric_once",
                violation_error_message="This priority has a target for that metric.",
            ),
            one_of("catalogue_target_metric", "metric", TargetMetric.values),
            one_of("catalogue_target_clock", "clock", ["support", "elapsed", ""]),
        ]

    def __str__(self):
        return f"{self.get_metric_display()}: {self.text}"

    def name_in_history(self):
        """Which promise it is."""
        return f"{self.priority} · {self.get_metric_display()}"


class PriorityExample(RevisionPart):
    """A case printed as an example of a priority, or as not being one."""

    revision_path = "priority__service_level__revision"

    priority = models.ForeignKey(
        Priority, on_delete=models.CASCADE, related_name="examples"
    )
    text = models.TextField()
    applies = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.text[:100]


class Escalation(RevisionPart):
    """Who is told when a ticket of a priority has no solution after so many minutes."""

    revision_path = "priority__service_level__revision"

    priority = models.ForeignKey(
        Priority, on_delete=models.CASCADE, related_name="escalations"
    )
    after_minutes = models.PositiveIntegerField()
    to = models.CharField(max_length=2000)

    class Meta:
        ordering = ["after_minutes", "pk"]

    def __str__(self):
        return f"{self.to} after {self.after_minutes} min"
