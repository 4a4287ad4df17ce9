"""Subscriptions: which guide a customer uses, when, in which revision, on which service level."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from catalogue.actions import qualifying
from catalogue.models import Customer, Revision, Subscription

# States of a revision that customers are judged by, or were.
BINDING = (Revision.State.PUBLISHED, Revision.State.SUPERSEDED)


class CannotSubscribe(Exception):
    """The subscription contradicts another row; `field` names what to change."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


@transaction.atomic
def save_subscription(subscription: Subscription) -> Subscription:
    """Write a new or changed subscription.

    Periods [starts_on, ends_on) of a customer and a guide never overlap: the customer's row is
    locked while that is looked up, and on PostgreSQL a constraint says so too. Raises
    `CannotSubscribe`.
    """
    Customer.objects.select_for_update().get(pk=subscription.customer_id)
    check(subscription)
    subscription.save()
    return subscription


def binding(subscription: Subscription) -> Revision | None:
    """The revision the subscription is judged by: the pinned one, else the published one."""
    if subscription.pinned_revision:
        return subscription.pinned_revision
    rows = Revision.objects.published()
    return rows.filter(guide=subscription.guide_id).first()


def check(subscription: Subscription) -> None:
    """Raise `CannotSubscribe` when the subscription contradicts its guide or another period."""
    _check_pin(subscription)
    _check_level(subscription)
    _check_hours(subscription)
    _check_cases(subscription)
    other = _overlapping(subscription).first()
    if other:
        end = f"until {other.ends_on}" if other.ends_on else "without an end"
        raise CannotSubscribe(
            "starts_on",
            f"The customer subscribes to this guide from {other.starts_on} {end} already.",
        )


def _check_pin(subscription: Subscription) -> None:
    pinned = subscription.pinned_revision
    if pinned and pinned.guide_id != subscription.guide_id:
        raise CannotSubscribe(
            "pinned_revision", "Choose a revision of the chosen guide."
        )
    if pinned and pinned.state not in BINDING:
        raise CannotSubscribe(
            "pinned_revision", f"A {pinned.state} revision binds nobody."
        )


def _check_level(subscription: Subscription) -> None:
    pinned, level = subscription.pinned_revision, subscription.service_level
    if level is None:
        return
    if level.revision.guide_id != subscription.guide_id:
        raise CannotSubscribe(
            "service_level", "Choose a service level of the chosen guide."
        )
    if pinned and level.revision_id != pinned.pk:
        raise CannotSubscribe(
            "service_level", "Choose a service level of the pinned revision."
        )
    if level.revision.state in (Revision.State.DRAFT, Revision.State.SCHEDULED):
        raise CannotSubscribe(
            "service_level",
            f"This service level is of a {level.revision.state} revision, which promises nothing yet.",
        )
    if not pinned and _is_new(subscription):
        current = binding(subscription)
        if current and level.revision_id != current.pk:
            raise CannotSubscribe(
                "service_level",
                f"Choose a service level of revision {current.number}, which is in force.",
            )


def _check_hours(subscription: Subscription) -> None:
    """Agreed hours are of the provider who keeps them."""
    calendar = subscription.calendar
    if calendar and calendar.provider_id != subscription.guide.provider_id:
        raise CannotSubscribe(
            "calendar", f"Choose a calendar of {subscription.guide.provider}."
        )


def _check_cases(subscription: Subscription) -> None:
    """A customer qualifies for cases that the guide names; what was kept before stays."""
    named = subscription.qualifies_for
    if not named:
        return
    offered = qualifying.cases_of(binding(subscription), subscription.service_level)
    unknown = qualifying.unknown(subscription, offered)
    if unknown:
        said = f"Choose of: {', '.join(offered)}." if offered else "Leave it empty."
        raise CannotSubscribe(
            "qualifies_for", f"No promised time applies to “{unknown[0]}” alone. {said}"
        )


def _is_new(subscription: Subscription) -> bool:
    """Whether pin and service level are other ones than stored.

    A subscription that has ended keeps the level it ended with, and can be edited all the same.
    """
    same = Subscription.objects.filter(
        pk=subscription.pk,
        pinned_revision=subscription.pinned_revision_id,
        service_level=subscription.service_level_id,
    )
    return not same.exists()


def _overlapping(subscription: Subscription) -> QuerySet[Subscription]:
    rows = Subscription.objects.filter(
        customer=subscription.customer_id, guide=subscription.guide_id
    ).exclude(pk=subscription.pk)
    # [a, b) and [c, d) share a day when each begins before the other ends.
    rows = rows.exclude(ends_on__lte=subscription.starts_on)
    if subscription.ends_on:
        rows = rows.filter(starts_on__lt=subscription.ends_on)
    return rows
