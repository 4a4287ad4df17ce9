"""The timeline is only added to, whoever writes: by a row, by a queryset, in plain SQL."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet

from catalogue.platform import triggers
from catalogue.platform.guards import RECORDED
from tests.catalogue.plain_sql import copy, refused, replacing, run, table
from tickets.models import Event, EventIsKept

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def event(ticket, now):
    """A line of the timeline of Northwind's ticket."""
    return Event.objects.create(
        ticket=ticket, customer=ticket.customer, kind="noted", at=now, by="sam"
    )


def test_a_row_is_neither_saved_again_nor_deleted(event):
    with pytest.raises(EventIsKept):
        event.save()
    with pytest.raises(EventIsKept):
        event.delete()
    with pytest.raises(EventIsKept):
        Event.objects.update(body="another story")
    with pytest.raises(EventIsKept):
        Event.objects.all().delete()


def test_the_database_lets_no_column_change_but_when_it_was_told(event, now):
    others = {
        "ticket": F("ticket") + 1,
        "customer": F("customer") + 1,
        "kind": "replied",
        "at": now + DAY,
        "recorded_at": now + DAY,
        "by": "eve",
        "by_staff": True,
        "contact": 1,
        "is_public": True,
        "body": "another story",
        "data": {"to": "closed"},
    }
    rows = QuerySet(Event).filter(pk=event.pk)  # knows nothing of the model's own rule

    assert {f.name for f in Event._meta.concrete_fields} == {"id", "told_at", *others}
    for name, other in others.items():
        with pytest.raises(IntegrityError, match=RECORDED), transaction.atomic():
            rows.update(**{name: other})
    assert Event.objects.told(now) == 1


def test_the_database_keeps_every_line(event):
    refused(RECORDED, f"DELETE FROM {table(Event)} WHERE id = %s", event.pk)
    refused(RECORDED, replacing(copy(event, id=event.pk, body="'x'"), "id", "body"))


def test_lines_are_added_freely(event):
    assert run(copy(event)) == 1


@pytest.mark.postgres
def test_the_timeline_is_not_emptied_at_a_stroke(event):
    assert connection.vendor == "postgresql"

    run("SET CONSTRAINTS ALL IMMEDIATE")

    refused(RECORDED, f"TRUNCATE {table(Event)} CASCADE")


def test_a_database_that_lost_the_guard_gets_it_again(event):
    name = f"{table(Event)}_recorded_delete"
    place = f" ON {table(Event)}" if connection.vendor == "postgresql" else ""
    run(f"DROP TRIGGER {name}{place}")

    triggers.install()

    assert (name, table(Event)) in triggers.installed()
