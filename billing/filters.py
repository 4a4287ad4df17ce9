"""Filters of billing's lists; pages and API share them."""

import django_filters as filters
from django import forms

from billing.models import Agreement, Statement
from catalogue.periods import month_from
from catalogue.platform.tenancy import actor_of


class StatementFilter(filters.FilterSet):
    """Statements by month, year and agreement."""

    month = filters.CharFilter(
        method="in_month",
        label="Month",
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-10"}),
    )
    year = filters.NumberFilter(
        field_name="month__year", label="Year", min_value=1900, max_value=9999
    )
    agreement = filters.ModelChoiceFilter(
        queryset=lambda request: agreements_of(request),
        label="Agreement",
        empty_label="all agreements",
    )

    class Meta:
        model = Statement
        fields = ["month", "year", "agreement"]

    def in_month(self, queryset, name, value):
        """A month such as `2026-10`; nothing for a text that is none."""
        try:
            return queryset.filter(month=month_from(value.strip()))
        except ValueError:
            return queryset.none()


def agreements_of(request):
    """The agreements that a reader's statements may be of; none without a request."""
    if request is None:
        return Agreement.objects.none()
    rows = Agreement.objects.visible_to(actor_of(request))
    return rows.select_related("customer").order_by("name", "pk")
