"""Subscriptions never overlap and never contradict their guide."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from catalogue.actions.drafting import copy_to_draft
from catalogue.actions.publishing import publish
from catalogue.actions.subscribing import CannotSubscribe, save_subscription
from catalogue.models import Customer, Guide, Provider, Subscription

days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 1))
periods = st.tuples(days, st.none() | st.integers(1, 40).map(dt.timedelta)).map(
    lambda pair: (pair[0], pair[1] and pair[0] + pair[1])
)


class OverlapTest(TestCase):
    """Every accepted set of periods covers each day once."""

    @given(st.lists(periods, max_size=6))
    def test_no_day_is_subscribed_twice(self, wanted):
        provider = Provider.objects.create(key="acme", name="Acme")
        guide = Guide.objects.create(provider=provider, key="voice", title="Voice")
        customer = Customer.objects.create(key="northwind", name="Northwind")

        refused = 0
        for start, end in wanted:
            try:
                save_subscription(
                    Subscription(
                        customer=customer, guide=guide, starts_on=start, ends_on=end
                    )
                )
            except CannotSubscribe:
                refused += 1

        rows = list(Subscription.objects.values_list("starts_on", "ends_on"))
        assert len(rows) + refused == len(wanted)
        for day in {start for start, _ in rows}:
            covering = [r for r in rows if r[0] <= day and (r[1] is None or day < r[1])]
            assert len(covering) == 1


@pytest.mark.django_db
def test_a_pinned_revision_is_one_of_the_guide(subscription, publish_form):
    from tests.catalogue.conftest import small_form

    subscription.pinned_revision = publish_form(small_form(), key="other")

    with pytest.raises(CannotSubscribe, match="revision of the chosen guide"):
        save_subscription(subscription)


@pytest.mark.django_db
def test_a_draft_binds_nobody(subscription, small_guide, now):
    subscription.pinned_revision = copy_to_draft(small_guide, at=now)

    with pytest.raises(CannotSubscribe, match="draft revision binds nobody"):
        save_subscription(subscription)


@pytest.mark.django_db
def test_a_changed_subscription_does_not_overlap_itself(subscription):
    subscription.ends_on = dt.date(2027, 1, 1)

    save_subscription(subscription)

    assert Subscription.objects.get().ends_on == dt.date(2027, 1, 1)


@pytest.mark.postgres
@pytest.mark.django_db
def test_postgresql_refuses_an_overlap_by_itself(subscription):
    assert connection.vendor == "postgresql"

    with pytest.raises(IntegrityError, match="catalogue_subscription_no_overlap"):
        Subscription.objects.create(
            customer=subscription.customer,
            guide=subscription.guide,
            starts_on=dt.date(2026, 6, 1),
        )


@pytest.mark.django_db
def test_who_is_unpinned_takes_a_level_of_the_revision_in_force(
    subscription, small_guide, now
):
    save_subscription(subscription)
    subscription.pinned_revision = small_guide
    subscription.save()
    publish(copy_to_draft(small_guide, at=now), by="curator@acme.example", at=now)
    subscription.refresh_from_db()
    subscription.pinned_revision = None

    with pytest.raises(CannotSubscribe, match="level of revision 2"):
        save_subscription(subscription)


@pytest.mark.django_db
def test_a_level_of_old_stays_with_a_subscription_that_is_only_ended(
    subscription, small_guide, now
):
    level = subscription.service_level
    publish(copy_to_draft(small_guide, at=now), by="curator@acme.example", at=now)
    Subscription.objects.filter(pk=subscription.pk).update(service_level=level)
    subscription.refresh_from_db()
    subscription.ends_on = dt.date(2026, 3, 1)

    save_subscription(subscription)

    subscription.refresh_from_db()
    assert (subscription.service_level, subscription.ends_on.month) == (level, 3)
