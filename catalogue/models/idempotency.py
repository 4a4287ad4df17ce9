"""Requests that a program may safely send again."""

from django.db import models
from django.utils import timezone

from .customers import Customer, OwnedQuerySet


class Submission(models.Model):
    """One request under a key of the sender's: the same key again gets the same reply, kept here.

    `platform.idempotency` writes it, in the transaction of what the request does.
    """

    customer = models.ForeignKey(
        Customer,
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        related_name="submissions",
    )
    sender = models.CharField(
        max_length=60, editable=False, help_text="Who sent it, for instance user:7."
    )
    key = models.CharField(max_length=200, editable=False)
    fingerprint = models.CharField(
        max_length=64, editable=False, help_text="Digest of what was sent."
    )
    reply = models.JSONField(default=dict, blank=True, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "key"],
                name="catalogue_submission_key_once",
                violation_error_message="This key was used already.",
            ),
        ]
        indexes = [models.Index(fields=["at"], name="catalogue_submission_age")]

    def __str__(self):
        return f"{self.sender}: {self.key}"
