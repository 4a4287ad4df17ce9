"""Tickets: one issue a customer brought to a provider."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from catalogue.models import (
    Contact,
    Customer,
    Priority,
    Provider,
    Provision,
    Revision,
    ServiceLevel,
    Subscription,
)
from catalogue.models.constraints import both_or_neither, one_of
from catalogue.models.provisions import ProvisionCharge
from tickets.states import ENDED, LIVE, NEW, RESOLVED, SCHEDULED, STATES

PREFIX = "T-"  # a reference is this and the ticket's number


class TicketQuerySet(models.QuerySet):
    """Tickets by state and by who may see them."""

    def visible_to(self, actor):
        """See `platform.tenancy`: a requester's own, a manager's company, staff's providers."""
        rows = self.filter(actor.tickets())
        # Only a requester's own are found over joins that can meet a ticket twice.
        own = actor.customer is not None and not actor.sees_company
        return rows.distinct() if own else rows

    def live(self):
        """Those with which somebody still has something to do.

        The two stamps say the same as the states, in words that SQLite finds in an index.
        """
        return self.filter(state__in=LIVE, resolved_at=None, ended_at=None)

    def by_reference(self, reference):
        """The ticket of a reference such as `T-1042`, written in any case; none for another text."""
        number = reference.strip().upper().removeprefix(PREFIX)
        if not (number.isascii() and number.isdigit() and len(number) < 18):
            return self.none()
        return self.filter(pk=int(number))


class TicketKind(models.TextChoices):
    """Kind of a Ticket."""

    INCIDENT = "incident"
    REQUEST = "request"
    QUESTION = "question"


class TicketChannel(models.TextChoices):
    """Channel by which a Ticket came."""

    PORTAL = "portal"
    API = "api", "API"
    EMAIL = "email", "e-mail"
    PHONE = "phone"


class Ticket(models.Model):
    """One issue of a customer: judged by the revision and service level in force when it came.

    `actions.intake` makes it, `actions.moving` moves it; its events tell all that happened.
    """

    Kind = TicketKind
    Channel = TicketChannel

    # Keys without an index of their own have one further down that begins with them.
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="tickets", db_index=False
    )
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="tickets"
    )
    subscription = models.ForeignKey(
        Subscription, on_delete=models.PROTECT, related_name="tickets"
    )
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="tickets"
    )
    provision = models.ForeignKey(
        Provision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        help_text="The line of the guide that it is about. Empty: none fits.",
    )
    service_level = models.ForeignKey(
        ServiceLevel,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
    )
    priority = models.ForeignKey(
        Priority,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
    )
    requested_priority = models.ForeignKey(
        Priority,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requesting_tickets",
        help_text="What the requester asked for, where it was accepted at another priority.",
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.INCIDENT)
    state = models.CharField(max_length=20, choices=STATES.items(), default=NEW)
    summary = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    channel = models.CharField(max_length=10, choices=Channel)
    requester = models.ForeignKey(
        Contact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        db_index=False,
        help_text="Whose ticket it is; empty for a program that named nobody.",
    )
    queue = models.ForeignKey(
        "tickets.Queue",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_tickets",
    )
    support_level = models.PositiveSmallIntegerField(default=1)
    users_affected = models.PositiveIntegerField(null=True, blank=True)
    users_total = models.PositiveIntegerField(null=True, blank=True)
    quantity = models.PositiveIntegerField(
        default=1, help_text="How many of it are asked for, for instance phone numbers."
    )
    intake = models.JSONField(
        default=dict, blank=True, help_text="Answers to the intake fields, by label."
    )
    missing = models.JSONField(
        default=list, blank=True, help_text="Labels of required fields not yet given."
    )
    charge = models.CharField(
        max_length=10,
        choices=ProvisionCharge,
        default=ProvisionCharge.UNSTATED,
        help_text="What it costs the customer, quotas taken into account.",
    )
    charge_note = models.TextField(
        blank=True, help_text="Why the charge is what it is, or what it waits for."
    )
    external_id = models.CharField(max_length=100, blank=True)
    dedup_key = models.CharField(max_length=200, blank=True)
    exempt = models.BooleanField(
        default=False, help_text="Waited for a third party whose time is exempt."
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="split"
    )
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed"
    )
    reported_at = models.DateTimeField(help_text="When the report arrived.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.CharField(max_length=254, editable=False)
    updated_at = models.DateTimeField(editable=False)
    resolved_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    scheduled_for = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(
        null=True, editable=False, help_text="The next deadline of its running clocks."
    )

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="tickets_ticket_queue",
                condition=Q(resolved_at=None, ended_at=None),
            ),
            models.Index(fields=["customer", "-id"], name="tickets_ticket_of_customer"),
            models.Index(fields=["requester", "-id"], name="tickets_ticket_requester"),
            models.Index(
                fields=["external_id", "customer"],
                name="tickets_ticket_external",
                condition=~Q(external_id=""),
            ),
            models.Index(
                fields=["resolved_at"],
                name="tickets_ticket_resolved",
                condition=Q(state=RESOLVED),
            ),
            models.Index(
                fields=["scheduled_for"],
                name="tickets_ticket_scheduled",
                condition=Q(state=SCHEDULED),
            ),
        ]
        constraints = [
            one_of("tickets_ticket_kind", "kind", TicketKind.values),
            one_of("tickets_ticket_channel", "channel", TicketChannel.values),
            one_of("tickets_ticket_state", "state", STATES),
            one_of("tickets_ticket_charge", "charge", ProvisionCharge.values),
            both_or_neither("tickets_ticket_created", "created_at", "created_by"),
            models.CheckConstraint(
                name="tickets_ticket_level",
                condition=Q(support_level__range=(1, 4)),
                violation_error_message="Support levels are 1 to 4.",
            ),
            models.CheckConstraint(
                name="tickets_ticket_quantity",
                condition=Q(quantity__gte=1),
                violation_error_message="Ask for at least one.",
            ),
            models.CheckConstraint(
                name="tickets_ticket_users",
                condition=Q(users_affected=None)
                | Q(users_total=None)
                | Q(users_affected__lte=F("users_total")),
                violation_error_message="No more users are affected than there are.",
            ),
            models.CheckConstraint(
                name="tickets_ticket_ended",
                condition=Q(state__in=ENDED, ended_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(ended_at=None)),
                violation_error_message="A ticket has an end exactly when it is closed or cancelled.",
            ),
            models.CheckConstraint(
                name="tickets_ticket_resolved_when",
                condition=~Q(state__in=[RESOLVED, "closed"])
                | Q(resolved_at__isnull=False),
                violation_error_message="A resolved ticket says when it was.",
            ),
            models.CheckConstraint(
                name="tickets_ticket_unresolved",
                condition=~Q(state__in=LIVE) | Q(resolved_at=None),
                violation_error_message="A ticket that is worked on is not resolved.",
            ),
            models.CheckConstraint(
                name="tickets_ticket_scheduled_for",
                condition=Q(state=SCHEDULED, scheduled_for__isnull=False)
                | (~Q(state=SCHEDULED) & Q(scheduled_for=None)),
                violation_error_message="A ticket has a scheduled time exactly when it is scheduled.",
            ),
            models.CheckConstraint(
                name="tickets_ticket_merged",
                condition=Q(merged_into=None) | Q(state="cancelled"),
                violation_error_message="A merged ticket goes on in the other one.",
            ),
            models.UniqueConstraint(
                fields=["customer", "dedup_key"],
                condition=~Q(dedup_key="") & Q(state__in=LIVE),
                name="tickets_ticket_dedup_once",
                violation_error_message="An open ticket has this key already.",
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.summary}"

    def get_absolute_url(self):
        return reverse("tickets:ticket-detail", args=[self.reference])

    @property
    def reference(self):
        """What people call it: `T-1042`."""
        return f"{PREFIX}{self.pk}"

    @property
    def is_live(self):
        """Whether somebody still has something to do."""
        return self.state in LIVE
