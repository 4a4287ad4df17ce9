"""What tickets show on pages of the catalogue, to those who may know it."""

import datetime as dt

import pytest
from django.urls import reverse

from catalogue.actions.comparing import Differing
from catalogue.compare.difference import Act, Difference, Kind
from catalogue.models import Provider, Revision, Subscription
from catalogue.platform.parts import AdminPanel, HomePanel, RevisionImpact
from catalogue.platform.tenancy import actor_for
from tests.catalogue.admin.conftest import staff
from tests.catalogue.conftest import contact
from tests.query_counts import pinned
from tests.tickets.acts.lives import begun, in_state, line, plain_guide

HOUR = dt.timedelta(hours=1)
LATER = Revision(pk=0, number=2)
QUEUE = "Tickets"


@pytest.fixture
def subscription(northwind, provider, now):
    """Northwind's subscription to a guide made of rows."""
    guide = plain_guide(provider, at=now)
    return Subscription.objects.create(
        customer=northwind,
        guide=guide,
        service_level=guide.revisions.get().service_levels.get(),
        starts_on=dt.date(2026, 1, 1),
    )


@pytest.fixture
def engineer(provider, now):
    """An engineer limited to the provider."""
    return staff("erin@acme.example", "engineer", provider)


def shown(place, item, user, now):
    """What a place shows to somebody."""
    (panels,) = place.shown([item], actor_for(user, at=now))
    return panels


def queue(user, staff_member, now):
    """The box of tickets among those of the first page."""
    panels = shown(AdminPanel, user, staff_member, now)
    (found,) = [panel for panel in panels if panel.title == QUEUE]
    return found


def counts(panel):
    return {each["text"]: each["number"] for each in panel.context["counts"]}


# The first page of the desk


def test_the_queue_in_short_counts_and_names_what_is_due_next(
    subscription, engineer, now
):
    late = begun(subscription, at=now - 2 * HOUR, assignee=engineer)
    begun(subscription, at=now, summary="Later")
    in_state(subscription, "closed", at=now)

    panel = queue(engineer, engineer, now)

    assert counts(panel) == {
        "past a deadline": 1,
        "assigned to nobody": 1,
        "assigned to you": 1,
        "open in all": 2,
    }
    first, second = panel.context["next"]
    assert (first["text"], first["urgent"]) == (str(late), True)
    assert (second["text"].split()[1], second["urgent"]) == ("Later", False)


def test_the_queue_is_the_staff_members_own(subscription, now):
    begun(subscription, at=now)
    other = Provider.objects.create(key="other", name="Other")
    elsewhere = staff("otto@other.example", "engineer", other)
    nobody = staff("nora@remit.example", "curator")
    nobody.groups.clear()

    panel = queue(elsewhere, elsewhere, now)

    assert counts(panel)["open in all"] == 0
    assert shown(AdminPanel, nobody, nobody, now) == []


def test_the_first_page_costs_the_same_for_few_and_many(subscription, engineer, now):
    begun(subscription, at=now)
    engineer.has_perm("tickets.view_ticket")  # rights are read once a request
    with pinned("queue in short"):
        shown(AdminPanel, engineer, engineer, now)
    for _ in range(4):
        begun(subscription, at=now)

    with pinned("queue in short"):
        shown(AdminPanel, engineer, engineer, now)


def test_its_lists_open(client, subscription, engineer, now, time_machine):
    time_machine.move_to(now, tick=False)
    ticket = begun(subscription, at=now - 2 * HOUR)
    client.force_login(engineer)
    panel = queue(engineer, engineer, now)

    page = client.get(reverse("admin:index"))

    assert str(ticket) in page.content.decode()
    for each in panel.context["counts"]:
        listed = client.get(each["url"])
        assert len(listed.context["cl"].result_list) == each["number"], each["text"]


# What a new revision leaves behind


def differing(subscription, **values):
    old = subscription.guide.revisions.get()
    given = {"kind": Kind.CHARGE, "subject": "line", "name": "x", "sentence": "X."}
    return Differing(old, LATER, Difference(act=Act.CHANGED, **(given | values)))


def test_a_difference_names_the_open_tickets_that_stay_behind(
    client, subscription, engineer, now
):
    row = line(subscription, subscription.guide.revisions.get().provisions.first().key)
    begun(subscription, at=now, provision=row)
    begun(subscription, at=now)
    in_state(subscription, "closed", at=now, provision=row)
    by_line = differing(subscription, old_key=row.key)
    by_level = differing(
        subscription, kind=Kind.TARGETS, place=subscription.service_level.name
    )
    new = differing(subscription, new_key="another")
    client.force_login(engineer)

    panels = RevisionImpact.shown([by_line, by_level, new], actor_for(engineer, at=now))

    assert [[panel.text for panel in each] for each in panels] == [
        ["1 open ticket stays judged by revision 1"],
        ["2 open tickets stay judged by revision 1"],
        [],
    ]
    for (panel,), number in zip(panels[:2], (1, 2), strict=True):
        assert len(client.get(panel.url).context["cl"].result_list) == number


def test_customers_and_limited_staff_hear_of_their_own_tickets(
    subscription, northwind, stranger, now
):
    other = Provider.objects.create(key="other", name="Other")
    begun(subscription, at=now)
    item = differing(
        subscription, kind=Kind.LEVELS, place=subscription.service_level.name
    )
    manager = contact(northwind, "mia@northwind.example", "manager")

    (panel,) = shown(RevisionImpact, item, manager, now)

    assert panel.url == ""
    for outsider in (stranger, staff("otto@other.example", "engineer", other)):
        assert shown(RevisionImpact, item, outsider, now) == []


def test_many_differences_take_no_more_queries(subscription, engineer, now):
    begun(subscription, at=now)
    item = differing(subscription, old_key="x")
    actor = actor_for(engineer, at=now)

    with pinned("tickets of a comparison"):
        RevisionImpact.shown([item], actor)
    with pinned("tickets of a comparison"):
        RevisionImpact.shown([item] * 50, actor)


# A customer's first page


def test_who_approves_sees_what_waits_for_it(subscription, northwind, rick, now):
    asked = in_state(subscription, "pending_approval", at=now)
    asked.approvals.create(customer=northwind, asked_at=now, asked_by="erin")
    anna = contact(northwind, "anna@northwind.example", "approver")

    (panel,) = shown(HomePanel, northwind, anna, now)

    assert panel.title == "Waiting for your approval"
    assert [each["ticket"] for each in panel.context["lines"]] == [asked]
    assert shown(HomePanel, northwind, rick, now) == []


@pytest.fixture
def rick(northwind):
    """A requester at Northwind's."""
    return contact(northwind, "rick@northwind.example")
