"""What a member of staff may do, asked where an act depends on it."""

from __future__ import annotations

from catalogue.models import User
from catalogue.platform.tenancy import Actor

APPROVE = "billing.approve_timeentry"


def may(actor: Actor, right: str) -> bool:
    """Whether a staff actor has a right such as `billing.approve_timeentry`; three queries at most."""
    if not actor.is_staff or actor.user is None:
        return False
    person = User.objects.filter(pk=actor.user).first()
    return person is not None and person.has_perm(right)
