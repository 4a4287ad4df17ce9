"""Staff of Acme at the desk, for tests of its pages."""

from __future__ import annotations

from django.contrib.auth.models import Group

from catalogue.models import User
from catalogue.platform import roles


def staff(email: str, role: str, *providers) -> User:
    """A member of staff with a role, limited to providers when some are named; made once."""
    found = User.objects.filter(email=email).first()
    if found:
        return found
    roles.sync()
    user = User.objects.create_user(email, "pass", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    user.limited_to.set(providers)
    return user


def words(answer) -> str:
    """What a page says, white space made even."""
    return " ".join(answer.content.decode().split())
