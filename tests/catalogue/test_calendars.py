"""What tickets are judged by stays: calendar versions, their hours and closures."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from catalogue.actions.bundle import (
    bundled_files,
    load_guide_file,
    load_guides,
    open_guide,
)
from catalogue.models import (
    CalendarIsFixed,
    CalendarVersion,
    Closure,
    Revision,
    ServiceLevel,
    Window,
)
from catalogue.models.calendar_wall import LatestDay
from tests.catalogue.admin.rows import fill_shelf

pytestmark = pytest.mark.django_db

LATER = dt.date(2999, 1, 1)


@pytest.fixture
def shelf(db):
    """A calendar whose service level stands in a draft."""
    return fill_shelf(1)


@pytest.fixture
def promised(db):
    """A calendar that a published service level runs on."""
    return fill_shelf(2, published=True)


def refused(write):
    with pytest.raises(CalendarIsFixed), transaction.atomic():
        write()


@pytest.mark.parametrize("name", ["calendarversion", "window", "closure"])
def test_what_is_in_force_and_promised_is_not_written(promised, name):
    row = promised[name]
    rows = type(row).objects.filter(pk=row.pk)

    refused(row.save)
    refused(row.delete)
    refused(rows.delete)
    refused(lambda: rows.update(pk=row.pk))
    assert rows.exists()


def test_what_is_in_force_is_not_written_in_bulk(promised):
    version, window = promised["calendarversion"], promised["window"]
    window.closes = 600

    refused(lambda: Window.objects.bulk_update([window], ["closes"]))
    refused(
        lambda: Window.objects.bulk_create(
            [Window(version=version, day=1, opens=0, closes=60)]
        )
    )
    refused(
        lambda: Closure.objects.bulk_create(
            [promised["closure"]],
            update_conflicts=True,
            unique_fields=["version", "day"],
            update_fields=["name"],
        )
    )


def test_no_hours_or_closures_are_added_to_what_is_in_force(promised):
    version = promised["calendarversion"]

    refused(Window(version=version, day=1, opens=0, closes=60).save)
    refused(Closure(version=version, day=LATER, name="Move").save)


def test_a_calendar_that_only_a_draft_names_is_written_freely(shelf):
    version = shelf["calendarversion"]
    version.zone = "Asia/Tokyo"

    version.save()
    Window.objects.filter(version=version).update(closes=600)
    shelf["closure"].delete()

    assert version.windows.get().closes == 600
    assert not version.closures.exists()


def test_a_scheduled_revision_promises_already(shelf, now):
    rows = Revision.objects.filter(pk=shelf["revision"].pk)
    stamps = {"effective_at": now, "scheduled_at": now, "scheduled_by": "cory"}

    rows.move("scheduled", **stamps)

    refused(shelf["window"].save)


def test_a_version_that_begins_later_is_written_freely(promised):
    version = CalendarVersion(
        calendar=promised["calendar"], valid_from=LATER, zone="UTC"
    )

    version.save()
    window = version.windows.create(day=0, opens=0, closes=60)
    version.windows.update(closes=120)
    window.delete()
    CalendarVersion.objects.filter(pk=version.pk).update(zone="Asia/Tokyo")

    assert CalendarVersion.objects.get(pk=version.pk).zone == "Asia/Tokyo"


def test_a_version_does_not_begin_in_time_that_was_judged(promised):
    (today,) = ServiceLevel.objects.values_list(LatestDay(), flat=True).distinct()
    calendar = promised["calendar"]
    past = CalendarVersion(calendar=calendar, valid_from=today, zone="UTC")
    first = CalendarVersion(calendar=calendar, valid_from="2001-01-01", zone="UTC")
    tomorrow = today + dt.timedelta(days=1)

    refused(past.save)
    refused(first.save)
    refused(lambda: CalendarVersion.objects.bulk_create([past]))
    CalendarVersion.objects.create(calendar=calendar, valid_from=tomorrow, zone="UTC")


def test_a_later_version_does_not_move_into_the_past(promised):
    version = CalendarVersion.objects.create(
        calendar=promised["calendar"], valid_from=LATER, zone="UTC"
    )
    rows = CalendarVersion.objects.filter(pk=version.pk)
    version.valid_from = dt.date(2026, 2, 1)

    refused(version.save)
    refused(lambda: CalendarVersion.objects.bulk_update([version], ["valid_from"]))
    refused(lambda: rows.update(valid_from=version.valid_from))


def test_rows_do_not_move_between_versions(shelf, promised):
    free, held = shelf["window"], promised["window"]
    free.version, held.version = promised["calendarversion"], shelf["calendarversion"]

    refused(free.save)
    refused(held.save)
    refused(lambda: Window.objects.bulk_update([free], ["version"]))


def test_a_form_says_it_beside_the_field(promised):
    version = CalendarVersion(
        calendar=promised["calendar"], valid_from="2026-02-01", zone="UTC"
    )
    window = Window(version=promised["calendarversion"], day=1, opens=0, closes=60)

    with pytest.raises(ValidationError) as early:
        version.full_clean()
    with pytest.raises(ValidationError) as late:
        window.full_clean()

    assert "begins after" in early.value.message_dict["valid_from"][0]
    assert "later date" in late.value.message_dict["version"][0]


def test_today_is_the_latest_date_on_earth():
    with connection.cursor() as cursor:
        sql, _ = LatestDay().as_sql(None, connection)
        cursor.execute(f"SELECT {sql}")
        (day,) = cursor.fetchone()
    ahead = dt.datetime.now(dt.UTC) + dt.timedelta(hours=14)

    assert str(day) == str(ahead.date())


def test_the_wall_costs_no_query_a_row(shelf, django_assert_num_queries):
    version = shelf["calendarversion"]
    rows = [
        Window(version=version, day=day, opens=n * 60, closes=n * 60 + 30)
        for day in range(1, 6)
        for n in range(20)
    ]

    # The rule, the edition, the rows, the savepoint.
    with django_assert_num_queries(1 + 1 + 1 + 2):
        Window.objects.bulk_create(rows)


def test_a_guide_file_does_not_change_the_past(db, now):
    path = next(path for path in bundled_files() if b"calendars:" in path.read_bytes())
    load_guide_file(path, at=now)
    before = list(CalendarVersion.objects.order_by("pk").values())
    other = b"    zone: UTC\n    valid_from: '2001-01-01'\n"
    earlier = re.sub(rb"    zone: .*\n", other, path.read_bytes(), count=1)

    (loaded,) = load_guides([open_guide(earlier, "guide.yaml")], by="cory", at=now)

    assert "left out" in loaded.notes[0]
    assert list(CalendarVersion.objects.order_by("pk").values()) == before
