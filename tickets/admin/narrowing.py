"""Filters of the staff's list of tickets."""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils import timezone

from catalogue.platform.adminlimits import VisibleRelated, limited
from catalogue.platform.tenancy import actor_of
from tickets import states
from tickets.models import Clock, Queue

from . import due
from .people import engineers, key_of

LIVE, ENDED, EVERY = "live", "ended", "all"


class Narrow(admin.SimpleListFilter):
    """A filter that is folded until it is used: a queue has more of them than a screen."""

    template = "admin/tickets/ticket/filter.html"


class WhichFilter(admin.SimpleListFilter):
    """Tickets somebody has something to do with, unless the rest is asked for or searched."""

    title = "work"
    parameter_name = "which"

    def lookups(self, request, model_admin):
        return [(LIVE, "live"), (ENDED, "resolved and ended"), (EVERY, "all")]

    def choices(self, changelist):
        chosen = chosen_of(changelist.get_filters_params(), changelist.query)
        for value, words in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": value == chosen, "query_string": query, "display": words}

    def queryset(self, request, queryset):
        chosen = chosen_of(request.GET, request.GET.get("q", ""))
        if chosen == LIVE:
            return queryset.live()
        if chosen == ENDED:
            return queryset.exclude(state__in=states.LIVE)
        return queryset


def chosen_of(params, words):
    """Which tickets a list shows: who searches, or asks for an ended state, looks at all."""
    chosen = params.get(WhichFilter.parameter_name)
    chosen = chosen[-1] if isinstance(chosen, list) else chosen
    if chosen in (LIVE, ENDED, EVERY):
        return chosen
    state = params.get("state__exact", "")
    state = state[-1] if isinstance(state, list) else state
    return EVERY if words or (state and state not in states.LIVE) else LIVE


class WhoseFilter(admin.SimpleListFilter):
    """Mine, nobody's."""

    title = "whose"
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        return [("mine", "mine"), ("nobody", "unassigned")]

    def queryset(self, request, queryset):
        if self.value() == "mine":
            return queryset.filter(assignee=request.user)
        if self.value() == "nobody":
            return queryset.filter(assignee=None)
        return queryset


class StandingFilter(admin.SimpleListFilter):
    """Tickets whose promises are near their deadline, or behind it."""

    title = "promises"
    parameter_name = "standing"
    conditions = {"risk": due.at_risk, "breached": due.breached}

    def lookups(self, request, model_admin):
        return [("risk", "at risk"), ("breached", "breached")]

    def queryset(self, request, queryset):
        condition = self.conditions.get(self.value())
        if condition is None:
            return queryset
        clocks = Clock.objects.filter(ticket=OuterRef("pk"))
        return queryset.filter(Exists(clocks.filter(condition(timezone.now()))))


class EngineerFilter(Narrow):
    """Staff who have tickets."""

    title = "engineer"
    parameter_name = "engineer"

    def lookups(self, request, model_admin):
        return [
            (str(user.pk), str(user)) for user in engineers(actor_of(request).providers)
        ]

    def queryset(self, request, queryset):
        key = key_of(self.value())
        return queryset if key is None else queryset.filter(assignee=key)


class WaitingFilter(Narrow):
    """Tickets that wait for somebody's word."""

    title = "waiting for"
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        return [("understood", "being understood"), ("approval", "approval")]

    def queryset(self, request, queryset):
        if self.value() == "understood":
            waits = Clock.objects.filter(
                ticket=OuterRef("pk"), state=Clock.State.WAITING
            )
            return queryset.filter(Exists(waits))
        if self.value() == "approval":
            return queryset.filter(state=states.PENDING_APPROVAL)
        return queryset


class CustomerFilter(admin.SimpleListFilter):
    """A customer by words of the name: a list of all would be thousands long."""

    title = "customer"
    parameter_name = "customer"
    template = "admin/tickets/ticket/filter_words.html"

    def lookups(self, request, model_admin):
        return []

    def has_output(self):
        return True

    def choices(self, changelist):
        kept = changelist.get_filters_params()
        others = {
            name: value[-1] if isinstance(value, list) else value
            for name, value in kept.items()
            if name != self.parameter_name
        }
        if changelist.query:
            others["q"] = changelist.query
        yield {
            "value": self.value() or "",
            "others": others.items(),
            "name": self.parameter_name,
            "clear": changelist.get_query_string(remove=[self.parameter_name]),
        }

    def queryset(self, request, queryset):
        for word in (self.value() or "")[:200].split()[:10]:
            queryset = queryset.filter(customer__name__icontains=word)
        return queryset


class QueueFilter(VisibleRelated):
    """Queues, with their provider where there are several: many are called “Service desk”."""

    template = Narrow.template

    def field_choices(self, field, request, model_admin):
        rows = limited(model_admin.admin_site, Queue.objects.all(), request)
        rows = list(rows.select_related("provider"))
        several = len({row.provider_id for row in rows}) > 1
        return [
            (row.pk, f"{row}, {row.provider}" if several else str(row)) for row in rows
        ]


class ProviderFilter(VisibleRelated):
    """Providers, folded until used."""

    template = Narrow.template


class Folded(admin.ChoicesFieldListFilter):
    """Choices of a field, folded until used."""

    template = Narrow.template


class FoldedFlag(admin.BooleanFieldListFilter):
    """Yes or no, folded until used."""

    template = Narrow.template
