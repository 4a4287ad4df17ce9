"""Who takes part in a ticket: watchers, approvers, and what the provider owes meanwhile."""

from django.db import models
from django.db.models import Q

from catalogue.models import Contact, Customer
from catalogue.models.constraints import both_or_neither, not_negative, one_of, priced
from catalogue.models.customers import OwnedQuerySet
from catalogue.models.provisions import ProvisionCharge

from .clocks import OfTicket
from .tickets import Ticket


class Watcher(models.Model):
    """A contact who follows a ticket that is somebody else's."""

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="watchers"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="watchers"
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="watched"
    )

    objects = OfTicket.as_manager()

    class Meta:
        ordering = ["ticket", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "contact"],
                name="tickets_watcher_once",
                violation_error_message="This contact watches the ticket already.",
            ),
        ]

    def __str__(self):
        return str(self.contact)


class PreferenceKind(models.TextChoices):
    """What a contact may be told of."""

    RECEIPT = "receipt", "a ticket was received"
    REPLY = "reply", "a reply"
    STATUS = "status", "a change of status"
    RESOLVED = "resolved", "a ticket was resolved"
    DUE_SOON = "due_soon", "a deadline is near"
    BREACHED = "breached", "a deadline has passed"
    APPROVAL = "approval", "an approval is asked for"
    HOURS = "hours", "hours run low"


class Preference(models.Model):
    """Whether a contact wants mail of a kind; without a row the kind's default holds."""

    Kind = PreferenceKind

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="preferences"
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="preferences"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    wanted = models.BooleanField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["contact", "kind"]
        constraints = [
            one_of("tickets_preference_kind", "kind", PreferenceKind.values),
            models.UniqueConstraint(
                fields=["contact", "kind"],
                name="tickets_preference_once",
                violation_error_message="This preference is stated already.",
            ),
        ]

    def __str__(self):
        return f"{self.contact}: {self.get_kind_display()}"


class ApprovalDecision(models.TextChoices):
    """Decision of an Approval."""

    OPEN = "", "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"  # the estimate was replaced, or the ticket moved on


class Approval(models.Model):
    """Paid work that a customer's approver is asked for, with the estimate shown to them."""

    Decision = ApprovalDecision

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="approvals"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="approvals"
    )
    minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text="Estimated work."
    )
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    charge = models.CharField(
        max_length=10,
        choices=ProvisionCharge,
        blank=True,
        help_text="What the ticket cost when it was asked: another charge is asked for anew.",
    )
    note = models.TextField(blank=True, help_text="What the estimate rests on.")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=254)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=254, blank=True)
    reason = models.TextField(blank=True)

    objects = OfTicket.as_manager()

    class Meta:
        ordering = ["ticket", "pk"]
        constraints = [
            one_of("tickets_approval_charge", "charge", ["", *ProvisionCharge.values]),
            one_of("tickets_approval_decision", "decision", ApprovalDecision.values),
            both_or_neither("tickets_approval_asked", "asked_at", "asked_by"),
            both_or_neither("tickets_approval_decided", "decided_at", "decided_by"),
            models.CheckConstraint(
                name="tickets_approval_settled",
                condition=Q(decision="", decided_at=None)
                | (~Q(decision="") & Q(decided_at__isnull=False)),
                violation_error_message="A decision says when it was made.",
            ),
            priced("tickets_approval_currency", "amount", "currency"),
            not_negative("tickets_approval_amount", "amount"),
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(decision=""),
                name="tickets_approval_one_open",
                violation_error_message="An approval is asked for already.",
            ),
        ]

    def __str__(self):
        return self.get_decision_display()


class NoticeDuty(models.Model):
    """What the provider owes the customer while a third party works: told, updated, on record."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="duties")
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="notice_duties"
    )
    key = models.CharField(max_length=120, help_text="Key of the provision.")
    text = models.TextField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=254, blank=True)

    objects = OfTicket.as_manager()

    class Meta:
        ordering = ["ticket", "pk"]
        verbose_name_plural = "notice duties"
        constraints = [
            both_or_neither("tickets_noticeduty_done", "done_at", "done_by"),
            models.UniqueConstraint(
                fields=["ticket", "key"],
                name="tickets_noticeduty_once",
                violation_error_message="The ticket has this duty already.",
            ),
        ]

    def __str__(self):
        return self.text[:100]
