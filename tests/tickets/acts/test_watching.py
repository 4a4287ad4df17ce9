"""Contacts who follow a ticket of somebody else."""

import pytest

from catalogue.models import Contact
from tests.tickets.acts.lives import contact_of, kinds, last
from tickets.actions.refusals import NotAllowed, Refused
from tickets.actions.watching import unwatch, watch
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def carl(northwind):
    """A colleague without a login."""
    return Contact.objects.create(
        customer=northwind, name="Carl", email="carl@northwind.example"
    )


@pytest.mark.parametrize("who", ["staff_actor", "dana_actor"])
def test_staff_and_managers_add_anybody(mine, carl, now, request, who):
    actor = request.getfixturevalue(who)

    watch(mine.pk, contact=carl.pk, actor=actor, at=now)

    assert mine.watchers.get().contact == carl
    assert (last(mine).kind, last(mine).data) == (
        "watched",
        {"contact": "Carl", "watches": True},
    )


def test_whoever_watches_can_leave_and_then_sees_it_no_more(mine, walt, now):
    unwatch(mine.pk, contact=contact_of(walt).pk, actor=walt, at=now)

    assert last(mine).data["watches"] is False
    assert not Ticket.objects.visible_to(walt).exists()


def test_others_add_and_remove_only_themselves(mine, walt, rita, carl, now):
    watching = contact_of(walt).pk

    for contact in (carl.pk, 0):
        with pytest.raises(NotAllowed, match="Ask a manager"):
            watch(mine.pk, contact=contact, actor=walt, at=now)
    with pytest.raises(NotAllowed):
        unwatch(mine.pk, contact=watching, actor=rita, at=now)

    assert [row.contact_id for row in mine.watchers.all()] == [watching]


def test_an_approver_who_sees_it_watches_it(mine, anna, now):
    mine.approvals.create(customer=mine.customer, asked_at=now, asked_by="eve")

    watch(mine.pk, contact=contact_of(anna).pk, actor=anna, at=now)

    assert mine.watchers.get().contact == contact_of(anna)


def test_watching_twice_or_one_s_own_changes_nothing(mine, walt, staff_actor, now):
    for contact in (contact_of(walt).pk, mine.requester_id):
        watch(mine.pk, contact=contact, actor=staff_actor, at=now)

    assert kinds(mine) == ["opened"]
    assert mine.watchers.count() == 1


def test_only_active_contacts_of_the_customer_watch(
    mine, carl, stranger, staff_actor, now
):
    carl.is_active = False
    carl.save()

    for contact in (carl.pk, stranger.contacts.get().pk):
        with pytest.raises(Refused) as refusal:
            watch(mine.pk, contact=contact, actor=staff_actor, at=now)
        assert refusal.value.field == "contact"


def test_a_stranger_watches_nothing(mine, stranger_actor, now):
    with pytest.raises(Ticket.DoesNotExist):
        watch(
            mine.pk, contact=contact_of(stranger_actor).pk, actor=stranger_actor, at=now
        )
