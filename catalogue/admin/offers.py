"""What can be ordered, at what list rate, within which limits."""

from django.contrib import admin

from catalogue.models import MeteringRule, NoticePeriod, Offer, Quota, Rate, SpendBand
from catalogue.platform.adminlimits import VisibleRelated

from .parts import PartAdmin


class CommercialAdmin(PartAdmin):
    """What these lists share."""

    group = "Offers"
    list_filter = [("revision__guide", VisibleRelated), "revision__state"]
    list_select_related = ["revision__guide", "section"]
    ordering = ["revision_id", "position", "pk"]

    def get_fieldsets(self, request, obj=None):
        place = ["text", "section", "position", "ref"]
        return [
            (None, {"fields": ["revision", *self.own_fields]}),
            ("As the guide puts it", {"fields": place}),
        ]


@admin.register(Offer)
class OfferAdmin(CommercialAdmin):
    """Orderable things."""

    list_display = ["name", "key", "unit", "price", "currency", "role", "revision"]
    list_filter = [*CommercialAdmin.list_filter, "unit"]
    search_fields = ["name", "key", "role", "text"]
    prepopulated_fields = {"key": ["name"]}
    own_fields = [
        "name",
        "key",
        "unit",
        ("minimum", "step", "maximum"),
        ("price", "currency"),
        "term_months",
        "role",
        "requires",
        "excludes",
        "includes",
    ]


@admin.register(Rate)
class RateAdmin(CommercialAdmin):
    """List rates. Without an amount the guide refers to one it lacks."""

    list_display = ["role", "kind", "amount", "currency", "unit", "revision"]
    list_filter = [
        *CommercialAdmin.list_filter,
        "kind",
        ("amount", admin.EmptyFieldListFilter),
    ]
    search_fields = ["role", "text"]
    own_fields = [
        "role",
        "kind",
        ("amount", "currency", "unit"),
        ("minimum_minutes", "increment_minutes"),
    ]


@admin.register(SpendBand)
class SpendBandAdmin(CommercialAdmin):
    """Recommended hours a month for a managed spend."""

    list_display = ["__str__", "low", "high", "currency", "hours", "revision"]
    search_fields = ["text"]
    own_fields = [("low", "high", "currency"), "hours", "footnote"]


@admin.register(Quota)
class QuotaAdmin(CommercialAdmin):
    """Allowances and limits with a number."""

    list_display = ["__str__", "text", "of", "over_charge", "revision"]
    list_filter = [*CommercialAdmin.list_filter, "over_charge"]
    search_fields = ["text", "unit", "of"]
    own_fields = ["value", ("unit", "per", "of"), "draws", "over_charge"]


@admin.register(NoticePeriod)
class NoticePeriodAdmin(CommercialAdmin):
    """How many days ahead something must be asked for or announced."""

    list_display = ["event", "days", "by", "revision"]
    list_filter = [*CommercialAdmin.list_filter, "by"]
    search_fields = ["event", "text"]
    own_fields = ["event", "days", "by"]


@admin.register(MeteringRule)
class MeteringRuleAdmin(CommercialAdmin):
    """What counts as an interaction, and what does not."""

    list_display = ["interaction", "counts", "excludes", "revision"]
    search_fields = ["interaction", "counts", "excludes", "text"]
    own_fields = ["interaction", "counts", "excludes"]
