"""Why something is not done with a ticket. Every door translates these."""

from __future__ import annotations


class Refused(Exception):
    """The act is not possible; `field` names what to change, empty for the act as a whole."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


class NotNow(Refused):
    """The ticket's state does not allow it, or somebody else was quicker."""


class NotAllowed(Refused):
    """Whoever asks may see the ticket, but not do that with it."""


class NeedsApproval(NotNow):
    """Paid work has not been approved by the customer."""
