"""Who may see what."""

import datetime as dt

import pytest

from catalogue import models
from catalogue.actions.drafting import copy_to_draft
from catalogue.actions.publishing import publish
from catalogue.models import Revision
from catalogue.platform.tenancy import Actor, actor_for, contacts_of
from tests.catalogue.conftest import contact

pytestmark = pytest.mark.django_db


def in_force(actor):
    return set(Revision.objects.in_force_for(actor))


def test_a_contact_sees_the_guides_the_company_subscribes_to(
    small_guide, subscription, dana_actor, stranger_actor
):
    assert in_force(dana_actor) == {small_guide}
    assert in_force(stranger_actor) == set()
    assert set(models.Guide.objects.visible_to(dana_actor)) == {small_guide.guide}
    assert not models.Guide.objects.visible_to(stranger_actor).exists()


def test_a_subscription_counts_from_its_first_day_until_its_end(
    small_guide, subscription, dana
):
    subscription.ends_on = dt.date(2026, 2, 1)
    subscription.save()

    def seen(year, month, day):
        at = dt.datetime(year, month, day, 12, tzinfo=dt.UTC)
        return in_force(actor_for(dana, at=at))

    assert seen(2025, 12, 31) == set()
    assert seen(2026, 1, 1) == {small_guide}
    assert seen(2026, 1, 31) == {small_guide}
    assert seen(2026, 2, 1) == set()


def test_a_pinned_customer_keeps_the_revision_it_signed(
    small_guide, subscription, dana_actor, now
):
    subscription.pinned_revision = small_guide
    subscription.save()
    publish(copy_to_draft(small_guide, at=now), by="curator@acme.example", at=now)

    assert in_force(dana_actor) == {small_guide}


def test_an_unpinned_customer_follows_the_current_revision(
    small_guide, subscription, dana_actor, now
):
    newer = publish(
        copy_to_draft(small_guide, at=now), by="curator@acme.example", at=now
    )

    assert in_force(dana_actor) == {newer}


def test_customers_never_see_a_draft(small_guide, subscription, dana_actor, now):
    copy_to_draft(small_guide, at=now)

    assert set(Revision.objects.visible_to(dana_actor)) == {small_guide}


def test_staff_may_be_limited_to_providers(small_guide, curator, now):
    other = models.Provider.objects.create(key="other", name="Other")
    curator.limited_to.add(other)

    limited = actor_for(curator, at=now)

    assert in_force(limited) == set()
    assert not models.Customer.objects.visible_to(limited).exists()


def test_staff_without_limits_see_everything(small_guide, northwind, curator, now):
    actor = actor_for(curator, at=now)

    assert in_force(actor) == {small_guide}
    assert set(models.Customer.objects.visible_to(actor)) == {northwind}


def test_a_person_at_two_companies_acts_for_the_one_chosen(dana, northwind, now):
    zeta = models.Customer.objects.create(key="zeta", name="Zeta")
    models.Contact.objects.create(
        customer=zeta, user=dana, name="Dana", email="dana@zeta.example", role="billing"
    )

    assert actor_for(dana, at=now).customer == northwind.pk
    assert actor_for(dana, at=now, customer=zeta.pk).role == "billing"


def test_a_company_one_does_not_belong_to_cannot_be_chosen(
    dana, stranger, northwind, now
):
    contoso = models.Customer.objects.get(key="contoso")

    assert actor_for(dana, at=now, customer=contoso.pk).customer == northwind.pk


def test_a_contact_who_left_sees_nothing(small_guide, subscription, dana, now):
    models.Contact.objects.update(is_active=False)

    assert in_force(actor_for(dana, at=now)) == set()
    assert not contacts_of(dana).exists()


def test_nobody_sees_nothing(small_guide, northwind, now):
    nobody = Actor(at=now)

    for rows in (
        Revision.objects.visible_to(nobody),
        Revision.objects.in_force_for(nobody),
        models.Guide.objects.visible_to(nobody),
        models.Customer.objects.visible_to(nobody),
        models.Subscription.objects.visible_to(nobody),
    ):
        assert not rows.exists()


def test_rows_of_a_customer_are_seen_by_that_customer_alone(
    subscription, dana_actor, stranger_actor
):
    asked = models.Question.objects.create(
        customer=subscription.customer,
        asked_by=models.User.objects.get(email="dana@northwind.example"),
        text="Who waters the plants?",
    )

    assert list(models.Question.objects.visible_to(dana_actor)) == [asked]
    assert not models.Question.objects.visible_to(stranger_actor).exists()


def test_colleagues_share_a_company(northwind, dana, now):
    colleague = contact(northwind, "lee@northwind.example")

    assert actor_for(colleague, at=now).customer == actor_for(dana, at=now).customer


def test_a_subscription_ends_at_midnight_where_the_customer_is(
    small_guide, subscription, dana
):
    models.Subscription.objects.update(ends_on=dt.date(2027, 1, 1))
    evening = dt.datetime(2027, 1, 1, 2, tzinfo=dt.UTC)  # 20:00 of the 31st in Chicago

    assert in_force(actor_for(dana, at=evening)) == {small_guide}
    assert in_force(actor_for(dana, at=evening + dt.timedelta(hours=5))) == set()


def test_limited_staff_of_no_provider_see_nothing(small_guide, subscription, now):
    user = models.User.objects.create_user(
        "nil@acme.example", is_staff=True, is_limited=True
    )

    nobody = actor_for(user, at=now)

    assert in_force(nobody) == set()
    assert not models.Customer.objects.visible_to(nobody).exists()


def test_a_customer_that_left_is_out_of_sight_of_limited_staff(
    small_guide, subscription, curator, now
):
    curator.limited_to.add(small_guide.guide.provider)
    limited = actor_for(curator, at=now)
    assert models.Customer.objects.visible_to(limited).exists()

    models.Subscription.objects.update(ends_on=dt.date(2026, 2, 1))

    assert not models.Customer.objects.visible_to(limited).exists()
