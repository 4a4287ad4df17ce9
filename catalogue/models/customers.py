"""Who buys: customers, the people there, and what they subscribe to."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from .calendars import Calendar, validate_zone
from .constraints import half_open, not_negative, one_of
from .providers import Guide, Revision
from .provisions import Component
from .recorded import Recorded, RecordedQuerySet
from .sections import Party
from .service_levels import ServiceLevel


class CustomerQuerySet(RecordedQuerySet):
    """Customers by who may see them."""

    def visible_to(self, actor):
        """The actor's own customer, or those of a staff member's providers."""
        return self.filter(actor.customers()).distinct()


class Customer(Recorded):
    """A company that subscribes to guides. Its months and days are those of its zone."""

    key = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=60, default="UTC", validators=[validate_zone])

    objects = CustomerQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    def owner_of_change(self):
        return {"customer_id": self.pk}


class Owned:
    """Mixin of querysets whose rows carry a customer."""

    def visible_to(self, actor):
        """Rows of the customers the actor may see."""
        return self.filter(customer__in=Customer.objects.visible_to(actor))


class OwnedQuerySet(Owned, models.QuerySet):
    """Rows that carry a customer."""


class RecordedOwnedQuerySet(Owned, RecordedQuerySet):
    """Rows that carry a customer and a history."""


class OwnedRow(Recorded):
    """Base of a customer's rows whose changes are kept."""

    class Meta:
        abstract = True

    def owner_of_change(self):
        return {"customer_id": self.customer_id}


class ContactRole(models.TextChoices):
    """Role of a Contact."""

    REQUESTER = "requester"
    APPROVER = "approver"
    BILLING = "billing"
    MANAGER = "manager"


class Contact(OwnedRow):
    """A person at a customer, in a role, with a login or without."""

    Role = ContactRole
    named_by = ("customer",)

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="contacts"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
    )
    name = models.CharField(max_length=150)
    email = models.EmailField()
    phone = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=10, choices=Role, default=Role.REQUESTER)
    is_active = models.BooleanField("active", default=True)

    objects = RecordedOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "user"],
                name="catalogue_contact_login_once",
                violation_error_message="This login is a contact of the customer already.",
            ),
            models.UniqueConstraint(
                fields=["customer", "email"],
                name="catalogue_contact_email_once",
                violation_error_message="The customer has a contact with this address.",
            ),
            one_of("catalogue_contact_role", "role", ContactRole.values),
        ]

    def __str__(self):
        return f"{self.name} ({self.customer})"


class SubscriptionQuerySet(RecordedOwnedQuerySet):
    """Subscriptions by time and by who may see them."""

    def in_force(self, at):
        """Those whose period [starts_on, ends_on) holds the day `at`, or its instant's day in UTC.

        For a customer it is the customer's own day that counts: `Actor.day`.
        """
        day = at.date() if isinstance(at, dt.datetime) else at
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day
        )


class Subscription(OwnedRow):
    """A customer's use of a guide for a period, pinned to a revision or following the current one.

    `actions.subscribing` writes it: periods of a customer and a guide never overlap.
    """

    named_by = ("customer", "guide")

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="subscriptions"
    )
    guide = models.ForeignKey(
        Guide, on_delete=models.PROTECT, related_name="subscriptions"
    )
    pinned_revision = models.ForeignKey(
        Revision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pinned_by",
        help_text="The revision the customer signed. Empty: always the published one.",
    )
    service_level = models.ForeignKey(
        ServiceLevel,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subscriptions",
    )
    starts_on = models.DateField()
    ends_on = models.DateField(
        null=True, blank=True, help_text="First day after the last."
    )
    components = models.ManyToManyField(
        Component, blank=True, related_name="subscriptions"
    )
    partners = models.ManyToManyField(Party, blank=True, related_name="subscriptions")
    integrations = models.TextField(blank=True, help_text="One a line.")
    calendar = models.ForeignKey(
        Calendar,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subscriptions",
        help_text="Support hours agreed with this customer. Empty: those of the service level.",
    )
    qualifies_for = models.JSONField(
        default=list,
        blank=True,
        help_text="What the customer has that some targets apply to alone, for instance cloud.",
    )

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["customer", "guide", "starts_on"]
        constraints = [
            half_open("catalogue_subscription_period", "starts_on", "ends_on"),
            models.UniqueConstraint(
                fields=["customer", "guide", "starts_on"],
                name="catalogue_subscription_start_once",
                violation_error_message="A subscription to this guide starts that day already.",
            ),
        ]

    def __str__(self):
        return f"{self.customer}: {self.guide}"


class SubscriptionMeasureKind(models.TextChoices):
    """Kind of a Subscription measure."""

    USERS = "users", "provisioned users"
    DEVICES = "devices"
    MANAGED_SPEND = "managed_spend", "managed spend a month"


class SubscriptionMeasure(OwnedRow):
    """A figure of a subscription from a date on: provisioned users, devices, managed spend."""

    Kind = SubscriptionMeasureKind

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="measures"
    )
    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="measures"
    )
    kind = models.CharField(max_length=15, choices=Kind)
    value = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3, blank=True)
    valid_from = models.DateField()

    objects = RecordedOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["subscription", "kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "kind", "valid_from"],
                name="catalogue_measure_date_once",
                violation_error_message="That figure is given for this date already.",
            ),
            one_of("catalogue_measure_kind", "kind", SubscriptionMeasureKind.values),
            not_negative("catalogue_measure_value", "value"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.value}"

    def save(self, *args, **kwargs):
        """Write the row; the customer is always the subscription's."""
        self.customer_id = self.subscription.customer_id
        super().save(*args, **kwargs)
