"""Publishing later, taking it back, and what the pages say before: at the desk."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from catalogue.actions.drafting import copy_to_draft, save_draft
from catalogue.actions.scheduling import schedule
from catalogue.models import Contact, Customer, Mail, Revision, Subscription
from tests.catalogue.admin.conftest import staff
from tests.catalogue.admin.test_pages import address, assert_no_inline
from tests.catalogue.admin.test_publishing import act
from tests.catalogue.conftest import small_form

BY = "curator@acme.example"
# The pages read the clock: the guide of these tests lives in its present.
SOON = timezone.now().replace(second=0, microsecond=0) + dt.timedelta(days=30)


def later(when=SOON, **values):
    return {
        "when": "later",
        "day": f"{when:%Y-%m-%d}",
        "hour": f"{when:%H:%M}",
        **values,
    }


@pytest.fixture
def draft(small_guide, now):
    """A draft of the small guide in which passwords are reset by the hour."""
    text = small_form()
    text.label = "v2"
    row = next(p for p in text.sections[2].provisions if p.key == "password-reset")
    row.label, row.charge = "Hourly $", "hourly"
    return save_draft(text, guide=small_guide.guide, at=now)[0]


@pytest.fixture
def scheduled(draft, now):
    return schedule(draft, effective_at=SOON, by=BY, at=timezone.now())


def test_a_draft_is_scheduled_in_utc(desk, draft, root):
    response = desk.post(act("publish", draft), later(), follow=True)

    draft.refresh_from_db()
    assert (draft.state, draft.effective_at) == ("scheduled", SOON)
    assert draft.scheduled_by == root.email
    assert f"comes into force on {SOON.day} {SOON:%B %Y, %H:%M} UTC" in (
        response.content.decode()
    )
    assert LogEntry.objects.filter(change_message__contains="Scheduled for").exists()


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({"when": "later"}, "day"),
        ({"when": "later", "day": "2031-02-30", "hour": "09:00"}, "day"),
        ({"when": "later", "day": "tomorrow", "hour": "09:00"}, "day"),
        ({"when": "later", "day": "2001-01-01", "hour": "09:00"}, "day"),
        ({"when": "later", "day": "9999-12-31", "hour": "23:59"}, "day"),
        ({"when": "later", "day": "2027-03-01", "hour": ""}, "hour"),
        ({"when": "later", "day": "2027-03-01", "hour": "25:00"}, "hour"),
        ({"when": "now", "day": "2027-03-01"}, "when"),
        ({"day": "2027-03-01", "hour": "09:00"}, "when"),
        ({"when": "sometime"}, "when"),
    ],
)
def test_a_date_that_cannot_be_meant_is_refused_at_its_field(
    desk, draft, posted, field
):
    response = desk.post(act("publish", draft), posted)

    draft.refresh_from_db()
    assert response.status_code == 200
    assert response.context["form"].errors[field]
    assert draft.is_draft


def test_the_page_says_that_the_date_is_utc(desk, draft):
    page = desk.get(act("publish", draft))

    text = page.content.decode()
    assert "Date (UTC)" in text
    assert "Time (UTC)" in text
    assert f"It is now {page.context['now']:%-d %B %Y, %H:%M} UTC" in text
    assert_no_inline(page)


def test_the_page_says_what_changes_and_who_is_told(
    desk, draft, small_guide, northwind, dana
):
    Subscription.objects.create(
        customer=northwind, guide=draft.guide, starts_on="2026-01-01"
    )
    pinned = Customer.objects.create(key="pinned", name="Pinned")
    Subscription.objects.create(
        customer=pinned,
        guide=draft.guide,
        pinned_revision=small_guide,
        starts_on="2026-01-01",
    )

    page = desk.get(act("publish", draft))
    text = " ".join(page.content.decode().split())

    assert page.context["summary"]
    for phrase in page.context["summary"]:
        assert phrase in text
    assert "takes the place of revision 1" in text
    assert "1 customer follows the guide" in text
    assert ">Northwind</a>" in text
    assert "1 person there is told by mail" in text
    assert "1 subscription pinned to an earlier revision stays on it" in text
    assert "Pinned</a>" not in text
    assert desk.get(page.context["compare_url"]).status_code == 200


def test_the_page_says_what_is_lost(desk, draft, small_guide, now):
    draft.provisions.filter(key="password-reset").delete()
    row = small_guide.provisions.get(key="password-reset")
    row.aliases.create(text="forgot my login", added_at=now, added_by=BY)

    page = desk.get(act("publish", draft))

    assert "What is not carried over" in page.content.decode()
    assert "forgot my login" in page.content.decode()


def test_the_page_says_that_nobody_is_told_of_no_change(
    desk, small_guide, subscription, dana, now
):
    copy = copy_to_draft(small_guide, at=now)

    text = desk.get(act("publish", copy)).content.decode()

    assert "It says the same as revision 1." in text
    assert "Nobody is told: nothing changes for them." in text


def test_every_link_of_the_page_opens(desk, shelf):
    page = desk.get(act("publish", shelf["revision"]))

    for name in ("unstated_url", "sideless_url", "findings_url"):
        listed = desk.get(page.context[name])
        assert listed.status_code == 200
        assert listed.context["cl"].result_count, name


def test_an_error_leads_to_where_it_is_mended(desk, small_guide):
    bare = Revision.objects.create(guide=small_guide.guide, number=9, title="Bare")
    bare.sections.create(title="Scope")

    page = desk.get(act("publish", bare))
    posted = desk.post(act("publish", bare), later())

    [obstacle] = page.context["obstacles"]
    assert "says nothing" in obstacle["text"]
    assert "Scope" in desk.get(obstacle["url"]).content.decode()
    assert "cannot be published" in posted.context["form"].non_field_errors()[0]
    assert state(bare) == "draft"


def state(revision):
    return Revision.objects.get(pk=revision.pk).state


def test_a_second_date_for_a_guide_names_the_first(desk, scheduled, now):
    other = copy_to_draft(scheduled, at=now)

    page = desk.get(act("publish", other))
    response = desk.post(act("publish", other), later(SOON + dt.timedelta(days=1)))

    assert "Revision 2 is scheduled for" in page.content.decode()
    assert "Unschedule it first" in response.context["form"].errors["day"][0]
    assert state(other) == "draft"


def test_a_scheduled_revision_opens_read_only_with_its_acts(desk, scheduled):
    page = desk.get(address(Revision, "change", scheduled.pk))

    text = page.content.decode()
    assert not page.context["has_change_permission"]
    assert act("publish", scheduled) in text
    assert act("unschedule", scheduled) in text
    assert act("withdraw", scheduled) not in text
    assert "Scheduled by:" in text
    assert "Held reason:" not in text
    assert "Withdrawn at:" not in text


def test_a_scheduled_revision_is_published_now_on_demand(desk, scheduled):
    page = desk.get(act("publish", scheduled))
    desk.post(act("publish", scheduled))

    assert "It is scheduled for" in page.content.decode()
    assert 'name="day"' not in page.content.decode()
    assert state(scheduled) == "published"


def test_a_date_is_taken_back(desk, scheduled):
    page = desk.get(act("unschedule", scheduled))
    before = state(scheduled)
    response = desk.post(act("unschedule", scheduled), follow=True)

    assert "Nobody was told of the date yet" in page.content.decode()
    assert (before, state(scheduled)) == ("scheduled", "draft")
    assert b"is a draft again" in response.content


def test_the_page_says_how_many_were_told_of_a_date(
    desk, draft, northwind, dana, small_guide
):
    Contact.objects.create(customer=northwind, name="Lee", email="lee@n.example")
    Subscription.objects.create(
        customer=northwind, guide=draft.guide, starts_on="2026-01-01"
    )
    revision = schedule(draft, effective_at=SOON, by=BY, at=timezone.now())
    Mail.objects.update(sent_at=timezone.now())

    page = desk.get(act("unschedule", revision))

    assert "2 people were told of the date" in page.content.decode()


def test_a_draft_is_not_unscheduled(desk, draft):
    response = desk.post(act("unschedule", draft), follow=True)

    assert b"only a scheduled revision can be unscheduled" in response.content


def test_a_date_is_neither_set_nor_taken_back_for_a_stranger(
    limited_desk, scheduled, draft
):
    for name in ("publish", "unschedule"):
        response = limited_desk.post(act(name, scheduled), later())
        assert response.url == reverse("admin:index")

    assert state(scheduled) == "scheduled"


def test_who_only_reads_guides_takes_no_date_back(client, scheduled):
    client.force_login(staff("eng@remit.example", "engineer"))

    response = client.post(act("unschedule", scheduled), follow=True)

    assert b"may not" in response.content
    assert state(scheduled) == "scheduled"


def test_why_a_revision_is_held_back_is_on_the_first_page(desk, scheduled):
    past = timezone.now() - dt.timedelta(hours=1)
    Revision.objects.filter(pk=scheduled.pk).move(
        "scheduled", effective_at=past, held_at=past, held_reason="A key is twice."
    )

    home = desk.get(reverse("admin:index")).content.decode()
    page = desk.get(act("publish", scheduled)).content.decode()

    assert "held back: A key is twice." in home
    assert "was held back: A key is twice." in page


def test_withdrawing_says_who_is_left_with_nothing(
    desk, small_guide, northwind, subscription
):
    pinned = Customer.objects.create(key="pinned", name="Pinned")
    Subscription.objects.create(
        customer=pinned,
        guide=small_guide.guide,
        pinned_revision=small_guide,
        starts_on="2026-01-01",
    )

    page = desk.get(act("withdraw", small_guide))
    text = " ".join(page.content.decode().split())

    assert "1 customer follows the guide, and will have no revision in force" in text
    assert "until another is published" in text
    assert "1 customer is pinned to it" in text
    assert ">Northwind</a>" in text
    assert ">Pinned</a>" in text


def test_withdrawing_what_is_superseded_leaves_the_current_one(
    desk, small_guide, draft, subscription
):
    desk.post(act("publish", draft))

    page = desk.get(act("withdraw", small_guide))
    text = " ".join(page.content.decode().split())

    assert "Revision 2 stays in force" in text
    assert "No customer is pinned to it." in text
    assert ">Northwind</a>" not in text
