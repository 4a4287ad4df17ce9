"""What one ticket holds of one period: taken and given back by conditional updates of `used`."""

from __future__ import annotations

from decimal import Decimal

from django.db import connection
from django.db.models import F, QuerySet

from tickets import allowances
from tickets.models import QuotaPeriod, Reservation, Ticket

from .quota_periods import Position, place


def held_by(ticket: Ticket) -> QuerySet[Reservation]:
    """The reservations of a ticket, in the order in which their periods are locked."""
    rows = Reservation.objects.filter(ticket=ticket).select_related("period__quota")
    return rows.order_by("period__quota_id")


def take(row: Reservation, amount: Decimal) -> None:
    """Take an amount of the row's period, beyond it where it does not fit; the row is not saved.

    The one conditional UPDATE is what keeps two tickets from taking the same place; after it the
    period stays locked until the transaction ends.
    """
    standing = _put(row.period_id, "used", amount, "AND used <= allowed - %s")
    row.amount, row.is_beyond = amount, standing is None
    used, beyond = standing or _put(row.period_id, "beyond", amount) or (0, 0)
    row.period.used, row.period.beyond = used, beyond
    row.position = used + beyond if row.is_beyond else used


def _put(
    period: int, column: str, amount: Decimal, where: str = ""
) -> tuple[Decimal, Decimal] | None:
    """What is used and beyond after an amount was added; None where it was not.

    By hand: Django knows no UPDATE that returns what it wrote, and a period is locked for as long
    as intake takes.
    """
    field = QuotaPeriod._meta.get_field("used")
    value = connection.ops.adapt_decimalfield_value(
        amount, field.max_digits, field.decimal_places
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE tickets_quotaperiod SET {column} = {column} + %s"
            f" WHERE id = %s {where} RETURNING used, beyond",
            [value, period, *([value] if where else [])],
        )
        row = cursor.fetchone()
    return row and (Decimal(str(row[0])), Decimal(str(row[1])))


def give_back(row: Reservation) -> None:
    """Give back what the row holds; its period is locked."""
    column = "beyond" if row.is_beyond else "used"
    _period(row).update(**{column: F(column) - row.amount})


def move_in(row: Reservation) -> bool:
    """Take what is held beyond a locked period into it; False where it does not fit.

    `position` stays beyond what is allowed until the ticket's charge has been reckoned anew.
    """
    if not _fits(row.period_id, row.amount):
        return False
    _period(row).update(beyond=F("beyond") - row.amount)
    Reservation.objects.filter(pk=row.pk).update(is_beyond=False)
    return True


def position_of(row: Reservation) -> Position:
    """Where a reservation stands, in words."""
    period = row.period
    put = place(
        period,
        amount=row.amount,
        number=row.position,
        is_beyond=row.is_beyond,
        held=True,
    )
    return Position(
        quota=period.quota,
        period=period,
        used=period.used,
        allowed=period.allowed,
        number=row.position,
        is_beyond=row.is_beyond,
        text=allowances.sentence(put),
    )


def _period(row: Reservation) -> QuerySet[QuotaPeriod]:
    return QuotaPeriod.objects.filter(pk=row.period_id)


def _fits(period: int, amount: Decimal) -> bool:
    """Whether an amount was taken within the period, which it is in the same statement."""
    room = QuotaPeriod.objects.filter(pk=period, used__lte=F("allowed") - amount)
    return bool(room.update(used=F("used") + amount))
