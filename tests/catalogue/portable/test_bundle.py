"""The guides that come with the project."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from billing.models import Statement
from catalogue.actions.bundle import bundled_files, load_guide_file
from catalogue.actions.drafting import copy_to_draft
from catalogue.actions.publishing import publish
from catalogue.models import Calendar, Contact, Guide, Mail, Provider, Revision
from catalogue.platform import roles
from catalogue.portable import dump
from catalogue.portable.keys import with_keys
from catalogue.portable.yaml import parse, render
from tickets.models import Clock, Event, Reservation, Ticket

# Nothing is asked of these guides: the vectors of their thousand lines are not waited for.
pytestmark = pytest.mark.usefixtures("without_model")

FRIDAY = dt.datetime(2026, 3, 13, 15, tzinfo=dt.UTC)


@pytest.mark.parametrize("path", bundled_files(), ids=lambda path: path.stem)
def test_a_bundled_guide_is_in_the_form_that_is_written(path):
    text = path.read_text(encoding="utf-8")

    assert render(parse(text, path.name)) == text


@pytest.mark.django_db
@pytest.mark.parametrize("path", bundled_files(), ids=lambda path: path.stem)
def test_the_database_gives_a_bundled_guide_back_word_for_word(path, now):
    revision, created = load_guide_file(path, at=now)

    assert created
    assert revision.state == Revision.State.PUBLISHED
    assert dump.read(revision) == with_keys(
        parse(path.read_text(encoding="utf-8"), path.name).revision
    )


@pytest.mark.django_db
def test_loading_twice_changes_nothing(now):
    path = bundled_files()[0]
    first, _ = load_guide_file(path, at=now)

    again, created = load_guide_file(path, at=now)

    assert (again, created) == (first, False)


@pytest.mark.django_db
def test_a_changed_file_waits_where_staff_published_their_own(now, tmp_path):
    path = bundled_files()[0]
    first, _ = load_guide_file(path, at=now)
    publish(copy_to_draft(first, at=now), by="curator@acme.example", at=now)
    changed = tmp_path / path.name
    changed.write_text(
        path.read_text().replace("paraphrase: true", "paraphrase: false")
    )

    revision, created = load_guide_file(changed, at=now)

    assert created
    assert revision.state == Revision.State.DRAFT


@pytest.mark.django_db
def test_calendars_are_loaded_once(now):
    for path in bundled_files():
        load_guide_file(path, at=now)
    before = Calendar.objects.count()

    for path in bundled_files():
        load_guide_file(path, at=now)

    assert Calendar.objects.count() == before > 0
    assert Provider.objects.count() == 4


@pytest.mark.django_db
def test_demo_customers_are_made_once_and_have_tickets(time_machine):
    time_machine.move_to(FRIDAY, tick=False)
    roles.sync()
    call_command("load_catalogue", verbosity=0)

    for _ in range(2):
        call_command("load_demo", verbosity=0)
        call_command("load_demo_tickets", verbosity=0)
        call_command("load_demo_hours", verbosity=0)

    assert Contact.objects.count() == 6
    assert Guide.objects.filter(subscriptions__isnull=False).distinct().count() == 5
    assert Counter(Ticket.objects.values_list("state", flat=True)) == {
        "new": 2,
        "open": 3,
        "pending_customer": 2,
        "pending_approval": 1,
        "pending_third_party": 1,
        "scheduled": 1,
        "resolved": 2,
    }
    assert Reservation.objects.filter(is_beyond=True).count() == 1
    assert Clock.objects.exclude(breached_at=None).exists()
    # A year of statements behind each of the four agreements; of the month before, 34 h 40 min, 8
    # hours of them the network's: 2 of its 10 expire, 6 h 40 min are overage at $175.
    assert Counter(Statement.objects.values_list("customer__key", flat=True)) == {
        "northwind-clinics": 12,
        "contoso-retail": 12,
        "harbor-outfitters": 12,
        "lakeside-logistics": 12,
    }
    last = Statement.objects.filter(customer__key="lakeside-logistics").first()
    assert last.lines.get(kind="overage").amount == Decimal("1166.67")
    assert Ticket.objects.filter(assignee__email="eva@remit.example").count() == 10
    assert not Mail.objects.exists()
    assert not Event.objects.filter(told_at=None).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "command", ["load_demo", "load_demo_tickets", "load_demo_hours"]
)
def test_demo_data_is_refused_in_production(settings, command):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="production"):
        call_command(command)

    assert not Contact.objects.exists()


@pytest.mark.django_db
def test_demo_tickets_wait_for_the_demo_customers():
    call_command("load_demo_tickets", verbosity=0)

    assert not Ticket.objects.exists()
