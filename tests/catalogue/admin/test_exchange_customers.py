"""Customers, their people, subscriptions and calendars from a file: the rules of their pages hold."""

import datetime as dt

from catalogue import models
from catalogue.models import Contact, Subscription
from tests.catalogue.admin.test_exchange import (
    billing,
    errors,
    limited,
    take_in,
    try_file,
)

__all__ = ["billing", "limited"]


def test_limited_staff_make_no_customer(limited):
    answer = try_file(limited, "customer", "key,name\nfresh,Fresh\n")

    assert errors(answer) == [(2, "key", "No such customer: “fresh”.")]


def test_another_providers_guide_does_not_exist(limited, strange):
    rows = "customer,guide,starts_on\nc1,p2/g,2027-01-01\nc1,p1/none,2027-01-01\n"

    answer = try_file(limited, "subscription", rows)

    assert errors(answer) == [
        (2, "guide", "No such guide: “p2/g”."),
        (3, "guide", "No such guide: “p1/none”."),
    ]


def test_an_import_gives_no_login(desk, shelf):
    answer = try_file(desk, "contact", "customer,email,user\nc1,a@b.example,1\n")

    assert "not known here: “user”" in str(errors(answer))


def test_a_contact_is_found_in_any_case_of_letters(desk, shelf):
    rows = "customer,email,role\nc1,CONTACT1@customer.example,Approver\n"

    take_in(desk, "contact", try_file(desk, "contact", rows))

    contact = Contact.objects.get()
    assert contact.role == "approver"
    assert contact.email == "contact1@customer.example"


def test_wrong_words_of_a_contact_are_told(desk, shelf):
    rows = "customer,email,name,role,active\nc1,nobody,N,boss,maybe\n"

    answer = try_file(desk, "contact", rows)

    assert {name: text for _, name, text in errors(answer)} == {
        "email": "Enter a valid email address.",
        "role": "“boss” is none of requester, approver, billing, manager.",
        "is_active": "“maybe” is neither yes nor no.",
    }


def test_subscriptions_keep_their_rule(desk, shelf, strange):
    rows = (
        "customer,guide,starts_on,ends_on,pinned_revision,service_level\n"
        "c2,p2/g,2027-01-01,,,\n"
        "c1,p2/g,2026-05-01,2027-05-01,1,Level 2\n"
        "c1,p1/g,soon,,,\n"
        "c1,p2/g,2028-01-01,,9,\n"
        "c1,p2/g,2029-01-01,,1,Level 1\n"
    )

    answer = try_file(desk, "subscription", rows)

    told = {(number, name): text for number, name, text in errors(answer)}
    assert "subscribes to this guide from 2026-01-01" in told[2, "starts_on"]
    assert told[4, "starts_on"] == "“soon” is no date such as 2026-01-31."
    assert "No such pinned revision: “9”" in told[5, "pinned_revision"]
    assert "No such service level" in told[6, "service_level"]
    assert {number for number, _ in told} == {2, 4, 5, 6}


def test_a_subscription_and_its_figures_are_taken_in(desk, shelf, strange):
    rows = (
        "customer,guide,starts_on,ends_on,pinned_revision,service_level\n"
        "c1,p2/g,2026-05-01,2027-05-01,1,Level 2\n"
    )
    figures = (
        "customer,guide,starts_on,kind,valid_from,value,currency\n"
        "c1,p2/g,2026-05-01,managed_spend,2026-05-01,26000.50,USD\n"
        "c1,p2/g,2026-05-01,users,2026-05-01,many,\n"
    )
    take_in(desk, "subscription", try_file(desk, "subscription", rows))

    refused = try_file(desk, "subscriptionmeasure", figures)
    sound = figures.replace("many", "25")
    take_in(desk, "subscriptionmeasure", try_file(desk, "subscriptionmeasure", sound))

    made = Subscription.objects.get(guide=strange["guide"], customer=shelf["customer"])
    assert errors(refused) == [(3, "value", "“many” is no number such as 1250.50.")]
    assert (made.service_level.name, made.pinned_revision.number) == ("Level 2", 1)
    assert sorted(m.value for m in made.measures.all()) == [25, 26000.50]
    assert {m.customer_id for m in made.measures.all()} == {shelf["customer"].pk}


def test_hours_and_closures_are_taken_in(desk, shelf):
    hours = (
        "calendar,valid_from,day,opens,closes\np1/c,2026-01-01,Tuesday,08:30,24:00\n"
    )
    closed = "calendar,valid_from,day,name\np1/c,2026-01-01,2026-12-25,Christmas\n"

    take_in(desk, "window", try_file(desk, "window", hours))
    take_in(desk, "closure", try_file(desk, "closure", closed))

    assert models.Window.objects.filter(day=1, opens=510, closes=1440).exists()
    assert models.Closure.objects.filter(day=dt.date(2026, 12, 25)).exists()


def test_wrong_hours_are_told(desk, shelf):
    rows = (
        "calendar,valid_from,day,opens,closes\n"
        "p1/c,2026-01-01,tuesday,8,17:00\n"
        "p1/c,2026-01-01,someday,08:00,17:00\n"
        "p1/c,2026-01-01,tuesday,17:00,08:00\n"
        "p1/x,2026-01-01,tuesday,08:00,17:00\n"
    )

    answer = try_file(desk, "window", rows)

    told = {(number, name): text for number, name, text in errors(answer)}
    assert told[2, "opens"] == "“8” is no time of day such as 08:30."
    assert "“someday” is none of" in told[3, "day"]
    assert told[4, ""] == "A window opens before it closes, within one day."
    assert told[5, "calendar"] == "No such calendar: “p1/x from 2026-01-01”."


def test_a_calendar_that_tickets_are_judged_by_takes_nothing_in(desk, strange):
    closed = "calendar,valid_from,day,name\np2/c,2026-01-01,2026-12-25,Christmas\n"

    answer = try_file(desk, "closure", closed)

    assert "tickets are judged by it" in str(errors(answer)).lower() or (
        "later date" in str(errors(answer))
    )
