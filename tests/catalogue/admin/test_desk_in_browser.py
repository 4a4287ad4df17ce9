"""The desk in a real browser: accessible, light and dark, wide and narrow, with a clean console."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from catalogue.models import Guide, Question, Target, User
from tests.catalogue.admin.rows import fill_shelf, publish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = [("light", 1280), ("light", 360), ("dark", 1280), ("dark", 360)]


@pytest.fixture
def desk_page(live_page, client):
    """A browser at the desk; `complaints` collects what its console reports."""
    root = User.objects.create_superuser("root@remit.example", "root")
    client.force_login(root)
    cookie = {
        "name": "sessionid",
        "value": client.cookies["sessionid"].value,
        "url": live_page.base_url,
    }
    live_page.context.add_cookies([cookie])
    live_page.complaints = []
    live_page.on(
        "console",
        lambda line: (
            live_page.complaints.append(line.text)
            if line.type in ("error", "warning")
            else None
        ),
    )
    live_page.on("pageerror", lambda fault: live_page.complaints.append(str(fault)))
    return live_page


@pytest.fixture
def busy(db):
    """Rows in a draft, and the same published, with a year of holidays."""
    shelf, fixed = fill_shelf(1), fill_shelf(2)
    for each in (shelf, fixed):
        each["calendarversion"].holidays = "US"
        each["calendarversion"].save()
    near = {"guide": "p2/g", "revision": 1, "key": "duty", "text": "Answer calls"}
    Question.objects.update(guide=fixed["guide"], nearest=[near])
    publish(fixed["revision"])
    return shelf, fixed


def change(row):
    return reverse(f"admin:catalogue_{row._meta.model_name}_change", args=[row.pk])


def addresses(shelf, fixed):
    return [
        reverse("admin:index"),
        reverse("admin:catalogue_question_changelist"),
        change(shelf["question"]) + "?find=calls",
        change(shelf["servicelevel"]),
        change(fixed["servicelevel"]),
        change(shelf["calendar"]),
        change(fixed["calendarversion"]),
        change(shelf["quota"]),
        reverse("admin:catalogue_service_changelist"),
    ]


@pytest.mark.parametrize(("scheme", "width"), SIZES)
def test_pages_fit_and_leave_the_console_clean_and_are_accessible(
    desk_page, busy, scheme, width
):
    page = desk_page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    found = {}
    for address in addresses(*busy):
        page.goto(page.base_url + address)
        page.wait_for_load_state()
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        said, page.complaints = list(page.complaints), []
        broken = Axe().run(page).response["violations"]
        page.complaints.clear()  # the checker itself is reported by the policy
        told = [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in broken]
        if wide or said or told:
            found[address] = (wide, said, told)

    assert found == {}


def test_a_question_is_answered_by_one_click(desk_page, busy):
    page, (shelf, _) = desk_page, busy
    page.goto(page.base_url + reverse("admin:index"))
    page.get_by_role("link", name="Unanswered questions").click()
    page.get_by_role("link", name=shelf["question"].text).first.click()

    page.get_by_role("button", name="Add the alias here").first.click()

    page.get_by_text("Alias added to").wait_for()
    assert Question.objects.get(pk=shelf["question"].pk).state == "aliased"


def test_enter_in_the_words_of_an_alias_chooses_no_line(desk_page, busy):
    page, (shelf, _) = desk_page, busy
    page.goto(page.base_url + change(shelf["question"]))

    page.get_by_label("Words of the alias").press("Enter")

    assert Question.objects.get(pk=shelf["question"].pk).state == "open"


def test_times_are_typed_into_the_table(desk_page, busy):
    page, (shelf, _) = desk_page, busy
    level = shelf["servicelevel"]
    page.goto(page.base_url + change(level))
    cell = page.locator("table.promises tbody tr").first.locator("td").nth(3)

    cell.get_by_label("As printed", exact=True).fill("2 days")
    cell.get_by_label("Minutes").fill("2880")
    page.get_by_role("button", name="Save", exact=True).first.click()

    page.get_by_text("was changed successfully").wait_for()
    target = Target.objects.get(priority__service_level=level, metric="remedy")
    assert target.minutes == 2880


def test_the_year_of_a_calendar_is_read(desk_page, busy):
    page, (shelf, _) = desk_page, busy
    page.goto(page.base_url + change(shelf["calendar"]))

    year = dt.datetime.now(dt.UTC).year
    listed = page.get_by_role("table").filter(has_text="Independence Day")

    assert listed.count() == 1
    assert str(year) in page.get_by_role("heading", name="Closed from").inner_text()


@pytest.mark.parametrize("width", [1100, 360])
def test_buttons_of_a_row_leave_its_long_title_alone(desk_page, busy, width):
    page, (_, fixed) = desk_page, busy
    Guide.objects.filter(pk=fixed["guide"].pk).update(title="Managed services " * 6)
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(page.base_url + change(fixed["revision"]))

    title = page.locator("#content > h2").bounding_box()
    tools = page.locator(".object-tools").bounding_box()
    assert title["y"] + title["height"] <= tools["y"]


def test_panels_of_the_first_page_reach_to_its_right_edge(desk_page, busy):
    page = desk_page
    page.set_viewport_size({"width": 1440, "height": 900})

    page.goto(page.base_url + reverse("admin:index"))

    boxes = page.locator(".boxes").bounding_box()
    assert boxes["x"] + boxes["width"] > 1440 - 60
