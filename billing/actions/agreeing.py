"""Making and changing agreements: their terms, and the subscriptions they cover."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from billing.models import Agreement, Coverage, Period, Statement, TimeEntry
from billing.terms import Terms, ends_after_notice
from catalogue.models import Customer, Rate, Subscription
from catalogue.periods import begins, day_of, month_of, moved
from catalogue.platform import audit
from catalogue.platform.tenancy import Actor

from . import months, order_facts, recounting
from .refusals import NotAllowed, NotNow, Refused

CLOSED = Period.State.CLOSED
DAY = dt.timedelta(days=1)
LAST_YEAR = 2200  # later is a slip of the hand
LONGEST = {"term_months": 600, "renewal_months": 600, "notice_days": 3660}
# By what time is counted when it is written.
ROUNDED = (
    "increment_minutes",
    "minimum_minutes",
    "minimum_per",
    "minimum_for",
    "calendar_id",
    "after_hours",
)
# What closed months rest on.
COUNTED = ("customer_id", "provider_id", "currency", "starts_on", "carries_over")


@transaction.atomic
def save_agreement(agreement: Agreement, *, actor: Actor, at: dt.datetime) -> Agreement:
    """Write a new or changed agreement; raises `Refused` naming the field.

    Another rule of counting counts the time of months that are not closed anew.
    """
    require_staff(actor)
    Customer.objects.select_for_update(no_key=True).get(pk=agreement.customer_id)
    # The lock that closing takes: no month is closed between the check and the writing.
    rows = Agreement.objects.select_for_update(no_key=True)
    stored = rows.filter(pk=agreement.pk).first()
    check(agreement)
    with audit.acting(actor.name):
        agreement.save()
    if stored and any(getattr(stored, n) != getattr(agreement, n) for n in ROUNDED):
        _recount(agreement)
    return agreement


def _recount(agreement: Agreement) -> None:
    entries = TimeEntry.objects.standing().filter(agreement=agreement)
    worked = set(entries.order_by().values_list("month", flat=True).distinct())
    spots = [(agreement.pk, month) for month in worked]
    held = months.hold_all([agreement], spots)
    open_ = [spot for spot, period in held.items() if period.state != CLOSED]
    recounting.recount([agreement], open_)


def check(agreement: Agreement) -> None:
    """Raises `Refused` for what does not hold together, or changes what closed months rest on."""
    if agreement.renewal == Agreement.Renewal.AUTO and not agreement.term_months:
        raise Refused(
            "What renews by itself has a term: say of how many months, or choose month to month.",
            "term_months",
        )
    for name, most in LONGEST.items():
        if (getattr(agreement, name) or 0) > most:
            raise Refused(f"That is too many: at most {most}.", name)
    require_near(agreement, "starts_on", "ends_on")
    calendar = agreement.calendar
    if calendar and calendar.provider_id != agreement.provider_id:
        raise Refused(f"Choose a calendar of {agreement.provider}.", "calendar")
    stored = Agreement.objects.filter(pk=agreement.pk).first()
    if stored is not None:
        _check_change(stored, agreement)


def _check_change(stored: Agreement, agreement: Agreement) -> None:
    changed = [
        name for name in COUNTED if getattr(stored, name) != getattr(agreement, name)
    ]
    for name in ("customer_id", "provider_id"):
        if name in changed:
            raise Refused(
                "That is another agreement: make a new one.", name.removesuffix("_id")
            )
    stated = Statement.objects.filter(customer=stored.customer_id, agreement=stored)
    if "currency" in changed and stated.exists():
        told = f"Statements are in {stored.currency}: make a new agreement."
        raise Refused(told, "currency")
    last = last_closed(stored)
    if last is None:
        return
    if changed:
        raise Refused(
            f"{last:%B %Y} is closed, and rests on that: reopen it first.", changed[0]
        )
    if agreement.ends_on != stored.ends_on:
        _check_end(stored, agreement, last)


def _check_end(stored: Agreement, agreement: Agreement, last: dt.date) -> None:
    """Raises `Refused` where the term of a closed month would end earlier, or go on after all."""
    earliest = moved(last, 1)
    if agreement.ends_on is not None and agreement.ends_on < earliest:
        raise Refused(
            f"{last:%B %Y} is closed: it ends on {earliest} at the earliest.",
            "ends_on",
        )
    # Any day of a month is all of it (W44): the end may move within its month.
    if stored.ends_on is not None and month_of(stored.ends_on - DAY) < last:
        raise Refused(
            f"{last:%B %Y} is closed, without the fees of a term that had ended on "
            f"{stored.ends_on}: reopen it first, or make a new agreement.",
            "ends_on",
        )


@transaction.atomic
def cover(
    agreement: Agreement, subscription: Subscription, *, actor: Actor, at: dt.datetime
) -> Coverage:
    """Put a subscription under an agreement. Each is covered by one; raises `Refused`."""
    require_staff(actor)
    row = Coverage(
        agreement=agreement,
        subscription=subscription,
        customer_id=agreement.customer_id,
    )
    Subscription.objects.select_for_update(no_key=True).get(pk=subscription.pk)
    check_coverage(row)
    with audit.acting(actor.name):
        row.save()
    return row


def check_coverage(row: Coverage) -> None:
    """Raises `Refused` unless the subscription is the customer's, of the provider, and free."""
    agreement, subscription = row.agreement, row.subscription
    if subscription.customer_id != agreement.customer_id:
        raise Refused(f"Choose a subscription of {agreement.customer}.", "subscription")
    if subscription.guide.provider_id != agreement.provider_id:
        raise Refused(
            f"Choose a subscription to a guide of {agreement.provider}.", "subscription"
        )
    there = Coverage.objects.filter(subscription=subscription).exclude(pk=row.pk)
    other = there.select_related("agreement").first()
    if other:
        raise Refused(
            f"{other.agreement} covers it already: take it out there first.",
            "subscription",
        )


@transaction.atomic
def uncover(row: Coverage, *, actor: Actor, at: dt.datetime) -> None:
    """Take a subscription out of its agreement; what was worked under it stays there."""
    require_staff(actor)
    with audit.acting(actor.name):
        row.delete()


@dataclass(frozen=True)
class Rounding:
    """Rounding fields as the list rates of the covered guides suggest, with where they stand."""

    increment_minutes: int | None
    minimum_minutes: int | None
    source: str


def proposed_rounding(agreement: Agreement) -> Rounding | None:
    """What all list rates of the covered guides that say so agree on (W36); None without any.

    A figure on which two rates differ is not proposed.
    """
    revisions = {each.revision for each in order_facts.bound(agreement)} - {None}
    rates = Rate.objects.filter(revision__in=revisions).select_related(
        "section", "revision"
    )
    said = [each for each in rates if each.minimum_minutes or each.increment_minutes]
    if not said:
        return None
    steps = {each.increment_minutes for each in said if each.increment_minutes}
    least = {each.minimum_minutes for each in said if each.minimum_minutes}
    places = dict.fromkeys(
        f"{each.revision.title}, section {each.section.number or each.section.title}"
        for each in said
        if each.section
    )
    return Rounding(
        steps.pop() if len(steps) == 1 else None,
        least.pop() if len(least) == 1 else None,
        "; ".join(places),
    )


@transaction.atomic
def give_notice(pk: int, *, on: dt.date, actor: Actor, at: dt.datetime) -> Agreement:
    """Note that notice was given on a day: the agreement ends as its terms say (W44).

    Raises `Refused` for a day to come or before it began, `NotNow` where it ends already.
    """
    require_staff(actor)
    agreement = locked(pk)
    if agreement.notice_given_on:
        raise NotNow(f"Notice was given on {agreement.notice_given_on} already.")
    if agreement.ends_on:
        raise NotNow(f"It ends on {agreement.ends_on} already.")
    if not agreement.starts_on <= on <= day_of(at, agreement.customer.zone):
        raise Refused(f"Give a day from {agreement.starts_on} until today.", field="on")
    agreement.ends_on = ends_after_notice(terms_of(agreement), on)
    agreement.notice_given_on = on
    _check_change(Agreement.objects.get(pk=pk), agreement)
    with audit.acting(actor.name):
        agreement.save(update_fields=["notice_given_on", "ends_on"])
    return agreement


@transaction.atomic
def take_notice_back(pk: int, *, actor: Actor, at: dt.datetime) -> Agreement:
    """The agreement goes on as before notice was given; only until it has ended."""
    require_staff(actor)
    agreement = locked(pk)
    if not agreement.notice_given_on:
        raise NotNow("No notice was given.")
    if agreement.ends_on and agreement.ends_on <= day_of(at, agreement.customer.zone):
        raise NotNow(f"It ended on {agreement.ends_on}: make a new agreement.")
    agreement.notice_given_on = agreement.ends_on = None
    with audit.acting(actor.name):
        agreement.save(update_fields=["notice_given_on", "ends_on"])
    return agreement


def terms_of(agreement: Agreement) -> Terms:
    """What the agreement says of its time, as a plain value."""
    return Terms(
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        term_months=agreement.term_months,
        renewal=agreement.renewal,
        renewal_months=agreement.renewal_months,
        notice_days=agreement.notice_days,
        notice_given_on=agreement.notice_given_on,
    )


def last_closed(agreement: Agreement) -> dt.date | None:
    """The last closed month of an agreement."""
    rows = Period.objects.filter(agreement=agreement, state=CLOSED).order_by("-month")
    return rows.values_list("month", flat=True).first()


def require_open(
    agreement: Agreement, day: dt.date, *, at: dt.datetime, field: str
) -> None:
    """Raises `NotNow` when the month of `day`, or a later one, is closed.

    A month that may be closed by now is locked, so that nobody closes it meanwhile.
    """
    month = month_of(day)
    if begins(moved(month, 1), agreement.customer.zone) > at:
        return
    months.hold(agreement, month)
    rows = Period.objects.filter(agreement=agreement, state=CLOSED, month__gte=month)
    closed = rows.order_by("-month").values_list("month", flat=True).first()
    if closed:
        raise NotNow(
            f"{closed:%B %Y} is closed: choose a day from {moved(closed, 1)} on, or reopen it.",
            field,
        )


def require_near(row: Any, *fields: str) -> None:
    """Raises `Refused` for a day so late that no calendar reaches beyond it."""
    for name in fields:
        day = getattr(row, name)
        if day and day.year > LAST_YEAR:
            raise Refused(f"Choose a day until {LAST_YEAR}.", name)


def locked(pk: int) -> Agreement:
    """The agreement with its row locked; raises `Agreement.DoesNotExist`."""
    rows = Agreement.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("customer", "provider").get(pk=pk)


def require_staff(actor: Actor) -> None:
    """Raises `NotAllowed` for who is not of the provider's staff."""
    if not actor.is_staff:
        raise NotAllowed("Only staff of the provider do that.")
