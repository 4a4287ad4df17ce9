"""What is ordered under an agreement, at which rates, and how that changes."""

from django.db import models
from django.db.models import Q

from catalogue.models import Contact, Customer, Offer
from catalogue.models.constraints import (
    both_or_neither,
    half_open,
    not_negative,
    one_of,
)
from catalogue.models.customers import OwnedRow
from catalogue.models.offers import RateKind

from .agreements import Agreement, RecordedOfAgreement


class ChangeState(models.TextChoices):
    """State of a Change request."""

    ASKED = "asked", "asked by the customer"
    PROPOSED = "proposed", "waits for the customer's approval"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class ChangeRequest(OwnedRow):
    """A change of what is ordered from a day on: asked or proposed, approved by a contact, applied.

    `changes` lists what becomes another, plain values only; see `actions.change_requests`.
    """

    State = ChangeState
    named_by = ("agreement",)

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="change_requests"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="change_requests"
    )
    state = models.CharField(
        max_length=10, choices=ChangeState, default=ChangeState.PROPOSED
    )
    summary = models.CharField(max_length=200)
    changes = models.JSONField(default=list, blank=True)
    effective_on = models.DateField(
        help_text="Usually the first day of the next month."
    )
    note = models.TextField(blank=True)
    waits_for = models.TextField(
        blank=True, help_text="What staff must decide before the customer is asked."
    )
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=254)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=254, blank=True)
    contact = models.ForeignKey(
        Contact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="change_requests",
        help_text="Who decided for the customer.",
    )
    reason = models.TextField(blank=True)

    objects = RecordedOfAgreement.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            one_of("billing_changerequest_state", "state", ChangeState.values),
            both_or_neither("billing_changerequest_made", "made_at", "made_by"),
            both_or_neither(
                "billing_changerequest_decided", "decided_at", "decided_by"
            ),
            models.CheckConstraint(
                name="billing_changerequest_outcome",
                condition=Q(state__in=["asked", "proposed"], decided_at=None)
                | (
                    Q(state__in=["approved", "declined", "withdrawn"])
                    & Q(decided_at__isnull=False)
                ),
                violation_error_message="A decided request says when it was decided.",
            ),
        ]

    def __str__(self):
        return self.summary


class OrderKind(models.TextChoices):
    """Kind of an Ordered offer."""

    BASE = "base", "base package"
    SUPPLEMENTAL = "supplemental", "supplemental package"
    OTHER = "other", "recurring charge"


class OrderedOffer(OwnedRow):
    """An offer ordered for a period: hours a month of a package, or another recurring charge.

    The quantity of a package is hours a month (C03, C07, C24); `role` is what a supplemental
    package serves. The fee is for the whole quantity, a month, in the agreement's currency.
    """

    Kind = OrderKind
    named_by = ("agreement",)

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="orders"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="orders"
    )
    offer = models.ForeignKey(
        Offer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        help_text="The guide's offer. Empty: agreed outside the guide.",
    )
    kind = models.CharField(max_length=15, choices=Kind)
    name = models.CharField(max_length=1000)
    role = models.CharField(max_length=200, blank=True)
    quantity = models.DecimalField(max_digits=12, decimal_places=2)
    unit = models.CharField(max_length=200, blank=True)
    monthly_fee = models.DecimalField(max_digits=12, decimal_places=4, default=0)
    is_prorated = models.BooleanField(
        "first month prorated",
        default=False,
        help_text="The first month is charged by days (N03); otherwise as a whole (W44).",
    )
    starts_on = models.DateField()
    ends_on = models.DateField(
        null=True, blank=True, help_text="First day after the last."
    )
    change_request = models.ForeignKey(
        ChangeRequest,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
    )

    objects = RecordedOfAgreement.as_manager()

    class Meta:
        ordering = ["agreement", "kind", "starts_on", "pk"]
        constraints = [
            one_of("billing_orderedoffer_kind", "kind", OrderKind.values),
            half_open("billing_orderedoffer_period", "starts_on", "ends_on"),
            not_negative("billing_orderedoffer_amounts", "monthly_fee"),
            models.CheckConstraint(
                name="billing_orderedoffer_quantity",
                condition=Q(quantity__gt=0),
                violation_error_message="Order more than 0.",
            ),
            models.CheckConstraint(
                name="billing_orderedoffer_role",
                condition=~Q(kind="supplemental") | ~Q(role=""),
                violation_error_message="A supplemental package serves a role: name it.",
            ),
            models.UniqueConstraint(
                fields=["agreement", "starts_on"],
                condition=Q(kind="base"),
                name="billing_orderedoffer_one_base",
                violation_error_message="A base package begins that day already.",
            ),
        ]

    def __str__(self):
        return self.name


class PackageQuerySet(RecordedOfAgreement):
    """Packages of hours by time."""

    def in_month(self, month, next_month):
        """Those in force on any day of [month, next_month)."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=month), starts_on__lt=next_month
        )


class PackageManager(models.Manager.from_queryset(PackageQuerySet)):
    """Ordered offers that are hours a month."""

    def get_queryset(self):
        return super().get_queryset().filter(kind__in=["base", "supplemental"])


class Package(OrderedOffer):
    """Hours a month: base or supplemental."""

    objects = PackageManager()

    class Meta:
        proxy = True


class AgreedRate(OwnedRow):
    """What an hour costs this customer from a day on; without one the guide's list rate counts."""

    Kind = RateKind
    named_by = ("agreement",)

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="rates"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="agreed_rates"
    )
    role = models.CharField(
        max_length=200, blank=True, help_text="Empty: every role without its own."
    )
    kind = models.CharField(max_length=12, choices=Kind)
    amount = models.DecimalField(max_digits=12, decimal_places=4)
    valid_from = models.DateField()

    objects = RecordedOfAgreement.as_manager()

    class Meta:
        ordering = ["agreement", "kind", "role", "-valid_from"]
        constraints = [
            one_of("billing_agreedrate_kind", "kind", RateKind.values),
            not_negative("billing_agreedrate_amount", "amount"),
            models.UniqueConstraint(
                fields=["agreement", "role", "kind", "valid_from"],
                name="billing_agreedrate_once",
                violation_error_message="That rate is given for this date already.",
            ),
        ]

    def __str__(self):
        return f"{self.role or 'every role'}, {self.get_kind_display()}"
