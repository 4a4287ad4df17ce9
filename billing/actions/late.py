"""Late time: entries charged in a later month than they were worked in, since that was closed.

Either they stay, or their own month is reopened and they go back to it. What both come to is reckoned
by the very code that closes months: the move is made, looked at and taken back.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from billing import words
from billing.models import Agreement, Period, Statement, TimeEntry
from billing.models.time import TimeEntryQuerySet
from catalogue.periods import month_of, moved
from catalogue.platform.tenancy import Actor

from .months import hold_all
from .reckoning_months import reckon
from .recounting import recount
from .refusals import NotAllowed, NotNow
from .rights import may

RIGHT = "billing.reopen_period"
MOST_LISTED = 200  # entries of one month that are shown


@dataclass(frozen=True)
class Late:
    """Late time of one month, charged in another one.

    `here` is what it adds to the month it is charged in, `there` what it would add to its own one:
    the total of the statement that corrects it.
    """

    worked_in: dt.date
    charged_in: dt.date
    entries: list[TimeEntry]
    number: int
    minutes: int
    here: Decimal
    there: Decimal
    is_open: bool


def late_entries(
    agreement: Agreement, month: dt.date, *, at: dt.datetime
) -> list[Late]:
    """The late time charged in a month, by the month it was worked in; what either choice comes to.

    Entries that nobody approved count as well. Writes nothing in the end, but holds both months for
    a moment.
    """
    days = _late(agreement, month).order_by("worked_on")
    months = sorted({month_of(day) for day in days.values_list("worked_on", flat=True)})
    return [_of(agreement, month, each, at) for each in months]


@transaction.atomic
def bring_back(
    agreement: Agreement,
    month: dt.date,
    worked_in: dt.date,
    *,
    actor: Actor,
    at: dt.datetime,
) -> int:
    """Charge late time in the month it was worked in, which is open again; how many entries moved.

    Raises `NotNow` when either month is closed, or when a statement rests on the entries where they
    are; `NotAllowed` without the right to reopen months.
    """
    if not may(actor, RIGHT):
        raise NotAllowed("Ask for the right to reopen months: your role has it not.")
    periods = hold_all([agreement], [(agreement.pk, month), (agreement.pk, worked_in)])
    for each in (worked_in, month):
        if periods[agreement.pk, each].state == Period.State.CLOSED:
            raise NotNow(f"{words.month(each)} is closed: reopen it first.")
    last = Statement.objects.filter(
        customer=agreement.customer_id, agreement=agreement, month=month
    )
    stated = last.order_by("-number").select_related("provider").first()
    rows = _late(agreement, month, worked_in)
    if stated and rows.filter(approved_at__lte=stated.issued_at).exists():
        raise NotNow(
            f"{stated.reference} rests on this time. Correct the entries instead: a corrected entry "
            f"is charged in {words.month(worked_in)} while that is open."
        )
    return _move(agreement, month, worked_in)


def _late(
    agreement: Agreement, month: dt.date, worked_in: dt.date | None = None
) -> TimeEntryQuerySet:
    rows = TimeEntry.objects.standing().filter(
        agreement=agreement, month=month, worked_on__lt=F("month")
    )
    if worked_in is None:
        return rows
    return rows.filter(worked_on__gte=worked_in, worked_on__lt=moved(worked_in, 1))


def _of(
    agreement: Agreement, month: dt.date, worked_in: dt.date, at: dt.datetime
) -> Late:
    rows = _late(agreement, month, worked_in).select_related("ticket", "engineer")
    entries = list(rows.in_order()[:MOST_LISTED])
    minutes = list(rows.order_by().values_list("minutes", flat=True))
    own = Period.objects.filter(agreement=agreement, month=worked_in)
    with transaction.atomic():
        hold_all([agreement], [(agreement.pk, month), (agreement.pk, worked_in)])
        now = _totals(agreement, month, worked_in, at)
        _move(agreement, month, worked_in)
        then = _totals(agreement, month, worked_in, at)
        transaction.set_rollback(True)
    return Late(
        worked_in=worked_in,
        charged_in=month,
        entries=entries,
        number=len(minutes),
        minutes=sum(minutes),
        here=now[month] - then[month],
        there=then[worked_in] - now[worked_in],
        is_open=not own.filter(state=Period.State.CLOSED).exists(),
    )


def _move(agreement: Agreement, month: dt.date, worked_in: dt.date) -> int:
    number = _late(agreement, month, worked_in).update(month=worked_in)
    if number and agreement.minimum_per != Agreement.MinimumPer.ENTRY:
        recount([agreement], [(agreement.pk, month), (agreement.pk, worked_in)])
    return number


def _totals(
    agreement: Agreement, month: dt.date, worked_in: dt.date, at: dt.datetime
) -> dict[dt.date, Decimal]:
    months = [worked_in, month]
    found = reckon([agreement], months, at=at)
    return {each: found[agreement.pk, each].total for each in months}
