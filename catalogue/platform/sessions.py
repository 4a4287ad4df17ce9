"""Sign-in of the portal, used by the API."""

from __future__ import annotations

from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request


class PortalSession(SessionAuthentication):
    """The browser's session. Naming a scheme makes a missing one 401, not 403."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"
