"""Quotas as reservations: what is accepted reserves, closed consumes, cancelled releases."""

import datetime as dt
from decimal import Decimal

from catalogue.models import SubscriptionMeasure
from catalogue.portable import form
from tests.catalogue.conftest import small_form
from tests.tickets.quota_rows import (
    DANA,
    FOUR,
    HOURS,
    NOVEMBER,
    NUMBERS,
    SHARE,
    line_of,
    opened,
)
from tickets.actions import moving_up, quotas
from tickets.actions.quota_charges import standing
from tickets.models import Event, QuotaPeriod, Reservation, Ticket


def stored(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def amounts():
    return list(QuotaPeriod.objects.values_list("used", "beyond").order_by("pk"))


def test_of_225_users_2_percent_are_four_and_the_fifth_is_number_5_of_4(subscribed):
    subscription = subscribed(SHARE)
    *_, fourth, fifth = [opened(subscription) for _ in range(5)]

    assert fourth.charge == "included"
    assert (fifth.charge, fifth.charge_note) == (
        "hourly",
        (
            "This is number 5 of 4 in November 2026 (2 % of 225 provisioned users); "
            "beyond it the charge is hourly."
        ),
    )
    period = QuotaPeriod.objects.get()
    assert (period.allowed, period.users) == (Decimal("4.5"), 225)
    assert amounts() == [(4, 1)]


def test_the_place_of_one_more_is_told_without_taking_it(subscribed):
    subscription = subscribed(SHARE, FOUR)
    for _ in range(4):
        opened(subscription)

    told = quotas.positions(line_of(subscription), subscription, at=NOVEMBER)

    assert [each.text for each in told] == [
        (
            "This would be number 5 of 4 in November 2026 (2 % of 225 provisioned users); "
            "beyond it the charge is hourly."
        ),
        (
            "This would be number 5 of 4 in November 2026; beyond it a statement of work is "
            "needed."
        ),
    ]
    assert Reservation.objects.count() == 8


def test_of_several_quotas_all_are_taken_and_the_worst_charge_wins(subscribed):
    subscription = subscribed(SHARE, NUMBERS, users=40)

    ticket = opened(subscription, quantity=11)

    assert ticket.charge == "sow"
    assert "number 1 of 0 in November 2026 (2 % of 40" in ticket.charge_note
    assert "makes 11 of 10 numbers in November 2026" in ticket.charge_note
    assert amounts() == [(0, 1), (0, 11)]


def test_without_users_a_share_cannot_be_told_and_nothing_is_charged(subscribed):
    subscription = subscribed(SHARE, users=None)

    ticket = opened(subscription)

    assert ticket.charge == "unstated"
    assert "staff must enter the provisioned users" in ticket.charge_note
    assert not QuotaPeriod.objects.exists()

    SubscriptionMeasure.objects.create(
        subscription=subscription, kind="users", value=100, valid_from=NOVEMBER.date()
    )
    quotas.renew(ticket, author=DANA, at=NOVEMBER)

    assert ticket.charge == "included"
    assert "number 1 of 2" in ticket.charge_note


def test_a_period_keeps_the_users_that_it_began_with(subscribed):
    subscription = subscribed(SHARE)
    opened(subscription)
    SubscriptionMeasure.objects.create(
        subscription=subscription, kind="users", value=1000, valid_from=NOVEMBER.date()
    )

    opened(subscription)

    assert QuotaPeriod.objects.get().users == 225


def test_months_begin_at_the_midnight_of_the_customer(subscribed):
    subscription = subscribed(FOUR)
    last_evening = dt.datetime(2026, 12, 1, 5, 59, tzinfo=dt.UTC)  # 23:59 in Chicago

    opened(subscription, at=last_evening)
    opened(subscription, at=last_evening + dt.timedelta(minutes=1))

    starts = QuotaPeriod.objects.order_by("starts_on").values_list(
        "starts_on", flat=True
    )
    assert list(starts) == [dt.date(2026, 11, 1), dt.date(2026, 12, 1)]


def test_work_goes_beyond_as_it_is_logged_and_comes_back(subscribed):
    subscription = subscribed(HOURS)
    ticket = opened(subscription, minutes=30)
    charges = []

    for minutes in (120, 121, 120):
        quotas.set_minutes(ticket, minutes, author=DANA, at=NOVEMBER)
        charges.append((stored(ticket).charge, *amounts()))

    assert charges == [
        ("included", (120, 0)),
        ("sow", (0, 121)),
        ("included", (120, 0)),
    ]
    told = Event.objects.filter(ticket=ticket, kind=Event.Kind.QUOTA)
    assert [each.data["to"] for each in told][-2:] == ["sow", "included"]
    assert stored(ticket).charge_note == (
        "This makes 2 h of 2 h of work in November 2026; beyond it a statement of work is "
        "needed."
    )


def test_a_place_that_becomes_free_goes_to_the_earliest_beyond(subscribed):
    subscription = subscribed(FOUR)
    first, *_, fifth, sixth = [opened(subscription) for _ in range(6)]

    quotas.release(first, author=DANA, at=NOVEMBER)

    assert (stored(fifth).charge, stored(sixth).charge) == ("included", "sow")
    assert "number 4 of 4" in stored(fifth).charge_note
    event = fifth.events.get()
    assert (event.kind, event.is_public, event.by) == ("quota", True, DANA.name)
    assert amounts() == [(4, 1)]


def test_a_closed_ticket_keeps_its_place_and_gives_it_to_nobody(subscribed):
    subscription = subscribed(FOUR)
    first, *_, fifth = [opened(subscription) for _ in range(5)]
    quotas.consume(first, author=DANA, at=NOVEMBER)

    quotas.release(first, author=DANA, at=NOVEMBER)

    assert first.reservations.get().state == "consumed"
    assert stored(fifth).charge == "sow"


def test_a_ticket_that_moved_up_unseen_is_reckoned_by_the_sweep(subscribed):
    subscription = subscribed(FOUR)
    *_, fifth = [opened(subscription) for _ in range(5)]
    QuotaPeriod.objects.update(beyond=0, used=4, allowed=5)
    Reservation.objects.filter(ticket=fifth).update(is_beyond=False, position=6)

    assert moving_up.sweep(NOVEMBER) == 1
    assert moving_up.sweep(NOVEMBER) == 0
    assert stored(fifth).charge == "included"


def test_a_ticket_that_cannot_be_reckoned_keeps_no_other_waiting(
    subscribed, monkeypatch, caplog
):
    subscription = subscribed(FOUR)
    *_, fifth, sixth = [opened(subscription) for _ in range(6)]
    QuotaPeriod.objects.update(beyond=0, used=6, allowed=6)
    later = Reservation.objects.filter(ticket__in=[fifth, sixth])
    later.update(is_beyond=False, position=7)
    reckon = moving_up.recharge

    def fail(ticket, **stamp):
        if ticket == fifth:
            raise ValueError("no")
        return reckon(ticket, **stamp)

    monkeypatch.setattr(moving_up, "recharge", fail)

    assert moving_up.sweep(NOVEMBER) == 1
    assert (stored(fifth).charge, stored(sixth).charge) == ("sow", "included")
    assert f"ticket {fifth.pk} costs cannot be reckoned" in caplog.text


def test_another_line_gives_back_and_reserves_anew(subscribed):
    subscription = subscribed(FOUR, SHARE | {"draws": ["build-a-custom-report"]})
    ticket = opened(subscription)
    ticket.provision = line_of(subscription, "build-a-custom-report")

    quotas.renew(ticket, author=DANA, at=NOVEMBER)

    assert amounts() == [(0, 0), (1, 0)]
    assert [each.quota.unit for each in standing(ticket)] == ["percent"]
    assert ticket.charge == "hourly"  # the line itself is


def test_a_new_revision_goes_on_with_a_period_that_has_begun(subscribed, publish_form):
    subscription = subscribed(FOUR)
    for _ in range(4):
        opened(subscription)
    source = small_form()
    source.label, source.quotas = "v2", [form.Quota(**FOUR | {"value": 3})]
    publish_form(source)

    (place,) = quotas.positions(line_of(subscription), subscription, at=NOVEMBER)

    assert "number 5 of 4" in place.text


def test_an_allowance_that_the_guide_states_twice_is_counted_once(subscribed):
    subscription = subscribed(NUMBERS, NUMBERS | {"per": "billing period"})

    opened(subscription, quantity=3)

    assert amounts() == [(3, 0)]
