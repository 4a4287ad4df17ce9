"""Agreements, time and statements at the desk of provider staff."""

from . import time

__all__ = ["time"]
