"""Demo customers: what a newcomer signs in with. Never in production."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from catalogue import models
from catalogue.actions.qualifying import cases_of
from catalogue.actions.subscribing import save_subscription

PASSWORD = "remit-demo"  # printed at start; `load` refuses in production
USERS, DEVICES, MANAGED_SPEND = models.SubscriptionMeasure.Kind


class NotInProduction(Exception):
    """Demo data and its printed passwords do not belong in production."""


@dataclass(frozen=True)
class Login:
    """A demo login and what it shows."""

    email: str
    name: str
    shows: str


CONTACTS = {
    Login("dana@northwind.example", "Dana Whitfield", "customer, manager"): [
        ("northwind-clinics", "manager"),
    ],
    Login(
        "lee@northwind.example", "Lee Okafor", "customer, requester of two companies"
    ): [
        ("northwind-clinics", "requester"),
        ("harbor-outfitters", "requester"),
    ],
    Login("sam@contoso.example", "Sam Ortiz", "another customer, approver"): [
        ("contoso-retail", "approver"),
    ],
    Login(
        "ruth@lakeside.example",
        "Ruth Lindqvist",
        "a third customer, manager; reads another one's statements",
    ): [
        ("lakeside-logistics", "manager"),
        ("harbor-outfitters", "billing"),
    ],
}
STAFF = {
    Login("admin@remit.example", "Ada Admin", "staff, everything"): "admin",
    Login("curator@remit.example", "Cory Curator", "staff, curates guides"): "curator",
    Login("eva@remit.example", "Eva Engineer", "staff, works tickets"): "engineer",
    Login("bo@remit.example", "Bo Billing", "staff, closes months"): "billing",
}
CUSTOMERS = {
    "northwind-clinics": ("Northwind Clinics", "America/Chicago"),
    "harbor-outfitters": ("Harbor Outfitters", "America/New_York"),
    "contoso-retail": ("Contoso Retail", "Europe/London"),
    "lakeside-logistics": ("Lakeside Logistics", "America/Denver"),
}
SUBSCRIPTIONS: dict[tuple[str, str], dict[str, str]] = {
    ("northwind-clinics", "webex-contact-center"): {USERS: "200"},
    ("northwind-clinics", "client-service-management"): {
        MANAGED_SPEND: "26000",
        DEVICES: "120",
    },
    ("harbor-outfitters", "ucontact-plans"): {USERS: "25"},
    ("harbor-outfitters", "client-service-management"): {
        MANAGED_SPEND: "14500",
        DEVICES: "60",
    },
    ("contoso-retail", "enghouse-support"): {USERS: "80"},
    ("contoso-retail", "promero-severity"): {USERS: "40"},
    ("contoso-retail", "client-service-management"): {
        MANAGED_SPEND: "27500",
        DEVICES: "140",
    },
    ("lakeside-logistics", "client-service-management"): {
        MANAGED_SPEND: "22000",
        DEVICES: "95",
    },
}


def logins() -> list[Login]:
    """The demo logins, in the order in which a newcomer tries them."""
    return [*CONTACTS, *STAFF]


@transaction.atomic
def load(*, at: dt.datetime) -> bool:
    """Make the demo customers and logins that are missing; whether anything was made.

    Needs the bundled catalogue. Raises `NotInProduction`.
    """
    if settings.PRODUCTION:
        raise NotInProduction("Demo data is refused: REMIT_ENV says production.")
    known = models.User.objects.filter(email__in=[one.email for one in logins()])
    there = set(known.values_list("email", flat=True))
    for login, role in STAFF.items():
        if login.email not in there:
            _staff(login, role)
    if there:
        return len(there) < len(logins())
    for key, (name, zone) in CUSTOMERS.items():
        models.Customer.objects.get_or_create(
            key=key, defaults={"name": name, "zone": zone}
        )
    for (customer, guide), measures in SUBSCRIPTIONS.items():
        _subscribe(customer, guide, measures, at.date())
    for login, seats in CONTACTS.items():
        user = models.User.objects.create_user(login.email, PASSWORD, name=login.name)
        for customer, role in seats:
            models.Contact.objects.create(
                customer=models.Customer.objects.get(key=customer),
                user=user,
                name=login.name,
                email=login.email,
                role=role,
            )
    return True


def _subscribe(
    customer: str, guide: str, measures: dict[str, str], today: dt.date
) -> None:
    chosen = models.Guide.objects.get(key=guide)
    levels = models.ServiceLevel.objects.filter(
        revision__guide=chosen, revision__state=models.Revision.State.PUBLISHED
    )
    level = levels.first()
    subscription = save_subscription(
        models.Subscription(
            customer=models.Customer.objects.get(key=customer),
            guide=chosen,
            service_level=level,
            qualifies_for=cases_of(None, level) if level else [],
            # Early enough for a year of hours behind the month that runs.
            starts_on=dt.date(today.year - 1, 1, 1),
        )
    )
    for kind, value in measures.items():
        models.SubscriptionMeasure.objects.create(
            customer=subscription.customer,
            subscription=subscription,
            kind=kind,
            value=Decimal(value),
            currency="USD" if kind == MANAGED_SPEND else "",
            valid_from=subscription.starts_on,
        )


def _staff(login: Login, role: str) -> None:
    user = models.User.objects.create_user(
        login.email,
        PASSWORD,
        name=login.name,
        is_staff=True,
        is_superuser=role == "admin",
    )
    group = Group.objects.filter(name=role).first()
    if group:
        user.groups.add(group)
