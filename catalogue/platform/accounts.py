"""How allauth behaves here: nobody makes an account without an invitation."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes sign-up; staff and contacts are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
