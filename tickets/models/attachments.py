"""Files that came with a ticket."""

from django.db import models

from catalogue.models import Customer
from catalogue.models.constraints import both_or_neither

from .events import Event
from .tickets import Ticket


class AttachmentQuerySet(models.QuerySet):
    """Attachments; lists leave the contents in the database."""

    def listed(self):
        """Without the contents, for lists of names."""
        return self.defer("content")

    def visible_to(self, actor):
        """Files of events that the actor may read."""
        return self.filter(event__in=Event.objects.visible_to(actor))


class Attachment(models.Model):
    """A file, kept in the database: it comes and goes with its event, on every machine alike.

    Served only as a download, and only to who may see the event.
    """

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="attachments"
    )
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="attachments"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="attachments"
    )
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content.")
    content = models.BinaryField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=254)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["ticket", "pk"]
        constraints = [
            both_or_neither(
                "tickets_attachment_uploaded", "uploaded_at", "uploaded_by"
            ),
        ]

    def __str__(self):
        return self.name
