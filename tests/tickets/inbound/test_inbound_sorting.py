"""What staff do with mail that belongs nowhere yet."""

import pytest

from catalogue.models import Contact, Guide, Provider, Subscription
from catalogue.platform.tenancy import Actor
from tickets.actions import sorting_mail
from tickets.actions.refusals import NotNow, Refused
from tickets.models import InboundMail


def test_a_contact_of_several_customers_is_assigned_by_staff(got, second, staff, now):
    Subscription.objects.create(
        customer=second, guide=Subscription.objects.get().guide, starts_on=now.date()
    )
    row = got()
    assert (row.state, "Fabrikam; Northwind" in row.reason) == ("stray", True)

    contact = second.contacts.get()
    ticket = sorting_mail.assign(row.pk, contact=contact.pk, actor=staff, at=now)

    row.refresh_from_db()
    assert (row.state, row.ticket, row.settled_by) == ("ticket", ticket, staff.name)
    assert ticket.customer == second
    with pytest.raises(NotNow):
        sorting_mail.assign(row.pk, contact=contact.pk, actor=staff, at=now)


def test_staff_join_a_stray_to_a_ticket_or_set_it_aside(got, own, staff, now):
    joined = got("It is me.", sender="private@mail.example")
    aside = got(sender="eve@evil.example", Message_ID="<eve@n>")

    with pytest.raises(Refused, match="no such ticket"):
        sorting_mail.join(joined.pk, reference="T-999999", actor=staff, at=now)
    sorting_mail.join(joined.pk, reference=own.reference.lower(), actor=staff, at=now)
    sorting_mail.set_aside(aside.pk, reason="Spam.", actor=staff, at=now)

    event = own.events.get(kind="commented")
    assert (event.body, event.by, event.contact) == (
        "It is me.",
        "private@mail.example",
        None,
    )
    aside.refresh_from_db()
    assert (aside.state, aside.reason) == ("ignored", "Spam.")


def test_a_message_without_an_address_names_none_of_the_staff(got, own, staff, now):
    row = got(sender="a@b.example, c@d.example")

    sorting_mail.join(row.pk, reference=own.reference, actor=staff, at=now)

    assert own.events.get(kind="commented").by == "somebody without an address"


def test_staff_of_another_provider_sort_nothing_of_it(got, own, now):
    row = got(sender="eve@evil.example")
    limited = Actor(at=now, name="x", is_staff=True, providers=frozenset({0}))

    with pytest.raises(InboundMail.DoesNotExist):
        sorting_mail.join(row.pk, reference=own.reference, actor=limited, at=now)


def test_limited_staff_open_no_ticket_of_another_provider(
    got, second, provider, subscription, now
):
    row = got(sender="eve@evil.example", recipient="desk@other.example")
    other = Provider.objects.create(key="other", name="Other")
    InboundMail.objects.update(provider=other)
    contact = Contact.objects.get(customer=second)
    for each, key in ((provider, "voice"), (other, "data")):
        guide = Guide.objects.filter(provider=each).first()
        guide = guide or Guide.objects.create(provider=each, key=key, title=key)
        second.subscriptions.create(guide=guide, starts_on=now.date())
    limited = Actor(at=now, name="x", is_staff=True, providers=frozenset({other.pk}))
    theirs = second.subscriptions.get(guide__provider=provider).pk

    with pytest.raises(Refused, match="no such subscription"):
        sorting_mail.assign(
            row.pk, contact=contact.pk, subscription=theirs, actor=limited, at=now
        )
