"""Time worked under an agreement."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from catalogue.models import Customer, Provision
from catalogue.models.constraints import both_or_neither, first_day, one_of
from tickets.models import Ticket

from .agreements import Agreement, OfAgreement

MOST_MINUTES = 24 * 60


class Billable(models.TextChoices):
    """Billable class of a Time entry."""

    PACKAGE = "package", "from the package"
    HOURLY = "hourly", "hourly"
    SOW = "sow", "statement of work"
    NO_CHARGE = "no_charge", "no charge"
    EXEMPT = "exempt", "exempt"


class EntrySource(models.TextChoices):
    """Door by which a Time entry came."""

    TICKET = "ticket"
    GRID = "grid", "week grid"
    TIMER = "timer"
    API = "api", "API"
    CSV = "csv", "CSV file"


class TimeEntryQuerySet(OfAgreement):
    """Time entries."""

    def standing(self):
        """Those that count: not withdrawn, not replaced by a correction."""
        return self.filter(withdrawn_at=None)

    def as_of(self, at):
        """Those that counted, approved, at an instant: what a statement of then rests on."""
        return self.filter(
            Q(withdrawn_at=None) | Q(withdrawn_at__gt=at), approved_at__lte=at
        )

    def in_order(self):
        """In the order of the time worked; entries without a start come first of their day."""
        start = F("started_at").asc(nulls_first=True)
        return self.order_by("worked_on", start, "pk")


class TimeEntry(models.Model):
    """Time that somebody worked under an agreement. `actions.logging_time` writes it.

    `minutes` is what was worked, never rounded. `counted_minutes` and `after_minutes` are what of
    it is charged for within and outside business hours, rounded by the agreement's rule when it was
    written. `month` is the month it is charged in: that of `worked_on`, unless that was closed.
    """

    Billable = Billable
    Source = EntrySource

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="time_entries", db_index=False
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="time_entries", db_index=False
    )
    ticket = models.ForeignKey(
        Ticket,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="time_entries",
    )
    provision = models.ForeignKey(
        Provision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="time_entries",
    )
    engineer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="time_entries",
        db_index=False,
    )
    role = models.CharField(max_length=200, blank=True)
    work_type = models.CharField(max_length=100, blank=True)
    billable = models.CharField(max_length=10, choices=Billable)
    worked_on = models.DateField(help_text="The day where the customer is.")
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveIntegerField()
    is_after_hours = models.BooleanField(
        "after hours",
        default=False,
        help_text="All of it, where no start and end are given.",
    )
    month = models.DateField()
    counted_minutes = models.PositiveIntegerField()
    after_minutes = models.PositiveIntegerField(default=0)
    description = models.TextField(blank=True, help_text="The customer reads it.")
    note = models.TextField(blank=True, help_text="For staff only.")
    source = models.CharField(max_length=10, choices=EntrySource)
    external_id = models.CharField(max_length=100, blank=True)
    corrects = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
    )
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=254)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.CharField(max_length=254, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=254, blank=True)
    reason = models.TextField(
        blank=True, help_text="Why it was withdrawn or corrected."
    )

    objects = TimeEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-worked_on", "-started_at", "-pk"]
        verbose_name_plural = "time entries"
        permissions = [("approve_timeentry", "Can approve time entries")]
        indexes = [
            models.Index(
                fields=["agreement", "month"], name="billing_timeentry_of_month"
            ),
            models.Index(
                fields=["month", "agreement"],
                name="billing_timeentry_close",
                condition=Q(withdrawn_at=None),
            ),
            models.Index(
                fields=["engineer", "worked_on"], name="billing_timeentry_engineer"
            ),
            models.Index(
                fields=["agreement", "month"],
                name="billing_timeentry_unapproved",
                condition=Q(approved_at=None, withdrawn_at=None),
            ),
        ]
        constraints = [
            one_of("billing_timeentry_billable", "billable", Billable.values),
            one_of("billing_timeentry_source", "source", EntrySource.values),
            both_or_neither("billing_timeentry_created", "created_at", "created_by"),
            both_or_neither("billing_timeentry_approved", "approved_at", "approved_by"),
            both_or_neither(
                "billing_timeentry_withdrawn", "withdrawn_at", "withdrawn_by"
            ),
            models.CheckConstraint(
                name="billing_timeentry_minutes",
                condition=Q(minutes__range=(1, MOST_MINUTES)),
                violation_error_message="An entry has 1 minute to 24 hours.",
            ),
            models.CheckConstraint(
                name="billing_timeentry_span",
                # A comparison with an empty end is neither true nor false, and so would pass.
                condition=Q(started_at=None, ended_at=None)
                | Q(
                    started_at__isnull=False,
                    ended_at__isnull=False,
                    ended_at__gt=F("started_at"),
                ),
                violation_error_message="Give start and end, the end after the start, or neither.",
            ),
            models.CheckConstraint(
                name="billing_timeentry_after_hours",
                condition=Q(is_after_hours=False) | Q(started_at=None),
                violation_error_message="With start and end the calendar says what is after hours.",
            ),
            first_day("billing_timeentry_month", "month"),
            models.UniqueConstraint(
                fields=["agreement", "external_id"],
                condition=~Q(external_id="") & Q(withdrawn_at=None),
                name="billing_timeentry_external_once",
                violation_error_message="The agreement has an entry with that external id.",
            ),
        ]

    def __str__(self):
        return f"{self.worked_on}: {self.minutes} min"

    @property
    def charged_minutes(self):
        """Minutes after rounding, within and outside business hours."""
        return self.counted_minutes + self.after_minutes


class Timer(models.Model):
    """Work on a ticket that goes on now: one a person."""

    engineer = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="timer"
    )
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="timers")
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="timers"
    )
    started_at = models.DateTimeField()

    class Running(models.QuerySet):
        """Timers."""

        def visible_to(self, actor):
            """A staff member's own."""
            return self.filter(engineer=actor.user) if actor.is_staff else self.none()

    objects = Running.as_manager()

    class Meta:
        ordering = ["started_at"]

    def __str__(self):
        return f"{self.engineer}: {self.ticket}"
