"""Lists of tickets."""

import django_tables2 as tables
from django.utils.html import format_html

from tickets import words

# How a state looks: waiting on somebody, done, given up.
TONES = {
    "pending_customer": "cost",
    "pending_approval": "cost",
    "pending_third_party": "vendor",
    "scheduled": "quote",
    "resolved": "good",
    "closed": "vendor",
    "cancelled": "vendor",
}


def state_pill(state):
    """A state as a coloured pill, in the customer's words."""
    tone = TONES.get(state, "theirs")
    return format_html(
        '<span class="pill pill-{}">{}</span>', tone, words.STATES[state]
    )


class TicketTable(tables.Table):
    """Tickets, newest first; times in the reader's zone."""

    summary = tables.Column(
        verbose_name="Ticket", linkify=lambda record: record.get_absolute_url()
    )
    state = tables.Column(verbose_name="State")
    due_at = tables.Column(verbose_name="Next deadline", empty_values=())
    priority = tables.Column(
        verbose_name="Priority", accessor="priority__label", default="–"
    )
    requester = tables.Column(
        verbose_name="Asked by", accessor="requester__name", default="a program"
    )
    reported_at = tables.Column(verbose_name="Reported")

    class Meta:
        template_name = "components/table.html"
        attrs = {"class": "table tickets"}
        orderable = False

    def __init__(self, *args, actor, **kwargs):
        self.actor = actor
        super().__init__(*args, **kwargs)

    def render_summary(self, record):
        return format_html(
            '<span class="number">{}</span> <bdi>{}</bdi>',
            record.reference,
            record.summary,
        )

    def render_state(self, record):
        return state_pill(record.state)

    def render_due_at(self, record):
        now, zone = self.actor.at, self.actor.zone
        said = words.due(record.due_at, now=now, zone=zone)
        if not said:
            return "–"
        late = record.due_at <= now
        return format_html('<span class="{}">{}</span>', "late" if late else "", said)

    def render_requester(self, value):
        return format_html("<bdi>{}</bdi>", value)

    def render_reported_at(self, value):
        return words.moment(value, now=self.actor.at, zone=self.actor.zone)
