"""A comparison of revisions in the database: for whom it matters, and what it costs to make."""

import dataclasses
import datetime as dt

import pytest

from catalogue.actions.comparing import (
    comparison_of,
    in_order,
    summary_of,
    usual_other,
)
from catalogue.actions.drafting import copy_to_draft, save_draft
from catalogue.actions.publishing import publish
from catalogue.models import Customer, Provider, Revision, Subscription
from catalogue.platform.parts import Panel, RevisionImpact
from catalogue.platform.tenancy import Actor
from catalogue.portable import form
from tests.catalogue.conftest import small_form
from tests.query_counts import pinned

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(small_guide, now):
    """A draft that asks money for password resets."""
    newer = small_form()
    newer.sections[2].provisions[0].charge = "hourly"
    newer.sections[2].components[0].lines[0].supported = False
    made, _ = save_draft(newer, guide=small_guide.guide, at=now)
    return made


def test_a_summary_says_what_publishing_would_change(small_guide, draft):
    assert summary_of(small_guide, draft) == (
        "1 line goes from “included” to “hourly charge”",
        "1 line goes from “supported” to “not covered”",
    )


def test_a_copy_says_the_same_and_a_first_revision_changes_nothing(small_guide, now):
    copy = copy_to_draft(small_guide, at=now)

    assert summary_of(small_guide, copy) == ()
    assert summary_of(None, copy) == ()


def test_who_follows_the_guide_is_reached_and_who_is_pinned_is_not(
    small_guide, draft, subscription, staff_actor
):
    pinned_one = Customer.objects.create(key="pinned", name="Alpine")
    Subscription.objects.create(
        customer=pinned_one,
        guide=small_guide.guide,
        pinned_revision=small_guide,
        starts_on=dt.date(2026, 1, 1),
    )

    affected = comparison_of(small_guide, draft, staff_actor).affected

    assert [(each.subscription.customer.name, each.reach) for each in affected] == [
        ("Northwind", "follows the guide: judged by revision 2 once it is in force"),
        (
            "Alpine",
            "is pinned to revision 1, and keeps it unless something else is agreed",
        ),
    ]


def test_a_customer_of_some_components_is_touched_by_those_alone(
    small_guide, draft, subscription, staff_actor
):
    another = Revision.objects.create(guide=small_guide.guide, number=9, title="Fax")
    section = another.sections.create(title="Fax")
    subscription.components.add(section.components.create(title="Fax"))

    (affected,) = comparison_of(small_guide, draft, staff_actor).affected

    assert affected.components == ("Fax",)
    assert affected.touching == 1


def test_a_subscription_counts_on_the_customers_own_day(
    small_guide, draft, subscription
):
    Subscription.objects.update(ends_on=dt.date(2027, 1, 1))
    evening = dt.datetime(2027, 1, 1, 2, tzinfo=dt.UTC)  # still the 31st in Chicago

    def counted(at):
        actor = Actor(at=at, is_staff=True)
        return len(comparison_of(small_guide, draft, actor).affected)

    assert counted(evening) == 1
    assert counted(evening + dt.timedelta(hours=5)) == 0


def test_limited_staff_see_no_customers_of_others(
    small_guide, draft, subscription, now
):
    other = Provider.objects.create(key="other", name="Other")
    stranger = Actor(at=now, is_staff=True, providers=frozenset({other.pk}))

    assert comparison_of(small_guide, draft, stranger).affected == ()


def test_a_contact_sees_its_own_subscription_alone(
    small_guide, draft, subscription, dana_actor
):
    rival = Customer.objects.create(key="rival", name="Rival")
    Subscription.objects.create(
        customer=rival, guide=small_guide.guide, starts_on=dt.date(2026, 1, 1)
    )

    affected = comparison_of(small_guide, draft, dana_actor).affected

    assert [each.subscription for each in affected] == [subscription]


def test_parts_from_above_are_asked_once_for_all_that_differs(
    small_guide, draft, staff_actor, monkeypatch
):
    asked = []

    def tickets(items, actor, at):
        asked.append([item.difference.new_key for item in items])
        return [[Panel("Open tickets", f"{n} open")] for n in range(len(items))]

    monkeypatch.setattr(RevisionImpact, "makers", [tickets])

    shown = comparison_of(small_guide, draft, staff_actor).shown

    assert asked == [["password-reset", "keep-mailboxes-running"]]
    assert [panels[0].text for _, panels in shown] == ["0 open", "1 open"]


@pytest.fixture
def three(small_guide, now):
    """Superseded, published and draft of one guide."""
    second = publish(
        copy_to_draft(small_guide, at=now), by="curator@acme.example", at=now
    )
    return [small_guide, second, copy_to_draft(second, at=now)]


def comparable(actor):
    rows = Revision.objects.filter(actor.comparable_revisions()).distinct()
    return [row.number for row in rows.order_by("number")]


def test_a_contact_compares_what_is_or_was_in_force_of_its_guides(
    three, subscription, dana_actor, stranger_actor
):
    assert comparable(dana_actor) == [1, 2]
    assert comparable(stranger_actor) == []


def test_staff_compare_what_their_providers_have(three, staff_actor, now):
    other = Provider.objects.create(key="other", name="Other")
    limited = Actor(at=now, is_staff=True, providers=frozenset({other.pk}))

    assert comparable(staff_actor) == [1, 2, 3]
    assert comparable(limited) == []
    assert comparable(Actor(at=now)) == []


def test_pinning_opens_no_more_and_no_less(
    three, subscription, small_guide, dana_actor
):
    Subscription.objects.update(pinned_revision=small_guide)

    assert comparable(dana_actor) == [1, 2]


def test_what_is_not_yet_in_force_is_the_new_one(three, now):
    first, second, draft = Revision.objects.order_by("number")

    assert in_order(second, first) == (first, second)
    assert in_order(draft, second) == (second, draft)
    draft.number = 0  # made before the one that was published since
    assert in_order(draft, second) == (second, draft)


def test_a_revision_is_usually_compared_with_the_published_one(three):
    first, second, draft = every = list(Revision.objects.order_by("number"))

    assert usual_other(draft, every) == second
    assert usual_other(first, every) == second
    assert usual_other(second, every) == first
    assert usual_other(first, [first]) is None


def test_a_larger_guide_takes_no_more_queries(
    small_guide, draft, subscription, staff_actor, now
):
    with pinned("catalogue:comparison"):
        comparison_of(small_guide, draft, staff_actor)
    large = small_form()
    large.sections[2].provisions += [
        form.Provision("scenario", f"Move desk {n}", charge="hourly") for n in range(99)
    ]
    large.service_levels += [
        dataclasses.replace(large.service_levels[0], name=f"Level {n}")
        for n in range(9)
    ]
    larger, _ = save_draft(large, guide=small_guide.guide, at=now)
    for n in range(9):
        Subscription.objects.create(
            customer=Customer.objects.create(key=f"c{n}", name=f"Customer {n}"),
            guide=small_guide.guide,
            starts_on=dt.date(2026, 1, 1),
        )

    with pinned("catalogue:comparison"):
        seen = comparison_of(small_guide, larger, staff_actor)

    assert len(seen.affected) == 10
    assert len(seen.comparison.differences) == 108
