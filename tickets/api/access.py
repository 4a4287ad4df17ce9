"""What every endpoint of tickets shares: who asks, which ticket, and how a refusal is told."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from django.http import Http404
from rest_framework import status
from rest_framework.exceptions import (
    APIException,
    ParseError,
    PermissionDenied,
    ValidationError,
)
from rest_framework.parsers import JSONParser
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalogue.platform.idempotency import BadKey, KeyReused, once
from catalogue.platform.keys import HasScope, Program
from catalogue.platform.problems import TooLarge
from catalogue.platform.tenancy import Actor, actor_of
from tickets.actions.intake_report import BadReport
from tickets.actions.refusals import NotAllowed, NotNow, Refused
from tickets.models import Ticket
from tickets.wording import MOST_STRANGE, on_one_line

LONGEST_BODY = (
    2 * 1024 * 1024
)  # bytes of JSON: a report of the longest texts is shorter
KEY = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"


class Conflict(APIException):
    """The ticket's state does not allow it."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "not_now"


class Reused(APIException):
    """The key belongs to another request."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "key_reused"


class Json(JSONParser):
    """JSON of at most 2 MB, nested no deeper than Python reads."""

    def parse(
        self, stream: Any, media_type: Any = None, parser_context: Any = None
    ) -> Any:
        """The value; raises `ParseError`, `TooLarge`."""
        content = stream.read(LONGEST_BODY + 1)
        if len(content) > LONGEST_BODY:
            raise TooLarge("Send at most 2 MB of JSON.")
        try:
            return super().parse(io.BytesIO(content), media_type, parser_context)
        except RecursionError:
            raise ParseError("This is nested too deeply.") from None


class TicketsView(APIView):
    """Base of the endpoints: a key needs the scope `tickets` to read, `intake` to write."""

    permission_classes = [HasScope]
    parser_classes = [Json]

    @property
    def scope(self) -> str:
        """The scope that a key needs for this request."""
        return "tickets" if self.request.method in SAFE_METHODS else "intake"

    def handle_exception(self, exc: Exception) -> Response:
        """What the actions refuse, as problem details."""
        return super().handle_exception(told(exc))


def told(exc: Exception) -> Exception:
    """A refusal as the exception of REST framework that says the same; others as they are."""
    if isinstance(exc, BadReport):
        return ValidationError(
            {pointer(name): [text] for name, text in exc.errors.items()}
        )
    if isinstance(exc, NotAllowed):
        return PermissionDenied(str(exc))
    if isinstance(exc, NotNow):
        return Conflict(str(exc))
    if isinstance(exc, Refused):
        return ValidationError({pointer(exc.field or "non_field_errors"): [str(exc)]})
    if isinstance(exc, KeyReused):
        return Reused(str(exc))
    if isinstance(exc, BadKey):
        return ValidationError({KEY: [str(exc)]})
    if isinstance(exc, Ticket.DoesNotExist):
        return Http404()
    return exc


def pointer(name: str) -> str:
    """A field's name as the steps of a JSON pointer; a label may hold what such pointers escape."""
    first, slash, label = name.partition("/")
    return f"{first}{slash}{label.replace('~', '~0').replace('/', '~1')}"


def ticket_of(request: Request, reference: str, *related: str) -> Ticket:
    """The ticket, if the caller may see it; 404 otherwise."""
    rows = Ticket.objects.visible_to(actor_of(request)).by_reference(reference)
    ticket = rows.select_related(*related).first() if related else rows.first()
    if ticket is None:
        raise Http404
    return ticket


def said(request: Request, *names: str) -> dict[str, str]:
    """Texts of the body by name, blank where they are not given. Raises `ValidationError`."""
    given = object_of(request)
    found = {name: given.get(name, "") for name in names}
    errors = {n: ["Give a text."] for n, v in found.items() if not isinstance(v, str)}
    errors |= {
        n: [f"There is no such field: {', '.join(names) or 'none'}."]
        for n in strange(given, names)
    }
    if errors:
        raise ValidationError(errors)
    return found


def strange(given: Iterable[str], known: Iterable[str]) -> list[str]:
    """The first names of a body that are not known, fit to be shown: a name may be any text."""
    names = set(known)
    unknown = (name for name in given if name not in names)
    return [on_one_line(name[:100]) for name in islice(unknown, MOST_STRANGE)]


def object_of(request: Request) -> Mapping[str, Any]:
    """The body, which has to be an object."""
    if not isinstance(request.data, Mapping):
        raise ValidationError("Send a JSON object.")
    return request.data


def sender_of(request: Request, actor: Actor) -> str:
    """Whose keys are one row of keys: a program's, or a person's."""
    if isinstance(request.user, Program):
        return f"key:{request.user.key.pk}"
    return f"user:{actor.user}"


def answered_once(
    request: Request, actor: Actor, act: Callable[[], tuple[int, Any]], sent: Any = None
) -> Response:
    """The answer of `act` (its status and body), or the one that this key got the first time."""
    payload = {"path": request.path, "sent": request.data if sent is None else sent}
    key = request.headers.get(KEY, "")
    if not key:  # the act is a transaction by itself
        code, body = act()
        return Response(body, code)
    with once(
        sender=sender_of(request, actor),
        key=key,
        payload=payload,
        customer=actor.customer,
        at=actor.at,
    ) as kept:
        if kept.is_new:
            code, body = act()
            kept.keep(body)
    if kept.is_new:
        return Response(body, code)
    return Response(kept.reply, status.HTTP_200_OK, headers={REPLAYED: "true"})
