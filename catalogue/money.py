"""Money: decimals with a currency, rounded in one place and written in one way."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
HOUR = 60  # minutes
SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}


def rounded(amount: Decimal) -> Decimal:
    """An amount to the cent, half a cent up (away from 0)."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def hourly(minutes: int, rate: Decimal) -> Decimal:
    """What minutes cost at a rate an hour, to the cent: 400 minutes at 175 are 1,166.67."""
    return rounded(rate * minutes / HOUR)


def shown(amount: Decimal, currency: str) -> str:
    """An amount as people read it: `$1,166.67`, `−$20.00`, `1,166.67 CHF`."""
    cents = rounded(amount)
    figure, minus = f"{abs(cents):,.2f}", "−" if cents < 0 else ""
    sign = SIGNS.get(currency)
    return f"{minus}{sign}{figure}" if sign else f"{minus}{figure} {currency}".rstrip()
