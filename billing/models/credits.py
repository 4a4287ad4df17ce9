"""Money given back, and leave to go beyond a cap."""

from django.db import models
from django.db.models import Q

from catalogue.models import Contact, Customer
from catalogue.models.constraints import both_or_neither, first_day, one_of
from tickets.models import Ticket

from .agreements import Agreement, OfAgreement


class Credit(models.Model):
    """Money given back in a month, with its reason; a negative line of that month's statement."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="credits"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="credits"
    )
    ticket = models.ForeignKey(
        Ticket,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="credits",
    )
    month = models.DateField(help_text="Whose statement it stands on: its first day.")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.TextField(help_text="The customer reads it.")
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=254)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.CharField(max_length=254, blank=True)

    objects = OfAgreement.as_manager()

    class Meta:
        ordering = ["-month", "-pk"]
        constraints = [
            both_or_neither("billing_credit_given", "given_at", "given_by"),
            both_or_neither("billing_credit_cancelled", "cancelled_at", "cancelled_by"),
            models.CheckConstraint(
                name="billing_credit_amount",
                condition=Q(amount__gt=0),
                violation_error_message="A credit is more than 0.",
            ),
            models.CheckConstraint(
                name="billing_credit_reason",
                condition=~Q(reason=""),
                violation_error_message="Say why the credit is given.",
            ),
            first_day("billing_credit_month", "month"),
        ]

    def __str__(self):
        return f"{self.amount}, {self.reason[:60]}"


class OverageState(models.TextChoices):
    """State of an Overage approval."""

    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"


class OverageApproval(models.Model):
    """Overage beyond an agreement's cap in a month, asked of the customer's approver."""

    State = OverageState

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="overage_approvals"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="overage_approvals"
    )
    month = models.DateField()
    minutes = models.PositiveIntegerField(help_text="Beyond the cap, for that month.")
    state = models.CharField(
        max_length=10, choices=OverageState, default=OverageState.ASKED
    )
    note = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=254)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=254, blank=True)
    contact = models.ForeignKey(
        Contact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="overage_approvals",
    )
    reason = models.TextField(blank=True)

    objects = OfAgreement.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            first_day("billing_overageapproval_month", "month"),
            one_of("billing_overageapproval_state", "state", OverageState.values),
            both_or_neither("billing_overageapproval_asked", "asked_at", "asked_by"),
            both_or_neither(
                "billing_overageapproval_decided", "decided_at", "decided_by"
            ),
            models.UniqueConstraint(
                fields=["agreement", "month"],
                condition=Q(state="asked"),
                name="billing_overageapproval_one_asked",
                violation_error_message="The approver has been asked for this month.",
            ),
            models.CheckConstraint(
                name="billing_overageapproval_minutes",
                condition=Q(minutes__gte=1),
                violation_error_message="Ask for at least a minute.",
            ),
            models.CheckConstraint(
                name="billing_overageapproval_outcome",
                condition=Q(state="asked", decided_at=None)
                | (~Q(state="asked") & Q(decided_at__isnull=False)),
                violation_error_message="A decision says when it was made.",
            ),
        ]

    def __str__(self):
        return f"{self.agreement}, {self.month:%B %Y}: {self.minutes} min"
