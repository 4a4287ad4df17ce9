"""Who publishes guides, and the guides' revisions."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from .constraints import both_or_neither, one_of


class Provider(models.Model):
    """A managed-service provider: it publishes guides and keeps calendars."""

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    contact_url = models.URLField(blank=True)
    phone = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class GuideQuerySet(models.QuerySet):
    """Guides by who may read them; see `platform.tenancy` for the rule."""

    def visible_to(self, actor):
        """Guides of the actor's subscriptions, or of the staff member's providers."""
        return self.filter(actor.guides()).distinct()


class Guide(models.Model):
    """A service guide: what a provider offers, in revisions. Known by provider and key."""

    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="guides"
    )
    key = models.SlugField(max_length=100)
    title = models.CharField(max_length=300)

    objects = GuideQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "key"],
                name="catalogue_guide_key_per_provider",
                violation_error_message="This provider has a guide with that key.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("catalogue:guide-detail", args=[self.provider.key, self.key])


class RevisionIsFixed(Exception):
    """A published revision never changes: make a new draft instead."""


class RevisionQuerySet(models.QuerySet):
    """Revisions by state and by who may read them."""

    def published(self):
        """The one in force of each guide."""
        return self.filter(state=Revision.State.PUBLISHED)

    def visible_to(self, actor):
        """What the actor may read: staff every state, a contact the revisions in force."""
        return self.filter(actor.revisions()).distinct()

    def in_force_for(self, actor):
        """What the actor is answered from: pinned revisions, else the published one of a guide."""
        return self.filter(actor.revisions_in_force()).distinct()

    def delete(self):
        """Delete drafts; raises `RevisionIsFixed` when any row is not a draft."""
        if self.exclude(state=Revision.State.DRAFT).exists():
            raise RevisionIsFixed("Only a draft can be deleted.")
        return super().delete()


class RevisionState(models.TextChoices):
    """State of a Revision."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Revision(models.Model):
    """One state of a guide's text. Draft, then published, then superseded or withdrawn.

    Once it has left the draft state, nothing under it changes (see `RevisionPart`). Customers are
    judged by the revision they are pinned to, else by the published one.
    """

    State = RevisionState

    guide = models.ForeignKey(Guide, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    title = models.CharField(max_length=300)
    label = models.CharField(
        max_length=100, blank=True, help_text="Version or date as printed."
    )
    paraphrase = models.BooleanField(
        default=False, help_text="Not the original's own words."
    )
    source_name = models.CharField(max_length=255, blank=True)
    source_digest = models.CharField(max_length=64, blank=True, editable=False)
    content_digest = models.CharField(max_length=64, blank=True, editable=False)
    ref = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.CharField(max_length=254, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_by = models.CharField(max_length=254, blank=True, editable=False)
    withdrawn_reason = models.TextField(blank=True, editable=False)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["guide", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "number"],
                name="catalogue_revision_number_per_guide",
                violation_error_message="This guide has a revision with that number.",
            ),
            models.UniqueConstraint(
                fields=["guide"],
                condition=Q(state="published"),
                name="catalogue_revision_one_published",
                violation_error_message="Another revision of this guide is published.",
            ),
            one_of("catalogue_revision_state", "state", RevisionState.values),
            both_or_neither(
                "catalogue_revision_published", "published_at", "published_by"
            ),
            both_or_neither(
                "catalogue_revision_withdrawn", "withdrawn_at", "withdrawn_by"
            ),
            models.CheckConstraint(
                name="catalogue_revision_state_stamped",
                condition=Q(state="draft", published_at__isnull=True)
                | Q(state__in=["published", "superseded"], published_at__isnull=False)
                | Q(state="withdrawn", withdrawn_at__isnull=False),
                violation_error_message="A revision's state and its dates must agree.",
            ),
        ]

    def __str__(self):
        return f"{self.guide}, revision {self.number}"

    def get_absolute_url(self):
        return reverse(
            "catalogue:revision-detail",
            args=[self.guide.provider.key, self.guide.key, self.number],
        )

    def delete(self, *args, **kwargs):
        """Delete a draft; raises `RevisionIsFixed` for any other state."""
        if not Revision.objects.filter(pk=self.pk, state=self.State.DRAFT).exists():
            raise RevisionIsFixed("Only a draft can be deleted.")
        return super().delete(*args, **kwargs)

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT
