"""What hours earn beside what they cost the provider: the package's fee, and the overage."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from catalogue.money import hourly


@dataclass(frozen=True)
class Part:
    """Money that came in for some work, and what the work cost. Minutes are those worked."""

    income: Decimal
    minutes: int
    cost: Decimal

    @property
    def margin(self) -> Decimal:
        """What is left; below 0 where the work cost more."""
        return self.income - self.cost

    @property
    def share(self) -> int | None:
        """Per cent of the income that is left; None without any."""
        return round(self.margin * 100 / self.income) if self.income else None


@dataclass(frozen=True)
class Margin:
    """A month of an agreement. Work that is charged apart, after hours, is in neither part."""

    base: Part
    overage: Part

    @property
    def whole(self) -> Part:
        """Both together."""
        return Part(
            self.base.income + self.overage.income,
            self.base.minutes + self.overage.minutes,
            self.base.cost + self.overage.cost,
        )


def margin(
    *,
    fee: Decimal,
    overage: Decimal,
    worked: int,
    used: int,
    beyond: int,
    apart: int,
    cost: Decimal,
) -> Margin:
    """The margin at a cost an hour: of the fee over the package's work, of the overage over its.

    The cost is of minutes `worked`, which are shared as the charged ones are: `used` from packages,
    `beyond` them, `apart`. 2,080 worked, of 2,000 used and 400 beyond, are 1,733 and 347.
    """
    charged = used + beyond + apart
    of_overage = _share(worked, beyond, charged)
    of_apart = _share(worked, apart, charged)
    of_base = worked - of_overage - of_apart
    return Margin(
        Part(fee, of_base, hourly(of_base, cost)),
        Part(overage, of_overage, hourly(of_overage, cost)),
    )


def _share(worked: int, part: int, whole: int) -> int:
    """Minutes in proportion, half a minute up."""
    return (2 * worked * part + whole) // (2 * whole) if whole else 0
