"""A document handed in and compared with its source, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from catalogue.actions import uploads
from catalogue.models import Upload, User
from tests.catalogue.admin.documents import GUIDE, handed_in, line_of, page
from tests.catalogue.admin.rows import NOON, fill_shelf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def signed_in(live_page, client):
    root = User.objects.create_superuser("root@remit.example", "root")
    client.force_login(root)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    live_page.context.add_cookies([cookie | {"url": live_page.base_url}])
    return live_page


@pytest.fixture
def browser_page(live_page, client):
    """Signed in; fails the test when anything is reported on the console."""
    complaints = []
    live_page.on(
        "console", lambda line: line.type == "error" and complaints.append(line.text)
    )
    live_page.on("pageerror", lambda error: complaints.append(str(error)))
    live_page.complaints = complaints
    yield signed_in(live_page, client)
    assert not complaints


@pytest.fixture
def upload(db):
    made = handed_in(fill_shelf(1)["provider"], GUIDE)
    uploads.read_upload(made.pk, at=NOON)
    made.refresh_from_db()
    return made


def test_a_finding_leads_to_its_line_in_the_source(browser_page, upload):
    browser_page.goto(browser_page.base_url + page(upload))
    number = line_of(upload, "Cut a line")

    browser_page.locator("#findings").get_by_role(
        "link", name=f"line {number}"
    ).first.click()

    target = browser_page.locator(f"#line-{number}")
    assert target.evaluate("each => each.matches(':target')")
    assert target.is_visible()


def test_a_row_in_the_source_leads_to_its_page_and_back(browser_page, upload):
    row = upload.revision.provisions.get(text="Pay the carrier")
    browser_page.goto(browser_page.base_url + page(upload, "source"))

    browser_page.locator(f"#line-{row.line}").get_by_role(
        "link", name="Pay the carrier"
    ).click()
    browser_page.get_by_role("link", name=f"line {row.line}", exact=True).click()

    assert browser_page.locator(f"#line-{row.line}").is_visible()


def test_a_waiting_document_shows_its_result_by_itself(browser_page, upload):
    waiting = handed_in(upload.provider, GUIDE.replace("Opinions", "Views"), "b.md")
    browser_page.goto(browser_page.base_url + page(waiting))
    browser_page.get_by_role("heading", name="Waiting to be read").wait_for()

    uploads.read_upload(waiting.pk, at=NOON)

    browser_page.get_by_role("heading", name="What was read").wait_for(timeout=15_000)


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser_page, upload, width, scheme):
    browser_page.set_viewport_size({"width": width, "height": 900})
    browser_page.emulate_media(color_scheme=scheme)

    found = []
    for name in ("change", "source"):
        browser_page.goto(browser_page.base_url + page(upload, name))
        found += Axe().run(browser_page).response["violations"]
        assert browser_page.evaluate(
            "document.documentElement.scrollWidth <= innerWidth"
        )
    browser_page.complaints.clear()  # axe's own style is blocked by the policy

    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


def test_without_javascript_everything_is_there(browser, live_server, client, upload):
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.base_url = live_server.url
    signed_in(plain, client)
    waiting = handed_in(upload.provider, GUIDE.replace("Opinions", "Views"), "b.md")

    plain.goto(live_server.url + page(waiting))
    plain.get_by_role("button", name="Read now").click()
    plain.get_by_role("link", name="compare with the source").click()

    assert plain.get_by_text("Views vary.").is_visible()
    assert Upload.objects.get(pk=waiting.pk).state == "read"
    address = reverse("admin:catalogue_upload_progress", args=[waiting.pk])
    assert plain.request.get(live_server.url + address).ok
    context.close()
