"""Filters of the tickets' lists; pages and API share them."""

import django_filters as filters
from django import forms
from django.db.models import Q

from catalogue.models import Customer, Guide, Subscription
from catalogue.platform.tenancy import actor_of
from tickets.models import Ticket
from tickets.states import LIVE, STATES

MOST_WORDS = 10
UNFINISHED = "live"


class TicketFilter(filters.FilterSet):
    """Tickets by words, reference or external id, by state, kind and guide."""

    q = filters.CharFilter(
        method="search",
        label="Words or reference",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = filters.ChoiceFilter(
        method="in_state",
        label="State",
        empty_label="any",
        choices=[
            (UNFINISHED, "not finished"),
            *((state, words) for state, words in STATES.items()),
        ],
    )
    kind = filters.ChoiceFilter(
        label="Kind", choices=Ticket.Kind.choices, empty_label="any"
    )
    guide = filters.ModelChoiceFilter(
        field_name="subscription__guide",
        queryset=lambda request: guides_of(request),
        label="Guide",
        empty_label="all guides",
    )

    class Meta:
        model = Ticket
        fields = ["q", "state", "kind", "guide"]

    def search(self, queryset, name, value):
        """A reference or an external id finds its ticket; else every word is in the text."""
        value = value.replace("\x00", "").strip()
        found = Q(external_id__iexact=value)
        number = Ticket.objects.by_reference(value).values("pk")
        words = Q()
        for word in value.split()[:MOST_WORDS]:
            words &= Q(summary__icontains=word) | Q(description__icontains=word)
        return queryset.filter(found | Q(pk__in=number) | words)

    def in_state(self, queryset, name, value):
        """One state, or all in which somebody still has something to do."""
        states = LIVE if value == UNFINISHED else [value]
        return queryset.filter(state__in=states)


def guides_of(request):
    """The guides that a reader's tickets may be about; none without a request.

    A customer's tickets outlive its subscriptions; staff read their providers' guides alone.
    """
    if request is None:
        return Guide.objects.none()
    actor = actor_of(request)
    customers = Customer.objects.visible_to(actor)
    subscribed = Subscription.objects.filter(customer__in=customers).values("guide")
    rows = Guide.objects.visible_to(actor) if actor.is_staff else Guide.objects.all()
    return rows.filter(pk__in=subscribed).order_by("title", "pk")
