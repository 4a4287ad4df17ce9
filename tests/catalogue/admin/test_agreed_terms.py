"""What a customer agreed on beside its guide: hours of its own, and the cases it qualifies for."""

import datetime as dt

import pytest

from catalogue.actions.carrying import carry_over, what_is_lost
from catalogue.actions.drafting import save_draft
from catalogue.actions.subscribing import CannotSubscribe, save_subscription
from catalogue.models import Calendar, CalendarIsFixed, Provider, Subscription
from catalogue.portable import form
from tests.catalogue.admin.test_exchange import (
    errors,
    exported,
    table,
    take_in,
    try_file,
)
from tests.catalogue.admin.test_pages import address
from tests.catalogue.conftest import small_form


def with_cases(source, *cases):
    """Times that apply to each of the cases alone."""
    targets = source.service_levels[0].priorities[1].targets
    targets += [form.Target("response", "1 day", 1440, applies_to=c) for c in cases]
    return source


@pytest.fixture
def subscription(northwind, publish_form):
    """Northwind follows a guide with times for the cloud and for premises."""
    revision = publish_form(with_cases(small_form(), "cloud", "premises"))
    return Subscription.objects.create(
        customer=northwind,
        guide=revision.guide,
        service_level=revision.service_levels.get(),
        starts_on=dt.date(2026, 1, 1),
    )


@pytest.fixture
def hours(provider):
    """A calendar of the guide's provider."""
    calendar = Calendar.objects.create(provider=provider, key="late", name="Late")
    calendar.versions.create(valid_from="2026-01-01", zone="UTC", always_open=True)
    return calendar


@pytest.fixture
def foreign(db):
    """A calendar of another provider."""
    other = Provider.objects.create(key="other", name="Other")
    return Calendar.objects.create(provider=other, key="odd", name="Odd hours")


def test_agreed_hours_are_the_providers(subscription, hours, foreign):
    subscription.calendar = foreign
    with pytest.raises(CannotSubscribe, match="Choose a calendar of Acme") as refused:
        save_subscription(subscription)

    subscription.calendar = hours
    save_subscription(subscription)

    assert refused.value.field == "calendar"
    assert Subscription.objects.get().calendar == hours


def test_a_customer_qualifies_for_what_the_guide_names(subscription):
    subscription.qualifies_for = ["cloud", "moon"]
    with pytest.raises(CannotSubscribe, match="Choose of: cloud, premises"):
        save_subscription(subscription)

    subscription.qualifies_for = ["cloud"]
    save_subscription(subscription)

    assert Subscription.objects.get().qualifies_for == ["cloud"]


def test_hours_that_a_customer_agreed_on_stay_as_they_are(subscription, hours):
    version = hours.versions.get()
    version.save()
    subscription.calendar = hours
    save_subscription(subscription)

    with pytest.raises(CalendarIsFixed):
        version.save()


def test_they_are_chosen_on_the_page(desk, subscription, hours, foreign):
    page = address(Subscription, "change", subscription.pk)
    posted = {
        "customer": subscription.customer_id,
        "guide": subscription.guide_id,
        "service_level": subscription.service_level_id,
        "starts_on": "2026-01-01",
        "calendar": hours.pk,
        "qualifies_for": ["premises"],
        "measures-TOTAL_FORMS": 0,
        "measures-INITIAL_FORMS": 0,
    }

    fields = desk.get(page).context["adminform"].form.fields
    refused = desk.post(page, posted | {"qualifies_for": ["moon"]})
    saved = desk.post(page, posted)

    subscription.refresh_from_db()
    assert list(fields["calendar"].queryset) == [hours]
    assert [value for value, _ in fields["qualifies_for"].choices] == [
        "cloud",
        "premises",
    ]
    assert "moon is not one of the available choices" in refused.content.decode()
    assert saved.status_code == 302
    assert (subscription.calendar, subscription.qualifies_for) == (hours, ["premises"])


def test_a_guide_without_cases_says_so(desk, northwind, small_guide):
    own = Subscription.objects.create(
        customer=northwind, guide=small_guide.guide, starts_on=dt.date(2026, 1, 1)
    )

    html = desk.get(address(Subscription, "change", own.pk)).content.decode()

    assert "No promised time of the guide applies to some customers alone." in html


def test_they_go_out_and_come_in_as_columns(desk, subscription, hours, foreign):
    first = "customer,guide,starts_on,calendar,qualifies_for\n"
    row = "northwind,acme/voice,2026-01-01"

    wrong = try_file(desk, "subscription", f"{first}{row},odd,cloud\n")
    unknown = try_file(desk, "subscription", f"{first}{row},late,moon\n")
    sound = try_file(desk, "subscription", f'{first}{row},late,"cloud\npremises"\n')
    take_in(desk, "subscription", sound)

    subscription.refresh_from_db()
    assert errors(wrong) == [(2, "calendar", "No such calendar: “odd”.")]
    assert errors(unknown)[0][1] == "qualifies_for"
    assert subscription.calendar == hours
    assert subscription.qualifies_for == ["cloud", "premises"]
    (out,) = table(exported(desk, "subscription"))
    assert (out["calendar"], out["qualifies_for"]) == ("late", "cloud\npremises")


def test_they_stay_when_a_new_revision_comes_into_force(
    subscription, hours, next_draft_of_voice, now
):
    Subscription.objects.update(calendar=hours, qualifies_for=["cloud", "premises"])
    old = subscription.service_level.revision
    new = next_draft_of_voice("Cloud")

    lost = what_is_lost(old, new, at=now)
    carried = carry_over(old, new, by="curator@acme.example", at=now)

    subscription.refresh_from_db()
    assert lost == ["No time applies to “premises” alone any more: 1 customer has it."]
    assert carried.subscriptions == 1
    assert subscription.calendar == hours
    assert subscription.qualifies_for == ["Cloud", "premises"]


@pytest.fixture
def next_draft_of_voice(subscription, now):
    """A further draft of the guide with times for the given cases alone."""

    def make(*cases):
        source = with_cases(small_form(), *cases)
        return save_draft(source, guide=subscription.guide, at=now)[0]

    return make
