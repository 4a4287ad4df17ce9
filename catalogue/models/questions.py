"""What customers asked, and the words that help to find an answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalogue.answers.gist import gist

from .constraints import both_or_neither, one_of
from .customers import Customer, OwnedQuerySet
from .providers import Guide, Revision


class QuestionState(models.TextChoices):
    """State of a Question."""

    OPEN = "open"
    ALIASED = "aliased", "alias added"
    ANSWERED = "answered"
    OUT_OF_SCOPE = "out_of_scope", "out of scope"


class QuestionQuerySet(OwnedQuerySet):
    """Questions by state and by who may read them."""

    def open(self):
        """Those that wait for staff."""
        return self.filter(state=QuestionState.OPEN)

    def visible_to(self, actor):
        """What the actor asked, a manager's whole company asked, or a provider's guides are near to."""
        return self.filter(actor.questions())


class Question(models.Model):
    """A question put to staff because no answer was sure. The queue of work for curators."""

    State = QuestionState

    customer = models.ForeignKey(
        Customer,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="questions",
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="questions"
    )
    guide = models.ForeignKey(
        Guide,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        help_text="The guide of the nearest line: its provider's staff handle the question.",
    )
    asked_at = models.DateTimeField(default=timezone.now)
    text = models.CharField(max_length=500)
    nearest = models.JSONField(
        default=list,
        blank=True,
        help_text="The lines shown as nearest: guide, revision, key and text of each.",
    )
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    gist = models.CharField(
        max_length=500,
        blank=True,
        db_index=True,
        editable=False,
        help_text="The question's words in a common form: questions of one gist are one group.",
    )
    reply = models.TextField(
        blank=True, help_text="What staff answered; the customer reads it."
    )
    handled_at = models.DateTimeField(null=True, blank=True, editable=False)
    handled_by = models.CharField(max_length=254, blank=True, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            one_of("catalogue_question_state", "state", QuestionState.values),
            both_or_neither("catalogue_question_handled", "handled_at", "handled_by"),
            models.UniqueConstraint(
                fields=["customer", "text"],
                condition=Q(state=QuestionState.OPEN, customer__isnull=False),
                name="catalogue_question_open_once",
                violation_error_message="The customer's question waits already.",
            ),
            models.UniqueConstraint(
                fields=["asked_by", "text"],
                condition=Q(state=QuestionState.OPEN, customer__isnull=True),
                name="catalogue_question_open_once_of_staff",
                violation_error_message="The question waits already.",
            ),
        ]

    def __str__(self):
        return self.text

    def save(self, *args, **kwargs):
        """Write the row; a question without a gist gets its own words'."""
        self.gist = self.gist or gist(self.text)
        super().save(*args, **kwargs)


class SynonymGroup(models.Model):
    """Words of the trade that mean the same. Added to those the project ships."""

    words = models.TextField(
        help_text="One word or phrase a line; any finds all others."
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    added_by = models.CharField(max_length=254, editable=False)

    class Meta:
        ordering = ["words", "pk"]
        constraints = [
            both_or_neither("catalogue_synonymgroup_added", "added_at", "added_by"),
        ]

    def __str__(self):
        return ", ".join(self.words.split("\n"))[:100]

    def listed(self):
        """The words, without blanks."""
        return [word.strip() for word in self.words.splitlines() if word.strip()]


class AnswerIndex(models.Model):
    """What ranking needs of one revision, built when it is published. Rebuildable at any time."""

    revision = models.OneToOneField(
        Revision, on_delete=models.CASCADE, related_name="answer_index"
    )
    data = models.BinaryField()
    digest = models.CharField(max_length=64)
    entries = models.PositiveIntegerField()
    model_digest = models.CharField(max_length=64, blank=True)
    built_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "answer indexes"

    def __str__(self):
        return f"Index of {self.revision}"
