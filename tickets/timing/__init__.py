"""Clocks as a fold over the timeline: the same facts give the same clocks, always."""

from tickets.promises import Promise

from .facts import Fact, Policy
from .replay import Life, lived, replay
from .timers import Break, Timer

__all__ = ["Break", "Fact", "Life", "Policy", "Promise", "Timer", "lived", "replay"]
