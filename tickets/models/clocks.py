"""Clocks: one for each promised time of a ticket, and the pauses in which it stood still."""

from django.db import models
from django.db.models import Q

from catalogue.models import Calendar, Customer
from catalogue.models.constraints import half_open, one_of

from .tickets import Ticket


class OfTicket(models.QuerySet):
    """Rows that hang on a ticket."""

    def visible_to(self, actor):
        """Rows of the tickets the actor may see."""
        return self.filter(ticket__in=Ticket.objects.visible_to(actor))


class ClockMetric(models.TextChoices):
    """Metric of a Clock."""

    RESPONSE = "response"
    WORKAROUND = "workaround"
    RESTORATION = "restoration"
    REMEDY = "remedy"
    UPDATE = "update", "progress update"
    ESCALATION = "escalation"


class ClockState(models.TextChoices):
    """State of a Clock."""

    WAITING = "waiting"  # has not begun
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"  # the result is final
    CANCELLED = "cancelled"  # merged, cancelled, reclassified: judged no more
    UNDETERMINED = "undetermined"  # the guide does not say enough to count


class ClockHours(models.TextChoices):
    """Hours that a Clock counts."""

    SUPPORT = "support", "support hours"
    ELAPSED = "elapsed", "elapsed time"


class Clock(models.Model):
    """A promised time of a ticket, copied from its target when it began.

    Everything but `fires_at` and `fired` follows from the timeline: `timing.replay` rebuilds it.
    """

    Metric = ClockMetric
    State = ClockState
    Hours = ClockHours

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="clocks", db_index=False
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="clocks"
    )
    metric = models.CharField(max_length=12, choices=Metric)
    name = models.CharField(
        max_length=300, blank=True, help_text="Who an escalation goes to."
    )
    cycle = models.PositiveIntegerField(
        default=1, help_text="Grows with each update, reclassification and reopening."
    )
    priority_label = models.CharField(max_length=300, blank=True)
    target_text = models.CharField(
        max_length=2000, blank=True, help_text="As the guide puts it."
    )
    goal = models.DurationField(null=True, help_text="Time that may pass, as counted.")
    hours = models.CharField(max_length=10, choices=Hours, blank=True)
    calendar = models.ForeignKey(
        Calendar, on_delete=models.PROTECT, null=True, related_name="clocks"
    )
    met_by = models.JSONField(default=list, help_text="What ends it.")
    state = models.CharField(max_length=12, choices=State)
    reason = models.TextField(
        blank=True, help_text="Why it is cancelled, undetermined, or began anew."
    )
    started_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    elapsed = models.DurationField(null=True, help_text="Counted time, once stopped.")
    met = models.BooleanField(null=True)
    breached_at = models.DateTimeField(
        null=True, help_text="The deadline that passed while it ran."
    )
    counts = models.BooleanField(
        default=True, help_text="Counts in adherence; exempt and replaced ones do not."
    )
    edition = models.PositiveIntegerField(
        default=0, help_text="Edition of the calendar that the deadline rests on."
    )
    fires_at = models.DateTimeField(
        null=True, help_text="When something has to happen: a warning, the breach."
    )
    fired = models.JSONField(
        default=list, blank=True, help_text="Percentages of the goal told already."
    )

    objects = OfTicket.as_manager()

    class Meta:
        ordering = ["ticket", "pk"]
        indexes = [
            models.Index(
                fields=["fires_at", "id"],
                name="tickets_clock_fires",
                condition=Q(fires_at__isnull=False),
            ),
            models.Index(
                fields=["calendar", "edition"],
                name="tickets_clock_reckoned",
                condition=Q(state__in=["running", "paused"]),
            ),
        ]
        constraints = [
            one_of("tickets_clock_metric", "metric", ClockMetric.values),
            one_of("tickets_clock_state", "state", ClockState.values),
            one_of("tickets_clock_hours", "hours", ["", *ClockHours.values]),
            models.UniqueConstraint(
                fields=["ticket", "metric", "name", "cycle"],
                name="tickets_clock_once",
                violation_error_message="This clock is there already.",
            ),
            models.CheckConstraint(
                name="tickets_clock_running",
                condition=~Q(state="running")
                | Q(started_at__isnull=False, due_at__isnull=False, goal__isnull=False),
                violation_error_message="A running clock has a start, a goal and a deadline.",
            ),
            models.CheckConstraint(
                name="tickets_clock_stopped",
                condition=Q(
                    state="stopped",
                    stopped_at__isnull=False,
                    elapsed__isnull=False,
                    met__isnull=False,
                )
                | (~Q(state="stopped") & Q(met=None)),
                violation_error_message="A clock has a result exactly when it is stopped.",
            ),
            models.CheckConstraint(
                name="tickets_clock_fires_running",
                condition=Q(fires_at=None) | Q(state="running"),
                violation_error_message="Only a running clock goes off.",
            ),
        ]

    def __str__(self):
        return f"{self.get_metric_display()} {self.target_text}".strip()


class PauseReason(models.TextChoices):
    """Reason of a Pause."""

    CUSTOMER = "customer", "waiting for the customer"
    APPROVAL = "approval", "waiting for approval"
    THIRD_PARTY = "third_party", "third party, exempt"
    SCHEDULED = "scheduled", "scheduled work"
    RESOLVED = "resolved", "resolved until reopened"


class Pause(models.Model):
    """A stretch [began_at, ended_at) in which a clock stood still."""

    Reason = PauseReason

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="pauses")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="pauses")
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="clock_pauses"
    )
    reason = models.CharField(max_length=12, choices=Reason)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = OfTicket.as_manager()

    class Meta:
        ordering = ["clock", "began_at", "pk"]
        constraints = [
            one_of("tickets_pause_reason", "reason", PauseReason.values),
            half_open("tickets_pause_period", "began_at", "ended_at"),
            models.UniqueConstraint(
                fields=["clock"],
                condition=Q(ended_at=None),
                name="tickets_pause_one_open",
                violation_error_message="The clock stands still already.",
            ),
        ]

    def __str__(self):
        return self.get_reason_display()
