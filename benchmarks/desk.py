"""A desk full of tickets to measure on: a guide with promises, customers, and tickets in bulk."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from catalogue import models
from catalogue.actions.drafting import save_draft
from catalogue.actions.publishing import publish
from catalogue.hours import working_time
from catalogue.portable import form
from tickets.actions import promising
from tickets.models import Clock, Event, Queue, Ticket
from tickets.states import NEW, OPEN

CUSTOMERS = 200
OPEN_SHARE = 10  # one ticket in so many is open, with three clocks
CHUNK = 5000
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
WORDS = ("phones", "queue", "recording", "login", "headset", "report", "number", "menu")


@dataclass(frozen=True)
class Desk:
    """What everything else hangs on; the first customer's manager and program do the asking."""

    revision: models.Revision
    subscriptions: list[models.Subscription]
    manager: models.User
    staff: models.User
    secret: str
    queue: Queue

    @property
    def provision(self) -> models.Provision:
        """The line that tickets are about; a quota bears on it."""
        return self.revision.provisions.get(key="password-reset")


def guide() -> form.Revision:
    """Four promises for P1, two for P2, in support hours; a line with a quota."""

    def target(metric: str, hours: int) -> form.Target:
        return form.Target(metric, f"{hours} hours", hours * 60, clock="support")

    priorities = [
        form.Priority(
            "P1",
            "All are down.",
            targets=[target("response", 1), target("restoration", 4)],
        ),
        form.Priority(
            "P2",
            "One is down.",
            targets=[target("response", 4), target("restoration", 16)],
        ),
    ]
    line = form.Provision(
        "scenario",
        "Reset a password",
        key="password-reset",
        label="Provider",
        charge="included",
        assignments=[form.Assignment("Provider", "X")],
    )
    level = form.ServiceLevel(
        "Standard",
        section="1",
        default_priority="P2",
        priorities=priorities,
        escalations=[
            form.Escalation("P1", 240, "Management"),
            form.Escalation("P2", 960, "Management"),
        ],
    )
    quota = form.Quota(
        "A million resets a month.", 1_000_000, "tickets", "month", draws=[line.key]
    )
    return form.Revision(
        "Benchmark guide",
        parties=[form.Party("Provider", "provider")],
        sections=[form.Section("Work", "1", provisions=[line])],
        service_levels=[level],
        quotas=[quota],
    )


def set_up(at: dt.datetime) -> Desk:
    """The guide in force, its customers, a manager, a key and a member of staff."""
    provider = models.Provider.objects.create(key="benchmark", name="Benchmark")
    calendar = models.Calendar.objects.create(
        provider=provider, key="office", name="Office"
    )
    version = models.CalendarVersion.objects.create(
        calendar=calendar, valid_from=dt.date(2020, 1, 1), zone="America/Chicago"
    )
    for day in range(5):
        models.Window.objects.create(version=version, day=day, opens=480, closes=1080)
    calendar.refresh_from_db()  # each of these made another edition of it
    shelf = models.Guide.objects.create(provider=provider, key="guide", title="Guide")
    draft, _ = save_draft(guide(), guide=shelf, at=at)
    revision = publish(draft, by="benchmark", at=at)
    queue = Queue.objects.create(
        provider=provider,
        key="desk",
        name="Desk",
        email="desk@p.example",
        takes_new=True,
    )
    subscriptions = [subscribed(n, revision, calendar) for n in range(CUSTOMERS)]
    first = subscriptions[0].customer
    manager = models.User.objects.create_user("manager@c0.example", None)
    models.Contact.objects.create(
        customer=first, user=manager, name="M", email=manager.email, role="manager"
    )
    staff = models.User.objects.create_superuser("staff@p.example", None)
    key = models.ApiKey(
        name="monitor", customer=first, scopes=["tickets", "intake"], created_by="bench"
    )
    return Desk(revision, subscriptions, manager, staff, key.issue(), queue)


def subscribed(
    number: int, revision: models.Revision, calendar: models.Calendar
) -> models.Subscription:
    """A customer that follows the guide, with hours agreed."""
    customer = models.Customer.objects.create(
        key=f"c{number}", name=f"Customer {number}", zone="America/Chicago"
    )
    return models.Subscription.objects.create(
        customer=customer,
        guide=revision.guide,
        service_level=revision.service_levels.get(),
        calendar=calendar,
        starts_on=dt.date(2020, 1, 1),
    )


def fill(desk: Desk, tickets: int, at: dt.datetime) -> None:
    """Add tickets until there are so many, one in ten of them open, with three clocks each."""
    while (missing := tickets - Ticket.objects.count()) > 0:
        add(desk, min(missing, CHUNK), at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@transaction.atomic
def add(desk: Desk, count: int, at: dt.datetime) -> None:
    """Tickets with their first event, and clocks for those that are open."""
    draw, had = random.Random(count), Ticket.objects.count()
    level = desk.revision.service_levels.get()
    priorities = list(level.priorities.all())
    rows = [
        ticket(desk, level, draw.choice(priorities), had + n, draw, at)
        for n in range(count)
    ]
    terms = {
        each.pk: {"priority": each.label}
        | promising.terms(
            level=level, priority=each, subscription=desk.subscriptions[0], at=at
        )
        for each in priorities
    }
    for row in rows:
        if row.state == OPEN:
            row.due_at = min(c.due_at for c in clocks(row, terms[row.priority_id]))
    Ticket.objects.bulk_create(rows, batch_size=1000)
    events = [opening(row, terms[row.priority_id]) for row in rows]
    Event.objects.bulk_create(events, batch_size=1000)
    due = [
        c
        for row in rows
        if row.state == OPEN
        for c in clocks(row, terms[row.priority_id])
    ]
    Clock.objects.bulk_create(due, batch_size=1000)


def ticket(
    desk: Desk,
    level: models.ServiceLevel,
    priority: models.Priority,
    number: int,
    draw: random.Random,
    at: dt.datetime,
) -> Ticket:
    """An open ticket of today, or a closed one of the last two years."""
    # The first customer has one in ten: a full page with few tickets as with many.
    subscription = desk.subscriptions[number % CUSTOMERS if number % 10 else 0]
    is_open = number // 10 % OPEN_SHARE == 0
    reported = at - (HOUR * draw.random() if is_open else DAY * draw.uniform(2, 700))
    end = None if is_open else reported + DAY
    return Ticket(
        customer_id=subscription.customer_id,
        provider=desk.queue.provider,
        subscription=subscription,
        revision=desk.revision,
        service_level=level,
        priority=priority,
        state=OPEN if is_open else "closed",
        summary=f"The {draw.choice(WORDS)} and the {draw.choice(WORDS)} fail",
        channel="portal",
        queue=desk.queue,
        reported_at=reported,
        created_at=reported,
        created_by="benchmark",
        updated_at=reported,
        resolved_at=end,
        ended_at=end,
    )


def opening(row: Ticket, terms: dict[str, Any]) -> Event:
    """The event that opened it, told already; with the promises where its clocks still run."""
    return Event(
        ticket=row,
        customer_id=row.customer_id,
        kind="opened",
        at=row.reported_at,
        recorded_at=row.reported_at,
        by="benchmark",
        is_public=True,
        data={"state": NEW} | (terms if row.state == OPEN else {"promises": []}),
        told_at=row.reported_at,
    )


def clocks(row: Ticket, terms: dict[str, Any]) -> list[Clock]:
    """Running clocks as the timeline gives them: what the sweep reckons with is what is stored."""
    calendar = row.subscription.calendar
    assert calendar
    hours, start = working_time(calendar.pk, calendar.edition), row.reported_at
    found = []
    for promise in terms["promises"]:
        goal = dt.timedelta(seconds=promise["goal"])
        early = goal if promise["metric"] == "escalation" else goal * 3 / 4
        found.append(
            Clock(
                ticket=row,
                customer_id=row.customer_id,
                metric=promise["metric"],
                name=promise["name"],
                goal=goal,
                hours=promise["hours"],
                calendar=calendar if promise["calendar"] else None,
                met_by=promise["met_by"],
                state="running",
                started_at=start,
                due_at=hours.add(start, goal) if promise["calendar"] else start + goal,
                edition=calendar.edition,
                fires_at=hours.add(start, early)
                if promise["calendar"]
                else start + early,
            )
        )
    return found
