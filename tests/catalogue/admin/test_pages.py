"""Every page of the admin opens, for everybody who may open it, at a constant cost."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.catalogue.admin.rows import fill_shelf

OURS = [
    model
    for model in admin.site._registry
    if model._meta.app_label == "catalogue"
    or model._meta.label in ("auth.Group", "admin.LogEntry")
]
# Nobody adds these by hand.
KEPT_BY_PROGRAM = {
    "question",
    "answerindex",
    "logentry",
    "mail",
    "job",
    "change",
    "submission",
}
EVERY = pytest.mark.parametrize(
    "model", [pytest.param(m, id=m._meta.model_name) for m in OURS]
)


def address(model, page, *args):
    meta = model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=args)


def test_every_model_of_the_catalogue_has_a_page():
    assert set(apps.get_app_config("catalogue").get_models()) <= set(OURS)


@EVERY
def test_a_list_can_be_searched_filtered_and_says_its_order(model):
    page = admin.site.get_model_admin(model)

    assert page.search_fields
    assert len(page.list_display) > 1
    assert page.ordering
    assert page.group


@EVERY
def test_pages_open_for_a_superuser(desk, shelf, strange, model):
    for url in pages_of(model, shelf) + pages_of(model, strange)[-1:]:
        response = desk.get(url, follow=True)

        closed = url.endswith("/add/") and model._meta.model_name in KEPT_BY_PROGRAM
        assert response.status_code == (403 if closed else 200), url
        assert_no_inline(response)


@EVERY
def test_pages_open_for_a_limited_curator_as_far_as_the_role_goes(
    limited_desk, curator, shelf, model
):
    meta = model._meta
    can = {
        verb: curator.has_perm(f"{meta.app_label}.{verb}_{meta.model_name}")
        for verb in ("view", "add")
    }
    listing, add, change = pages_of(model, shelf)

    assert limited_desk.get(listing).status_code == (200 if can["view"] else 403)
    if can["view"]:
        assert limited_desk.get(change, follow=True).status_code == 200
    assert limited_desk.get(add, follow=True).status_code in (
        (200, 403) if can["add"] else (403,)
    )


@EVERY
def test_a_search_and_every_filter_work(desk, shelf, model):
    page = admin.site.get_model_admin(model)
    listing = address(model, "changelist")

    assert desk.get(listing, {"q": "voice"}).status_code == 200
    for each in page.list_filter:
        name = each[0] if isinstance(each, tuple) else each
        if isinstance(name, str):
            response = desk.get(listing, {f"{name}__isnull": "False"})
            assert response.status_code in (200, 302), name


def test_lists_cost_the_same_number_of_queries_with_more_rows(desk):
    for n in range(3):
        fill_shelf(n)
    desk.get(reverse("admin:index"))  # fills the caches of the process
    few = {model: queries(desk, address(model, "changelist")) for model in OURS}
    for n in range(3, 30):
        fill_shelf(n)
    many = {model: queries(desk, address(model, "changelist")) for model in OURS}

    assert {m._meta.label: (few[m], many[m]) for m in OURS if many[m] > few[m]} == {}
    assert max(many.values()) <= 20


def test_the_home_page_groups_the_models(desk, shelf):
    groups = desk.get(reverse("admin:index")).context["app_list"]

    names = [group["name"] for group in groups]
    assert names[:6] == ["Work", "Guides", "Promises", "Offers", "Customers", "Access"]
    assert "Catalogue" not in names


def pages_of(model, shelf):
    """List, add page and change page of a model."""
    row = shelf[model._meta.model_name]
    return [
        address(model, "changelist"),
        address(model, "add"),
        address(model, "change", row.pk),
    ]


def queries(client, url):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def assert_no_inline(response):
    """Nothing that the content policy would block."""
    page = response.content.decode().lower()
    for sign in (
        " onclick=",
        " onchange=",
        " onsubmit=",
        " style=",
        "<style",
        "javascript:",
    ):
        assert sign not in page, sign
    assert page.count("<script") == page.count("<script src=") + page.count(
        "<script id="
    )
