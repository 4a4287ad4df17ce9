"""A service level on one page: priorities and times in a table, saved at once or not at all."""

import re

import pytest

from catalogue.models import Change, Priority, ServiceLevel, Target
from catalogue.models.parts import MESSAGE
from tests.catalogue.admin.rows import publish
from tests.catalogue.admin.test_pages import address, assert_no_inline
from tests.query_counts import pinned


@pytest.fixture
def level(shelf):
    """A draft's service level with two priorities and one promised time."""
    level = shelf["servicelevel"]
    Priority.objects.create(service_level=level, label="P2", position=2)
    return level


@pytest.fixture
def url(level):
    return address(ServiceLevel, "change", level.pk)


def form_of(response):
    """What a browser would send back of the page: every field with its value."""
    found = {}
    for bound in fields_of(response):
        value = bound.value()
        found[bound.html_name] = "" if value is None or value is False else value
    html = response.content.decode()
    for tag in re.findall(r'<input type="hidden"[^>]*>', html):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and name[1] not in found:
            found[name[1]] = value[1] if value else ""
    found.pop("csrfmiddlewaretoken", None)
    return found


def fields_of(response):
    yield from response.context["adminform"].form
    for inline in response.context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            yield from form
            for _, cells in getattr(form, "cells", []):
                for cell in cells:
                    yield from cell


def cell(level, label, metric, field):
    """The name of a field of a time: of the stored one, else of the blank."""
    rows = list(level.priorities.all())
    number = [row.label for row in rows].index(label)
    target = rows[number].targets.filter(metric=metric).first()
    return f"priorities-{number}-{metric}-{target.pk if target else 'new'}-{field}"


def errors(response):
    (promise, *_) = response.context["inline_admin_formsets"]
    return {
        name: error
        for form in promise.formset.forms
        for _, cells in form.cells
        for each in cells
        for name, error in ((each.prefix, dict(each.errors)),)
        if error
    }


def test_priorities_and_times_stand_in_one_table(desk, level, url):
    response = desk.get(url)

    html = response.content.decode()
    for words in ("Response", "Workaround", "Restoration", "Remedy", "Progress update"):
        assert f'<th scope="col">{words}</th>' in html
    assert "1 hour" in html
    assert "1 example, 1 escalation" in html
    assert_no_inline(response)


def test_saving_the_page_as_it_is_changes_nothing(desk, level, url, root):
    form = form_of(desk.get(url))
    before = list(Target.objects.values()), list(Priority.objects.values())

    response = desk.post(url, form)

    assert response.status_code == 302
    assert (list(Target.objects.values()), list(Priority.objects.values())) == before
    assert not Change.objects.filter(by=root.email).exists()


def test_one_save_writes_times_of_several_priorities(desk, level, url, root):
    form = form_of(desk.get(url))
    form |= {
        cell(level, "P1", "response", "text"): "30 minutes",
        cell(level, "P1", "response", "minutes"): "30",
        cell(level, "P2", "restoration", "text"): "2 days",
        cell(level, "P2", "restoration", "minutes"): "2880",
        cell(level, "P2", "restoration", "clock"): "support",
        "priorities-1-criteria": "Some users",
        "priorities-1-channels": "phone\nportal",
        "name": "Renamed",
    }

    desk.post(url, form)

    level.refresh_from_db()
    one, two = level.priorities.all()
    assert level.name == "Renamed"
    assert (one.targets.get().text, one.targets.get().minutes) == ("30 minutes", 30)
    assert (two.targets.get().minutes, two.targets.get().clock) == (2880, "support")
    assert (two.criteria, two.channels) == ("Some users", ["phone", "portal"])
    kept = Change.objects.filter(model="target", field="minutes").get()
    assert (kept.by, kept.before, kept.after) == (root.email, "60", "30")


def test_an_emptied_time_is_promised_no_more(desk, level, url):
    form = form_of(desk.get(url))
    form |= {
        cell(level, "P1", "response", "text"): "",
        cell(level, "P1", "response", "minutes"): "",
    }

    desk.post(url, form)

    assert not Target.objects.filter(priority__service_level=level).exists()


def test_a_new_priority_comes_with_its_times(desk, level, url):
    form = form_of(desk.get(url))
    form |= {
        "priorities-2-label": "P3",
        "priorities-2-update-new-text": "daily",
        "priorities-2-update-new-minutes": "1440",
    }

    desk.post(url, form)

    new = level.priorities.get(label="P3")
    assert new.position == 3
    assert new.targets.get().metric == "update"


def test_a_priority_goes_with_its_times(desk, level, url):
    form = form_of(desk.get(url)) | {"priorities-0-DELETE": "on"}

    desk.post(url, form)

    assert [row.label for row in level.priorities.all()] == ["P2"]
    assert not Target.objects.filter(priority__service_level=level).exists()


def test_the_same_metric_may_differ_by_case(desk, level, url):
    form = form_of(desk.get(url))
    form |= {
        "priorities-0-response-new-text": "2 hours",
        "priorities-0-response-new-applies_to": "remote sites",
    }

    desk.post(url, form)

    rows = level.priorities.get(label="P1").targets.order_by("pk")
    assert [row.applies_to for row in rows] == ["", "remote sites"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"minutes": "30"}, "Give the time as the guide prints it"),
        ({"text": "soon", "minutes": "-1"}, "greater than or equal to 0"),
        ({"text": "soon", "minutes": "many"}, "whole number"),
        ({"text": "soon", "clock": "lunar"}, "valid choice"),
        ({"applies_to": "remote sites"}, "Give the time as the guide prints it"),
    ],
)
def test_an_error_stands_at_its_cell_and_nothing_is_saved(
    desk, level, url, given, told
):
    form = form_of(desk.get(url))
    form |= {f"priorities-1-remedy-new-{name}": value for name, value in given.items()}
    form["name"] = "Renamed"

    response = desk.post(url, form)

    assert list(errors(response)) == ["priorities-1-remedy-new"]
    assert told in response.content.decode()
    level.refresh_from_db()
    assert level.name != "Renamed"
    assert Target.objects.filter(priority__service_level=level).count() == 1


def test_a_time_given_twice_is_refused(desk, level, url):
    form = form_of(desk.get(url)) | {"priorities-0-response-new-text": "2 hours"}

    response = desk.post(url, form)

    assert list(errors(response)) == ["priorities-0-response-new"]


def test_times_without_a_priority_ask_for_its_name(desk, level, url):
    form = form_of(desk.get(url)) | {"priorities-2-remedy-new-text": "2 hours"}

    response = desk.post(url, form)

    promise = response.context["inline_admin_formsets"][0].formset
    assert "label" in promise.forms[2].errors


def test_what_a_colleague_saved_meanwhile_is_not_overwritten(desk, level, url):
    form = form_of(desk.get(url))
    Target.objects.filter(priority__service_level=level).update(text="9 hours")
    form[cell(level, "P1", "response", "text")] = "2 hours"

    response = desk.post(url, form)

    assert "Somebody changed this service level" in response.content.decode()
    assert "2 hours" in response.content.decode()
    assert Target.objects.get(priority__service_level=level).text == "9 hours"


def test_a_fixed_revision_shows_the_table_without_fields(desk, level, url, shelf):
    form = form_of(desk.get(url))
    publish(shelf["revision"])

    response = desk.get(url)
    posted = desk.post(url, form)

    html = response.content.decode()
    assert "1 hour" in html
    assert "nothing promised" in html
    assert MESSAGE in [str(each) for each in response.context["messages"]]
    assert 'name="priorities-0-label"' not in html
    assert "A new priority" not in html
    assert posted.status_code == 403


def test_more_priorities_take_no_more_queries(desk, level, url):
    desk.get(url)
    with pinned("admin:catalogue_servicelevel_change"):
        desk.get(url)
    for n in range(3, 20):
        row = Priority.objects.create(service_level=level, label=f"P{n}", position=n)
        Target.objects.create(priority=row, metric="remedy", text="2 days")

    with pinned("admin:catalogue_servicelevel_change"):
        assert desk.get(url).status_code == 200
