"""Quotas in use: what a customer's tickets hold of what a guide includes per period."""

from django.db import models
from django.db.models import F, Q

from catalogue.models import Customer, Quota, Subscription
from catalogue.models.constraints import both_or_neither, half_open, one_of
from catalogue.models.customers import OwnedQuerySet

from .clocks import OfTicket
from .tickets import Ticket


class QuotaMeasure(models.TextChoices):
    """What a quota counts."""

    TICKETS = "tickets"
    QUANTITY = "quantity", "what the tickets ask for"
    MINUTES = "minutes", "minutes of work"


class QuotaPeriod(models.Model):
    """A quota of a subscription in one period [starts_on, ends_on) of the customer's days.

    `used` is what is held within the quota: a conditional UPDATE of it is the only way in, so that
    two tickets at once never take the same place.
    """

    Measure = QuotaMeasure

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="quota_periods"
    )
    subscription = models.ForeignKey(
        Subscription, on_delete=models.PROTECT, related_name="quota_periods"
    )
    quota = models.ForeignKey(Quota, on_delete=models.PROTECT, related_name="periods")
    starts_on = models.DateField()
    ends_on = models.DateField()
    measure = models.CharField(max_length=10, choices=Measure)
    allowed = models.DecimalField(max_digits=14, decimal_places=3)
    users = models.PositiveIntegerField(
        null=True, help_text="Provisioned users that a percentage was taken of."
    )
    used = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    beyond = models.DecimalField(
        max_digits=14, decimal_places=3, default=0, help_text="Held beyond the quota."
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "customer", "pk"]
        constraints = [
            one_of("tickets_quotaperiod_measure", "measure", QuotaMeasure.values),
            half_open("tickets_quotaperiod_period", "starts_on", "ends_on"),
            models.UniqueConstraint(
                fields=["subscription", "quota", "starts_on"],
                name="tickets_quotaperiod_once",
                violation_error_message="This quota has that period already.",
            ),
            models.CheckConstraint(
                name="tickets_quotaperiod_used",
                condition=Q(used__gte=0, beyond__gte=0, used__lte=F("allowed")),
                violation_error_message="No more is used within a quota than it allows.",
            ),
        ]

    def __str__(self):
        return f"{self.quota}, from {self.starts_on}"


class ReservationState(models.TextChoices):
    """State of a Reservation."""

    RESERVED = "reserved"  # the ticket is accepted
    CONSUMED = "consumed"  # the ticket is closed
    RELEASED = "released"  # the ticket is cancelled


class Reservation(models.Model):
    """What a ticket holds of a quota's period: inside it or beyond it."""

    State = ReservationState

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="reservations", db_index=False
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="reservations"
    )
    period = models.ForeignKey(
        QuotaPeriod, on_delete=models.PROTECT, related_name="reservations"
    )
    amount = models.DecimalField(max_digits=14, decimal_places=3)
    position = models.DecimalField(
        max_digits=14,
        decimal_places=3,
        help_text="Used with this one: the 5 of “number 5 of 4”.",
    )
    is_beyond = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10,
        choices=ReservationState,
        default=ReservationState.RESERVED,
    )
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=254)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=254, blank=True)

    objects = OfTicket.as_manager()

    class Meta:
        ordering = ["period", "pk"]
        constraints = [
            one_of("tickets_reservation_state", "state", ReservationState.values),
            both_or_neither("tickets_reservation_made", "made_at", "made_by"),
            both_or_neither("tickets_reservation_settled", "settled_at", "settled_by"),
            models.UniqueConstraint(
                fields=["ticket", "period"],
                name="tickets_reservation_once",
                violation_error_message="The ticket holds something of this period already.",
            ),
            models.CheckConstraint(
                name="tickets_reservation_amount",
                condition=Q(amount__gte=0),
                violation_error_message="Reserve 0 or more.",
            ),
        ]

    def __str__(self):
        return f"{self.amount} of {self.period}"
