"""Lists of the time that was worked."""

import django_tables2 as tables
from django.utils.html import format_html, format_html_join

from billing.words import day, span
from catalogue.money import shown


class EntryTable(tables.Table):
    """Time of a month: as worked, what of it is charged, and where that goes.

    `drawn` tells of each entry, by key, what it draws on; see `actions.drawing_entries`.
    """

    worked_on = tables.Column(verbose_name="Day")
    description = tables.Column(
        verbose_name="What was done", empty_values=(), orderable=False
    )
    role = tables.Column(verbose_name="Role", default="–")
    engineer = tables.Column(verbose_name="Engineer", orderable=False)
    minutes = tables.Column(verbose_name="Worked")
    charged = tables.Column(verbose_name="Charged", empty_values=(), orderable=False)
    goes_to = tables.Column(verbose_name="From", empty_values=(), orderable=False)
    amount = tables.Column(verbose_name="Costs", empty_values=(), orderable=False)

    class Meta:
        template_name = "billing/_entry_table.html"
        attrs = {"class": "table entries"}
        order_by = ("worked_on",)

    def __init__(self, *args, drawn, currency, **kwargs):
        self.drawn, self.currency = drawn, currency
        super().__init__(*args, **kwargs)

    def order_worked_on(self, queryset, is_descending):
        rows = queryset.in_order()
        return rows.reverse() if is_descending else rows, True

    def render_worked_on(self, value):
        return day(value)

    def render_description(self, record):
        ticket = ""
        if record.ticket_id:
            ticket = format_html(
                '<a class="number" href="{}">{}</a> ',
                record.ticket.get_absolute_url(),
                record.ticket.reference,
            )
        waits = ""
        if record.approved_at is None:
            waits = format_html(
                ' <span class="pill pill-open">{}</span>', "not yet approved"
            )
        text = record.description or record.work_type or "No description"
        return format_html(
            '{}<span class="typed" dir="auto">{}</span>{}', ticket, text, waits
        )

    def render_role(self, value):
        return format_html("<bdi>{}</bdi>", value)

    def render_engineer(self, value):
        return format_html("<bdi>{}</bdi>", value)

    def render_minutes(self, value):
        return span(value)

    def render_charged(self, record):
        return span(self.drawn[record.pk].charged)

    def render_goes_to(self, record):
        parts = self.drawn[record.pk].parts
        if not parts:
            return "–"
        if len(parts) == 1:
            return parts[0].text
        return format_html_join(
            "",
            '<span class="block">{}: {}</span>',
            ((span(p.minutes), p.text) for p in parts),
        )

    def render_amount(self, record):
        amount = self.drawn[record.pk].amount
        return shown(amount, self.currency) if amount else "–"
