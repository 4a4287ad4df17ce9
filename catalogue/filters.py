"""Filters of the catalogue's lists; pages and API share them."""

import django_filters as filters
from django import forms
from django.db.models import Q

from catalogue.models import Provider, Revision


class GuideFilter(filters.FilterSet):
    """Guides by words of their title and by provider."""

    q = filters.CharFilter(
        method="search",
        label="Title or provider",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    provider = filters.ModelChoiceFilter(
        field_name="guide__provider",
        queryset=lambda request: Provider.objects.none(),
        label="Provider",
        empty_label="all providers",
    )

    class Meta:
        model = Revision
        fields = ["q", "provider"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Only providers whose guides the reader has: others do not exist for a customer.
        own = Provider.objects.filter(guides__revisions__in=self.queryset).distinct()
        self.filters["provider"].queryset = own.order_by("name")

    def search(self, queryset, name, value):
        """Every word stands in the title or in the provider's name."""
        for word in value.split()[:10]:
            queryset = queryset.filter(
                Q(title__icontains=word) | Q(guide__provider__name__icontains=word)
            )
        return queryset
