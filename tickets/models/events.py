"""The timeline of a ticket: what happened, when, by whom. Only ever added to."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalogue.models import Contact, Customer
from catalogue.models.constraints import one_of

from .tickets import Ticket


class EventIsKept(Exception):
    """The timeline is written once: clocks and statements are rebuilt from it."""


class EventQuerySet(models.QuerySet):
    """Events; only added to."""

    def visible_to(self, actor):
        """Events of tickets the actor may see; contacts and programs read the public ones."""
        rows = self.filter(ticket__in=Ticket.objects.visible_to(actor))
        return rows if actor.is_staff else rows.filter(is_public=True)

    def told(self, at):
        """Mark them as told: the only change that an event knows."""
        return super().update(told_at=at)

    def update(self, **values):
        raise EventIsKept("The timeline of a ticket is not rewritten.")

    def delete(self):
        raise EventIsKept("The timeline of a ticket is not deleted.")


class EventKind(models.TextChoices):
    """Kind of an Event."""

    OPENED = "opened"  # the report arrived
    REPEATED = "repeated"  # the same report again, by its dedup key
    REPLIED = "replied"  # staff to the customer
    CALLED = "called"  # staff spoke with the customer
    COMMENTED = "commented"  # the customer to staff
    NOTED = "noted"  # staff among themselves
    UNDERSTOOD = "understood"  # the report is clear
    MOVED = "moved"  # another state
    WORKAROUND = "workaround"  # a way round is given
    ACTION_PLAN = "action_plan", "action plan"
    RECLASSIFIED = "reclassified"  # another priority
    ASSIGNED = "assigned"  # another queue, person or support level
    SUPPLIED = "supplied"  # missing intake fields given
    CORRECTED = "corrected"  # provision, kind, quantity
    ESTIMATED = "estimated"  # approval asked, with the estimate
    APPROVED = "approved"
    REJECTED = "rejected"
    ATTACHED = "attached"
    WATCHED = "watched"
    MERGED = "merged"  # another ticket goes on here
    SPLIT = "split"  # another ticket came of it
    QUOTA = "quota"  # reserved, consumed, released, taken over
    DUTY = "duty"  # a notice duty is done
    RECKONED = "reckoned"  # deadlines moved because the calendar has a new version
    WARNED = "warned"  # a deadline is near
    BREACHED = "breached"  # a deadline has passed
    ESCALATED = "escalated"


class Event(models.Model):
    """One thing that happened to a ticket. `data` holds what the kind needs; see `recording`."""

    Kind = EventKind
    only_changes = ("told_at",)  # the database refuses everything else

    ticket = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, related_name="events", db_index=False
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="ticket_events"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField(help_text="When it happened.")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.CharField(max_length=254)
    by_staff = models.BooleanField(default=False)
    contact = models.ForeignKey(
        Contact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ticket_events",
    )
    is_public = models.BooleanField(
        default=False, help_text="The customer may read it."
    )
    body = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)
    # When those whom it concerns were told; the mail itself waits in the outbox.
    told_at = models.DateTimeField(null=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["ticket", "id"], name="tickets_event_timeline"),
            models.Index(
                fields=["id"], name="tickets_event_untold", condition=Q(told_at=None)
            ),
        ]
        constraints = [one_of("tickets_event_kind", "kind", EventKind.values)]

    def __str__(self):
        return f"{self.get_kind_display()} by {self.by}"

    def save(self, *args, **kwargs):
        """Add the event; raises `EventIsKept` for one that is stored already."""
        if not self._state.adding:
            raise EventIsKept("The timeline of a ticket is not rewritten.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise EventIsKept("The timeline of a ticket is not deleted.")
