"""Who is told that a revision comes into force, of what, and in how many queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.actions import notices
from catalogue.actions.drafting import copy_to_draft, save_draft
from catalogue.actions.publishing import publish, withdraw
from catalogue.actions.scheduling import publish_due, schedule, unschedule
from catalogue.models import Contact, Customer, Mail, Subscription
from catalogue.platform.outbox import send_due
from tests.catalogue.conftest import small_form

DAY = dt.timedelta(days=1)
BY = "curator@acme.example"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def address(settings):
    settings.REMIT_URL = "https://remit.example/"


@pytest.fixture
def draft(small_guide, now):
    """A draft in which passwords are reset by the hour."""
    text = small_form()
    text.label = "v2"
    row = next(p for p in text.sections[2].provisions if p.key == "password-reset")
    row.label, row.charge = "Hourly $", "hourly"
    return save_draft(text, guide=small_guide.guide, at=now)[0]


def mailed():
    return sorted(Mail.objects.values_list("recipient", flat=True))


def test_who_follows_the_guide_is_told_what_changes(draft, subscription, dana, now):
    publish(draft, by=BY, at=now)

    mail = Mail.objects.get()
    assert mail.recipient == dana.email
    assert (mail.customer, mail.provider) == (
        subscription.customer,
        draft.guide.provider,
    )
    assert mail.subject == "Voice Service Guide: what changes on 10 March 2026"
    assert "revision 2 (v2) of “Voice Service Guide” takes the place of" in mail.text
    assert "Reset a user's password" in mail.text
    assert "https://remit.example/guides/acme/voice/compare/?from=1&to=2" in mail.text
    assert "<li>" in mail.html
    assert 'compare/?from=1&amp;to=2"' in mail.html


def test_the_link_in_the_mail_leads_to_the_comparison(
    draft, subscription, dana, now, client, settings
):
    publish(draft, by=BY, at=now)
    text = Mail.objects.get().text
    client.force_login(dana)

    link = text.split("https://remit.example")[1].split()[0]

    assert client.get(link).status_code == 200


def test_who_is_pinned_is_not_told(draft, subscription, dana, small_guide, now):
    Subscription.objects.update(pinned_revision=small_guide)

    publish(draft, by=BY, at=now)

    assert mailed() == []


def test_nobody_is_told_of_a_revision_that_says_the_same(
    small_guide, subscription, dana, now
):
    publish(copy_to_draft(small_guide, at=now), by=BY, at=now)

    assert mailed() == []


@pytest.mark.parametrize(
    ("starts", "ends", "told"),
    [
        (dt.date(2026, 3, 10), None, True),
        (dt.date(2026, 3, 11), None, False),
        (dt.date(2026, 1, 1), dt.date(2026, 3, 10), False),
        (dt.date(2026, 1, 1), dt.date(2026, 3, 11), True),
    ],
)
def test_told_is_whose_subscription_is_in_force(
    draft, subscription, dana, now, starts, ends, told
):
    Subscription.objects.update(starts_on=starts, ends_on=ends)

    publish(draft, by=BY, at=now)

    assert bool(mailed()) is told


def test_the_day_is_the_customers_own(draft, subscription, dana, now):
    late = dt.datetime(2026, 3, 11, 2, tzinfo=dt.UTC)  # still the tenth in Chicago
    Subscription.objects.update(ends_on=dt.date(2026, 3, 11))

    publish(draft, by=BY, at=late)

    assert "From 10 March 2026" in Mail.objects.get().text


def test_every_active_contact_is_told_once(draft, subscription, dana, northwind, now):
    other = Customer.objects.create(key="other", name="Other")
    Subscription.objects.create(
        customer=other, guide=draft.guide, starts_on=dt.date(2026, 1, 1)
    )
    rows = [
        (northwind, "lee@northwind.example", True),
        (northwind, "gone@northwind.example", False),
        (other, "Dana@northwind.example", True),
    ]
    for customer, email, active in rows:
        Contact.objects.create(
            customer=customer, name="Somebody", email=email, is_active=active
        )

    publish(draft, by=BY, at=now)

    assert mailed() == ["dana@northwind.example", "lee@northwind.example"]


def test_other_guides_customers_are_not_told(draft, stranger, now):
    publish(draft, by=BY, at=now)

    assert mailed() == []


def test_a_first_revision_is_announced(small_guide, now, dana, northwind, provider):
    text = small_form()
    text.title = "New guide"
    guide = provider.guides.create(key="new", title="New guide")
    Subscription.objects.create(
        customer=northwind, guide=guide, starts_on=dt.date(2026, 1, 1)
    )
    first, _ = save_draft(text, guide=guide, at=now)

    publish(first, by=BY, at=now)

    mail = Mail.objects.get()
    assert mail.subject == "New guide: in force from 10 March 2026"
    assert "https://remit.example/guides/acme/new/" in mail.text


def test_after_a_withdrawal_the_last_text_is_compared(
    draft, subscription, dana, small_guide, now
):
    withdraw(small_guide, reason="Wrong.", by=BY, at=now)

    publish(draft, by=BY, at=now + DAY)

    text = Mail.objects.get().text
    assert "Reset a user's password" in text
    assert "https://remit.example/guides/acme/voice/revisions/2/" in text


def test_a_later_date_is_told_when_it_is_set_and_when_it_comes(
    draft, subscription, dana, now, mailoutbox
):
    schedule(draft, effective_at=now + 5 * DAY, by=BY, at=now)
    send_due(now)
    publish_due(now + 5 * DAY)
    send_due(now + 5 * DAY)

    first, second = mailoutbox
    assert "From 15 March 2026" in first.body
    assert "From that day you can read it side by side: https://" in first.body
    assert "From 15 March 2026" in second.body
    assert "\nRead it side by side: https://" in second.body


def test_a_date_taken_back_at_once_is_told_to_nobody(
    draft, subscription, dana, now, mailoutbox
):
    scheduled = schedule(draft, effective_at=now + 5 * DAY, by=BY, at=now)
    unschedule(scheduled, by=BY, at=now)
    send_due(now)

    assert mailoutbox == []


def test_who_was_told_a_date_is_told_that_it_is_off(
    draft, subscription, dana, now, mailoutbox
):
    scheduled = schedule(draft, effective_at=now + 5 * DAY, by=BY, at=now)
    send_due(now)
    unschedule(scheduled, by=BY, at=now + DAY)
    send_due(now + DAY)
    again = schedule(draft, effective_at=now + 5 * DAY, by=BY, at=now + 2 * DAY)
    send_due(now + 2 * DAY)

    assert [message.subject.partition(": ")[2] for message in mailoutbox] == [
        "what changes on 15 March 2026",
        "no change on 15 March 2026",
        "what changes on 15 March 2026",
    ]
    assert notices.told_of_schedule(again) == 1


def test_a_title_cannot_become_a_header_or_markup(
    draft, subscription, dana, now, mailoutbox
):
    draft.title = "Voice\r\nBcc: all@customer.example <script>"
    draft.save()

    publish(draft, by=BY, at=now)
    send_due(now)

    assert "\n" not in mailoutbox[0].subject
    assert "bcc" not in {key.lower() for key in dict(mailoutbox[0].message().items())}
    assert "<script>" not in mailoutbox[0].alternatives[0].content


def test_a_refused_publication_tells_nobody(
    draft, subscription, dana, now, monkeypatch
):
    def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(notices.outbox, "post", fail)

    with pytest.raises(OSError, match="disk full"):
        publish(draft, by=BY, at=now)

    draft.refresh_from_db()
    assert draft.is_draft
    assert mailed() == []


def crowd(guide, customers, contacts):
    """Customers that follow a guide, each with contacts."""
    many = [Customer(key=f"many{n}", name=f"Many {n}") for n in range(customers)]
    rows = Customer.objects.bulk_create(many)
    Subscription.objects.bulk_create(
        Subscription(customer=row, guide=guide, starts_on=dt.date(2026, 1, 1))
        for row in rows
    )
    Contact.objects.bulk_create(
        Contact(customer=row, name="One", email=f"c{n}@{row.key}.example")
        for row in rows
        for n in range(contacts)
    )


def test_telling_two_thousand_people_takes_as_many_questions_as_telling_two(
    draft, small_guide, now
):
    def asked():
        with CaptureQueriesContext(connection) as caught:
            count = notices.tell_in_force(small_guide, draft, at=now)
        Mail.objects.all().delete()
        questions = [q for q in caught if not q["sql"].startswith("INSERT")]
        return count, len(questions), len(caught)

    crowd(draft.guide, 1, 2)
    few = asked()
    Customer.objects.filter(key="many0").delete()
    crowd(draft.guide, 200, 10)
    many = asked()

    assert (few[0], many[0]) == (2, 2000)
    assert few[1] == many[1]
    assert many[2] - few[2] <= (4 if connection.vendor == "postgresql" else 36)
