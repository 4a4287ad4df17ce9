"""Statements: what a month came to, frozen once issued."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from catalogue.models import Customer, Provider
from catalogue.models.constraints import both_or_neither, first_day, one_of

from .agreements import Agreement


class StatementIsKept(Exception):
    """A statement is corrected by a later one that refers to it, never rewritten."""


class StatementQuerySet(models.QuerySet):
    """Statements by reference and by who may see them."""

    def visible_to(self, actor):
        """Those of the agreements whose money the actor may see."""
        return self.filter(actor.statements())

    def by_reference(self, reference):
        """The statement of a reference such as `northwind-000012`; none for another text."""
        key, _, number = reference.strip().rpartition("-")
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            return self.none()
        return self.filter(provider__key=key, number=int(number))

    def update(self, **values):
        raise StatementIsKept("A statement is not rewritten.")

    def delete(self):
        raise StatementIsKept("A statement is not deleted.")


class StatementCounter(models.Model):
    """The last number a provider gave to a statement: advanced under its row lock, without gaps."""

    provider = models.OneToOneField(
        Provider, on_delete=models.PROTECT, related_name="statement_counter"
    )
    last = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.provider}: {self.last}"


class Statement(models.Model):
    """What an agreement's month came to. Its lines add up to `total`, in its currency.

    `facts` freezes what the lines rest on: names, terms, and how the hours were settled.
    """

    only_changes = ()

    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="statements", db_index=False
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="statements", db_index=False
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="statements", db_index=False
    )
    month = models.DateField()
    number = models.PositiveIntegerField()
    corrects = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
    )
    currency = models.CharField(max_length=3)
    total = models.DecimalField(max_digits=14, decimal_places=2)
    facts = models.JSONField(default=dict)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=254)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-number"]
        indexes = [
            models.Index(
                fields=["customer", "-month"], name="billing_statement_customer"
            )
        ]
        constraints = [
            first_day("billing_statement_month", "month"),
            both_or_neither("billing_statement_issued", "issued_at", "issued_by"),
            models.UniqueConstraint(
                fields=["provider", "number"],
                name="billing_statement_number_once",
                violation_error_message="The provider has given that number.",
            ),
            models.UniqueConstraint(
                fields=["agreement", "month"],
                condition=Q(corrects=None),
                name="billing_statement_month_once",
                violation_error_message="The month has a statement; a later one corrects it.",
            ),
        ]

    def __str__(self):
        return self.reference

    def save(self, *args, **kwargs):
        """Add the statement; raises `StatementIsKept` for one that is issued."""
        if not self._state.adding:
            raise StatementIsKept("A statement is not rewritten.")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("billing:statement-detail", args=[self.reference])

    @property
    def reference(self):
        """The provider's key and the number: `northwind-000012`. Reads the provider."""
        return f"{self.provider.key}-{self.number:06d}"

    def delete(self, *args, **kwargs):
        raise StatementIsKept("A statement is not deleted.")


class LineKind(models.TextChoices):
    """Kind of a Statement line, in the order in which they stand."""

    RECURRING = "recurring"
    OVERAGE = "overage"
    HOURLY = "hourly", "hourly work"
    BEYOND_QUOTA = "beyond_quota", "beyond the quota"
    AFTER_HOURS = "after_hours", "after hours"
    CREDIT = "credit"
    STATED = "stated", "stated before"


class StatementLine(models.Model):
    """A line of a statement. `basis` says how its amount came about, and which entries it is of."""

    Kind = LineKind
    only_changes = ()

    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="lines"
    )
    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        related_name="statement_lines",
        db_index=False,
    )
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=15, choices=LineKind)
    text = models.TextField()
    role = models.CharField(max_length=200, blank=True)
    minutes = models.PositiveIntegerField(null=True)
    rate = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    basis = models.JSONField(default=dict)

    class OfStatement(models.QuerySet):
        """Lines of statements."""

        def visible_to(self, actor):
            """Lines of the statements the actor may see."""
            return self.filter(statement__in=Statement.objects.visible_to(actor))

    objects = OfStatement.as_manager()

    class Meta:
        ordering = ["statement", "position"]
        constraints = [
            one_of("billing_statementline_kind", "kind", LineKind.values),
            models.UniqueConstraint(
                fields=["statement", "position"],
                name="billing_statementline_once",
                violation_error_message="The statement has a line there already.",
            ),
        ]

    def __str__(self):
        return self.text
