"""A calendar shows its week and the closed days of the next year."""

import datetime as dt

import pytest
import time_machine

from catalogue.models import Calendar, CalendarVersion
from tests.catalogue.admin.test_pages import address, assert_no_inline

NOW = dt.datetime(2026, 3, 10, 15, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def version(shelf):
    """Monday 08:00 to 17:00 in UTC, from New Year on."""
    return shelf["calendarversion"]


def picture(client, obj):
    response = client.get(address(type(obj), "change", obj.pk))
    assert response.status_code == 200
    return response.context["picture"], response.content.decode()


def test_the_week_is_a_picture_with_the_same_in_words(desk, version):
    shown, page = picture(desk, version.calendar)

    assert shown.shown[0].words == ["Monday 08:00–17:00"]
    assert 'role="img" aria-label="Opening hours: Monday 08:00–17:00"' in page
    assert "Local time in UTC." in page
    assert "<td>closed</td>" in page


def test_a_year_of_closures_is_listed_from_today(desk, version):
    version.calendar.versions.update(holidays="US")
    version.closures.create(day="2026-06-01", name="Stocktaking")

    shown, page = picture(desk, version)

    days = {each.day for each in shown.closed}
    assert dt.date(2026, 7, 4) in days
    assert dt.date(2026, 1, 1) not in days
    assert dt.date(2027, 1, 1) in days
    assert max(days) < dt.date(2027, 3, 10)
    assert "Stocktaking" in page
    assert "own closure" in page


def test_versions_are_shown_with_their_dates(desk, version):
    later = CalendarVersion.objects.create(
        calendar=version.calendar, valid_from="2026-06-01", zone="UTC", holidays="DE"
    )

    shown, page = picture(desk, version.calendar)
    own, _ = picture(desk, later)

    assert [(each.is_now, each.ends) for each in shown.shown] == [
        (True, dt.date(2026, 6, 1)),
        (False, None),
    ]
    assert "until 1 Jun 2026" in page
    assert "Closed all week" in page
    assert own.first == dt.date(2026, 6, 1)
    assert {each.day for each in shown.closed} == {
        each.day for each in own.closed if each.day < shown.last
    }


def test_what_is_past_shows_on_its_own_page_only(desk, version):
    CalendarVersion.objects.create(
        calendar=version.calendar, valid_from="2026-02-01", zone="UTC"
    )

    shown, _ = picture(desk, version.calendar)
    _, page = picture(desk, version)

    assert len(shown.shown) == 1
    assert "No longer in force" in page


def test_round_the_clock_says_that_nothing_closes(desk, version):
    CalendarVersion.objects.filter(pk=version.pk).update(
        always_open=True, holidays="US"
    )

    shown, page = picture(desk, version)

    assert shown.closed == []
    assert "Around the clock" in page
    assert "Closures and holidays do not apply." in page


def test_an_unknown_set_in_the_database_is_told_not_a_fault(desk, version):
    CalendarVersion.objects.filter(pk=version.pk).update(
        holidays="XX-1", zone="Moon/Base"
    )

    shown, page = picture(desk, version)

    assert "There is no holiday set “XX-1”" in page
    assert shown.shown


def test_a_calendar_without_versions_opens(desk, shelf):
    empty = Calendar.objects.create(provider=shelf["provider"], key="e", name="Empty")

    assert picture(desk, empty)[0] is None


@pytest.mark.parametrize(
    ("given", "field", "told"),
    [
        ({"holidays": "XX"}, "holidays", "There is no holiday set “XX”"),
        ({"holidays": "US-QQ"}, "holidays", "US-CA"),
        ({"zone": "Moon/Base"}, "zone", "no time zone"),
    ],
)
def test_a_name_that_is_unknown_is_told_at_its_field(desk, version, given, field, told):
    form = {
        "calendar": version.calendar.pk,
        "valid_from": "2026-09-01",
        "zone": "UTC",
        "windows-TOTAL_FORMS": 0,
        "windows-INITIAL_FORMS": 0,
        "closures-TOTAL_FORMS": 0,
        "closures-INITIAL_FORMS": 0,
    }
    add = address(CalendarVersion, "add")

    refused = desk.post(add, form | given)
    accepted = desk.post(add, form | {"holidays": " US-CA "})

    assert told in " ".join(refused.context["adminform"].form.errors[field])
    assert accepted.status_code == 302
    assert CalendarVersion.objects.get(valid_from="2026-09-01").holidays == "US-CA"


def test_the_form_offers_the_sets_and_zones_that_exist(desk, version):
    response = desk.get(address(CalendarVersion, "add"))

    page = response.content.decode()
    assert '<option value="US-CA">United States, CA</option>' in page
    assert '<option value="Europe/London">' in page
    assert 'list="id_holidays_known"' in page
    assert_no_inline(response)
