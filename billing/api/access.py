"""What every endpoint of billing shares: the scopes that a key needs, and how a refusal is told."""

from __future__ import annotations

from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response
from rest_framework.views import APIView

from billing.actions.refusals import NotAllowed, NotNow, Refused
from catalogue.platform.keys import HasScope
from tickets.api import access as shared
from tickets.api.access import Conflict, Json, pointer


class BillingView(APIView):
    """Base of the endpoints: `reads` and `writes` name the scopes that a key needs."""

    permission_classes = [HasScope]
    parser_classes = [Json]
    reads = "hours"
    writes = "hours"

    @property
    def scope(self) -> str:
        """The scope that a key needs for this request."""
        return self.reads if self.request.method in SAFE_METHODS else self.writes

    def handle_exception(self, exc: Exception) -> Response:
        """What the actions refuse, as problem details."""
        return super().handle_exception(told(exc))


def told(exc: Exception) -> Exception:
    """A refusal as the exception of REST framework that says the same; others as they are."""
    if isinstance(exc, NotAllowed):
        return PermissionDenied(str(exc))
    if isinstance(exc, NotNow):
        return Conflict(str(exc))
    if isinstance(exc, Refused):
        said = f"{exc} ({exc.source})" if exc.source else str(exc)
        return ValidationError({pointer(exc.field or "non_field_errors"): [said]})
    return shared.told(exc)
