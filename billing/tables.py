"""Lists of billing."""

import django_tables2 as tables
from django.utils.html import format_html

from billing.words import span
from catalogue.money import shown
from tickets import words


class StatementTable(tables.Table):
    """Statements, newest month first."""

    reference = tables.Column(
        verbose_name="Statement",
        accessor="pk",
        linkify=lambda record: record.get_absolute_url(),
        orderable=False,
    )
    month = tables.Column(verbose_name="Month")
    customer = tables.Column(verbose_name="Customer", accessor="customer__name")
    agreement = tables.Column(verbose_name="Agreement", accessor="agreement__name")
    total = tables.Column(verbose_name="Total", orderable=False)

    class Meta:
        template_name = "components/table.html"
        attrs = {"class": "table statements"}
        order_by = ("-month",)

    def render_reference(self, record):
        later = getattr(record, "corrected_by", None)
        said = f"corrected by {later.reference}" if later else ""
        if record.corrects_id:
            said = said or "correction"
        return format_html(
            "{}{}",
            record.reference,
            format_html(' <span class="quiet block">{}</span>', said) if said else "",
        )

    def render_month(self, value):
        return f"{value:%B %Y}"

    def order_month(self, queryset, is_descending):
        """By month, and within it by number."""
        sign = "-" if is_descending else ""
        return queryset.order_by(f"{sign}month", f"{sign}number"), True

    def render_customer(self, value):
        return format_html("<bdi>{}</bdi>", value)

    def render_agreement(self, value):
        return format_html("<bdi>{}</bdi>", value)

    def render_total(self, value, record):
        return format_html(
            '<span class="figure">{}</span>', shown(value, record.currency)
        )


class LineEntryTable(tables.Table):
    """The time behind a line, in the order in which it was worked."""

    worked_on = tables.Column(verbose_name="Day")
    description = tables.Column(verbose_name="What was done", default="–")
    ticket = tables.Column(verbose_name="Ticket", default="–")
    role = tables.Column(verbose_name="Role", default="–")
    minutes = tables.Column(verbose_name="Worked")
    counted_minutes = tables.Column(verbose_name="Counted")
    after_minutes = tables.Column(verbose_name="After hours")

    class Meta:
        template_name = "components/table.html"
        attrs = {"class": "table entries"}
        orderable = False
        empty_text = "No time is behind this line."

    def __init__(self, *args, zone, **kwargs):
        self.zone = zone
        super().__init__(*args, **kwargs)

    def render_worked_on(self, value, record):
        if record.started_at is None:
            return f"{value.day} {value:%B %Y}"
        return words.date(record.started_at, self.zone)

    def render_description(self, value):
        return format_html('<span class="typed" dir="auto">{}</span>', value)

    def render_ticket(self, value):
        return format_html(
            '<a href="{}">{}</a>', value.get_absolute_url(), value.reference
        )

    def render_minutes(self, value):
        return span(value)

    def render_counted_minutes(self, value):
        return span(value)

    def render_after_minutes(self, value):
        return span(value) if value else "–"
