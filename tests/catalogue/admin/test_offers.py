"""Offers, rates and quotas refer to rows of their own revision, and say what their fields mean."""

import pytest

from catalogue.models import Offer, Provision, Quota, Rate, SpendBand
from tests.catalogue.admin.rows import publish
from tests.catalogue.admin.test_pages import address


@pytest.fixture
def offer(shelf):
    """An offer of a draft, beside another one with the key `hours`."""
    Offer.objects.create(revision=shelf["revision"], key="hours", name="Ten hours")
    return shelf["offer"]


def sent(row, **changes):
    """The fields of a commercial row as its form sends them."""
    fields = {
        "name": "Offer",
        "key": "o",
        "value": "4",
        "unit": "changes",
        "per": "month",
        "position": 1,
    }
    return fields | changes


def errors(response):
    return response.context["adminform"].form.errors


def test_offers_to_refer_to_are_ticked(desk, offer):
    url = address(Offer, "change", offer.pk)
    page = desk.get(url).content.decode()

    response = desk.post(url, sent(offer, requires=["hours"], includes="a\nb"))

    offer.refresh_from_db()
    assert "Ten hours (hours)" in page
    assert "Offers that must be ordered too." in page
    assert response.status_code == 302
    assert (offer.requires, offer.includes) == (["hours"], ["a", "b"])


def test_an_offer_is_not_offered_to_itself(desk, offer):
    page = desk.get(address(Offer, "change", offer.pk)).content.decode()

    assert 'value="o"' not in page.split("id_requires")[1]


@pytest.mark.parametrize("name", ["requires", "excludes"])
def test_an_unknown_key_is_told_at_its_field(desk, offer, name):
    url = address(Offer, "change", offer.pk)

    response = desk.post(url, sent(offer, **{name: ["hours", "lost"]}))

    assert "no offer with the key “lost”" in str(errors(response)[name])


def test_a_key_that_leads_nowhere_is_shown_and_has_to_go(desk, offer):
    Offer.objects.filter(pk=offer.pk).update(requires=["lost"])
    url = address(Offer, "change", offer.pk)

    page = desk.get(url).content.decode()
    kept = desk.post(url, sent(offer, requires=["lost"]))
    gone = desk.post(url, sent(offer))

    assert "lost: no offer of this revision has that key" in page
    assert "requires" in errors(kept)
    assert gone.status_code == 302


def test_offers_of_another_revision_are_not_offered(desk, offer, strange):
    page = desk.get(address(Offer, "change", offer.pk)).content.decode()

    assert "Offer 2" not in page


def test_a_new_offer_refers_to_those_of_its_draft(desk, offer, shelf):
    form = sent(offer, key="n", revision=shelf["revision"].pk, requires=["hours"])

    response = desk.post(address(Offer, "add"), form)

    assert response.status_code == 302, errors(response)
    assert Offer.objects.get(key="n").requires == ["hours"]


def test_provisions_draw_on_a_quota_by_key(desk, shelf):
    quota = shelf["quota"]
    url = address(Quota, "change", quota.pk)
    page = desk.get(url).content.decode()

    desk.post(url, sent(quota, draws="scenario\n scenario ", draw_more="duty"))

    quota.refresh_from_db()
    assert '<option value="scenario">Add a number</option>' in page
    assert quota.draws == ["scenario", "duty"]


def test_an_unknown_key_that_draws_is_told_with_the_nearest(desk, shelf):
    url = address(Quota, "change", shelf["quota"].pk)

    typed = desk.post(url, sent(None, draws="scenaro"))
    picked = desk.post(url, sent(None, draw_more="scenaro"))

    assert "Did you mean scenario?" in str(errors(typed)["draws"])
    assert "draw_more" in errors(picked)


def test_a_strangers_provision_draws_on_nothing(desk, shelf, strange):
    Provision.objects.filter(pk=shelf["duty"].pk).delete()
    url = address(Quota, "change", shelf["quota"].pk)

    assert "draws" in errors(desk.post(url, sent(None, draws="one-duty")))


def test_a_fixed_quota_and_offer_are_read_only(desk, offer, shelf):
    publish(shelf["revision"])

    for row in (offer, shelf["quota"]):
        response = desk.get(address(type(row), "change", row.pk))
        assert response.status_code == 200
        assert 'type="submit"' not in response.content.decode().split("<main")[1]


def test_lists_say_prices_and_amounts_in_words(desk, shelf):
    revision = shelf["revision"]
    Offer.objects.filter(revision=revision).update(
        price=1250, currency="USD", unit="hour", minimum=10, step=5, term_months=12
    )
    Rate.objects.filter(revision=revision).update(amount="150.5", currency="USD")
    SpendBand.objects.filter(revision=revision).update(low=None, high=9999)

    offers, rates, bands = (
        desk.get(address(model, "changelist")).content.decode()
        for model in (Offer, Rate, SpendBand)
    )

    assert "1,250.00 USD / hour" in offers
    assert "from 10, by 5" in offers
    assert "12 months" in offers
    assert "150.50 USD / hour" in rates
    assert "up to 9,999.00" in bands
