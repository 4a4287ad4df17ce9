"""The small guide as a draft, its grid's address, and a signed-in browser on it."""

import pytest
from django.urls import reverse

from catalogue import models
from catalogue.models import User
from tests.catalogue.conftest import small_draft


@pytest.fixture
def draft(provider, now):
    return small_draft(provider, at=now)


@pytest.fixture
def matrix(draft):
    return models.Matrix.objects.get(section__revision=draft)


@pytest.fixture
def url(matrix):
    return reverse("admin:catalogue_matrix_grid", args=[matrix.pk])


@pytest.fixture
def sign_in(client, live_server):
    """Sign a superuser in to a browser context."""
    root = User.objects.create_superuser("root@remit.example", "root")
    client.force_login(root)
    key = client.cookies["sessionid"].value

    def sign_in_to(context):
        context.add_cookies(
            [{"name": "sessionid", "value": key, "url": live_server.url}]
        )

    return sign_in_to


@pytest.fixture
def page(page, sign_in):
    """A signed-in page on which nothing may be complained about."""
    sign_in(page.context)
    page.complaints = []
    page.on(
        "console",
        lambda line: (
            page.complaints.append(line.text)
            if line.type in ("error", "warning")
            else None
        ),
    )
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    assert not page.complaints


@pytest.fixture
def opened(live_page, matrix):
    """The grid of the small guide's matrix."""
    url = reverse("admin:catalogue_matrix_grid", args=[matrix.pk])
    live_page.goto(live_page.base_url + url)
    live_page.locator(".has-script").first.wait_for()
    return live_page
