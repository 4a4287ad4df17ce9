"""The desk in a real browser: nothing breaks the content policy, and a document goes all the way."""

import pytest
from django.urls import reverse

from catalogue.models import Revision, Upload, User
from tests.catalogue.admin.rows import fill_shelf
from tests.catalogue.admin.test_uploads import GUIDE

POLICY = "Content Security Policy"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def root_page(live_page, client):
    """A signed-in browser that fails the test when anything is reported on its console."""
    root = User.objects.create_superuser("root@remit.example", "root")
    client.force_login(root)
    live_page.context.add_cookies(
        [
            {
                "name": "sessionid",
                "value": client.cookies["sessionid"].value,
                "url": live_page.base_url,
            }
        ]
    )
    complaints = []
    live_page.on(
        "console", lambda line: POLICY in line.text and complaints.append(line.text)
    )
    live_page.on("pageerror", lambda error: complaints.append(str(error)))
    yield live_page
    assert not complaints


def test_pages_keep_to_the_content_policy(root_page):
    shelf = fill_shelf(1)
    names = ["provision", "matrixactivity", "servicelevel", "priority", "subscription"]
    addresses = [
        reverse("admin:index"),
        reverse("admin:catalogue_finding_changelist"),
        reverse("admin:catalogue_user_add"),
        reverse("admin:catalogue_user_change", args=[shelf["user"].pk]),
        reverse("admin:catalogue_upload_add"),
        reverse("admin:catalogue_apikey_add"),
        reverse("admin:catalogue_revision_publish", args=[shelf["revision"].pk]),
        *(reverse(f"admin:catalogue_{n}_changelist") for n in names),
        *(reverse(f"admin:catalogue_{n}_change", args=[shelf[n].pk]) for n in names),
    ]

    for address in addresses:
        assert root_page.goto(root_page.base_url + address).status == 200, address


def test_a_document_is_handed_in_read_and_published(root_page, tmp_path):
    fill_shelf(1)
    document = tmp_path / "desk.md"
    document.write_text(GUIDE)
    root_page.goto(root_page.base_url + reverse("admin:catalogue_upload_add"))

    root_page.locator(".field-provider .select2-selection").click()
    root_page.get_by_role("option", name="Provider 1").click()
    root_page.get_by_label("Document").set_input_files(document)
    root_page.get_by_role("button", name="Save", exact=True).first.click()
    root_page.get_by_role(
        "link", name="Guide to the desk service, revision 1"
    ).last.click()
    root_page.get_by_role("link", name="Publish…").click()
    root_page.get_by_role("button", name="Publish").click()
    root_page.get_by_text("is published").wait_for()

    upload = Upload.objects.get(name="desk.md")
    assert upload.state == "read"
    assert upload.revision.state == Revision.State.PUBLISHED
