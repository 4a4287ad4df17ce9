"""Who is signed in: the session and its login, which every page reads before anything else.

Stored and judged as Django does; only the two reads are by hand, since Django takes longer to put
each of them together than the database to answer it.
"""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.utils import timezone

from catalogue.platform.reads import read

LIVE = """
    SELECT session_key, session_data, expire_date FROM django_session
    WHERE session_key = %s AND expire_date > %s
"""
LOGIN = """
    SELECT id, password, last_login, is_superuser, email, name, is_staff, is_active, date_joined,
        is_limited
    FROM catalogue_user WHERE id = %s
"""


class SessionStore(db.SessionStore):
    """Sessions in the database."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and no key, where there is none or it has ended."""
        found = read(self.model, LIVE, [self.session_key, timezone.now()])
        if not found:
            self._session_key = None
            return {}
        return self.decode(found[0].session_data)


class PortalBackend(AuthenticationBackend):
    """Logins by address and password."""

    def get_user(self, user_id: int) -> Any:
        """The login of a session, None when it is gone or may not sign in any more."""
        from catalogue.models import User

        found = read(User, LOGIN, [user_id])
        return found[0] if found and self.user_can_authenticate(found[0]) else None
