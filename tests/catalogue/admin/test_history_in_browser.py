"""The history in a real browser: accessible, light and dark, wide and narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from catalogue.models import Change, Revision
from catalogue.platform.audit import acting
from tests.catalogue.admin.rows import fill_shelf
from tests.catalogue.admin.test_pages import address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def written(root):
    """A draft that two colleagues worked on: a short change, a long one, many, and a removal."""
    shelf = fill_shelf(1)
    section = shelf["section"]
    with acting("cory@remit.example"):
        section.prose = "Words of a guide that goes on. " * 100
        section.save()
        shelf["matrixactivity"].text = "https://example.org/" + "address" * 30
        shelf["matrixactivity"].save()
        shelf["term"].delete()
    with acting("ada@remit.example"):
        for n in range(15):
            section.title = f"Section {n}"
            section.save()
    return shelf


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_history_fits_and_is_accessible(
    live_page, client, root, written, scheme, width
):
    client.force_login(root)
    session = client.cookies["sessionid"].value
    live_page.context.add_cookies(
        [{"name": "sessionid", "value": session, "url": live_page.base_url}]
    )
    live_page.emulate_media(color_scheme=scheme)
    live_page.set_viewport_size({"width": width, "height": 900})
    found = {}
    for url in (
        address(Revision, "history", written["revision"].pk),
        address(Change, "change", Change.objects.get(field="prose").pk),
    ):
        live_page.goto(live_page.base_url + url)
        wide = live_page.evaluate("document.documentElement.scrollWidth > innerWidth")
        broken = Axe().run(live_page).response["violations"]
        said = [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in broken]
        if wide or said:
            found[url] = (wide, said)

    assert found == {}
