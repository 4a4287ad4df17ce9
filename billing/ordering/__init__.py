"""Orders judged by the guide's own rules, and the hours it recommends. Pure: rows come as values."""

from __future__ import annotations

from .bands import Recommendation, recommended
from .rules import problems
from .values import (
    Band,
    Context,
    Finding,
    Note,
    Offer,
    Order,
    Place,
    Problem,
    Quota,
    Rules,
    amount,
)

__all__ = [
    "Band",
    "Context",
    "Finding",
    "Note",
    "Offer",
    "Order",
    "Place",
    "Problem",
    "Quota",
    "Recommendation",
    "Rules",
    "amount",
    "problems",
    "recommended",
]
