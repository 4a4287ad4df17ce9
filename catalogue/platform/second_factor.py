"""Provider staff see every customer, so in production a password alone does not let them in."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from .problems import is_api, problem

REFUSAL = "Staff sign in with a second factor. Set one up to go on."


class SecondFactorMiddleware:
    """Sends staff without a second factor to the page that sets one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not lacks_second_factor(request):
            return self.get_response(request)
        if is_api(request):
            return problem(request, 403, "second_factor_required", REFUSAL)
        messages.warning(request, REFUSAL)
        return redirect("mfa_index")


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether a staff member without one asks for anything but their own account's pages."""
    return (
        settings.STAFF_NEED_SECOND_FACTOR
        and request.user.is_staff
        and not request.path.startswith(reverse("account_login").removesuffix("login/"))
        and not is_mfa_enabled(request.user)
    )
