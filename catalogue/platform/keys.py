"""Programs prove who they are with a key: `Authorization: Bearer remit_…`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from catalogue.models import ApiKey
from catalogue.models.keys import digest_of
from catalogue.platform.reads import read
from catalogue.platform.tenancy import Actor, actor_for

# A usable key and its customer's zone. By hand: every request of a program asks for it, and Django
# takes longer to put the query together than the database to answer it.
USABLE = """
    SELECT k.id, k.name, k.scopes, k.customer_id, k.staff_id, k.last_used_at, c.zone
    FROM catalogue_apikey k LEFT JOIN catalogue_customer c ON c.id = k.customer_id
    WHERE k.digest = %s AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > %s)
"""
LAST_USE_STEP = dt.timedelta(minutes=1)  # a busy key must not write a row per request


class Program:
    """Stands where a request's user stands when a key signed in."""

    is_authenticated = True
    is_active = True
    is_anonymous = False
    is_staff = False
    pk = None

    def __init__(self, key: ApiKey) -> None:
        self.key = key

    def __str__(self) -> str:
        return self.key.name


class ApiKeyAuthentication(BaseAuthentication):
    """Signs a program in by its key; `request.auth` becomes the actor."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[Program, Actor] | None:
        """The program and its actor, None without the header; raises for an unusable key."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].decode("latin-1").lower() != self.keyword.lower():
            return None
        if len(parts) != 2:
            raise AuthenticationFailed("Send the key as: Authorization: Bearer <key>.")
        now = timezone.now()
        digest = digest_of(parts[1].decode("latin-1"))
        key = _usable(digest, now)
        if key is None or (
            key.staff and not (key.staff.is_active and key.staff.is_staff)
        ):
            raise AuthenticationFailed("This key is unknown, expired or revoked.")
        _note_use(key, now)
        return Program(key), _actor(key, now)

    def authenticate_header(self, request: Request) -> str:
        """Tells a caller without a key to send one, so that the answer is 401 and not 403."""
        return self.keyword


class HasScope(BasePermission):
    """People may do what their role says; a key only what its scopes name."""

    message = "This key may not do that: it needs another scope."

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the caller is signed in and its key, if any, carries the view's `scope`."""
        if isinstance(request.user, Program):
            return view.scope in request.user.key.scopes
        return bool(request.user and request.user.is_authenticated)


def _usable(digest: str, now: dt.datetime) -> Any:
    """The key with the `zone` of its customer: None if it is unknown, expired or revoked."""
    return next(iter(read(ApiKey, USABLE, [digest, now])), None)


def _actor(key: Any, now: dt.datetime) -> Actor:
    if key.staff:
        return actor_for(key.staff, at=now)
    return Actor(
        at=now,
        name=f"key {key.name}",
        customer=key.customer_id,
        role="key",
        zone=key.zone or "UTC",
    )


def _note_use(key: ApiKey, now: dt.datetime) -> None:
    if key.last_used_at and key.last_used_at >= now - LAST_USE_STEP:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - LAST_USE_STEP)
    ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)
