"""What ends the clocks of a service level, and what an exemption leaves owed, at the desk."""

from tests.catalogue.admin.rows import publish
from tests.catalogue.admin.test_service_level_page import (  # noqa: F401  # fixtures
    form_of,
    level,
    url,
)


def test_what_ends_a_clock_is_ticked(desk, level, url):  # noqa: F811
    form = form_of(desk.get(url))

    desk.post(url, form | {"ends_response": ["work"], "ends_restoration": []})

    level.refresh_from_db()
    assert level.met_by == {"response": ["work"]}
    assert form_of(desk.get(url))["ends_response"] == ["work"]


def test_what_ends_no_clock_is_refused(desk, level, url):  # noqa: F811
    form = form_of(desk.get(url))

    answer = desk.post(url, form | {"ends_response": ["luck"]})

    level.refresh_from_db()
    assert "luck is not one of the available choices" in answer.content.decode()
    assert level.met_by == {}


def test_duties_are_chosen_among_the_lines_of_the_revision(desk, shelf, level, url):  # noqa: F811
    case, duty = shelf["exemption"], shelf["provision"]
    duty.kind = "duty"
    duty.save()
    row = number_of(desk, url, "exemptions", case)
    form = form_of(desk.get(url))

    refused = desk.post(url, form | {f"exemptions-{row}-duties": ["tell-them"]})
    desk.post(url, form | {f"exemptions-{row}-duties": [duty.key]})

    case.refresh_from_db()
    assert "no provision with the key “tell-them”" in refused.content.decode()
    assert case.duties == [duty.key]


def number_of(desk, address, prefix, wanted):
    """Which row of an inline shows `wanted`."""
    for inline in desk.get(address).context["inline_admin_formsets"]:
        if inline.formset.prefix == prefix:
            return [form.instance.pk for form in inline.formset.forms].index(wanted.pk)
    raise LookupError(prefix)


def test_a_published_level_says_in_words_what_ends_its_clocks(desk, shelf, level, url):  # noqa: F811
    level.met_by = {"restoration": ["resolved", "workaround"]}
    level.save()
    publish(level.revision)

    html = desk.get(url).content.decode()

    assert "Restoration: a workaround or the resolution" in html
    assert 'name="ends_response"' not in html
