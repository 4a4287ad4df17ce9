"""What tests of month close need: who may close, and months that are closed already."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import Permission

from billing.actions.closing import Closed, close
from billing.models import Agreement, Period, Statement
from catalogue.models import Customer, User
from catalogue.platform.tenancy import Actor, actor_for
from tests.billing.rows import agreement

JULY, AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = (
    dt.date(2026, number, 1) for number in range(7, 12)
)
# The 3rd of November, where no October is left on earth.
LATER = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)
WAITS = {"approved_at": None, "approved_by": ""}  # time that nobody approved
RIGHTS = ("close_month", "reopen_period", "add_credit", "change_credit")


def clerk(*rights: str, email: str = "clara@acme.example") -> Actor:
    """A member of staff with these rights of billing, all that closing needs by default."""
    person = User.objects.filter(email=email).first() or User.objects.create_user(
        email, "pass", is_staff=True
    )
    names = rights or RIGHTS
    person.user_permissions.set(
        Permission.objects.filter(
            content_type__app_label="billing", codename__in=[*names, "view_agreement"]
        )
    )
    return actor_for(person, at=LATER)


def closed(
    made: Agreement, *months: dt.date, state: str = "closed", unused: int | None = None
) -> list[Period]:
    """Months that were closed, as rows alone."""
    return [
        Period.objects.create(
            agreement=made,
            customer_id=made.customer_id,
            month=month,
            state=state,
            unused_minutes=unused,
            closed_at=LATER,
            closed_by="clara@acme.example",
        )
        for month in months
    ]


def begun(made: Agreement, month: dt.date) -> Period:
    """A month whose row is there because somebody wrote time in it."""
    return Period.objects.create(
        agreement=made, customer_id=made.customer_id, month=month
    )


def ready(owner: Customer | None = None, **fields: Any) -> Agreement:
    """An agreement from October on: 20 h for 3,000, overage at 175."""
    return agreement(owner, **{"starts_on": OCTOBER} | fields)


def closing(actor: Actor, **options: Any) -> Closed:
    """Close October, on 3 November."""
    return close(OCTOBER, actor=actor, at=LATER, **options)


def lines_of(statement: Statement) -> list[tuple[Any, ...]]:
    """What the lines of a statement say, in figures."""
    return [
        (line.kind, line.minutes, line.rate, line.amount)
        for line in statement.lines.order_by("position")
    ]
