"""What hangs on tickets, and what staff set up: reached at the desk, within their limits."""

import pytest
from django.urls import reverse

from catalogue.models import Contact
from tests.catalogue.admin.conftest import staff
from tests.query_counts import pinned
from tests.tickets.acts.lives import begun
from tickets.actions import moving
from tickets.models import (
    Approval,
    Attachment,
    Clock,
    EscalationContact,
    Event,
    NoticeDuty,
    Preference,
    Queue,
    Watcher,
)

KEPT = [Approval, Attachment, Clock, Event, NoticeDuty, Watcher]


def address(model, page, *args):
    return reverse(f"admin:tickets_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def manager(client, provider):
    """An admin limited to the provider."""
    client.force_login(staff("alex@acme.example", "admin", provider))
    return client


@pytest.fixture
def rows(asked, elsewhere, staff_actor, now, rita):
    """A row of each kind on the ticket, and on another provider's."""
    for ticket in (asked, elsewhere):
        moving.move(
            ticket.pk,
            "wait_for_third_party",
            body="It waits.",
            actor=staff_actor,
            at=now,
        )
        own = {"ticket": ticket, "customer": ticket.customer}
        Watcher.objects.create(**own, contact=rita)
        Approval.objects.create(**own, asked_at=now, asked_by="erin")
        Attachment.objects.create(
            **own,
            event=ticket.events.first(),
            name="log.txt",
            size=1,
            content=b"x",
            uploaded_at=now,
            uploaded_by="erin",
        )
    return asked


@pytest.mark.parametrize("model", KEPT)
def test_what_acts_write_is_read_and_searched_within_limits(manager, rows, model):
    listed = manager.get(address(model, "changelist"), {"q": rows.reference})
    found = listed.context["cl"].result_list
    strange = model.objects.exclude(ticket=rows).first()

    assert found
    assert {row.ticket_id for row in found} == {rows.pk}
    assert manager.get(address(model, "change", found[0].pk)).status_code == 200
    assert manager.get(address(model, "change", strange.pk)).status_code == 302
    assert manager.get(address(model, "add")).status_code == 403
    assert manager.post(address(model, "delete", found[0].pk)).status_code == 403


@pytest.mark.parametrize("model", KEPT)
def test_many_rows_cost_as_many_queries_as_few(manager, rows, plain, now, model):
    name = f"admin:tickets_{model._meta.model_name}_changelist"
    manager.get(address(model, "changelist"))
    with pinned(name):
        manager.get(address(model, "changelist"))
    for _ in range(3):
        begun(plain, at=now)

    with pinned(name):
        manager.get(address(model, "changelist"))


def test_queues_and_escalation_contacts_are_set_up(manager, provider):
    given = {
        "provider": provider.pk,
        "name": "Voice",
        "key": "voice",
        "takes_new": "on",
    }
    manager.post(address(Queue, "add"), given)
    again = manager.post(address(Queue, "add"), given | {"key": "more"})
    who = {"provider": provider.pk, "name": "Duty manager", "email": "d@acme.example"}
    manager.post(address(EscalationContact, "add"), who)

    assert Queue.objects.get().takes_new
    assert b"Another queue of this provider takes new tickets." in again.content
    assert EscalationContact.objects.get().name == "Duty manager"


def test_another_providers_queue_cannot_be_made_or_seen(manager, elsewhere):
    strange = Queue.objects.create(provider=elsewhere.provider, key="q", name="Theirs")
    given = {"provider": elsewhere.provider_id, "name": "Mine", "key": "mine"}

    refused = manager.post(address(Queue, "add"), given)

    assert b"Select a valid choice" in refused.content
    assert manager.get(address(Queue, "change", strange.pk)).status_code == 302
    assert b"Theirs" not in manager.get(address(Queue, "changelist")).content


def test_a_preference_belongs_to_its_contacts_customer(manager, plain, rita):
    given = {"contact": rita.pk, "kind": "due_soon", "wanted": "on"}

    manager.post(address(Preference, "add"), given)

    assert Preference.objects.get().customer == Contact.objects.get().customer
