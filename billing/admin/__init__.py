"""Agreements, time and statements at the desk of provider staff."""

from . import credits, overage, periods, statements, time

__all__ = ["credits", "overage", "periods", "statements", "time"]
