"""Opening hours and closures of calendars, as rows of a table."""

from django.core.exceptions import ValidationError

from catalogue.models import CalendarVersion, Closure, Window

from .exchange_columns import Choice, Clock, Day, Word, column, day_of
from .exchange_rows import Rows


class OfVersion(Rows):
    """Base of rows of a calendar's version, named by calendar and the day it begins."""

    help = {
        "calendar": "Keys of the provider and the calendar, as acme/office.",
        "valid_from": "The day on which the calendar's version begins, as 2026-01-31.",
    }

    def dehydrate_calendar(self, row):
        """The calendar with its provider."""
        calendar = row.version.calendar
        return f"{calendar.provider.key}/{calendar.key}"

    def filter_export(self, queryset, **kwargs):
        return queryset.select_related("version__calendar__provider")

    def version(self, row):
        """The version the row belongs to, among those the person may know of."""
        provider, _, key = row["calendar"].strip().partition("/")
        day = self.key_of(row, "valid_from", day_of)
        known = self.may_know(CalendarVersion.objects.all())
        rows = known.filter(calendar__provider__key=provider, calendar__key=key)
        dated = rows.filter(valid_from=day)
        name = f"{row['calendar'].strip()} from {day}"
        return self.look_up("calendar", name, dated.first)

    def key_of(self, row, name, read):
        """A value of the natural key."""
        try:
            value = read(row[name])
        except ValueError as error:
            raise ValidationError({name: str(error)}) from None
        if value is None:
            raise ValidationError({name: "Give it."})
        return value


class WindowRows(OfVersion):
    """Opening hours, by version, weekday and opening time."""

    needed = ["calendar", "valid_from", "day", "opens", "closes"]
    help = OfVersion.help | {
        "day": "monday to sunday.",
        "opens": "As 08:30.",
        "closes": "As 17:00; 24:00 is midnight.",
    }
    calendar = column("calendar", "version__calendar__key", key=True)
    valid_from = column("valid_from", "version__valid_from", Day(), key=True)
    day = column("day", "get_day_display", Word(), key=True)
    opens = column("opens", widget=Clock(), key=True)
    closes = column("closes", widget=Clock())

    class Meta(Rows.Meta):
        model = Window
        fields = ["calendar", "valid_from", "day", "opens", "closes"]

    def identify(self, row):
        days = Choice(Window.Day.choices)
        return {
            "version": self.version(row),
            "day": self.key_of(row, "day", days.clean),
            "opens": self.key_of(row, "opens", self.fields["opens"].widget.clean),
        }


class ClosureRows(OfVersion):
    """Days on which nobody works, by version and day."""

    needed = ["calendar", "valid_from", "day", "name"]
    help = OfVersion.help | {"day": "The closed day, as 2026-12-25."}
    calendar = column("calendar", "version__calendar__key", key=True)
    valid_from = column("valid_from", "version__valid_from", Day(), key=True)
    day = column("day", widget=Day(), key=True)
    name = column("name", widget=Word())

    class Meta(Rows.Meta):
        model = Closure
        fields = ["calendar", "valid_from", "day", "name"]

    def identify(self, row):
        return {"version": self.version(row), "day": self.key_of(row, "day", day_of)}
