"""Subscriptions that somebody should look at: a filter of their list, counted on the first page."""

from django.contrib import admin

from catalogue.models import Revision
from catalogue.platform.tenancy import actor_of


class Attention(admin.SimpleListFilter):
    """Subscriptions in force that may need a word with the customer."""

    title = "what needs a look"
    parameter_name = "attention"
    SUPERSEDED = "superseded"
    NO_LEVEL = "no_level"

    def lookups(self, request, model_admin):
        return [
            (self.SUPERSEDED, "pinned to a superseded revision"),
            (self.NO_LEVEL, "not pinned, without a service level"),
        ]

    def queryset(self, request, queryset):
        day = actor_of(request).day
        if self.value() == self.SUPERSEDED:
            return on_superseded(queryset, day)
        if self.value() == self.NO_LEVEL:
            return following_no_level(queryset, day)
        return queryset


def on_superseded(subscriptions, day):
    """Those in force that are judged by a revision which another has replaced."""
    state = Revision.State.SUPERSEDED
    return subscriptions.in_force(day).filter(pinned_revision__state=state)


def following_no_level(subscriptions, day):
    """Those in force that follow their guide, and that no promised time applies to."""
    free = subscriptions.filter(pinned_revision=None, service_level=None)
    return free.in_force(day)
