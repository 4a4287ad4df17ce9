"""A browser on the live server, signed in as somebody of the catalogue's cast."""

import pytest
from django.conf import settings
from django.test import Client

from tests.catalogue.conftest import (  # noqa: F401
    curator,
    dana,
    northwind,
    now,
    provider,
    publish_form,
    small_guide,
    stranger,
    subscription,
)


@pytest.fixture
def signed_in(live_page):
    """Sign a user in without the form: `signed_in(user)` gives the page."""

    def sign_in(user):
        client = Client()
        client.force_login(user)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {
            "name": settings.SESSION_COOKIE_NAME,
            "value": key,
            "url": live_page.base_url,
        }
        live_page.context.add_cookies([cookie])
        return live_page

    return sign_in


@pytest.fixture
def complaints(live_page):
    """What the browser's console complains about: scripts, blocked styles, missing files."""
    found = []
    live_page.on(
        "console",
        lambda line: (
            found.append(line.text) if line.type in ("error", "warning") else None
        ),
    )
    live_page.on("pageerror", lambda error: found.append(str(error)))
    return found
