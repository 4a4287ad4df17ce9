"""The form that corrects time: moments as a clock where the customer is shows them."""

import datetime as dt

import pytest
from django.utils import timezone

from billing.admin.time_forms import CorrectForm
from tests.billing import rows
from tests.billing.time_cast import actor, local

pytestmark = pytest.mark.django_db
# On 1 November 2026 the clocks show the hour from 1:00 to 2:00 twice, on 8 March 2:00 to 3:00 never.
FIRST, SECOND, THREE = local(11, 1, 1, 30), local(11, 1, 1, 30, fold=1), local(11, 1, 3)


def utc(hour, minute):
    """A moment of that day: 1:15 is 6:15 in the first pass; after both passes 2:15 is 8:15."""
    return dt.datetime(2026, 11, 1, hour, minute, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("stored", "typed", "changes"),
    [
        (FIRST, "2026-11-01T01:30", {}),
        (SECOND, "2026-11-01T01:30", {}),
        (SECOND, " 2026-11-01T01:30:00 ", {}),
        (SECOND, "2026-11-01T01:15", {"started_at": utc(6, 15)}),
        (SECOND, "2026-11-01T02:15", {"started_at": utc(8, 15)}),
    ],
)
def test_a_moment_that_is_not_typed_over_stays_of_its_pass(stored, typed, changes):
    form = filled(stored, typed)

    assert form.is_valid(), form.errors
    assert form.changes() == changes


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2026-03-08T02:30", "The clocks skip 02:30 on that day"),
        ("yesterday", "Enter a valid date/time."),
        ("0001-01-01T00:00", "Give a day of the years 2000 to 2100."),
    ],
)
def test_a_moment_that_never_was_is_refused(typed, told):
    form = filled(FIRST, typed)

    assert told in form.errors["started_at"][0]


def filled(stored, typed):
    """The form of an entry until 3 o'clock, as a browser sends it back, some of it typed over."""
    entry = rows.entry(rows.agreement(), 60, started_at=stored, ended_at=THREE)
    with timezone.override("America/Chicago"):
        shown = CorrectForm(None, entry=entry, actor=actor())
        data = {each.html_name: each.value() or "" for each in shown}
        data |= {"started_at": typed, "ended_at": "2026-11-01T03:00", "minutes": "1:00"}
        data |= {"ticket": "", "agreement": entry.agreement.reference, "reason": "x"}
        form = CorrectForm(data, entry=entry, actor=actor())
        form.full_clean()
        form.changed_data  # noqa: B018, of the zone that holds here
    return form
