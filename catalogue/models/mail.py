"""Mail that waits to be sent, and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from .constraints import both_or_neither
from .customers import Customer, OwnedQuerySet
from .providers import Provider


class MailQuerySet(OwnedQuerySet):
    """Mail by state."""

    def waiting(self):
        """Neither sent nor given up."""
        return self.filter(sent_at=None, given_up_at=None)


class MailState(models.TextChoices):
    """State of a Mail; read from its stamps."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given up"


class Mail(models.Model):
    """One message to one person, written in the same transaction as what it tells.

    `platform.outbox` writes and sends it. `provider` is whose staff may read it; without one, only
    staff of every provider.
    """

    State = MailState

    customer = models.ForeignKey(
        Customer,
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        related_name="mail",
    )
    provider = models.ForeignKey(
        Provider,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="mail",
    )
    key = models.CharField(
        max_length=200,
        unique=True,
        editable=False,
        help_text="Event and person: nobody is told the same thing twice.",
    )
    recipient = models.CharField(max_length=254, editable=False)
    subject = models.CharField(max_length=200, editable=False)
    text = models.TextField(editable=False)
    html = models.TextField(blank=True, editable=False)
    # What the message is about: mail programs show those of one thread together.
    thread = models.CharField(max_length=200, blank=True, editable=False)
    reply_to = models.CharField(max_length=254, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(default=timezone.now, editable=False)
    # The token of the worker that sends it: only that worker may write what came of it.
    claim = models.CharField(max_length=32, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    given_up_at = models.DateTimeField(null=True, editable=False)
    error = models.TextField(
        blank=True, editable=False, help_text="Why the last attempt failed."
    )

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name_plural = "mail"
        indexes = [
            models.Index(
                fields=["due_at"],
                name="catalogue_mail_waiting",
                condition=Q(sent_at=None, given_up_at=None),
            ),
            models.Index(fields=["-created_at", "-id"], name="catalogue_mail_newest"),
        ]
        constraints = [
            both_or_neither("catalogue_mail_claimed", "claimed_at", "claim"),
            models.CheckConstraint(
                name="catalogue_mail_settled",
                condition=Q(sent_at=None) | Q(given_up_at=None),
                violation_error_message="A mail is sent or given up, not both.",
            ),
            models.CheckConstraint(
                name="catalogue_mail_given_up",
                condition=Q(given_up_at=None) | ~Q(error=""),
                violation_error_message="A mail that is given up says why.",
            ),
        ]

    def __str__(self):
        return f"{self.subject} → {self.recipient}"

    @property
    def state(self):
        """Waiting, sent or given up."""
        if self.sent_at:
            return self.State.SENT
        return self.State.GIVEN_UP if self.given_up_at else self.State.WAITING
