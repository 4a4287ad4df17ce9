"""What each act on a ticket asks for, on its page at the desk."""

from .base import ActForm
from .joined import MergeForm, SplitForm
from .judged import ApprovalForm, ChargeForm, CorrectForm, ReclassifyForm
from .said import MoveForm, SupplyForm, TalkForm
from .whose import LEVELS, AssignForm, DutyForm, TakeForm, UnwatchForm, WatchForm

__all__ = [
    "LEVELS",
    "ActForm",
    "ApprovalForm",
    "AssignForm",
    "ChargeForm",
    "CorrectForm",
    "DutyForm",
    "MergeForm",
    "MoveForm",
    "ReclassifyForm",
    "SplitForm",
    "SupplyForm",
    "TakeForm",
    "TalkForm",
    "UnwatchForm",
    "WatchForm",
]
