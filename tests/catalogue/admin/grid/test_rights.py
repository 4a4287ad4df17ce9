"""Who may edit the tables of which revision, and what is refused."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from catalogue import models
from catalogue.actions.gridding import grid_of, to_plain
from catalogue.actions.publishing import publish
from catalogue.models import Provision
from tests.catalogue.admin.conftest import staff
from tests.catalogue.admin.grid.plain_forms import cell_name, fields
from tests.catalogue.grid.conftest import with_cell

BY = "other@acme.example"


def test_a_published_table_is_shown_and_not_saved(desk, url, draft, matrix, now):
    form = fields(desk.get(url))
    form[cell_name(form, 0, "text")] = "Other"
    publish(draft, by=BY, at=now)

    page = desk.get(url)
    posted = desk.post(url, form)

    assert b'<form method="post" id="grid-form"' not in page.content
    assert b"no longer a draft" in page.content
    assert b"no longer a draft" in posted.content
    assert b"Other" in posted.content
    assert grid_of(matrix).rows[0].cells["text"] == "Install phone firmware"


def test_who_may_only_look_cannot_save(client, url, matrix):
    looker = models.User.objects.create_user("look@remit.example", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_matrix"))
    client.force_login(looker)

    page, posted = client.get(url), client.post(url, {})

    assert page.status_code == 200
    assert b"grid-form" not in page.content
    assert posted.status_code == 403


PAGES = [
    ("matrix_grid", "matrix", []),
    ("component_lines", "component", []),
    ("section_lines", "section", ["scenario"]),
    ("revision_terms", "revision", []),
]


@pytest.mark.parametrize(("name", "model", "rest"), PAGES)
def test_limited_staff_edit_their_own_and_find_no_strangers(
    limited_desk, shelf, strange, name, model, rest
):
    own, other = (
        reverse(f"admin:catalogue_{name}", args=[rows[model].pk, *rest])
        for rows in (shelf, strange)
    )

    assert limited_desk.get(own).status_code == 200
    for answer in (limited_desk.get(other), limited_desk.post(other, {})):
        assert answer.status_code == 302
        assert answer.url == reverse("admin:index")


@pytest.mark.parametrize(("name", "model", "rest"), PAGES)
def test_every_row_leads_to_its_tables(desk, shelf, name, model, rest):
    url = reverse(f"admin:catalogue_{name}", args=[shelf[model].pk, *rest])

    change = desk.get(
        reverse(f"admin:catalogue_{model}_change", args=[shelf[model].pk])
    )

    assert url in change.content.decode()


def test_a_list_that_does_not_exist_is_not_found(desk, shelf):
    section = shelf["section"].pk

    answer = desk.get(reverse("admin:catalogue_section_lines", args=[section, "scope"]))

    assert answer.status_code == 404


HOSTILE = [
    {},
    {"seen": "{"},
    {"seen": "[" * 5000},
    {"seen": "null", "grid": "null"},
    {"seen": '{"columns": [["text", "", ""]], "rows": [["a", []]]}'},
    {"seen": '{"columns": [], "rows": []}', "n": "²", "m": "1"},
    {"seen": '{"columns": [], "rows": []}', "n": "9" * 30, "m": "1"},
    {"seen": '{"columns": [], "rows": []}', "n": "-1", "m": ""},
]


@pytest.mark.parametrize("form", HOSTILE)
def test_what_no_page_of_ours_sends_is_refused_kindly(desk, url, matrix, form):
    before = grid_of(matrix)

    answer = desk.post(url, form)

    assert answer.status_code == 302
    assert grid_of(matrix) == before


def test_odd_characters_and_formulas_are_plain_text(desk, url, matrix):
    sheet = grid_of(matrix)
    wanted = to_plain(with_cell(sheet, 0, text='=HYPERLINK("x")\x00 \ud800<b>'))
    form = {"seen": json.dumps(to_plain(sheet)), "grid": json.dumps(wanted)}

    desk.post(url, form)
    page = desk.get(url)

    assert Provision.objects.filter(text='=HYPERLINK("x") <b>').exists()
    assert b"&lt;b&gt;" in page.content


def test_a_table_too_big_for_plain_inputs_says_so(desk, url, matrix, draft):
    Provision.objects.bulk_create(
        Provision(
            revision=draft,
            section=matrix.section,
            matrix=matrix,
            kind="activity",
            key=f"big-{at}",
            text=f"Row {at}",
            position=100 + at,
        )
        for at in range(2000)
    )

    page = desk.get(url)

    assert b"too many cells to be edited without JavaScript" in page.content
    assert b'name="r0-' not in page.content
    assert (
        desk.post(url, {"seen": json.dumps(to_plain(grid_of(matrix)))}).status_code
        == 302
    )


def test_staff_of_another_role_do_not_edit(client, url):
    client.force_login(staff("billing@remit.example", "billing"))

    assert client.post(url, {}).status_code in (302, 403)
