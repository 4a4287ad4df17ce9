"""Import and export in a browser: under the content policy, accessible, narrow and wide, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from catalogue.models import Customer, User
from tests.catalogue.admin.rows import fill_shelf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = ["customer", "provision", "window"]
BROKEN = "key,name,zone\nbad key,X,Mars\n"
SOUND = "key,name,zone\nc1,=HYPERLINK(1),UTC\nnew,New Ltd,Europe/London\n"


@pytest.fixture
def desk_page(live_page, client):
    """A browser signed in at the desk."""
    client.force_login(User.objects.create_superuser("root@remit.example", "root"))
    key = client.cookies["sessionid"].value
    cookie = {"name": "sessionid", "value": key, "url": live_page.base_url}
    live_page.context.add_cookies([cookie])
    return live_page


@pytest.fixture
def quiet_page(desk_page):
    """The same; whatever its console complains about fails the test."""
    complaints = []
    desk_page.on(
        "console",
        lambda line: line.type in ("error", "warning") and complaints.append(line.text),
    )
    desk_page.on("pageerror", lambda error: complaints.append(str(error)))
    yield desk_page
    assert complaints == []


def faults(page):
    """What axe finds on what is ours: Django's own header and navigation aside."""
    found = Axe().run(page, context="#content").response["violations"]
    return [(v["id"], [node["html"][:200] for node in v["nodes"]][:3]) for v in found]


def too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def check(page, what):
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert faults(page) == [], (what, width)
        assert not too_wide(page), (what, width)


def hand_in(page, tmp_path, text):
    file = tmp_path / "rows.csv"
    file.write_text(text)
    page.get_by_label("File", exact=False).first.set_input_files(file)
    page.get_by_role("button", name="Show what would change").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits(desk_page, tmp_path, scheme):
    fill_shelf(1)
    desk_page.emulate_media(color_scheme=scheme)
    address = desk_page.base_url + reverse("admin:catalogue_customer_import")

    for name in NAMES:
        for act in ("import", "export"):
            page = reverse(f"admin:catalogue_{name}_{act}")
            assert desk_page.goto(desk_page.base_url + page).status == 200
            check(desk_page, page)
    desk_page.goto(address)
    hand_in(desk_page, tmp_path, BROKEN)
    desk_page.get_by_text("was not taken in").wait_for()
    check(desk_page, "errors")
    hand_in(desk_page, tmp_path, SOUND)
    desk_page.get_by_text("Nothing is written yet").wait_for()
    check(desk_page, "preview")


def test_a_file_goes_out_comes_back_and_is_taken_in_under_the_policy(
    quiet_page, tmp_path
):
    fill_shelf(1)
    for name in NAMES:
        for act in ("changelist", "import", "export"):
            page = reverse(f"admin:catalogue_{name}_{act}")
            assert quiet_page.goto(quiet_page.base_url + page).status == 200
    listed = reverse("admin:catalogue_customer_changelist")
    quiet_page.goto(quiet_page.base_url + listed)
    quiet_page.get_by_role("link", name="Export").click()
    quiet_page.get_by_label("CSV").check()
    with quiet_page.expect_download() as download:
        quiet_page.get_by_role("button", name="Export").click()
    text = download.value.path().read_text(encoding="utf-8-sig")

    quiet_page.goto(quiet_page.base_url + listed)
    quiet_page.get_by_role("link", name="Import").click()
    hand_in(quiet_page, tmp_path, BROKEN)
    hand_in(quiet_page, tmp_path, text.replace("Customer 1", "Customer One"))
    quiet_page.get_by_role("button", name="Take it in").click()

    quiet_page.get_by_text("0 added, 1 changed").wait_for()
    assert Customer.objects.get().name == "Customer One"
