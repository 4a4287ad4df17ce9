"""Mail that came in, and what became of it. Nothing is thrown away unseen."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalogue.models import Customer, Provider
from catalogue.models.constraints import both_or_neither, one_of
from catalogue.models.customers import OwnedQuerySet

from .tickets import Ticket


class InboundState(models.TextChoices):
    """State of an Inbound mail."""

    WAITING = "waiting"  # arrived, not yet read
    TICKET = "ticket", "became a ticket"
    REPLY = "reply", "joined a ticket"
    STRAY = "stray", "belongs nowhere yet"  # staff decide
    IGNORED = "ignored"  # automatic mail, or set aside by staff
    FAILED = "failed"


class InboundMail(models.Model):
    """A message to the support address, once by its Message-ID."""

    State = InboundState

    provider = models.ForeignKey(
        Provider,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inbound_mail",
    )
    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inbound_mail",
    )
    ticket = models.ForeignKey(
        Ticket,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inbound_mail",
    )
    message_id = models.CharField(max_length=500, unique=True)
    sender = models.CharField(max_length=254, blank=True)
    recipient = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    raw = models.BinaryField()
    received_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=InboundState.WAITING)
    reason = models.TextField(blank=True, help_text="Why it became what it is.")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=254, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name_plural = "inbound mail"
        indexes = [
            models.Index(
                fields=["id"],
                name="tickets_inboundmail_waiting",
                condition=Q(state="waiting"),
            ),
        ]
        constraints = [
            one_of("tickets_inboundmail_state", "state", InboundState.values),
            both_or_neither("tickets_inboundmail_settled", "settled_at", "settled_by"),
        ]

    def __str__(self):
        return self.subject or self.message_id
