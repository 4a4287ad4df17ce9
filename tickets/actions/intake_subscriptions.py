"""The subscriptions that a report may be about, with what intake asks of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from catalogue.models import Calendar, Customer, Subscription
from catalogue.platform.tenancy import Actor

# What `bound` reads. By hand: Django takes several milliseconds to put so wide a query together,
# more than all the rest of intake, and every report asks it.
BOUND = """
    SELECT s.*, c.key AS customer_key, c.name AS customer_name, c.zone AS customer_zone,
        p.state AS pinned_state, v.phone AS phone,
        (SELECT r.id FROM catalogue_revision r
            WHERE r.guide_id = s.guide_id AND r.state = 'published') AS published,
        (SELECT m.value FROM catalogue_subscriptionmeasure m
            WHERE m.subscription_id = s.id AND m.kind = 'users' AND m.valid_from <= %(day)s
            ORDER BY m.valid_from DESC LIMIT 1) AS provisioned,
        (SELECT q.id FROM tickets_queue q
            WHERE q.provider_id = g.provider_id AND q.takes_new) AS queue_of_new,
        o.id AS own_id, o.name AS own_name, o.edition AS own_edition,
        h.id AS hours_id, h.name AS hours_name, h.edition AS hours_edition,
        g.provider_id AS provider
    FROM catalogue_subscription s
    JOIN catalogue_customer c ON c.id = s.customer_id
    JOIN catalogue_guide g ON g.id = s.guide_id
    JOIN catalogue_provider v ON v.id = g.provider_id
    LEFT JOIN catalogue_revision p ON p.id = s.pinned_revision_id
    LEFT JOIN catalogue_calendar o ON o.id = s.calendar_id
    LEFT JOIN catalogue_servicelevel l ON l.id = s.service_level_id
    LEFT JOIN catalogue_calendar h ON h.id = l.calendar_id
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

    Adds `pinned_state`, `published` (a revision), `users`, `queue_of_new`, `phone` of the provider,
    and `level_calendar`, that of the service level. Customer and own calendar are loaded.
    """
    owner = customer.pk if customer else actor.customer
    asked = {"customer": owner, "day": _day(actor, customer, at)}
    rows: Iterable[Any] = Subscription.objects.raw(BOUND, asked)
    only = actor.providers if actor.is_staff else None
    return [_loaded(row) for row in rows if only is None or row.provider in only]


def _day(actor: Actor, customer: Customer | None, at: dt.datetime) -> dt.date:
    zone = customer.zone if customer else actor.zone
    return at.astimezone(ZoneInfo(zone)).date()


def _loaded(row: Any) -> Any:
    row.customer = Customer(
        pk=row.customer_id,
        key=row.customer_key,
        name=row.customer_name,
        zone=row.customer_zone,
    )
    row.users = None if row.provisioned is None else int(row.provisioned)
    if row.own_id:
        row.calendar = _calendar(row.own_id, row.own_name, row.own_edition)
    row.level_calendar = (
        _calendar(row.hours_id, row.hours_name, row.hours_edition)
        if row.hours_id
        else None
    )
    return row


def _calendar(pk: int, name: str, edition: int) -> Calendar:
    """A calendar as far as clocks ask of it; what else is asked is loaded then."""
    names = ["id", "name", "edition"]
    return Calendar.from_db(None, names, [pk, name, edition])
