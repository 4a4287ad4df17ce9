"""Working time: calendars, their append-only versions, opening hours and closures."""

from django.contrib import admin, messages

from catalogue.models import (
    Calendar,
    CalendarVersion,
    Closure,
    ServiceLevel,
    Window,
)
from catalogue.models.calendar_wall import JUDGED, judged
from catalogue.platform.adminlimits import LimitedInline, VisibleRelated

from .bases import CatalogueAdmin, Note, count_of
from .calendar_picture import Pictured, VersionForm
from .exchange import Exchange
from .exchange_calendars import ClosureRows, WindowRows


class VersionInline(Note):
    """The versions of a calendar; each opens its own page."""

    model = CalendarVersion
    fields = ["valid_from", "zone", "always_open", "holidays"]


@admin.register(Calendar)
class CalendarAdmin(Pictured, CatalogueAdmin):
    """Named working time of a provider."""

    group = "Promises"
    provider_path = "provider"
    list_display = [
        "name",
        "key",
        "provider",
        count_of(CalendarVersion, "calendar", "versions"),
        count_of(ServiceLevel, "calendar", "service levels"),
    ]
    list_filter = [("provider", VisibleRelated)]
    list_select_related = ["provider"]
    search_fields = ["name", "key", "notes"]
    ordering = ["name", "pk"]
    autocomplete_fields = ["provider"]
    prepopulated_fields = {"key": ["name"]}
    inlines = [VersionInline]


class AppendOnly:
    """Mixin: a version that tickets are judged by is shown, not changed: `models.calendar_wall`."""

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not is_judged(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not is_judged(obj)


class VersionRowInline(AppendOnly, LimitedInline):
    """Base of rows on the page of a version."""

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not is_judged(obj)


class WindowInline(VersionRowInline):
    """Opening hours of a version."""

    model = Window
    fields = ["day", "opens", "closes"]


class ClosureInline(VersionRowInline):
    """Days on which nobody works."""

    model = Closure
    fields = ["day", "name"]


@admin.register(CalendarVersion)
class CalendarVersionAdmin(AppendOnly, Pictured, CatalogueAdmin):
    """Zone, hours and closures from a date on."""

    group = "Promises"
    provider_path = "calendar__provider"
    list_display = [
        "calendar",
        "valid_from",
        "zone",
        "always_open",
        "holidays",
        count_of(Window, "version", "windows"),
        count_of(Closure, "version", "closures"),
    ]
    list_filter = [("calendar", VisibleRelated), "zone", "always_open"]
    list_select_related = ["calendar__provider"]
    search_fields = ["calendar__name", "zone"]
    ordering = ["calendar__name", "-valid_from", "pk"]
    autocomplete_fields = ["calendar"]
    form = VersionForm
    inlines = [WindowInline, ClosureInline]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(is_judged=judged())

    def change_view(self, request, object_id, form_url="", extra_context=None):
        response = super().change_view(request, object_id, form_url, extra_context)
        shown = (getattr(response, "context_data", None) or {}).get("original")
        if request.method == "GET" and is_judged(shown):
            self.message_user(request, JUDGED, messages.WARNING)
        return response


class VersionRowAdmin(AppendOnly, CatalogueAdmin):
    """Base of lists of what hangs on versions."""

    group = "Rows"
    provider_path = "version__calendar__provider"
    list_filter = [("version__calendar", VisibleRelated)]
    list_select_related = ["version__calendar"]
    autocomplete_fields = ["version"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.annotate(is_judged=judged("version__"))

    def get_readonly_fields(self, request, obj=None):
        return ["version"] if obj else []


@admin.register(Window)
class WindowAdmin(Exchange, VersionRowAdmin):
    """Opening hours, minutes after local midnight."""

    rows = WindowRows

    list_display = ["__str__", "version"]
    list_filter = [*VersionRowAdmin.list_filter, "day"]
    search_fields = ["version__calendar__name"]
    ordering = ["version_id", "day", "opens", "pk"]


@admin.register(Closure)
class ClosureAdmin(Exchange, VersionRowAdmin):
    """Days on which nobody works."""

    rows = ClosureRows

    list_display = ["day", "name", "version"]
    search_fields = ["name", "version__calendar__name"]
    ordering = ["-day", "pk"]


def is_judged(obj):
    """Whether tickets are judged by a version, or by that of a row, as its list annotates."""
    return getattr(obj, "is_judged", False)
