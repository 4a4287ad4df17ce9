"""Working time of a provider. A calendar's versions are append-only, each valid from a date."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from .calendar_wall import (
    JUDGED,
    TOO_EARLY,
    CalendarIsFixed,
    LatestDay,
    VersionQuerySet,
    VersionRowQuerySet,
    Walled,
    promised,
)
from .providers import Provider


def validate_zone(value):
    """Raises `ValidationError` unless `value` is a name of the time zone database."""
    if value not in available_timezones():
        raise ValidationError(
            f"“{value}” is no time zone: give one such as Europe/London."
        )


class Calendar(models.Model):
    """Named working time, for instance “Standard support”. Revisions refer to it by key."""

    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="calendars"
    )
    key = models.SlugField(max_length=100)
    name = models.CharField(max_length=200)
    notes = models.TextField(blank=True)
    ref = models.CharField(max_length=200, blank=True)
    # Grows with every change of its versions: who keeps its hours in memory sees that they are old.
    edition = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "key"],
                name="catalogue_calendar_key_per_provider",
                violation_error_message="This provider has a calendar with that key.",
            ),
        ]

    def __str__(self):
        return self.name


class CalendarVersion(Walled):
    """Zone, opening hours and closures from a date on, until the next version begins."""

    placed_by = "valid_from"

    calendar = models.ForeignKey(
        Calendar, on_delete=models.CASCADE, related_name="versions"
    )
    valid_from = models.DateField()
    zone = models.CharField(max_length=60, validators=[validate_zone])
    always_open = models.BooleanField(
        default=False, help_text="Round the clock, every day."
    )
    holidays = models.CharField(
        max_length=20,
        blank=True,
        help_text="Holiday set: country, or country-subdivision.",
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["calendar", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "valid_from"],
                name="catalogue_calendarversion_date_once",
                violation_error_message="A version of this calendar begins on that date already.",
            ),
        ]

    def __str__(self):
        return f"{self.calendar} from {self.valid_from}"

    @staticmethod
    def calendars_of(rows):
        return {version.calendar_id for version in rows}

    @staticmethod
    def require_open(versions):
        """Raises `CalendarIsFixed` when a version would begin before tomorrow on a promised calendar.

        The first version, too: its hours, added after it, would be those of time gone by.
        """
        calendars = Calendar.objects.filter(pk__in={v.calendar_id for v in versions})
        days = calendars.filter(promised("pk")).annotate(day=LatestDay())
        latest = dict(days.values_list("pk", "day"))
        to_date = models.DateField().to_python
        for version in versions:
            day = latest.get(version.calendar_id)
            if day and version.valid_from and to_date(version.valid_from) <= day:
                raise CalendarIsFixed(TOO_EARLY.format(day=day))


class VersionRow(Walled):
    """Base of what hangs on a version."""

    placed_by = "version"

    objects = VersionRowQuerySet.as_manager()

    class Meta:
        abstract = True

    @staticmethod
    def calendars_of(rows):
        versions = {row.version_id for row in rows}
        return (
            CalendarVersion.objects.filter(pk__in=versions)
            .order_by()
            .values("calendar")
        )

    @staticmethod
    def require_open(rows):
        """Raises `CalendarIsFixed` when tickets are judged by the version of one of the rows."""
        versions = {row.version_id for row in rows}
        if CalendarVersion.objects.filter(pk__in=versions).judged().exists():
            raise CalendarIsFixed(JUDGED)


class WindowDay(models.IntegerChoices):
    """Day of a Window."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


class Window(VersionRow):
    """Opening hours on a weekday, in minutes after local midnight: [opens, closes)."""

    Day = WindowDay

    version = models.ForeignKey(
        CalendarVersion, on_delete=models.CASCADE, related_name="windows"
    )
    day = models.PositiveSmallIntegerField(choices=Day)
    opens = models.PositiveSmallIntegerField(
        help_text="Minutes after midnight, 480 is 08:00."
    )
    closes = models.PositiveSmallIntegerField(
        help_text="Minutes after midnight, up to 1440."
    )

    class Meta:
        ordering = ["day", "opens", "pk"]
        constraints = [
            models.CheckConstraint(
                name="catalogue_window_within_day",
                condition=Q(opens__lt=F("closes"), closes__lte=1440, day__lte=6),
                violation_error_message="A window opens before it closes, within one day.",
            ),
            models.UniqueConstraint(
                fields=["version", "day", "opens"],
                name="catalogue_window_once",
                violation_error_message="A window opens then already.",
            ),
        ]

    def __str__(self):
        hours = "{:02}:{:02}–{:02}:{:02}".format(
            *divmod(self.opens, 60), *divmod(self.closes, 60)
        )
        return f"{self.get_day_display()} {hours}"


class Closure(VersionRow):
    """A day of the provider's own on which nobody works."""

    version = models.ForeignKey(
        CalendarVersion, on_delete=models.CASCADE, related_name="closures"
    )
    day = models.DateField()
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "day"],
                name="catalogue_closure_once",
                violation_error_message="That day is closed already.",
            ),
        ]

    def __str__(self):
        return f"{self.day} {self.name}"
