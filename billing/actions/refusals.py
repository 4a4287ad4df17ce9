"""Why something is not done under an agreement. Every door translates these."""

from __future__ import annotations


class Refused(Exception):
    """The act is not possible; `field` names what to change, empty for the act as a whole.

    `source` cites the guide's rule where there is one.
    """

    def __init__(self, message: str, field: str = "", source: str = "") -> None:
        self.field = field
        self.source = source
        super().__init__(message)


class NotNow(Refused):
    """The state does not allow it: a closed month, a decided request, somebody was quicker."""


class NotAllowed(Refused):
    """Whoever asks may see it, but not do that with it."""
