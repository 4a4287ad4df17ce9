"""At the desk: what tickets are judged by stays, and the database has the last word."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from catalogue.models import Term


def test_a_version_in_the_past_is_refused_beside_its_date(desk, strange):
    form = {
        "calendar": strange["calendar"].pk, "valid_from": "2026-02-01", "zone": "UTC",
        **empty("windows"), **empty("closures"),
    }  # fmt: skip

    page = desk.post(reverse("admin:catalogue_calendarversion_add"), form)
    form["valid_from"] = "2999-01-01"
    saved = desk.post(reverse("admin:catalogue_calendarversion_add"), form)

    assert "begins after" in page.context["adminform"].form.errors["valid_from"][0]
    assert saved.status_code == 302
    assert strange["calendar"].versions.count() == 2


def empty(prefix):
    return {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}


def test_hours_of_a_version_in_force_are_not_added_at_the_desk(desk, strange):
    version = strange["calendarversion"]
    form = {"version": version.pk, "day": 1, "opens": 0, "closes": 60}

    page = desk.post(reverse("admin:catalogue_window_add"), form)

    assert "later date" in page.context["adminform"].form.errors["version"][0]
    assert version.windows.count() == 1


def test_what_only_the_database_refuses_becomes_a_message(desk, strange, monkeypatch):
    term = strange["term"]
    monkeypatch.setattr(
        "catalogue.admin.parts.PartAdmin.has_delete_permission",
        lambda self, request, obj=None: True,
        raising=False,
    )
    monkeypatch.setattr(Term, "delete", lambda row: super(Term, row).delete())
    monkeypatch.setattr("catalogue.models.parts.require_draft", lambda pks: None)

    answer = desk.post(
        reverse("admin:catalogue_term_delete", args=[term.pk]),
        {"post": "yes"},
        follow=True,
    )

    assert b"no longer a draft" in answer.content
    assert Term.objects.filter(pk=term.pk).exists()


def test_an_error_that_is_no_refusal_is_not_hidden(desk, strange, monkeypatch):

    def fail(*args):
        raise IntegrityError("UNIQUE constraint failed: something else")

    monkeypatch.setattr("catalogue.admin.sections.TermAdmin.get_object", fail)

    with pytest.raises(IntegrityError):
        desk.get(
            reverse("admin:catalogue_term_change", args=[strange["term"].pk]),
        )
