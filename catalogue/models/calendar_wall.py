"""The wall around working time that tickets are judged by.

A calendar's version is *judged by* once it is in force and a service level of a revision that is no
draft runs on the calendar, or a customer agreed on it: it stays as it is then, and so does the time before today. What begins
later may still be changed. “Today” is the database's, because models do not read the clock and the
triggers ask the same one; and it is the latest date on earth, because a version begins at midnight
in its own zone.
"""

from functools import reduce
from operator import or_

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, ExpressionWrapper, F, Func, OuterRef, Q

# In Kiritimati it is a day later than in UTC from 10:00 on.
LATEST_DAY = {
    "sqlite": "date('now', '+14 hours')",
    "postgresql": "(now() AT TIME ZONE 'UTC' + interval '14 hours')::date",
}
JUDGED = (
    "This version is in force and published service levels run on it: tickets are judged by it. "
    "Add a version with a later date."
)
TOO_EARLY = (
    "Published service levels run on this calendar: a version begins after {day}, "
    "so that no time that tickets were judged by becomes another."
)


class CalendarIsFixed(Exception):
    """Tickets are judged by what a calendar says until today: add a version with a later date."""


class LatestDay(Func):
    """The date it is already somewhere on earth, by the database's clock."""

    output_field = models.DateField()

    def as_sql(self, compiler, connection, **extra):
        return LATEST_DAY[connection.vendor], []


def promised(path):
    """Condition: a service level of a revision that is no draft runs on the calendar at `path`.

    Or a customer agreed on it.
    """
    # The modules of both import this one.
    levels, agreed = (
        apps.get_model(f"catalogue.{name}")._base_manager.filter(
            calendar=OuterRef(path)
        )
        for name in ("ServiceLevel", "Subscription")
    )
    return Exists(levels.exclude(revision__state="draft")) | Exists(agreed)


def judged(path=""):
    """Condition: tickets are judged by the version at `path` (`version__`; empty: the row)."""
    begun = Q(**{f"{path}valid_from__lte": LatestDay()})
    return ExpressionWrapper(
        begun & Q(promised(f"{path}calendar")), output_field=models.BooleanField()
    )


class VersionQuerySet(models.QuerySet):
    """Versions; bulk writes respect the wall as `save` does."""

    path = ""

    def with_judged(self):
        """With `is_judged`: whether tickets are judged by the version already."""
        return self.annotate(is_judged=judged(self.path))

    def judged(self):
        """Those that tickets are judged by."""
        return self.with_judged().filter(is_judged=True)

    @transaction.atomic
    def update(self, **values):
        """Change rows; raises `CalendarIsFixed` when tickets are judged by one of them."""
        place = {"calendar", "calendar_id", "valid_from", "version", "version_id"}
        if values.keys() & place:
            raise CalendarIsFixed("Move versions and their rows one by one, by save().")
        self._require_open()
        self._renew()
        return super().update(**values)

    @transaction.atomic
    def delete(self):
        """Delete rows; raises `CalendarIsFixed` as `update` does."""
        self._require_open()
        self._renew()
        return super().delete()

    @transaction.atomic
    def bulk_create(self, objs, *args, update_conflicts=False, **kwargs):
        """Add rows; raises `CalendarIsFixed` as `save` does."""
        if update_conflicts:
            raise CalendarIsFixed("Rows are added here, not changed.")
        objs = list(objs)
        self.model.require_open(objs)
        renew(self.model.calendars_of(objs))
        return super().bulk_create(objs, *args, **kwargs)

    def _renew(self):
        renew(self.order_by().values(f"{self.path}calendar"))

    def _require_open(self):
        # As rows that were sliced or made distinct cannot be filtered.
        rows = self.model._base_manager.filter(pk__in=self.order_by().values("pk"))
        if rows.filter(judged(self.path)).exists():
            raise CalendarIsFixed(JUDGED)


class VersionRowQuerySet(VersionQuerySet):
    """Rows of versions, under the same wall."""

    path = "version__"


def renew(*calendars):
    """Say that the hours of these calendars (sets of keys, or queries) are not what they were."""
    wanted = reduce(or_, (Q(pk__in=each) for each in calendars))
    rows = apps.get_model("catalogue.Calendar")._base_manager
    rows.filter(wanted).update(edition=F("edition") + 1)


class Walled(models.Model):
    """Base of a calendar's versions and their rows: written until tickets are judged by them."""

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Write the row; raises `CalendarIsFixed` when tickets are judged by it, or would be."""
        self._require_stored_open()
        self.require_open([self])
        # A row that moves changes the hours of the calendar it leaves, too.
        renew(self._stored_calendar(), self.calendars_of([self]))
        super().save(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args, **kwargs):
        """Delete the row; raises `CalendarIsFixed` when tickets are judged by it."""
        self._require_stored_open()
        renew(self._stored_calendar())
        return super().delete(*args, **kwargs)

    @staticmethod
    def calendars_of(rows):
        """Keys of the calendars that rows belong to, as a set or a query."""
        raise NotImplementedError

    def clean(self):
        """The same as `save` says, beside the field of a form."""
        super().clean()
        try:
            self.require_open([self])
        except CalendarIsFixed as refusal:
            raise ValidationError({self.placed_by: str(refusal)}) from refusal

    def _stored_calendar(self):
        rows = type(self)._default_manager
        return rows.filter(pk=self.pk).order_by().values(f"{rows.all().path}calendar")

    def _require_stored_open(self):
        rows = type(self)._default_manager.filter(pk=self.pk)
        if self.pk is not None and rows.judged().exists():
            raise CalendarIsFixed(JUDGED)
