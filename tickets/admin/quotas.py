"""Quotas in use: how much of each a customer holds this period, and which tickets hold it."""

from django.contrib import admin
from django.db.models import F, Q
from django.forms.models import BaseInlineFormSet
from django.urls import reverse
from django.utils.html import format_html

from catalogue.admin.bases import CatalogueAdmin, Note, WrittenElsewhere
from catalogue.platform.adminlimits import VisibleRelated
from tickets import allowances
from tickets.models import QuotaPeriod, Reservation

from .paging import BoundedPaginator

MOST_LISTED = 200  # reservations of one period on its page


class Standing(admin.SimpleListFilter):
    """Whether something is left of it."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("left", "something left"), ("full", "used up"), ("beyond", "beyond")]

    def queryset(self, request, queryset):
        room = Q(used__lte=F("allowed") - 1)
        conditions = {"left": room, "full": ~room, "beyond": Q(beyond__gt=0)}
        return queryset.filter(conditions.get(self.value(), Q()))


class Newest(BaseInlineFormSet):
    """The newest rows alone: a large customer's month holds thousands."""

    def get_queryset(self):
        if not hasattr(self, "_newest"):
            self._newest = super().get_queryset().order_by("-pk")[:MOST_LISTED]
        return self._newest


class ReservationInline(Note):
    """Which tickets hold how much, the newest first."""

    model = Reservation
    formset = Newest
    verbose_name_plural = f"reservations, the newest {MOST_LISTED}"
    fields = ["on_ticket", "amount", "position", "is_beyond", "state", "made_at"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("ticket", "period__quota")

    @admin.display(description="ticket")
    def on_ticket(self, row):
        url = reverse("admin:tickets_ticket_change", args=[row.ticket_id])
        return format_html('<a href="{}">{}</a>', url, row.ticket)


@admin.register(QuotaPeriod)
class QuotaPeriodAdmin(WrittenElsewhere, CatalogueAdmin):
    """Every quota in every period: tickets write it, nobody else."""

    group = "Tickets"
    provider_path = "subscription__guide__provider"
    paginator = BoundedPaginator
    list_max_show_all = 0
    list_display = [
        "customer",
        "guide",
        "shown_quota",
        "period",
        "shown_used",
        "shown_allowed",
        "shown_beyond",
    ]
    list_display_links = ["shown_quota"]
    list_filter = [
        ("customer", VisibleRelated),
        ("subscription__guide", VisibleRelated),
        "measure",
        Standing,
    ]
    list_select_related = ["customer", "subscription__guide", "quota"]
    search_fields = ["customer__name", "quota__text"]
    search_help_text = "A customer, or the guide's words."
    ordering = ["-starts_on", "customer__name", "pk"]
    sortable_by = []
    fields = [
        ("customer", "guide"),
        ("shown_quota", "quota_text"),
        "period",
        ("shown_used", "shown_allowed", "shown_beyond"),
        "users",
    ]
    inlines = [ReservationInline]

    @admin.display(description="guide")
    def guide(self, row):
        return row.subscription.guide.title

    @admin.display(description="quota")
    def shown_quota(self, row):
        return str(row.quota)

    @admin.display(description="as the guide puts it")
    def quota_text(self, row):
        return row.quota.text or None

    @admin.display(description="period")
    def period(self, row):
        return allowances.name_of(row.starts_on, row.ends_on)

    @admin.display(description="used")
    def shown_used(self, row):
        return allowances.amount_in_words(row.used, row.measure)

    @admin.display(description="allowed")
    def shown_allowed(self, row):
        """What is allowed as it is reckoned; a share of users is seldom whole."""
        exact = allowances.plain(row.allowed)
        in_hours = row.measure == QuotaPeriod.Measure.MINUTES
        said = (
            allowances.amount_in_words(row.allowed, row.measure) if in_hours else exact
        )
        basis = allowances.basis_of(row.quota.value, row.quota.unit, row.users)
        return f"{said} ({basis})" if basis else said

    @admin.display(description="beyond")
    def shown_beyond(self, row):
        return (
            allowances.amount_in_words(row.beyond, row.measure) if row.beyond else None
        )
