"""The worked example of hours that the tests of pages, API and desk share.

Harbour Foods bought 20 h base and 10 h for the network role. Of October's 34 h 40 min 8 h are
network: 2 h of that package expire, 6 h 40 min are beyond the base (26 h 40 min − 20 h), and at $175
an hour they cost $1,166.67.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import time_machine
from django.test import Client

from billing.models import Agreement
from catalogue.models import Contact, Customer, User
from tests.billing import rows

NETWORK = "CSE network"
IN_OCTOBER = dt.datetime(2026, 10, 20, 17, tzinfo=dt.UTC)
IN_NOVEMBER = dt.datetime(2026, 11, 5, 17, tzinfo=dt.UTC)


def example(owner: Customer | None = None, **fields: Any) -> Agreement:
    """The agreement and its time of October, all approved."""
    made = rows.agreement(owner, **fields)
    rows.package(made, 10, NETWORK, fee="1500")
    for day in (1, 2, 5, 6):
        rows.entry(made, 400, "CSDM", dt.date(2026, 10, day))
    for day in (7, 8):
        rows.entry(made, 240, NETWORK, dt.date(2026, 10, day))
    return made


def contact(owner: Customer, role: str = "manager") -> User:
    """A login of that role at the customer."""
    email = f"{role}@{owner.key}.example"
    user = User.objects.create_user(email, "pass", name=role.title())
    Contact.objects.create(
        customer=owner, user=user, name=role.title(), email=email, role=role
    )
    return user


def visit(user: User, at: dt.datetime = IN_OCTOBER) -> Callable[..., Any]:
    """`visit(user)("/hours/")`: the answer at that instant."""

    client = Client()
    with time_machine.travel(at, tick=False):
        client.force_login(user)

    def get(address: str, **query: str) -> Any:
        with time_machine.travel(at, tick=False):
            return client.get(address, query)

    return get


def words(answer: Any) -> str:
    """The text of a page's content on one line, without its tags."""
    content = re.sub(
        r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.S
    )
    return " ".join(re.sub(r"<[^>]+>", " ", content).replace("&#x27;", "'").split())
