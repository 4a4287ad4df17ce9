"""Filters of the staff's list of time entries. None reads all entries to say what can be chosen."""

from django.contrib import admin
from django.utils import timezone

from billing import words
from billing.models import Agreement
from catalogue import periods
from tickets.admin import narrowing
from tickets.admin.people import engineers, key_of

MONTHS = 24  # offered; any other is chosen by the address
STANDING, WITHDRAWN, EVERY = "standing", "withdrawn", "all"
OFFERED = {WITHDRAWN: WITHDRAWN, EVERY: EVERY}


class MonthFilter(narrowing.Narrow):
    """The month that time is charged in, such as `?month=2026-10`."""

    title = "month charged in"
    parameter_name = "month"

    def lookups(self, request, model_admin):
        latest = periods.month_of(timezone.now().date())
        months = [periods.moved(latest, -back) for back in range(MONTHS)]
        return [(f"{month:%Y-%m}", words.month(month)) for month in months]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        try:
            return queryset.filter(month=periods.month_from(self.value()))
        except ValueError:
            return queryset.none()


class Words(narrowing.CustomerFilter):
    """A filter by words that are typed."""

    def typed(self):
        """What was typed, short enough for a query."""
        return (self.value() or "").replace("\x00", "").strip()[:200]


class AgreementFilter(Words):
    """An agreement by its reference, or words of its name."""

    title = "agreement"
    parameter_name = "agreement"

    def queryset(self, request, queryset):
        typed = self.typed()
        if not typed:
            return queryset
        named = Agreement.objects.by_reference(typed)
        if not named.exists():
            named = Agreement.objects.all()
            for word in typed.split()[:10]:
                named = named.filter(name__icontains=word)
        return queryset.filter(agreement__in=named.order_by().values("pk"))


class CustomerFilter(narrowing.CustomerFilter):
    """A customer by words of the name."""


class RoleFilter(Words):
    """A role by its words."""

    title = "role"
    parameter_name = "role"

    def queryset(self, request, queryset):
        for word in self.typed().split()[:10]:
            queryset = queryset.filter(role__icontains=word)
        return queryset


class EngineerFilter(narrowing.Narrow):
    """Whose time it is."""

    title = "engineer"
    parameter_name = "engineer"

    def lookups(self, request, model_admin):
        staff = engineers(narrowing.actor_of(request).providers)
        return [("me", "you"), *((str(user.pk), str(user)) for user in staff)]

    def queryset(self, request, queryset):
        if self.value() == "me":
            return queryset.filter(engineer=request.user)
        key = key_of(self.value())
        return queryset if key is None else queryset.filter(engineer=key)


class YesNo(narrowing.Narrow):
    """Whether a column holds something."""

    column = ""
    blank = None

    def lookups(self, request, model_admin):
        return [("yes", "yes"), ("no", "no")]

    def queryset(self, request, queryset):
        empty = {self.column: self.blank}
        if self.value() == "yes":
            return queryset.exclude(**empty)
        return queryset.filter(**empty) if self.value() == "no" else queryset


class ApprovedFilter(YesNo):
    """Entries that somebody approved, or not yet."""

    title = "approved"
    parameter_name = "approved"
    column = "approved_at"


class ProvisionFilter(YesNo):
    """Entries that name a line of the guide, or none."""

    title = "line of a guide"
    parameter_name = "provision"
    column = "provision"


class StandingFilter(admin.SimpleListFilter):
    """Entries that count, unless the others are asked for."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return list(OFFERED.items())

    def choices(self, changelist):
        yield {
            "selected": self.value() not in OFFERED,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": "counts",
        }
        yield from list(super().choices(changelist))[1:]

    def queryset(self, request, queryset):
        if self.value() == WITHDRAWN:
            return queryset.exclude(withdrawn_at=None)
        return queryset if self.value() == EVERY else queryset.standing()
