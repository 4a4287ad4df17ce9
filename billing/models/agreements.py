"""Agreements: what a customer and a provider have agreed on, over one or more subscriptions."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from catalogue.models import Calendar, Customer, Provider, Subscription
from catalogue.models.constraints import half_open, one_of
from catalogue.models.customers import OwnedRow, RecordedOwnedQuerySet

PREFIX = "A-"


class AgreementQuerySet(RecordedOwnedQuerySet):
    """Agreements by time, by reference and by who may see them."""

    def visible_to(self, actor):
        """Those of the actor's customer, where the role may see hours, or of a staff member's providers."""
        return self.filter(actor.agreements())

    def in_force(self, day):
        """Those whose term [starts_on, ends_on) holds the day."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day
        )

    def by_reference(self, reference):
        """The agreement of a reference such as `A-12`, in any case; none for another text."""
        number = reference.strip().upper().removeprefix(PREFIX)
        if not (number.isascii() and number.isdigit() and len(number) < 18):
            return self.none()
        return self.filter(pk=int(number))


class Renewal(models.TextChoices):
    """What happens at the end of an Agreement's term (W44)."""

    AUTO = "auto", "renews by itself"
    MONTHLY = "monthly", "month to month"
    NONE = "none", "ends"


class MinimumPer(models.TextChoices):
    """What the least charged time of an Agreement is counted per (W36)."""

    ENTRY = "entry", "time entry"
    TICKET = "ticket", "ticket and month"
    MONTH = "month"


class MinimumFor(models.TextChoices):
    """Which work the least charged time of an Agreement is for."""

    HOURLY = "hourly", "hourly work"
    ALL = "all", "all work"


class AfterHours(models.TextChoices):
    """How an Agreement treats work outside the hours of its calendar (C12, C19, W36)."""

    APART = "apart", "charged apart, at the after-hours rate"
    POOL = "pool", "like any other time"


class OveragePolicy(models.TextChoices):
    """What happens when an Agreement's hours are used up."""

    ALLOW = "allow", "goes on at the overage rate"
    ASK = "ask", "above a cap an approver is asked"
    STOP = "stop", "nothing is charged beyond the hours"


class Agreement(OwnedRow):
    """Customer × provider: currency, term, renewal, and the rules by which hours are counted."""

    Renewal = Renewal
    MinimumPer = MinimumPer
    MinimumFor = MinimumFor
    AfterHours = AfterHours
    Overage = OveragePolicy
    named_by = ("customer",)

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="agreements"
    )
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="agreements"
    )
    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3, default="USD")
    starts_on = models.DateField()
    ends_on = models.DateField(
        null=True, blank=True, help_text="First day after the last."
    )
    term_months = models.PositiveIntegerField(null=True, blank=True)
    renewal = models.CharField(max_length=10, choices=Renewal, default=Renewal.AUTO)
    renewal_months = models.PositiveIntegerField(default=12)
    notice_days = models.PositiveIntegerField(
        default=30, help_text="Days before the end of a term by which notice is given."
    )
    notice_given_on = models.DateField(null=True, blank=True)
    technology_groups = models.JSONField(
        default=list,
        blank=True,
        help_text="Technology groups that the work is about, for instance network.",
    )
    increment_minutes = models.PositiveIntegerField(
        default=1, help_text="Time is charged in steps of so many minutes, rounded up."
    )
    minimum_minutes = models.PositiveIntegerField(
        default=0, help_text="At least so much is charged."
    )
    minimum_per = models.CharField(
        max_length=10, choices=MinimumPer, default=MinimumPer.ENTRY
    )
    minimum_for = models.CharField(
        max_length=10, choices=MinimumFor, default=MinimumFor.HOURLY
    )
    calendar = models.ForeignKey(
        Calendar,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        help_text="Business hours: work outside them is after hours. Empty: no hours are.",
    )
    after_hours = models.CharField(
        max_length=10, choices=AfterHours, default=AfterHours.APART
    )
    overage = models.CharField(
        max_length=10, choices=OveragePolicy, default=OveragePolicy.ALLOW
    )
    overage_cap_minutes = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Overage a month that needs nobody's leave, where an approver is asked.",
    )
    carries_over = models.BooleanField(
        default=False,
        help_text="Unused base hours may be used in the next month (C21: no).",
    )
    subscriptions = models.ManyToManyField(
        Subscription, through="billing.Coverage", related_name="agreements"
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["customer", "-starts_on", "pk"]
        permissions = [("close_month", "Can close months")]
        constraints = [
            half_open("billing_agreement_period", "starts_on", "ends_on"),
            one_of("billing_agreement_renewal", "renewal", Renewal.values),
            one_of("billing_agreement_minimum_per", "minimum_per", MinimumPer.values),
            one_of("billing_agreement_minimum_for", "minimum_for", MinimumFor.values),
            one_of("billing_agreement_after_hours", "after_hours", AfterHours.values),
            one_of("billing_agreement_overage", "overage", OveragePolicy.values),
            models.CheckConstraint(
                name="billing_agreement_currency",
                condition=Q(currency__regex="^[A-Z]{3}$"),
                violation_error_message="Give the currency as three capital letters.",
            ),
            models.CheckConstraint(
                name="billing_agreement_increment",
                condition=Q(increment_minutes__range=(1, 480)),
                violation_error_message="Time is charged in steps of 1 to 480 minutes.",
            ),
            models.CheckConstraint(
                name="billing_agreement_minimum",
                condition=Q(minimum_minutes__lte=480),
                violation_error_message="The least time charged is at most 480 minutes.",
            ),
            models.CheckConstraint(
                name="billing_agreement_cap",
                condition=Q(overage_cap_minutes=None) | Q(overage="ask"),
                violation_error_message="A cap is for agreements that ask an approver.",
            ),
            models.CheckConstraint(
                name="billing_agreement_term",
                condition=Q(term_months=None) | Q(term_months__gte=1),
                violation_error_message="A term is at least a month.",
            ),
            models.CheckConstraint(
                name="billing_agreement_renewal_months",
                condition=Q(renewal_months__gte=1),
                violation_error_message="A renewal is for at least a month.",
            ),
            models.CheckConstraint(
                name="billing_agreement_notice",
                condition=Q(notice_given_on=None)
                | Q(notice_given_on__gte=F("starts_on")),
                violation_error_message="Notice is given after the agreement began.",
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.name}"

    def get_absolute_url(self):
        return reverse("billing:agreement-detail", args=[self.reference])

    @property
    def reference(self):
        """What people call it: `A-12`."""
        return f"{PREFIX}{self.pk}"


class Coverage(OwnedRow):
    """A subscription that an agreement covers; each is covered by one."""

    named_by = ("agreement", "subscription")

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="coverages"
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="coverages"
    )
    subscription = models.OneToOneField(
        Subscription, on_delete=models.PROTECT, related_name="coverage"
    )

    objects = RecordedOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["agreement", "pk"]

    def __str__(self):
        return f"{self.agreement}: {self.subscription}"


class OfAgreement(models.QuerySet):
    """Rows that hang on an agreement."""

    def visible_to(self, actor):
        """Rows of the agreements the actor may see."""
        return self.filter(agreement__in=Agreement.objects.visible_to(actor))


class RecordedOfAgreement(RecordedOwnedQuerySet):
    """Rows of an agreement whose changes are kept."""

    def visible_to(self, actor):
        """Rows of the agreements the actor may see."""
        return self.filter(agreement__in=Agreement.objects.visible_to(actor))


class NoticeKind(models.TextChoices):
    """What a Notice tells of."""

    HOURS = "hours", "share of the hours used"
    TERM = "term", "last day for giving notice"


class Notice(models.Model):
    """Something an agreement's people were told, once: a threshold of hours, a date that nears."""

    Kind = NoticeKind
    only_changes = ()

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="notices"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="agreement_notices"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField(help_text="The month, or the last day for giving notice.")
    mark = models.PositiveIntegerField(help_text="Per cent used, or days before.")
    at = models.DateTimeField()

    objects = OfAgreement.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            one_of("billing_notice_kind", "kind", NoticeKind.values),
            models.UniqueConstraint(
                fields=["agreement", "kind", "on", "mark"],
                name="billing_notice_once",
                violation_error_message="They were told of that already.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.mark}"
