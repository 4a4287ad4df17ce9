"""Periodic work and mail at the desk: read, and set going again."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue.models import Job, Mail
from catalogue.models.jobs import LATE
from catalogue.platform import outbox
from tests.catalogue.admin.conftest import staff
from tests.catalogue.admin.rows import NOON
from tests.catalogue.admin.test_pages import address


@pytest.fixture
def waiting(shelf):
    """Mail in each state: waiting, sent, given up, and given up for want of an address."""
    states = {
        "waiting": {},
        "sent": {"sent_at": NOON},
        "given up": {"given_up_at": NOON, "error": "busy", "attempts": 8},
        "no address": {"given_up_at": NOON, "error": outbox.NO_ADDRESS},
    }
    shelf["mail"].delete()
    return {
        name: Mail.objects.create(
            key=name,
            recipient="a@b.example",
            subject=name,
            text="Text <b>",
            provider=shelf["provider"],
            created_at=NOON,
            due_at=NOON,
            **values,
        )
        for name, values in states.items()
    }


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("waiting", {"waiting"}),
        ("sent", {"sent"}),
        ("given up", {"given up", "no address"}),
        ("nonsense", {"waiting", "sent", "given up", "no address"}),
    ],
)
def test_mail_is_found_by_its_state(desk, waiting, state, names):
    page = desk.get(address(Mail, "changelist"), {"state": state})

    assert {row.key for row in page.context["cl"].result_list} == names


def test_a_mail_opens_for_reading_only(desk, waiting):
    row = waiting["given up"]

    page = desk.get(address(Mail, "change", row.pk))
    posted = desk.post(address(Mail, "change", row.pk), {"subject": "Other"})
    deleted = desk.post(address(Mail, "delete", row.pk), {"post": "yes"})

    assert b"Text &lt;b&gt;" in page.content
    assert b"busy" in page.content
    assert posted.status_code == deleted.status_code == 403


def test_mail_that_was_given_up_is_sent_again(limited_desk, waiting, mailoutbox):
    chosen = {
        "action": "send_again",
        "_selected_action": [row.pk for row in waiting.values()],
    }

    response = limited_desk.post(address(Mail, "changelist"), chosen, follow=True)
    outbox.send_due(timezone.now())

    assert b"2 will be sent within a minute" in response.content
    assert b"2 stay as they are" in response.content
    assert sorted(m.subject for m in mailoutbox) == ["given up", "waiting"]


def test_who_only_reads_mail_does_not_send_it(client, waiting):
    client.force_login(staff("eng@remit.example", "engineer"))

    listed = client.get(address(Mail, "changelist"))

    assert listed.status_code == 403


def test_failing_jobs_are_found_and_run_soon(desk, shelf, now_or_later):
    failing = Job.objects.create(
        name="send_mail", due_at=now_or_later, failures=2, last_error="no server"
    )

    page = desk.get(address(Job, "changelist"), {"standing": "still"})
    well = desk.get(address(Job, "changelist"), {"standing": "in_time"})
    desk.post(
        address(Job, "changelist"),
        {"action": "run_soon", "_selected_action": [failing.pk]},
    )

    assert [row.name for row in page.context["cl"].result_list] == ["send_mail"]
    assert [row.name for row in well.context["cl"].result_list] == ["job_1"]
    assert b"no server" in page.content
    failing.refresh_from_db()
    assert failing.due_at <= timezone.now()


@pytest.fixture
def now_or_later():
    return timezone.now() + dt.timedelta(hours=1)


def test_a_running_job_is_not_moved_up(desk, shelf, now_or_later):
    row = Job.objects.create(
        name="busy", due_at=now_or_later, lease="x", leased_until=now_or_later
    )

    desk.post(
        address(Job, "changelist"),
        {"action": "run_soon", "_selected_action": [row.pk]},
    )

    row.refresh_from_db()
    assert row.due_at == now_or_later


def test_limited_staff_see_no_jobs(limited_desk, shelf):
    page = limited_desk.get(address(Job, "changelist"))

    assert list(page.context["cl"].result_list) == []


def box(client, title):
    found = client.get(reverse("admin:index")).context["boxes"]
    return next((each for each in found if each.title == title), None)


def test_the_first_page_tells_of_mail_that_was_given_up(limited_desk, waiting, strange):
    found = box(limited_desk, "Mail given up")

    assert found.count == 2
    assert limited_desk.get(found.url).context["cl"].result_count == 2
    assert "busy" in " ".join(row.detail for row in found.rows)


def test_the_first_page_tells_of_work_that_stands_still(desk, db):
    title, now = "Periodic work that stands still", timezone.now()
    never = box(desk, title)
    long_ago = now - dt.timedelta(hours=1)
    Job.objects.create(name="in_time", due_at=now)
    Job.objects.create(
        name="at_work", due_at=long_ago, lease="x", leased_until=now + LATE
    )
    fine = box(desk, title)
    Job.objects.create(name="forgotten", due_at=long_ago)
    Job.objects.create(name="failing", due_at=now, failures=1, last_error="no server")
    late = box(desk, title)

    assert (never.count, never.empty) == (0, "No worker has run yet.")
    assert (fine.count, fine.empty) == (0, "Every job runs in time.")
    assert [(row.text, row.detail) for row in late.rows] == [
        ("Failing", "no server"),
        ("Forgotten", "Nobody runs it: start a worker."),
    ]


def test_limited_staff_are_not_told_of_jobs(limited_desk, shelf):
    assert box(limited_desk, "Periodic work that stands still") is None
