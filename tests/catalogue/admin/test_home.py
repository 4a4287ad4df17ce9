"""The first page of the desk starts the work: what waits, within the limits of who looks."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue.models import (
    Finding,
    Guide,
    Question,
    Revision,
    Subscription,
    Upload,
)
from catalogue.platform.parts import AdminPanel, Panel
from tests.catalogue.admin.conftest import staff
from tests.catalogue.admin.rows import fill_shelf, publish
from tests.catalogue.admin.test_pages import assert_no_inline
from tests.query_counts import pinned

HOME = "/admin/"


@pytest.fixture
def boxes():
    """The boxes of the first page, by title."""

    def get(client):
        found = client.get(HOME).context["boxes"]
        return {box.title: box for box in found}

    return get


def schedule(revision, at):
    Revision.objects.filter(pk=revision.pk).move(
        "scheduled", effective_at=at, scheduled_at=at, scheduled_by="cory"
    )


def supersede(revision):
    publish(revision)
    Revision.objects.filter(pk=revision.pk).move("superseded")


def upload(shelf, state, **values):
    return Upload.objects.create(
        provider=shelf["provider"],
        name=f"{state}.txt",
        content=b"text",
        uploaded_by="cory",
        state=state,
        **values,
    )


@pytest.fixture
def busy(shelf):
    """A desk where something of every kind waits."""
    revision = shelf["revision"]
    later = Revision.objects.create(guide=shelf["guide"], number=2, title="Later")
    schedule(later, timezone.now() + dt.timedelta(days=3))
    upload(shelf, "queued")
    upload(shelf, "refused", refusal="It is empty.")
    old = Revision.objects.create(guide=shelf["guide"], number=3, title="Old")
    supersede(old)
    Subscription.objects.update(pinned_revision=old)
    Subscription.objects.create(
        customer=shelf["customer"], guide=fill_shelf(7)["guide"], starts_on="2026-01-01"
    )
    Subscription.objects.filter(guide=shelf["guide"]).update(service_level=None)
    return revision


def test_everything_that_waits_is_counted(desk, busy, boxes):
    found = boxes(desk)

    assert {title: box.count for title, box in found.items()} == {
        "Unanswered questions": 2,
        "Open findings": 2,
        "Drafts": 2,
        "Scheduled revisions": 1,
        "Documents being read": 1,
        "Refused documents": 1,
        "Pinned to a superseded revision": 1,
        "Without a service level": 1,
        "Mail given up": 0,
        "Periodic work that stands still": 0,
    }


def test_every_count_leads_to_a_list_of_so_many(desk, busy, boxes):
    for title, box in boxes(desk).items():
        listing = desk.get(box.url)
        assert listing.status_code == 200, title
        assert len(listing.context["cl"].result_list) == box.count, title
        for row in box.rows:
            assert desk.get(row.url).status_code == 200, row


def test_findings_are_listed_by_guide(desk, shelf, boxes):
    Finding.objects.create(revision=shelf["revision"], kind="gap", text="A gap")

    (row,) = boxes(desk)["Open findings"].rows

    assert (row.text, row.detail) == ("Guide 1", "2 open")
    assert len(desk.get(row.url).context["cl"].result_list) == 2


def test_findings_of_what_is_replaced_do_not_wait(desk, shelf, boxes):
    supersede(shelf["revision"])

    assert boxes(desk)["Open findings"].count == 0


def test_a_group_of_questions_counts_once(desk, shelf, boxes):
    Question.objects.create(asked_by=shelf["user"], text="who moves DESK 1")

    box = boxes(desk)["Unanswered questions"]

    assert box.count == len(box.rows) == 1


def test_a_revision_that_missed_its_day_stands_out(desk, shelf, boxes):
    schedule(shelf["revision"], timezone.now() - dt.timedelta(hours=2))

    (row,) = boxes(desk)["Scheduled revisions"].rows

    assert row.urgent
    assert "is not published" in row.detail
    assert 'class="urgent"' in desk.get(HOME).content.decode()


def test_a_subscription_that_ended_needs_no_look(desk, busy, boxes):
    Subscription.objects.update(ends_on="2026-01-02")

    found = boxes(desk)

    assert found["Pinned to a superseded revision"].count == 0
    assert found["Without a service level"].count == 0


def test_limited_staff_are_told_of_their_providers_only(limited_desk, shelf, strange):
    schedule(shelf["revision"], timezone.now())

    page = limited_desk.get(HOME)

    text = page.content.decode()
    assert "Guide 1" in text
    for name in ("Guide 2", "desk 2", "Customer 2"):
        assert name not in text
    assert {box.title: box.count for box in page.context["boxes"]}["Open findings"] == 1


def test_boxes_are_for_those_who_may_see_the_rows(client, shelf, boxes):
    client.force_login(staff("billing@remit.example", "billing"))

    assert "Unanswered questions" not in boxes(client)
    assert "Drafts" in boxes(client)


def test_staff_without_a_role_find_a_page_without_boxes(client, shelf):
    user = staff("new@remit.example", "billing")
    user.groups.clear()
    client.force_login(user)

    page = client.get(HOME)

    assert page.context["boxes"] == []
    assert page.context["start"] == {}


def test_an_empty_desk_says_what_to_do_first(desk):
    page = desk.get(HOME).content.decode()

    assert "Begin with a document" in page
    assert reverse("admin:catalogue_upload_add") in page


def test_an_empty_box_says_so(desk, shelf, boxes):
    Finding.objects.update(decided_at=timezone.now(), decided_by="x", reading="Yes")

    assert boxes(desk)["Open findings"].rows == []
    assert "Every finding is decided." in desk.get(HOME).content.decode()


def test_higher_apps_add_their_panels(desk, root, shelf, monkeypatch):
    monkeypatch.setattr(AdminPanel, "makers", [])
    seen = []

    @AdminPanel.register
    def overdue(items, actor, at):
        seen.extend(items)
        return [[Panel("Overdue tickets", "3 wait", "/admin/")] for _ in items]

    page = desk.get(HOME).content.decode()

    assert seen == [root]
    assert "Overdue tickets" in page
    assert "3 wait" in page


def test_a_panel_that_fails_is_left_out(desk, shelf, monkeypatch):
    monkeypatch.setattr(AdminPanel, "makers", [lambda items, actor, at: 1 / 0])

    assert desk.get(HOME).status_code == 200


def test_hostile_titles_stay_text(desk, shelf):
    Guide.objects.update(title="<script>x</script>")

    response = desk.get(HOME)

    assert "<script>x" not in response.content.decode()
    assert_no_inline(response)


def test_every_page_has_an_icon(desk, shelf):
    for url in (HOME, reverse("admin:catalogue_guide_changelist")):
        assert 'rel="icon"' in desk.get(url).content.decode()


def test_more_rows_take_no_more_queries(desk, busy):
    desk.get(HOME)
    with pinned("admin:index"):
        desk.get(HOME)
    for n in range(20, 32):
        fill_shelf(n)

    with pinned("admin:index"):
        assert desk.get(HOME).status_code == 200
