"""The pages in a browser: accessible, narrow and wide, light and dark, by keyboard, without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from catalogue.models import Component, Matrix

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GUIDE = "/guides/acme/voice/"
OPEN = ["/accounts/login/", "/accounts/password/reset/"]
CLOSED = [
    "/",
    "/ask/",
    "/ask/?q=Who+resets+a+password",
    "/ask/?q=weather+on+the+moon",
    "/guides/",
    GUIDE,
    f"{GUIDE}components/",
    f"{GUIDE}service-levels/",
    f"{GUIDE}terms/",
    f"{GUIDE}offers/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/logout/",
    "/nowhere/",
]


def violations(page):
    """What axe finds, in few words."""
    found = Axe().run(page).response["violations"]
    return [(v["id"], [node["html"][:200] for node in v["nodes"]][:3]) for v in found]


def too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible_and_fit(
    signed_in, dana, subscription, complaints, scheme
):
    page = signed_in(dana)
    page.emulate_media(color_scheme=scheme)
    parts = [
        f"{GUIDE}matrices/{Matrix.objects.get().pk}/",
        f"{GUIDE}components/{Component.objects.get().pk}/",
    ]
    for address in [*CLOSED, *parts]:
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(page.base_url + address)
            assert not too_wide(page), (address, width)
            assert violations(page) == [], (address, width)
    assert [text for text in complaints if "404" not in text] == []


@pytest.mark.parametrize("address", OPEN)
def test_the_way_in_is_accessible(live_page, address):
    live_page.goto(live_page.base_url + address)

    assert violations(live_page) == []


def test_signing_in_leads_home(live_page, dana, subscription):
    live_page.goto(live_page.base_url + "/")
    live_page.get_by_label("Email").fill(dana.email)
    live_page.get_by_label("Password").first.fill("secret-enough")
    live_page.get_by_role("button", name="Sign in").click()

    live_page.get_by_role("heading", name="Who handles this?").wait_for()


def test_answers_follow_the_typing(signed_in, dana, subscription, complaints):
    page = signed_in(dana)
    page.goto(page.base_url + "/ask/")

    page.get_by_label("Your question").press_sequentially(
        "reset a user's password", delay=5
    )

    page.get_by_role("heading", name="Acme does this.").wait_for()
    assert page.locator("#answers-status").inner_text() != ""
    assert "q=reset" in page.url
    assert complaints == []


def test_the_first_tab_skips_to_the_content(signed_in, dana, subscription):
    page = signed_in(dana)
    page.goto(page.base_url + GUIDE)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_everything_works_without_scripts(
    browser, live_server, signed_in, dana, subscription
):
    cookies = signed_in(dana).context.cookies()
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()

    page.goto(live_server.url + "/")
    page.get_by_role("searchbox").fill("who resets a password")
    page.get_by_role("button", name="Ask").click()
    page.get_by_role("heading", name="Acme does this.").wait_for()
    page.locator(".answer .citation a").click()

    assert page.url.endswith("#p-password-reset")
    context.close()
