"""A statement's rows, and who looks at it."""

import datetime as dt
from decimal import Decimal

from django.test import Client

from billing.models import Statement
from tests.billing import rows
from tests.catalogue.conftest import contact

LATER = rows.NOON + dt.timedelta(days=20)
NASTY = '=HYPERLINK("http://x") <b>#strong[no]</b> $x$'
OVERAGE = {
    "kind": "overage",
    "text": "Overage, CSE - Network",
    "role": "CSE - Network",
    "minutes": 400,
    "rate": Decimal(175),
    "amount": Decimal("1166.67"),
    "basis": {
        "entries": {"billable": ["package"], "role": "CSE - Network"},
        "explanation": ["6 h 40 min beyond the packages × $175.00 an hour."],
    },
}


def october():
    """October's: a fee, 6 h 40 min of overage, and a credit whose text a spreadsheet would run."""
    made = rows.agreement()
    return issue(
        made,
        [
            {"kind": "recurring", "text": "Base 20 h", "amount": Decimal(3000)},
            OVERAGE,
            {"kind": "credit", "text": NASTY, "amount": Decimal(-20)},
        ],
        pools=[{"name": "Base", "minutes": 1200, "used": 1200, "left": 0}],
    )


def issue(made, lines, number=1, corrects=None, **facts):
    """A statement's rows."""
    statement = Statement.objects.create(
        provider=made.provider,
        customer=made.customer,
        agreement=made,
        month=rows.OCTOBER,
        number=number,
        corrects=corrects,
        currency="USD",
        total=sum(line["amount"] for line in lines),
        facts=facts,
        issued_at=LATER,
        issued_by="bill@acme.example",
    )
    for position, line in enumerate(lines, 1):
        statement.lines.create(customer=made.customer, position=position, **line)
    return statement


def visitor(statement, role="billing"):
    """A browser in which a contact of the customer is signed in."""
    person = contact(statement.customer, f"{role}@northwind.example", role)
    client = Client()
    client.force_login(person)
    return client
