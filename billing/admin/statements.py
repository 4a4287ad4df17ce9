"""Statements at the desk: as they were issued. Nothing here changes one."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from billing import words
from billing.models import Statement, StatementCounter, StatementLine
from catalogue.admin.bases import CatalogueAdmin, Note, WrittenElsewhere
from catalogue.money import shown
from tickets.admin.narrowing import Folded, Narrow
from tickets.admin.paging import BoundedPaginator

from .time_filters import AgreementFilter, CustomerFilter, MonthFilter

FILES = {"pdf": "PDF", "xlsx": "Excel", "csv": "CSV"}


class Correcting(Narrow):
    """Statements that correct another one."""

    title = "what it is"
    parameter_name = "corrects"

    def lookups(self, request, model_admin):
        return [("no", "first of its month"), ("yes", "corrects another")]

    def queryset(self, request, queryset):
        if self.value() in ("yes", "no"):
            return queryset.filter(corrects__isnull=self.value() == "no")
        return queryset


class Lines(Note):
    """What it comes to, line by line."""

    model = StatementLine
    verbose_name_plural = "lines"
    fields = ["position", "kind", "text", "role", "time", "an_hour", "money"]

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("statement")

    @admin.display(description="time")
    def time(self, row):
        return "–" if row.minutes is None else words.span(row.minutes)

    @admin.display(description="rate")
    def an_hour(self, row):
        return "–" if row.rate is None else shown(row.rate, row.statement.currency)

    @admin.display(description="amount")
    def money(self, row):
        return shown(row.amount, row.statement.currency)


@admin.register(Statement)
class StatementAdmin(WrittenElsewhere, CatalogueAdmin):
    """Every statement, with its lines and files."""

    group = "Work"
    provider_path = "provider"
    paginator = BoundedPaginator
    list_max_show_all = 0
    list_display = [
        "reference",
        "month_name",
        "customer",
        "agreement",
        "money",
        "corrects",
        "issued_at",
        "issued_by",
    ]
    list_filter = [MonthFilter, Correcting, CustomerFilter, AgreementFilter]
    list_select_related = ["provider", "customer", "agreement", "corrects__provider"]
    search_fields = ["customer__name"]
    search_help_text = "A reference such as northwind-000012, or a customer."
    sortable_by = []
    ordering = ["-pk"]
    fields = [
        "reference",
        "provider",
        "customer",
        "agreement",
        "month_name",
        "money",
        "corrects",
        ("issued_at", "issued_by"),
        "hours",
        "files",
    ]
    readonly_fields = ["reference", "month_name", "money", "hours", "files"]
    inlines = [Lines]

    def get_search_results(self, request, queryset, search_term):
        named = Statement.objects.by_reference(search_term)
        if named.exists():
            return queryset.filter(pk__in=named.values("pk")), False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description="statement")
    def reference(self, row):
        return row.reference

    @admin.display(description="month")
    def month_name(self, row):
        return words.month(row.month)

    @admin.display(description="total")
    def money(self, row):
        return shown(row.total, row.currency)

    @admin.display(description="hours")
    def hours(self, row):
        pools = (
            (pool["name"], words.span(pool["used"]), words.span(pool["minutes"]))
            for pool in row.facts.get("pools", [])
        )
        return format_html_join("", "{}: {} of {} used<br>", pools) or None

    @admin.display(description="files")
    def files(self, row):
        links = (
            (reverse("billing:statement-file", args=[row.reference, kind]), name)
            for kind, name in FILES.items()
        )
        page = format_html('<a href="{}">Page</a>', row.get_absolute_url())
        return format_html(
            "{}{}", page, format_html_join("", ' · <a href="{}">{}</a>', links)
        )


@admin.register(StatementLine)
class StatementLineAdmin(WrittenElsewhere, CatalogueAdmin):
    """Every line of every statement."""

    group = "Work"
    provider_path = "statement__provider"
    paginator = BoundedPaginator
    list_max_show_all = 0
    list_display = ["statement", "position", "kind", "text", "role", "money"]
    list_filter = [("kind", Folded)]
    list_select_related = ["statement__provider"]
    raw_id_fields = ["statement"]
    search_fields = ["text"]
    sortable_by = []
    ordering = ["-pk"]

    @admin.display(description="amount")
    def money(self, row):
        return shown(row.amount, row.statement.currency)


@admin.register(StatementCounter)
class StatementCounterAdmin(WrittenElsewhere, CatalogueAdmin):
    """The last number that each provider gave."""

    group = "Work"
    provider_path = "provider"
    list_display = ["provider", "last"]
    list_select_related = ["provider"]
    sortable_by = []
