"""Staff limited to a provider meet only its rows, wherever rows are offered."""

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from catalogue.models import (
    ApiKey,
    Calendar,
    Customer,
    Guide,
    Provider,
    Provision,
    Subscription,
)
from catalogue.platform.tenancy import actor_of
from tests.catalogue.admin.conftest import staff
from tests.catalogue.admin.test_pages import OURS, address

SHARED = {"synonymgroup", "group"}  # belong to no provider
OWN_ONLY = {"user", "logentry", "job", "submission"}
LEADING = [m for m in OURS if m._meta.model_name not in SHARED]


@pytest.fixture
def limited_admin(client, shelf):
    """The desk of an admin who is limited to the first provider."""
    user = staff("boss@remit.example", "admin", shelf["provider"])
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    "model", [pytest.param(m, id=m._meta.model_name) for m in LEADING]
)
def test_a_strangers_row_is_neither_listed_nor_opened(
    limited_admin, shelf, strange, model
):
    name = model._meta.model_name

    listed = limited_admin.get(address(model, "changelist")).context["cl"].result_list
    opened = limited_admin.get(address(model, "change", strange[name].pk))
    history = limited_admin.get(address(model, "history", strange[name].pk))

    assert strange[name].pk not in {row.pk for row in listed}
    if name not in OWN_ONLY:
        assert shelf[name].pk in {row.pk for row in listed}
    assert opened.status_code == history.status_code == 302
    assert opened.url == history.url == reverse("admin:index")


@pytest.mark.parametrize(
    "model", [pytest.param(m, id=m._meta.model_name) for m in LEADING]
)
def test_filters_do_not_name_strangers_rows(limited_admin, shelf, strange, model):
    page = limited_admin.get(address(model, "changelist")).content.decode()

    for name in ("Guide 2", "Provider 2", "Customer 2", "Calendar 2"):
        assert name not in page


def test_autocomplete_offers_own_rows_only(limited_admin, shelf, strange):
    reply = limited_admin.get(
        reverse("admin:autocomplete"),
        {"app_label": "catalogue", "model_name": "guide", "field_name": "provider"},
    )

    assert [row["text"] for row in reply.json()["results"]] == ["Provider 1"]


def test_a_strangers_row_cannot_be_chosen_by_hand(limited_admin, shelf, strange):
    listing = address(Subscription, "add")
    form = {
        "customer": strange["customer"].pk,
        "guide": strange["guide"].pk,
        "starts_on": "2026-01-01",
        "measures-TOTAL_FORMS": 0,
        "measures-INITIAL_FORMS": 0,
    }

    response = limited_admin.post(listing, form)

    assert set(response.context["adminform"].form.errors) == {"customer", "guide"}


def test_a_subscription_to_another_providers_guide_is_hidden_on_a_shared_customer(
    limited_admin, shelf, strange
):
    Subscription.objects.create(
        customer=shelf["customer"], guide=strange["guide"], starts_on="2026-01-01"
    )

    page = limited_admin.get(address(Customer, "change", shelf["customer"].pk))

    assert "Guide 1" in page.content.decode()
    assert "Guide 2" not in page.content.decode()


def test_limited_staff_add_a_customer_with_its_first_subscription(limited_admin, shelf):
    form = {
        "name": "New",
        "key": "new",
        "zone": "UTC",
        "subscriptions-TOTAL_FORMS": 1,
        "subscriptions-INITIAL_FORMS": 0,
        "subscriptions-MIN_NUM_FORMS": 1,
        "contacts-TOTAL_FORMS": 0,
        "contacts-INITIAL_FORMS": 0,
    }
    add = address(Customer, "add")

    refused = limited_admin.post(add, form)
    accepted = limited_admin.post(
        add,
        form
        | {
            "subscriptions-0-guide": shelf["guide"].pk,
            "subscriptions-0-starts_on": "2026-01-01",
        },
    )

    assert refused.status_code == 200
    assert accepted.status_code == 302
    assert Customer.objects.filter(key="new").exists()


def test_an_action_on_a_strangers_row_does_nothing(limited_admin, shelf, strange):
    chosen = {
        "action": "delete_selected",
        "_selected_action": [strange["calendar"].pk],
        "post": "yes",
    }

    limited_admin.post(address(Calendar, "changelist"), chosen)

    assert Calendar.objects.filter(pk=strange["calendar"].pk).exists()


def test_nobody_issues_a_key_that_may_do_more(limited_admin, shelf, root):
    form = {"name": "Key", "staff": root.pk, "scopes": ["ask"]}

    response = limited_admin.post(address(ApiKey, "add"), form)

    assert "staff" in response.context["adminform"].form.errors
    assert not ApiKey.objects.filter(name="Key").exists()


def test_nobody_changes_the_login_of_somebody_who_may_do_more(client, shelf, root):
    client.force_login(staff("all@remit.example", "admin"))
    page = client.get(address(type(root), "change", root.pk))

    posted = client.post(
        address(type(root), "change", root.pk), {"email": "x@y.example"}
    )
    password = client.get(reverse("admin:auth_user_password_change", args=[root.pk]))

    assert page.status_code == 200
    assert not page.context["has_change_permission"]
    assert posted.status_code == password.status_code == 403


def test_staff_without_limits_see_every_provider(desk, shelf, strange):
    rows = desk.get(address(Guide, "changelist")).context["cl"].result_list

    assert {row.title for row in rows} == {"Guide 1", "Guide 2"}


def test_a_class_that_says_nothing_of_its_provider_shows_nothing(rf, curator, shelf):
    page = type(admin.site.get_model_admin(Guide))(Guide, admin.site)
    page.provider_path = None
    request = rf.get("/")
    request.user = curator

    assert not page.limit(Provision.objects.all(), actor_of(request)).exists()


@pytest.mark.parametrize("name", ["apikey", "user", "question"])
def test_what_opens_a_shared_customer_is_for_unlimited_staff(
    limited_admin, shelf, strange, name
):
    page = address(type(shelf[name]), "change", shelf[name].pk)
    assert limited_admin.get(page).status_code == 200

    Subscription.objects.create(
        customer=shelf["customer"], guide=strange["guide"], starts_on="2026-01-01"
    )

    assert limited_admin.get(page).status_code == 302


def test_limited_staff_issue_no_key_for_a_shared_customer(
    limited_admin, shelf, strange
):
    Subscription.objects.create(
        customer=shelf["customer"], guide=strange["guide"], starts_on="2026-01-01"
    )
    form = {"name": "Key", "customer": shelf["customer"].pk, "scopes": ["ask"]}

    response = limited_admin.post(address(ApiKey, "add"), form)

    assert "customer" in response.context["adminform"].form.errors


def test_a_colleague_of_more_providers_keeps_them_all(limited_admin, shelf, strange):
    wide = staff("wide@remit.example", "curator", shelf["provider"])
    wide.limited_to.add(strange["provider"])

    posted = limited_admin.post(
        address(type(wide), "change", wide.pk),
        {"email": wide.email, "limited_to": [shelf["provider"].pk]},
    )

    assert posted.status_code == 403
    assert wide.limited_to.count() == 2


def test_a_provider_stays_while_staff_are_limited_to_it(desk, db):
    provider = Provider.objects.create(key="p9", name="Provider 9")
    staff("nine@remit.example", "curator", provider)

    desk.post(address(Provider, "delete", provider.pk), {"post": "yes"})

    assert Provider.objects.filter(pk=provider.pk).exists()


def test_an_odd_number_for_a_draft_is_no_fault(desk, shelf):
    for odd in ("²", "9" * 30):
        page = desk.get(address(Provision, "add"), {"revision": odd}, follow=True)
        assert page.status_code == 200


def test_the_address_of_a_strangers_guide_is_not_told(limited_admin, shelf, strange):
    kind = ContentType.objects.get_for_model(Guide).pk

    own, other = (
        limited_admin.get(
            reverse("admin:view_on_site", args=[kind, row["guide"].pk])
        ).status_code
        for row in (shelf, strange)
    )

    assert (own, other) == (302, 404)


def test_a_guide_keeps_its_address_once_it_has_a_revision(desk, shelf):
    guide = shelf["guide"]

    desk.post(
        address(Guide, "change", guide.pk),
        {
            "title": "New title",
            "key": "other",
            "revisions-TOTAL_FORMS": 0,
            "revisions-INITIAL_FORMS": 0,
        },
    )

    guide.refresh_from_db()
    assert (guide.title, guide.key) == ("New title", "g")
