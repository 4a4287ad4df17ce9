"""Months of an agreement: open, closed, reopened."""

from django.db import models
from django.db.models import Q

from catalogue.models import Customer
from catalogue.models.constraints import both_or_neither, first_day, one_of

from .agreements import Agreement, OfAgreement


class PeriodState(models.TextChoices):
    """State of a Period."""

    OPEN = "open"
    CLOSED = "closed"
    REOPENED = "reopened"


class Period(models.Model):
    """An agreement × a calendar month in the customer's zone.

    Its row lock orders all writes of time in that month, and closing it. It is made with the first
    entry or when the month is closed; a month without a row is open.
    """

    State = PeriodState

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="periods", db_index=False
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="billing_periods"
    )
    month = models.DateField(help_text="Its first day.")
    state = models.CharField(
        max_length=10, choices=PeriodState, default=PeriodState.OPEN
    )
    unused_minutes = models.PositiveIntegerField(
        null=True, help_text="Of the base package, when the month was closed."
    )
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=254, blank=True)

    objects = OfAgreement.as_manager()

    class Meta:
        ordering = ["-month", "agreement"]
        permissions = [("reopen_period", "Can reopen closed months")]
        constraints = [
            first_day("billing_period_month", "month"),
            one_of("billing_period_state", "state", PeriodState.values),
            both_or_neither("billing_period_closed", "closed_at", "closed_by"),
            models.CheckConstraint(
                name="billing_period_closed_when",
                condition=~Q(state="closed") | Q(closed_at__isnull=False),
                violation_error_message="A closed month says when it was closed.",
            ),
            models.UniqueConstraint(
                fields=["agreement", "month"],
                name="billing_period_once",
                violation_error_message="The agreement has that month already.",
            ),
        ]

    def __str__(self):
        return f"{self.agreement}, {self.month:%B %Y}"


class PeriodAct(models.TextChoices):
    """What was done with a Period."""

    CLOSED = "closed"
    REOPENED = "reopened"


class PeriodEvent(models.Model):
    """Who closed or reopened a month, when and why. Only ever added to."""

    Act = PeriodAct
    only_changes = ()

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="events")
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="period_events"
    )
    act = models.CharField(max_length=10, choices=PeriodAct)
    at = models.DateTimeField()
    by = models.CharField(max_length=254)
    reason = models.TextField(blank=True)

    class OfPeriod(models.QuerySet):
        """Events of months."""

        def visible_to(self, actor):
            """Events of the agreements the actor may see."""
            return self.filter(
                period__agreement__in=Agreement.objects.visible_to(actor)
            )

    objects = OfPeriod.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [one_of("billing_periodevent_act", "act", PeriodAct.values)]

    def __str__(self):
        return f"{self.get_act_display()} by {self.by}"
