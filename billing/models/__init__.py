"""Models of billing: what was agreed, what was worked, what is owed?"""

from .agreements import Agreement, Coverage, Notice
from .credits import Credit, OverageApproval
from .orders import AgreedRate, ChangeRequest, OrderedOffer, Package
from .periods import Period, PeriodEvent
from .statements import (
    Statement,
    StatementCounter,
    StatementIsKept,
    StatementLine,
)
from .time import TimeEntry, Timer

__all__ = [
    "AgreedRate",
    "Agreement",
    "ChangeRequest",
    "Coverage",
    "Credit",
    "Notice",
    "OrderedOffer",
    "OverageApproval",
    "Package",
    "Period",
    "PeriodEvent",
    "Statement",
    "StatementCounter",
    "StatementIsKept",
    "StatementLine",
    "TimeEntry",
    "Timer",
]
