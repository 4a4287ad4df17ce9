"""What speaks against closing a month: words, and how much each of them weighs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from billing.month_facts import STOP
from billing.reckoning import Reckoning


class Weight(StrEnum):
    """How much a concern weighs."""

    STOPS = "stops"  # the month cannot be closed, whoever accepts it
    ASKS = "asks"  # the month is held back until somebody accepts it
    TELLS = "tells"  # as agreed: it is said, and the month is closed


NOT_OVER, EARLIER_OPEN, UNAPPROVED = "not_over", "earlier_open", "unapproved"
BUSY, LATE = "busy", "late"


@dataclass(frozen=True)
class Concern:
    """One thing to know before a month is closed.

    `count` is of the rows it is about, `month` the one to be closed first.
    """

    kind: str
    text: str
    weight: Weight = Weight.ASKS
    count: int = 0
    month: dt.date | None = None


def weighed(reckoning: Reckoning) -> list[Concern]:
    """The warnings of a month, but for unapproved time, which closing counts itself.

    Where the agreement stops at its hours, that nothing is charged beyond them is as agreed.
    """
    stops = {"uncharged"} if reckoning.terms.policy == STOP else set()
    return [
        Concern(
            each.kind,
            each.text,
            Weight.TELLS if each.is_info or each.kind in stops else Weight.ASKS,
        )
        for each in reckoning.warnings
        if each.kind != UNAPPROVED
    ]


def holding(concerns: Iterable[Concern], *, accepted: bool) -> list[Concern]:
    """Those that hold the month back; what somebody accepted does not."""
    holds = {Weight.STOPS} if accepted else {Weight.STOPS, Weight.ASKS}
    return [each for each in concerns if each.weight in holds]
