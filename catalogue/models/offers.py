"""What can be ordered, at what list rate, within which limits."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from .constraints import not_negative, one_of, priced
from .parts import RevisionPart
from .providers import Revision
from .provisions import Provision, ProvisionCharge
from .sections import Section


class CommercialPart(RevisionPart):
    """Base of commercial rows: they belong to a revision and come from a section of it."""

    revision = models.ForeignKey(
        Revision, on_delete=models.CASCADE, related_name="%(class)ss"
    )
    section = models.ForeignKey(
        Section,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="%(class)ss",
    )
    text = models.TextField(blank=True, help_text="As the guide puts it.")

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class Offer(CommercialPart):
    """Something orderable: unit, minimum, step, maximum, term and price."""

    key = models.SlugField(max_length=120)
    name = models.CharField(max_length=1000)
    unit = models.CharField(max_length=1000, blank=True)
    minimum = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True
    )
    step = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True
    )
    term_months = models.PositiveIntegerField(null=True, blank=True)
    price = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    role = models.CharField(max_length=1000, blank=True)
    requires = models.JSONField(
        default=list, blank=True, help_text="Keys of offers it needs."
    )
    excludes = models.JSONField(
        default=list, blank=True, help_text="Keys it rules out."
    )
    includes = models.JSONField(
        default=list, blank=True, help_text="Keys or things it contains."
    )

    class Meta(CommercialPart.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "key"],
                name="catalogue_offer_key_per_revision",
                violation_error_message="This revision has an offer with that key.",
            ),
            priced("catalogue_offer_currency", "price", "currency"),
            not_negative(
                "catalogue_offer_amounts", "minimum", "step", "maximum", "price"
            ),
        ]

    def __str__(self):
        return self.name


class RateKind(models.TextChoices):
    """Kind of a Rate."""

    STANDARD = "standard"
    OVERAGE = "overage"
    AFTER_HOURS = "after_hours", "after hours"


class Rate(CommercialPart):
    """A list rate: money per hour of a role. Without an amount the guide refers to one it lacks."""

    Kind = RateKind

    role = models.CharField(max_length=1000)
    kind = models.CharField(max_length=12, choices=Kind)
    amount = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    unit = models.CharField(max_length=1000, default="hour")
    minimum_minutes = models.PositiveIntegerField(null=True, blank=True)
    increment_minutes = models.PositiveIntegerField(null=True, blank=True)

    class Meta(CommercialPart.Meta):
        constraints = [
            one_of("catalogue_rate_kind", "kind", RateKind.values),
            priced("catalogue_rate_currency", "amount", "currency"),
            not_negative("catalogue_rate_amount", "amount"),
        ]

    def __str__(self):
        return f"{self.role}, {self.get_kind_display()}"


class SpendBand(CommercialPart):
    """Recommended hours a month for a managed spend, both ends as printed."""

    low = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    hours = models.DecimalField(max_digits=8, decimal_places=2)
    currency = models.CharField(max_length=3, blank=True)
    footnote = models.CharField(max_length=100, blank=True)

    class Meta(CommercialPart.Meta):
        constraints = [
            models.CheckConstraint(
                name="catalogue_spendband_grows",
                condition=Q(low__isnull=True)
                | Q(high__isnull=True)
                | Q(high__gt=F("low")),
                violation_error_message="The band must end above its beginning.",
            ),
            not_negative("catalogue_spendband_hours", "hours"),
        ]

    def __str__(self):
        return self.text or f"{self.low}–{self.high}"


class Quota(CommercialPart):
    """A measure with a number, the provisions that draw on it, and the charge beyond it."""

    value = models.DecimalField(max_digits=14, decimal_places=3)
    unit = models.CharField(max_length=1000)
    per = models.CharField(max_length=1000, blank=True)
    of = models.CharField(
        max_length=1000, blank=True, help_text="What a percentage is taken of."
    )
    draws = models.JSONField(
        default=list, blank=True, help_text="Keys of provisions drawing on it."
    )
    over_charge = models.CharField(
        max_length=10,
        blank=True,
        choices=Provision.Charge,
        help_text="Charge beyond it.",
    )

    class Meta(CommercialPart.Meta):
        constraints = [
            one_of(
                "catalogue_quota_charge", "over_charge", ["", *ProvisionCharge.values]
            ),
            not_negative("catalogue_quota_value", "value"),
        ]

    def __str__(self):
        # A row that was not read back yet may hold a plain number.
        return f"{Decimal(self.value).normalize():f} {self.unit}" + (
            f" per {self.per}" if self.per else ""
        )


class NoticePeriodBy(models.TextChoices):
    """By of a Notice period."""

    CUSTOMER = "customer"
    PROVIDER = "provider"


class NoticePeriod(CommercialPart):
    """How many days before an event something must be asked for or announced."""

    By = NoticePeriodBy

    event = models.CharField(max_length=1000)
    days = models.PositiveIntegerField()
    by = models.CharField(max_length=10, choices=By, default=By.CUSTOMER)

    class Meta(CommercialPart.Meta):
        constraints = [one_of("catalogue_noticeperiod_by", "by", NoticePeriodBy.values)]

    def __str__(self):
        return f"{self.event}: {self.days} days"


class MeteringRule(CommercialPart):
    """What counts as a simultaneous interaction, and what does not."""

    interaction = models.CharField(max_length=1000)
    counts = models.TextField(blank=True)
    excludes = models.TextField(blank=True)

    def __str__(self):
        return self.interaction
