"""Each kind of provision has its own page; several rows are changed at once, and it is kept who did."""

import pytest

from catalogue import models
from catalogue.actions import provisions
from catalogue.actions.drafting import copy_to_draft
from catalogue.models import Alias, Change, Provision
from tests.catalogue.admin.conftest import staff
from tests.catalogue.admin.rows import publish
from tests.catalogue.admin.test_pages import address, assert_no_inline

LENSES = [
    models.MacdScenario,
    models.MatrixActivity,
    models.ComponentScope,
    models.Service,
    models.Duty,
    models.Exclusion,
    models.Limit,
]
EVERY = pytest.mark.parametrize(
    "lens", [pytest.param(lens, id=lens._meta.model_name) for lens in LENSES]
)


def act(client, model, rows, action, **form):
    """Choose rows in a list, choose an action, and answer the page that asks (with a form)."""
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    applied = {"apply": "1"} if form else {}
    return client.post(
        address(model, "changelist"), chosen | form | applied, follow=bool(form)
    )


def said(response):
    return " ".join(str(each) for each in response.context["messages"])


@pytest.fixture
def free(shelf):
    """Rows of a draft that stand in no matrix and no component."""
    return [shelf[name] for name in ("service", "duty", "limit")]


@EVERY
def test_a_lens_lists_its_kind_alone(desk, shelf, lens):
    rows = desk.get(address(lens, "changelist")).context["cl"].result_list

    assert {row.kind for row in rows} == {lens.kind_pinned}


@EVERY
def test_a_row_of_another_kind_does_not_open_in_a_lens(desk, shelf, lens):
    other = shelf["limit" if lens is not models.Limit else "service"]

    assert desk.get(address(lens, "change", other.pk)).status_code == 302


@EVERY
def test_a_new_row_gets_the_kind_of_its_lens(desk, shelf, lens):
    form = {
        "revision": shelf["revision"].pk,
        "section": shelf["section"].pk,
        "text": "A new line",
        "key": "new-line",
        "charge": "unstated",
        "position": 0,
    }

    desk.post(address(lens, "add"), form)

    assert Provision.objects.get(key="new-line").kind == lens.kind_pinned


@EVERY
def test_who_may_see_one_lens_only_sees_no_other(client, shelf, lens):
    user = staff("narrow@remit.example", "billing")
    user.groups.clear()
    name = lens._meta.model_name
    user.user_permissions.add(
        models.User.user_permissions.field.related_model.objects.get(
            codename=f"view_{name}"
        )
    )
    client.force_login(user)
    seen = {
        each: client.get(address(each, "changelist")).status_code for each in LENSES
    }

    assert seen == {each: 200 if each is lens else 403 for each in LENSES}


@pytest.mark.parametrize("action", ["set_charge", "move_to_section", "add_alias"])
def test_an_act_on_many_asks_first(desk, shelf, free, action):
    before = list(Provision.objects.values())

    response = act(desk, Provision, free, action)

    assert "One service" in response.content.decode()
    assert response.context["count"] == 3
    assert_no_inline(response)
    assert list(Provision.objects.values()) == before


def test_a_charge_is_set_on_many_and_the_history_says_by_whom(desk, free, root):
    response = act(desk, Provision, free, "set_charge", charge="hourly")

    assert "3 rows now “hourly”" in said(response)
    assert {
        row.charge for row in Provision.objects.filter(pk__in=[r.pk for r in free])
    } == {"hourly"}
    changes = Change.objects.filter(field="charge")
    assert [(c.by, c.before, c.after) for c in changes] == [
        (root.email, "not stated", "hourly")
    ] * 3


def test_rows_move_to_another_section(desk, shelf, free, root):
    section = models.Section.objects.create(revision=shelf["revision"], title="New")

    response = act(desk, Provision, free, "move_to_section", section=section.pk)

    assert "3 rows moved to “New”" in said(response)
    assert section.provisions.count() == 3
    assert {c.by for c in Change.objects.filter(field="section")} == {root.email}


def test_a_row_of_a_matrix_moves_with_its_matrix(desk, shelf):
    section = models.Section.objects.create(revision=shelf["revision"], title="New")
    rows = [shelf["matrixactivity"], shelf["service"]]

    response = act(desk, Provision, rows, "move_to_section", section=section.pk)

    assert "change the section of the matrix" in said(response)
    assert not section.provisions.exists()


def test_rows_of_two_revisions_have_no_section_in_common(desk, shelf, strange):
    response = act(
        desk, Provision, [shelf["service"], strange["service"]], "move_to_section"
    )

    assert response.status_code == 302


def test_a_section_of_another_revision_is_no_choice(desk, shelf, strange, free):
    response = act(
        desk, Provision, free, "move_to_section", section=strange["section"].pk
    )

    assert "section" in response.context["form"].errors


@pytest.mark.parametrize(
    ("action", "form"),
    [("set_charge", {"charge": "hourly"}), ("move_to_section", {"section": "own"})],
)
def test_a_fixed_revision_is_refused_in_words_and_nothing_changes(
    desk, shelf, free, action, form
):
    if "section" in form:
        form = {"section": shelf["section"].pk}
    publish(shelf["revision"])

    response = act(desk, Provision, free, action, **form)

    assert "3 rows stand in a revision that is no draft" in said(response)
    assert "Make a new draft" in said(response)
    assert not Change.objects.filter(field__in=["charge", "section"]).exists()


def test_one_fixed_row_stops_all(desk, shelf, strange):
    rows = [shelf["service"], strange["service"]]

    response = act(desk, Provision, rows, "set_charge", charge="hourly")

    assert "1 row stands in a revision that is no draft" in said(response)
    shelf["service"].refresh_from_db()
    assert shelf["service"].charge == "unstated"


def test_one_alias_finds_many_rows_of_published_revisions_too(desk, shelf, free, root):
    publish(shelf["revision"])

    response = act(desk, Provision, free, "add_alias", alias="  gramophone ")

    assert "now finds 3 rows more" in said(response)
    rows = Alias.objects.filter(text="gramophone")
    assert {row.provision_id for row in rows} == {row.pk for row in free}
    assert {row.added_by for row in rows} == {root.email}


@pytest.mark.parametrize(
    ("action", "form", "field"),
    [
        ("set_charge", {"charge": "gold"}, "charge"),
        ("add_alias", {"alias": "  "}, "alias"),
        ("add_alias", {"alias": "x" * 301}, "alias"),
        ("move_to_section", {"section": "x"}, "section"),
    ],
)
def test_a_wrong_answer_is_told_at_its_field(desk, free, action, form, field):
    response = act(desk, Provision, free, action, **form)

    assert list(response.context["form"].errors) == [field]


def test_too_many_rows_are_refused(desk, shelf, free, monkeypatch):
    monkeypatch.setattr(provisions, "AT_MOST", 2)

    response = act(desk, Provision, free, "set_charge", charge="hourly")

    assert "Choose at most 2 rows" in said(response)


def test_an_engineer_adds_aliases_and_changes_no_text(client, shelf, free):
    client.force_login(staff("engineer@remit.example", "engineer"))

    act(client, Provision, free, "set_charge", charge="hourly")
    act(client, Provision, free, "add_alias", alias="gramophone")

    assert not Provision.objects.filter(charge="hourly").exists()
    assert Alias.objects.filter(text="gramophone").count() == 3


def test_limited_staff_act_on_their_own_rows_only(limited_desk, shelf, strange):
    act(
        limited_desk,
        Provision,
        [strange["service"], shelf["service"]],
        "add_alias",
        alias="gramophone",
    )

    assert [row.provision_id for row in Alias.objects.filter(text="gramophone")] == [
        shelf["service"].pk
    ]


def test_an_alias_given_on_a_page_reaches_the_other_revisions(desk, shelf, root):
    row = shelf["service"]
    publish(shelf["revision"])
    copy_to_draft(shelf["revision"], at=row.revision.created_at)
    form = {
        "aliases-TOTAL_FORMS": 1,
        "aliases-INITIAL_FORMS": 0,
        "aliases-0-text": "gramophone",
        "aliases-0-provision": row.pk,
        "assignments-TOTAL_FORMS": 0,
        "assignments-INITIAL_FORMS": 0,
    }

    desk.post(address(models.Service, "change", row.pk), form)
    added = Alias.objects.filter(text="gramophone")
    count = added.count()
    desk.post(address(Alias, "delete", added.first().pk), {"post": "yes"})

    assert count == 2
    assert not Alias.objects.filter(text="gramophone").exists()


def test_a_pasted_page_is_searched_by_its_first_words(desk, shelf):
    pasted = " ".join(f"w{n}" for n in range(2000))

    assert desk.get(address(Provision, "changelist"), {"q": pasted}).status_code == 200
