"""Whose report it is and what binds it."""

import dataclasses
import datetime as dt

import pytest

from catalogue.models import Contact, Guide, Provision, Revision, Subscription
from catalogue.platform.tenancy import Actor, actor_for
from tests.catalogue.conftest import contact, small_form
from tests.tickets.intake.reports import RESET, errors_of
from tickets.actions.intake import BadReport
from tickets.actions.intake_subscriptions import bound, subscriptions
from tickets.actions.refusals import NotAllowed
from tickets.models import Event

pytestmark = pytest.mark.django_db


def test_with_several_subscriptions_the_choice_is_named(
    take, subscription, provider, northwind
):
    second = Guide.objects.create(provider=provider, key="data", title="Data Guide")
    other = Subscription.objects.create(
        customer=northwind, guide=second, starts_on=dt.date(2026, 1, 1)
    )

    said = errors_of(take)["subscription"]

    assert said == (
        f"Choose one: Data Guide ({other.pk}), Voice Service Guide ({subscription.pk})."
    )
    assert "No revision of “Data Guide” is in force" in str(
        errors_of(take, guide=second.pk)
    )
    assert take(guide=subscription.guide_id).created
    assert take(provision=RESET).ticket.subscription == subscription


def test_a_line_of_a_revision_that_does_not_bind_is_refused(take, publish_form):
    old = Provision.objects.get(text=RESET).pk
    changed = small_form()
    changed.label = "v2"
    publish_form(changed)
    new = Provision.objects.get(text=RESET, revision__state="published").pk

    assert errors_of(take, provision=old)["provision"] == (
        "This line is of another revision; revision 2 of “Voice Service Guide” holds: "
        f"choose its line {new}."
    )


def test_a_pinned_revision_binds(take, subscription, publish_form):
    first = Revision.objects.get()
    subscription.pinned_revision = first
    subscription.save()
    changed = small_form()
    changed.label = "v2"
    publish_form(changed)

    assert take().ticket.revision == first


def test_a_subscription_that_is_over_opens_nothing(take, subscription):
    subscription.ends_on = dt.date(2026, 3, 10)  # its last day was yesterday
    subscription.save()

    assert "subscribes to no guide today" in errors_of(take)["subscription"]


def test_a_program_names_an_active_contact_by_address(take, key_actor, dana):
    found = take(key_actor, channel="api", requester_email="DANA@northwind.example")

    assert found.ticket.requester == dana.contacts.get()
    assert Event.objects.get().contact is None  # the program did it
    Contact.objects.update(is_active=False)
    with pytest.raises(BadReport, match="no active contact"):
        take(key_actor, channel="api", requester_email="dana@northwind.example")


def test_nobody_reports_for_a_customer_of_others(
    take, stranger_actor, staff_actor, dana, stranger, provider, now
):
    limited = dataclasses.replace(staff_actor, providers=frozenset())
    customer = dana.contacts.get().customer_id

    with pytest.raises(BadReport, match="subscribes to no guide"):
        take(stranger_actor, customer=customer, provision=RESET)
    with pytest.raises(BadReport, match="There is no such customer"):
        take(limited, customer=customer)
    with pytest.raises(NotAllowed):
        take(Actor(now))
    with pytest.raises(BadReport, match="no active contact"):
        take(
            staff_actor,
            channel="phone",
            customer=customer,
            requester=stranger.contacts.get().pk,
        )


def test_a_requester_reports_for_themselves_a_manager_for_others(
    take, northwind, dana, now
):
    rob = actor_for(contact(northwind, "rob@northwind.example"), at=now)

    own = take(rob, requester_email="dana@northwind.example")
    others = take(requester_email="rob@northwind.example")

    assert own.ticket.requester.email == "rob@northwind.example"
    assert others.ticket.requester.email == "rob@northwind.example"


def test_the_quick_query_finds_what_the_slow_one_does(
    subscription, provider, northwind, dana_actor, staff_actor, now
):
    """It is written by hand: what is in force is told by `Subscription.objects` everywhere else."""
    days = [(-9, None), (0, 1), (-5, 0), (1, None), (-9, 9)]
    for number, (start, end) in enumerate(days):
        guide = Guide.objects.create(provider=provider, key=f"g{number}", title="Data")
        Subscription.objects.create(
            customer=northwind,
            guide=guide,
            starts_on=now.date() + dt.timedelta(days=start),
            ends_on=None if end is None else now.date() + dt.timedelta(days=end),
        )
    limited = dataclasses.replace(staff_actor, providers=frozenset({provider.pk}))
    others = dataclasses.replace(staff_actor, providers=frozenset())

    for actor, customer, count in [
        (dana_actor, None, 4),
        (staff_actor, northwind, 4),
        (limited, northwind, 4),
        (others, northwind, 0),
    ]:
        quick, slow = (find(actor, customer, now) for find in (bound, subscriptions))
        assert {row.pk for row in quick} == {row.pk for row in slow}
        assert len(quick) == count


def test_the_figures_of_a_subscription_come_with_it(subscription, provider, take, now):
    for value, day in ((10, 1), (20, 10), (30, 11)):
        subscription.measures.create(
            kind="users", value=value, valid_from=dt.date(2026, 3, day)
        )

    assert take().ticket.users_total == 20


def test_a_report_names_no_ticket_that_its_reporter_may_not_see(
    take, northwind, dana, now
):
    rob = actor_for(contact(northwind, "rob@northwind.example"), at=now)
    danas = take(dedup_key="disk-7").ticket

    with pytest.raises(BadReport, match="no such ticket"):
        take(rob, follows=danas.pk)
    with pytest.raises(BadReport, match="you may not see has this key"):
        take(rob, dedup_key="disk-7")

    assert not danas.events.filter(kind="repeated").exists()
    assert take(follows=danas.pk).ticket.follows == danas
