"""The tables of a draft, edited as plain forms: nothing here runs a script."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from catalogue import models
from catalogue.actions.drafting import save_draft
from catalogue.actions.gridding import grid_of, save_grid, to_plain
from catalogue.actions.publishing import publish
from catalogue.models import Assignment, Provision
from tests.catalogue.admin.conftest import staff
from tests.catalogue.admin.plain_forms import fields
from tests.catalogue.conftest import now, provider, small_form  # noqa: F401
from tests.catalogue.grid.conftest import party, with_cell
from tests.query_counts import pinned

BY = "other@acme.example"


@pytest.fixture
def draft(provider, now):  # noqa: F811
    guide = models.Guide.objects.create(provider=provider, key="voice", title="Voice")
    return save_draft(small_form(), guide=guide, at=now)[0]


@pytest.fixture
def matrix(draft):
    return models.Matrix.objects.get(section__revision=draft)


@pytest.fixture
def url(matrix):
    return reverse("admin:catalogue_matrix_grid", args=[matrix.pk])


def cell_name(form, row, column):
    """The name of the input of a row (from 0) under a column's id."""
    at = next(
        k[1:]
        for k, v in form.items()
        if k[0] == "c" and k[1:].isdigit() and v == column
    )
    return f"r{row}-{at}"


def test_the_page_shows_the_table(desk, url):
    with pinned("admin matrix grid"):
        page = desk.get(url)

    assert page.status_code == 200
    assert b"Install phone firmware" in page.content
    assert b'value="X*"' in page.content


def test_saving_the_page_as_it_is_changes_nothing(desk, url, matrix):
    before = grid_of(matrix)

    page = desk.post(url, fields(desk.get(url)), follow=True)

    assert b"Nothing changed" in page.content
    assert grid_of(matrix) == before


def test_a_cell_typed_into_is_saved(desk, url, matrix, root):
    form = fields(desk.get(url))
    form[cell_name(form, 0, party(grid_of(matrix), "Customer"))] = "I"

    page = desk.post(url, form, follow=True)

    assert "Saved: 1 cell changed." in page.content.decode()
    assert Assignment.objects.get(mark="I").party.name == "Customer"
    assert models.Change.objects.filter(by=root.email).exists()


def test_spare_inputs_add_a_row_and_a_column(desk, url, matrix):
    form = fields(desk.get(url))
    spare = next(k[2:] for k in form if k.startswith("cn") and form[k] == "")
    form |= {f"cn{spare}": "Carrier", f"cs{spare}": "vendor", f"r2-{spare}": "R"}
    form[cell_name(form, 2, "text")] = "Order numbers"
    form["p2"] = "1.5"

    desk.post(url, form)

    sheet = grid_of(matrix)
    assert [c.title for c in sheet.parties] == ["Acme", "Customer", "Carrier"]
    assert sheet.rows[1].cells["text"] == "Order numbers"
    assert sheet.rows[1].cells[party(sheet, "Carrier")] == "R"


def test_ticks_and_places_remove_and_move(desk, url, matrix):
    form = fields(desk.get(url))

    desk.post(url, form | {"p1": "1", "cp3": "9"})
    moved = grid_of(matrix)
    desk.post(url, fields(desk.get(url)) | {"x0": "x"})

    assert moved.rows[0].cells["text"] == "Replace broken headsets"
    assert [c.title for c in moved.parties] == ["Customer", "Acme"]
    assert [r.cells["text"] for r in grid_of(matrix).rows] == ["Install phone firmware"]


def test_a_removed_column_asks_before_its_marks_go(desk, url, matrix):
    form = fields(desk.get(url)) | {"cx3": "x"}

    asked = desk.post(url, form)
    again = fields(asked)
    desk.post(url, again | {"confirm": "yes"})

    assert b"goes with its 1 mark" in asked.content
    assert [c.title for c in grid_of(matrix).parties] == ["Customer"]


def test_a_group_is_renamed_as_a_whole(desk, url, matrix):
    form = fields(desk.get(url)) | {"gn0": "Handsets"}

    desk.post(url, form)

    assert {r.cells["group"] for r in grid_of(matrix).rows} == {"Handsets"}


def test_a_pasted_block_is_shown_before_it_is_saved(desk, url, matrix):
    form = fields(desk.get(url))
    block = 'Route calls\t\tR\r\n"Tell users\r\nby mail"\t\tA\tI'
    form |= {"block": block, "block_column": "text"}

    shown = desk.post(url, form | {"save": "Save"})
    before = len(grid_of(matrix).rows)
    desk.post(url, fields(shown))

    sheet = grid_of(matrix)
    assert b"What saving would change" in shown.content
    assert before == 2
    assert [r.cells["text"] for r in sheet.rows][2:] == [
        "Route calls",
        "Tell users\nby mail",
    ]
    assert sheet.rows[3].cells[party(sheet, "Customer")] == "I"


def test_a_block_that_is_too_wide_stays_on_the_page(desk, url):
    form = fields(desk.get(url)) | {"block": "\t".join("abcdefghijk")}

    page = desk.post(url, form | {"block_column": "text"})

    assert b"Add columns first" in page.content
    assert b"a\tb\tc" in page.content


def test_what_is_wrong_is_named_and_what_was_typed_stays(desk, url, matrix):
    form = fields(desk.get(url))
    form[cell_name(form, 0, "text")] = ""
    form[cell_name(form, 1, "text")] = "Typed by hand"

    page = desk.post(url, form)

    words = page.content.decode()
    assert "Row 1, Activity: it is empty" in words
    assert "Typed by hand" in words
    assert 'aria-invalid="true"' in words
    assert '<a href="#r0-1">' in words


def test_the_second_editor_sees_what_the_other_changed(desk, url, matrix):
    form = fields(desk.get(url))
    seen = grid_of(matrix)
    acme = party(seen, "Acme")
    save_grid(matrix, with_cell(seen, 0, **{acme: "R"}), seen, by=BY)
    form[cell_name(form, 0, acme)] = "A"
    form[cell_name(form, 1, "text")] = "Renamed by me"

    told = desk.post(url, form)
    stored = grid_of(matrix)
    desk.post(url, fields(told))

    words = told.content.decode()
    assert "Somebody else saved this table" in words
    assert stored.rows[0].cells[acme] == "R"
    assert stored.rows[1].cells["text"] == "Replace broken headsets"
    final = grid_of(matrix)
    assert final.rows[0].cells[acme] == "A"
    assert final.rows[1].cells["text"] == "Renamed by me"


def test_a_published_table_is_shown_and_not_saved(desk, url, draft, matrix, now):  # noqa: F811
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
