"""Filters of billing's lists; pages and API share them."""

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django_filters.fields import ModelChoiceField

from billing.models import Agreement, Statement
from catalogue.periods import month_from
from catalogue.platform.tenancy import actor_of


def is_month(value):
    """Raises `ValidationError` for a text that names no month."""
    try:
        month_from(value.strip())
    except ValueError as error:
        raise ValidationError(str(error)) from error


class AgreementField(ModelChoiceField):
    """An agreement by its reference, as everywhere else."""

    default_error_messages = {
        "invalid_choice": "Name one of your agreements, for instance A-12.",
    }

    def prepare_value(self, value):
        return value.reference if isinstance(value, Agreement) else value

    def to_python(self, value):
        if value in self.empty_values:
            return None
        found = self.queryset.by_reference(str(value)).first()
        if found is None:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice"
            )
        return found


class AgreementFilter(filters.ModelChoiceFilter):
    """Rows of an agreement."""

    field_class = AgreementField


class StatementFilter(filters.FilterSet):
    """Statements by month, year and agreement."""

    month = filters.CharFilter(
        method="in_month",
        label="Month",
        validators=[is_month],
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-10"}),
    )
    year = filters.NumberFilter(
        field_name="month__year", label="Year", min_value=1900, max_value=9999
    )
    agreement = AgreementFilter(
        queryset=lambda request: agreements_of(request),
        label="Agreement",
        empty_label="all agreements",
    )

    class Meta:
        model = Statement
        fields = ["month", "year", "agreement"]

    def in_month(self, queryset, name, value):
        """A month such as `2026-10`."""
        return queryset.filter(month=month_from(value.strip()))


def agreements_of(request):
    """The agreements that a reader's statements may be of; none without a request."""
    if request is None:
        return Agreement.objects.none()
    rows = Agreement.objects.visible_to(actor_of(request))
    return rows.select_related("customer").order_by("name", "pk")
