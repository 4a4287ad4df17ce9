"""What tests of month close need: who may close, and months that are closed already."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import Permission

from billing.models import Agreement, Period
from catalogue.models import User
from catalogue.platform.tenancy import Actor, actor_for

JULY, AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = (
    dt.date(2026, number, 1) for number in range(7, 12)
)
# The 3rd of November, where no October is left on earth.
LATER = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)
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
