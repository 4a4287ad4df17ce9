"""Who publishes guides, and the guides' revisions."""

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from .changes import differences, record, recorded_fields
from .constraints import both_or_neither, one_of
from .recorded import updated, written
from .references import crossing


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


class OutsideRevision(RevisionIsFixed):
    """What belongs to a revision points at a part of another one."""


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

    @transaction.atomic
    def update(self, **values):
        """Change drafts; raises `RevisionIsFixed` for other rows and for a change of state."""
        if values.keys() & STAMPS:
            raise RevisionIsFixed(MOVED_BY_VERBS)
        _lock_drafts(self)
        if values.keys() & READ_FROM_TEXT:
            values["content_digest"] = ""
        return updated(self, super().update, values)

    def move(self, state, **stamps):
        """Change the state, with its stamps: for the verbs of `actions.publishing` alone.

        Only what is scheduled, and so was never in force, becomes a draft again.
        """
        waiting = self.filter(state=Revision.State.SCHEDULED)
        if state == Revision.State.DRAFT and waiting.count() < self.count():
            raise RevisionIsFixed("No revision becomes a draft again.")
        return super().update(state=state, **stamps)

    def bulk_create(self, objs, *args, update_conflicts=False, **kwargs):
        """Add drafts; raises `RevisionIsFixed` for other states."""
        objs = list(objs)
        if update_conflicts or any(not each.is_draft for each in objs):
            raise RevisionIsFixed(MOVED_BY_VERBS)
        return super().bulk_create(objs, *args, **kwargs)

    @transaction.atomic
    def delete(self):
        """Delete drafts; raises `RevisionIsFixed` when any row is not a draft."""
        for revision in _lock_drafts(self):
            _refuse_crossing(revision)
        return super().delete()


class RevisionState(models.TextChoices):
    """State of a Revision."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Revision(models.Model):
    """One state of a guide's text. Draft, published (at once or as scheduled), superseded or withdrawn.

    Once it has left the draft state, nothing under it changes (see `RevisionPart`). Customers are
    judged by the revision they are pinned to, else by the published one.
    """

    State = RevisionState
    revision_path = "pk"

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
    calendar_keys = models.JSONField(
        default=list,
        blank=True,
        editable=False,
        help_text="Calendars of the provider that the guide's file carries, by key.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    effective_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When a scheduled revision comes into force.",
    )
    scheduled_at = models.DateTimeField(null=True, blank=True, editable=False)
    scheduled_by = models.CharField(max_length=254, blank=True, editable=False)
    # Why a scheduled revision did not come into force when it was due.
    held_at = models.DateTimeField(null=True, blank=True, editable=False)
    held_reason = models.TextField(blank=True, editable=False)
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
            models.UniqueConstraint(
                fields=["guide"],
                condition=Q(state="scheduled"),
                name="catalogue_revision_one_scheduled",
                violation_error_message="Another revision of this guide is scheduled.",
            ),
            one_of("catalogue_revision_state", "state", RevisionState.values),
            both_or_neither(
                "catalogue_revision_scheduled", "scheduled_at", "scheduled_by"
            ),
            both_or_neither("catalogue_revision_held", "held_at", "held_reason"),
            both_or_neither(
                "catalogue_revision_published", "published_at", "published_by"
            ),
            both_or_neither(
                "catalogue_revision_withdrawn", "withdrawn_at", "withdrawn_by"
            ),
            models.CheckConstraint(
                name="catalogue_revision_state_stamped",
                condition=Q(state="draft", published_at__isnull=True)
                | Q(
                    state="scheduled",
                    published_at__isnull=True,
                    scheduled_at__isnull=False,
                    effective_at__isnull=False,
                )
                | Q(state__in=["published", "superseded"], published_at__isnull=False)
                | Q(state="withdrawn", withdrawn_at__isnull=False),
                violation_error_message="A revision's state and its dates must agree.",
            ),
        ]

    def __str__(self):
        return f"{self.guide}, revision {self.number}"

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Write a draft; raises `RevisionIsFixed` for other states, stored or wanted."""
        stored = _lock_drafts(Revision.objects.filter(pk=self.pk))
        if not self.is_draft:
            raise RevisionIsFixed(MOVED_BY_VERBS)
        names = written(self, kwargs)
        for old in stored:
            if any(getattr(old, f) != getattr(self, f) for f in READ_FROM_TEXT & names):
                self.content_digest = ""
                if kwargs.get("update_fields"):
                    kwargs["update_fields"] = {*names, "content_digest"}
        super().save(*args, **kwargs)
        for old in stored:
            record(differences(old, self, recorded_fields(Revision, names)))

    def get_absolute_url(self):
        return reverse(
            "catalogue:revision-detail",
            args=[self.guide.provider.key, self.guide.key, self.number],
        )

    @transaction.atomic
    def delete(self, *args, **kwargs):
        """Delete a draft; raises `RevisionIsFixed` for any other state."""
        _lock_drafts(Revision.objects.filter(pk=self.pk))
        _refuse_crossing(self)
        return super().delete(*args, **kwargs)

    def name_in_history(self):
        return "Revision"

    def owner_of_change(self):
        return {"revision_id": self.pk}

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT


STAMPS = {
    "state",
    "effective_at",
    "scheduled_at",
    "scheduled_by",
    "held_at",
    "held_reason",
    "published_at",
    "published_by",
    "withdrawn_at",
    "withdrawn_by",
    "withdrawn_reason",
}
READ_FROM_TEXT = {"title", "label", "paraphrase", "ref"}
MOVED_BY_VERBS = "A revision is published and withdrawn by the actions of these names."


def _lock_drafts(revisions):
    pks = list(revisions.order_by().values_list("pk", flat=True))
    rows = Revision._base_manager.select_for_update(no_key=True).filter(pk__in=pks)
    locked = list(rows.order_by("pk"))
    if any(not revision.is_draft for revision in locked):
        raise RevisionIsFixed("Only a draft can be changed or deleted.")
    return locked


def _refuse_crossing(revision):
    if kinds := ", ".join(crossing(revision)):
        raise OutsideRevision(f"Rows of another revision hang on {revision}: {kinds}.")
