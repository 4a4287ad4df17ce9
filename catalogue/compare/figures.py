"""Values in words, as a comparison prints them."""

from __future__ import annotations

from decimal import Decimal

from catalogue.outcomes import CHARGES

NOTHING = "not stated"


def number(value: Decimal | int | None) -> str:
    """A number without needless zeros: `20`, `2.5`; nothing for None."""
    return "" if value is None else f"{Decimal(str(value)).normalize():,f}"


def money(amount: Decimal | int | None, currency: str) -> str:
    """An amount with its currency: `1,250.00 USD`, `0.0125 EUR`; nothing for None."""
    if amount is None:
        return ""
    exact = Decimal(str(amount))
    exponent = exact.normalize().as_tuple().exponent
    decimals = max(2, -exponent) if isinstance(exponent, int) else 2
    return f"{exact:,.{decimals}f} {currency}".strip()


def percent(value: Decimal | int | None) -> str:
    """A percentage: `99.9 %`; nothing for None."""
    return "" if value is None else f"{number(value)} %"


def minutes(value: int | None) -> str:
    """Minutes in the largest unit that fits: `45 minutes`, `4 hours`, `2 days`."""
    if value is None:
        return ""
    for size, word in ((1440, "day"), (60, "hour")):
        if value and value % size == 0:
            return counted(value // size, word)
    return counted(value, "minute")


def counted(count: int, one: str, many: str = "") -> str:
    """`1 line`, `3 lines`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def charge(name: str) -> str:
    """A charge in the words of `outcomes`; nothing where none is stated."""
    return CHARGES[name][1].lower() if name in CHARGES else ""


def shown(value: str) -> str:
    """A value, or that there is none."""
    return value or NOTHING
