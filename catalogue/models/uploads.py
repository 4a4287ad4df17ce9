"""Documents brought in through the admin."""

from django.db import models
from django.utils import timezone

from .constraints import both_or_neither, one_of
from .providers import Guide, Provider, Revision


class UploadState(models.TextChoices):
    """State of a Upload."""

    QUEUED = "queued"
    READING = "reading"
    READ = "read"
    REFUSED = "refused"


class Upload(models.Model):
    """A document handed in to be read: queued, then read into a draft, or refused with a reason."""

    State = UploadState

    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="uploads"
    )
    guide = models.ForeignKey(
        Guide,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="uploads",
        help_text="Empty: found, or made, by the document's title.",
    )
    name = models.CharField(max_length=255, editable=False)
    content = models.BinaryField(editable=False)
    text = models.TextField(
        blank=True,
        editable=False,
        help_text="The document as text; the lines that provisions and findings refer to.",
    )
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    uploaded_by = models.CharField(max_length=254, editable=False)
    state = models.CharField(
        max_length=10, choices=State, default=State.QUEUED, editable=False
    )
    claimed_at = models.DateTimeField(null=True, editable=False)
    # The token of the worker that reads it: only that worker may write what came of it.
    claim = models.CharField(max_length=32, blank=True, editable=False)
    refusal = models.TextField(blank=True, editable=False)
    report = models.JSONField(default=dict, blank=True, editable=False)
    revision = models.ForeignKey(
        Revision,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="uploads",
    )

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            one_of("catalogue_upload_state", "state", UploadState.values),
            both_or_neither("catalogue_upload_uploaded", "uploaded_at", "uploaded_by"),
            both_or_neither("catalogue_upload_claimed", "claimed_at", "claim"),
        ]

    def __str__(self):
        return self.name
