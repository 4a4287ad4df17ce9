"""Keys for programs."""

import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .constraints import both_or_neither
from .customers import Customer, OwnedQuerySet


class ApiKeyQuerySet(OwnedQuerySet):
    """Keys by what they are good for."""

    def usable(self, at):
        """Neither revoked nor expired at `at`."""
        return self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=at), revoked_at__isnull=True
        )


class ApiKey(models.Model):
    """A program's key, bound to a customer or to a staff member, shown once and kept as a digest."""

    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    customer = models.ForeignKey(
        Customer,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="api_keys",
    )
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="api_keys",
    )
    scopes = models.JSONField(
        default=list, blank=True, help_text="What it may do, e.g. ask."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.CharField(max_length=254, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.CharField(max_length=254, blank=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "API key"
        constraints = [
            both_or_neither("catalogue_apikey_created", "created_at", "created_by"),
            both_or_neither("catalogue_apikey_revoked", "revoked_at", "revoked_by"),
            models.CheckConstraint(
                name="catalogue_apikey_one_owner",
                condition=Q(customer__isnull=False, staff__isnull=True)
                | Q(customer__isnull=True, staff__isnull=False),
                violation_error_message="Bind the key to a customer or to a staff member.",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.prefix}…)"

    def issue(self):
        """Set a fresh secret, save the row, and return the secret: it is not kept anywhere."""
        secret = f"remit_{secrets.token_urlsafe(32)}"
        self.prefix = secret[:12]
        self.digest = digest_of(secret)
        self.save()
        return secret


def digest_of(secret: str) -> str:
    """SHA-256 of a key's secret; the secret has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
