"""Agreements, time and statements at the desk of provider staff."""

from . import agreements, change_requests, credits, overage, periods, statements, time

__all__ = [
    "agreements",
    "change_requests",
    "credits",
    "overage",
    "periods",
    "statements",
    "time",
]
