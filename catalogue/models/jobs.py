"""Periodic work: when each job runs next, who runs it now, and how it went."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .constraints import both_or_neither

LATE = dt.timedelta(minutes=10)


class JobQuerySet(models.QuerySet):
    """Jobs by time."""

    def due(self, at):
        """Those whose time has come and that nobody runs; the longest overdue first."""
        return self.filter(due_at__lte=at).free(at).order_by("due_at", "pk")

    def free(self, at):
        """Those that nobody runs. A lease that has ended is a dead worker's."""
        return self.filter(_unleased(at))

    def standing_still(self, at):
        """Those whose last run failed, or that are long overdue and nobody runs."""
        return self.filter(Q(failures__gt=0) | _unleased(at) & Q(due_at__lt=at - LATE))

    def move_up(self, at):
        """Make those due that are not and that nobody runs; how many."""
        return self.free(at).filter(due_at__gt=at).update(due_at=at)


def _unleased(at):
    return Q(leased_until=None) | Q(leased_until__lte=at)


class Job(models.Model):
    """The state of a periodic job. What it does stands in the code, under the same name.

    A worker takes a job by a lease: of two, one gets it. A worker that dies loses the lease when
    it ends, and another takes the job up.
    """

    name = models.CharField(max_length=60, unique=True, editable=False)
    due_at = models.DateTimeField(
        default=timezone.now, editable=False, help_text="When it runs next."
    )
    lease = models.CharField(max_length=32, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    last_run_at = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(
        default=0, editable=False, help_text="Failed runs since the last good one."
    )
    last_error = models.TextField(blank=True, editable=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            both_or_neither("catalogue_job_leased", "leased_until", "lease"),
            models.CheckConstraint(
                name="catalogue_job_error",
                condition=Q(failures=0, last_error="")
                | (Q(failures__gt=0) & ~Q(last_error="")),
                violation_error_message="A failed run keeps its error, a good one none.",
            ),
            models.CheckConstraint(
                name="catalogue_job_ran",
                condition=Q(last_run_at=None) | Q(due_at__gte=F("last_run_at")),
                violation_error_message="The next run comes after the last one.",
            ),
        ]

    def __str__(self):
        return self.name.replace("_", " ").capitalize()
