"""The subscriptions that a report may be about, with what intake asks of them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from catalogue.models import Calendar, Customer, Subscription
from catalogue.platform.reads import read
from catalogue.platform.tenancy import Actor

# What `bound` reads. By hand: every report asks it, and Django takes several milliseconds to put so
# wide a query together, more than all the rest of intake. Few joins, for the planner's sake.
BOUND = """
    SELECT s.id, s.customer_id, s.guide_id, s.pinned_revision_id, s.service_level_id, s.calendar_id,
        s.starts_on, s.ends_on, s.integrations, s.qualifies_for, g.provider_id AS provider,
        h.id AS hours_id, h.name AS hours_name, h.edition AS hours_edition,
        (SELECT p.state FROM catalogue_revision p
            WHERE p.id = s.pinned_revision_id) AS pinned_state,
        (SELECT r.id FROM catalogue_revision r
            WHERE r.guide_id = s.guide_id AND r.state = 'published') AS published,
        (SELECT m.value FROM catalogue_subscriptionmeasure m
            WHERE m.subscription_id = s.id AND m.kind = 'users' AND m.valid_from <= %(day)s
            ORDER BY m.valid_from DESC LIMIT 1) AS provisioned,
        (SELECT q.id FROM tickets_queue q
            WHERE q.provider_id = g.provider_id AND q.takes_new) AS queue_of_new
    FROM catalogue_subscription s
    JOIN catalogue_guide g ON g.id = s.guide_id
    LEFT JOIN catalogue_servicelevel l ON l.id = s.service_level_id
    LEFT JOIN catalogue_calendar h ON h.id = coalesce(s.calendar_id, l.calendar_id)
    WHERE s.customer_id = %(customer)s AND s.starts_on <= %(day)s
        AND (s.ends_on IS NULL OR s.ends_on > %(day)s)
    ORDER BY s.id
"""


def subscriptions(
    actor: Actor, customer: Customer | None, at: dt.datetime
) -> list[Subscription]:
    """The customer's subscriptions in force on its own day, by guide, to choose from."""
    rows = Subscription.objects.in_force(_day(actor, customer, at))
    rows = rows.filter(customer=customer.pk if customer else actor.customer)
    if actor.is_staff and actor.providers is not None:
        rows = rows.filter(guide__provider__in=actor.providers)
    return list(rows.select_related("guide__provider").order_by("guide__title", "pk"))


def bound(actor: Actor, customer: Customer | None, at: dt.datetime) -> list[Any]:
    """The same, in one quick query, with what binds them.

    Adds `pinned_state`, `published` (a revision), `users`, `queue_of_new`, `provider`, and
    `hours`, the calendar: the agreed one, else that of the service level. The customer is there as far as its zone.
    """
    owner = customer.pk if customer else actor.customer
    zone = customer.zone if customer else actor.zone
    asked = {"customer": owner, "day": _day(actor, customer, at)}
    rows = read(Subscription, BOUND, asked)
    only = actor.providers if actor.is_staff else None
    return [_loaded(r, zone) for r in rows if only is None or r.provider in only]


def _day(actor: Actor, customer: Customer | None, at: dt.datetime) -> dt.date:
    zone = customer.zone if customer else actor.zone
    return at.astimezone(ZoneInfo(zone)).date()


def _loaded(row: Any, zone: str) -> Any:
    """What else is asked of the customer or the calendar is loaded then."""
    row.customer = Customer.from_db(None, ["id", "zone"], [row.customer_id, zone])
    row.users = None if row.provisioned is None else int(row.provisioned)
    hours = [row.hours_id, row.hours_name, row.hours_edition]
    row.hours = (
        Calendar.from_db(None, ["id", "name", "edition"], hours)
        if row.hours_id
        else None
    )
    if row.calendar_id:
        row.calendar = row.hours
    return row
