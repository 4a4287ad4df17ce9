"""What a new ticket is about: the guide and its line, chosen before anything is described."""

import datetime as dt
import re

import pytest

from catalogue.models import Provider, Revision, Subscription
from tests.tickets.acts.lives import line, plain_guide

pytestmark = pytest.mark.django_db


def test_with_one_guide_the_form_comes_at_once(visit, dana, subscription):
    page = visit(dana).get("ticket-new")

    assert "Step 1 of 2" in page
    assert "What is it?" in page
    assert "Users affected" in page
    assert "No line of the guide is chosen" in page


def test_with_several_guides_one_is_chosen_first(visit, dana, subscription, now):
    other = plain_guide(Provider.objects.create(key="zeta", name="Zeta"), at=now)
    second = Subscription.objects.create(
        customer=subscription.customer, guide=other, starts_on=dt.date(2026, 1, 1)
    )

    page = visit(dana).get("ticket-new")

    assert f"?subscription={second.pk}" in page
    assert "Step 1 of 2" in visit(dana).get("ticket-new", subscription=second.pk)


def test_without_a_guide_the_page_says_so(visit, stranger):
    assert "subscribes to no guide today" in visit(stranger).get("ticket-new")


def test_a_line_that_was_chosen_is_shown_with_who_does_it(visit, dana, subscription):
    page = visit(dana).get("ticket-new", provision=line(subscription, "reset").pk)

    assert "The line reset" in page
    assert "Included" in page
    # A scenario is something to be done, not something that broke.
    assert re.search(r'value="request"[^>]*checked', page)


def test_a_line_of_somebody_elses_guide_is_none(visit, stranger, subscription):
    page = visit(stranger).get("ticket-new", provision=line(subscription, "reset").pk)

    assert "The line reset" not in page


def test_a_line_of_an_older_revision_leads_to_todays(visit, dana, subscription, now):
    old = line(subscription, "reset")
    guide = subscription.guide
    newer = Revision.objects.create(guide=guide, number=2, title="Voice II")
    section = newer.sections.create(number="1", title="Daily work")
    newer.provisions.create(
        section=section, kind="scenario", key="reset", text="The line today"
    )
    Revision.objects.filter(pk=old.revision_id).move("superseded")
    rows = Revision.objects.filter(pk=newer.pk)
    rows.move("published", published_at=now, published_by="the cast")

    page = visit(dana).get("ticket-new", provision=old.pk)

    assert "The line today" in page


@pytest.mark.parametrize("number", ["0", "x", "-1", "9" * 30])
def test_any_number_of_a_line_leads_somewhere(visit, dana, subscription, number):
    page = visit(dana).get("ticket-new", provision=number)

    assert "New ticket" in page


def test_staff_are_led_to_the_desk(visit, curator):
    assert "staff desk" in visit(curator).get("ticket-new")
