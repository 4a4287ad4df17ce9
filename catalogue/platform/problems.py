"""What a program is told when something is refused: problem details of RFC 9457.

One shape everywhere under `/api/`: `type`, `title`, `status`, `detail`, `instance`, `code`, and for
bad input `errors`, each with a JSON pointer to the field.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import exception_handler
from drf_standardized_errors.types import ErrorResponse, ExceptionHandlerContext
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.request import Request
from rest_framework.response import Response

CONTENT_TYPE = "application/problem+json"
API = "/api/"


class TooLarge(APIException):
    """More was sent than is read."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The request is too large: send less at once."
    default_code = "too_large"


class ProblemFormatter(ExceptionFormatter):
    """Turns an exception of a view into problem details."""

    def format_error_response(self, error_response: ErrorResponse) -> dict[str, Any]:
        first = error_response.errors[0]
        body = describe(
            self.context["request"], self.exc.status_code, first.code, first.detail
        )
        if error_response.type != "validation_error":
            return body
        return body | {
            "code": "invalid",
            "detail": "The request has errors.",
            "errors": [
                {
                    "pointer": f"#/{error.attr}" if error.attr else "#",
                    "code": error.code,
                    "detail": error.detail,
                }
                for error in error_response.errors
            ],
        }


def handle(exc: Exception, context: ExceptionHandlerContext) -> Response | None:
    """REST framework's exception handler: problem details with their content type.

    What Django refuses while it reads a request is the caller's fault and no fault of the server.
    """
    if isinstance(exc, RequestDataTooBig):
        exc = TooLarge()
    elif isinstance(exc, SuspiciousOperation):
        exc = ParseError("The request is not well-formed.")
    response = exception_handler(exc, context)
    if response is not None:
        response.content_type = CONTENT_TYPE
    return response


def is_api(request: HttpRequest) -> bool:
    """Whether a program asks, so that it gets problem details and never a page."""
    return request.path.startswith(API)


def problem(request: HttpRequest, status: int, code: str, detail: str) -> JsonResponse:
    """Problem details from outside a view, for instance a middleware."""
    body = describe(request, status, code, detail)
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


def describe(
    request: HttpRequest | Request | None, status: int, code: str, detail: str
) -> dict[str, Any]:
    """The members that every problem has; `code` is stable, `detail` is for people."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "instance": request.path if request else "",
    }


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's page for 400, or problem details for a program."""
    if is_api(request):
        return problem(request, 400, "bad_request", "The request is not well-formed.")
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's page for 403, or problem details for a program."""
    if is_api(request):
        return problem(request, 403, "permission_denied", "This is not allowed.")
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's page for 404, or problem details for a program."""
    if is_api(request):
        return problem(request, 404, "not_found", "Nothing is found at this address.")
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's page for 500, or problem details for a program."""
    if is_api(request):
        return problem(request, 500, "error", "An error happened on the server.")
    return defaults.server_error(request)
