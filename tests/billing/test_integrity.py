"""What the database itself refuses of time, months and statements, whatever door it comes by."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from billing.models import (
    Credit,
    OverageApproval,
    Period,
    Statement,
    TimeEntry,
)
from tests.billing import rows
from tests.billing.time_cast import local

pytestmark = pytest.mark.django_db
MIDDLE = rows.OCTOBER.replace(day=15)
NINE, TEN = local(10, 1, 9), local(10, 1, 10)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"started_at": NINE}, "span"),
        ({"ended_at": NINE}, "span"),
        ({"started_at": TEN, "ended_at": NINE}, "span"),
        ({"started_at": NINE, "ended_at": NINE}, "span"),
        (
            {"started_at": NINE, "ended_at": TEN, "is_after_hours": True},
            "after_hours",
        ),
        ({"month": MIDDLE}, "month"),
        ({"billable": "free"}, "billable"),
        ({"source": "fax"}, "source"),
        ({"created_by": ""}, "created"),
        ({"approved_by": ""}, "approved"),
        ({"withdrawn_at": rows.NOON}, "withdrawn"),
    ],
)
def test_an_entry_holds_together(fields, name):
    made = rows.agreement()

    with (
        pytest.raises(IntegrityError, match=f"billing_timeentry_{name}"),
        transaction.atomic(),
    ):
        rows.entry(made, fields.pop("minutes", 60), **fields)

    rows.entry(made, 1440, started_at=NINE, ended_at=TEN)
    rows.entry(made, 1, is_after_hours=True)
    assert TimeEntry.objects.count() == 2


def test_an_external_id_stands_once_in_an_agreement_and_again_when_withdrawn():
    made = rows.agreement()
    first = rows.entry(made, 60, external_id="X1")

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.entry(made, 60, external_id="X1")
    TimeEntry.objects.filter(pk=first.pk).update(
        withdrawn_at=rows.NOON, withdrawn_by="eva@acme.example"
    )
    again = rows.entry(made, 60, external_id="X1")

    assert list(TimeEntry.objects.standing()) == [again]


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Period, {}),
        (
            OverageApproval,
            {"minutes": 60, "asked_at": rows.NOON, "asked_by": "eva@acme.example"},
        ),
        (
            Credit,
            {
                "amount": 20,
                "reason": "Late",
                "given_at": rows.NOON,
                "given_by": "eva@acme.example",
            },
        ),
        (
            Statement,
            {
                "number": 1,
                "currency": "USD",
                "total": 0,
                "issued_at": rows.NOON,
                "issued_by": "eva@acme.example",
            },
        ),
    ],
)
def test_a_month_is_named_by_its_first_day(model, fields):
    made = rows.agreement()
    of = {"agreement": made, "customer": made.customer} | fields
    if model is Statement:
        of["provider"] = made.provider
    name = f"billing_{model._meta.model_name}_month"

    with (
        pytest.raises(IntegrityError, match=name),
        transaction.atomic(),
    ):
        model.objects.create(month=MIDDLE, **of)

    assert model.objects.create(month=rows.OCTOBER, **of).pk


def test_a_closed_month_says_when_and_by_whom():
    made = rows.agreement()
    of = {"agreement": made, "customer": made.customer, "month": rows.OCTOBER}

    with (
        pytest.raises(IntegrityError, match="billing_period_closed_when"),
        transaction.atomic(),
    ):
        Period.objects.create(state="closed", **of)
    with (
        pytest.raises(IntegrityError, match="billing_period_closed"),
        transaction.atomic(),
    ):
        Period.objects.create(closed_at=dt.datetime.now(dt.UTC), **of)

    assert not Period.objects.exists()
