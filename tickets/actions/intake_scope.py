"""Whose report it is and under which terms: customer, subscription, revision, level, line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from catalogue.models import (
    Contact,
    Customer,
    Provider,
    Provision,
    ServiceLevel,
)
from catalogue.platform.tenancy import Actor
from tickets.actions.intake_catalogue import BINDING, Line, Terms, line_of, terms_of
from tickets.actions.intake_report import BadReport, Report
from tickets.actions.intake_subscriptions import bound, subscriptions
from tickets.actions.recording import Author
from tickets.actions.refusals import NotAllowed
from tickets.wording import on_one_line

DAY = dt.timedelta(days=1)
NO_LINE = "There is no such line in the guides of this customer: choose one of them."


@dataclass(frozen=True)
class Scope:
    """Where a report belongs. `users` are the provisioned ones, `queue` that of new tickets."""

    customer: Customer
    requester: Contact | None
    author: Author
    subscription: Any  # a `Subscription` with what `bound` adds
    terms: Terms
    level: ServiceLevel | None
    line: Line | None
    users: int | None
    queue: int | None

    @property
    def phone(self) -> str:
        """The provider's number, as it is now; a query."""
        rows = Provider.objects.filter(pk=self.subscription.provider)
        return rows.values_list("phone", flat=True).get()


def scope_of(report: Report, *, actor: Actor, at: dt.datetime) -> Scope:
    """Find all of it in few queries.

    Raises `BadReport` naming the choices, `NotAllowed` for who is neither staff nor a customer's.
    """
    customer = customer_of(report, actor)
    requester = _requester(report, actor, customer)
    line = _line(report)
    subscription = _chosen(report, actor, customer, at, line)
    terms = _terms(subscription)
    if line is not None and line.provision.revision_id != terms.revision.pk:
        raise BadReport({"provision": _elsewhere(line, terms)})
    return Scope(
        customer=subscription.customer,
        requester=requester,
        author=_author(actor, requester),
        subscription=subscription,
        terms=terms,
        level=level_of(subscription, terms),
        line=line,
        users=subscription.users,
        queue=subscription.queue_of_new,
    )


def customer_of(report: Report, actor: Actor) -> Customer | None:
    """The customer that staff name; None for a customer's own people, whose it is anyway."""
    if actor.customer is not None:
        return None
    if not actor.is_staff:
        raise NotAllowed("Tickets are opened by customers and by staff.")
    if report.customer is None:
        raise BadReport({"customer": "Name the customer."})
    rows = Customer.objects.visible_to(actor).filter(pk=report.customer)
    customer = rows.first()
    if customer is None:
        raise BadReport({"customer": "There is no such customer."})
    return customer


def _requester(
    report: Report, actor: Actor, customer: Customer | None
) -> Contact | None:
    """Whose ticket it becomes. A person's is their own; managers, staff and programs may name one."""
    owner = customer.pk if customer else actor.customer
    if actor.customer is not None and actor.user is not None:
        own = actor.own or _active(owner).filter(user=actor.user).first()
        if own is None:
            raise NotAllowed("Your access to this customer has ended.")
        if actor.role != Contact.Role.MANAGER or _same(own, report):
            return own
    if report.requester is not None:
        return _found(_active(owner).filter(pk=report.requester), "requester")
    if address := on_one_line(report.requester_email):
        rows = _active(owner).filter(email__iexact=address)
        return _found(rows, "requester_email")
    if actor.is_staff and report.channel == "phone":
        raise BadReport({"requester": "Name the contact who calls."})
    return None


def _active(owner: int | None) -> QuerySet[Contact]:
    return Contact.objects.filter(customer=owner, is_active=True)


def _same(own: Contact, report: Report) -> bool:
    """Whether a manager names nobody else."""
    if report.requester is not None:
        return report.requester == own.pk
    return report.requester_email.casefold() in ("", own.email.casefold())


def _found(rows: QuerySet[Contact], field: str) -> Contact:
    contact = rows.first()
    if contact is None:
        raise BadReport({field: "This customer has no active contact of that name."})
    return contact


def _author(actor: Actor, requester: Contact | None) -> Author:
    """A contact's own act is the contact's; one without a login acts by mail."""
    person = actor.customer is not None and actor.role != "key"
    if requester is None or not person or requester.user_id != actor.user:
        return Author(actor.name, is_staff=actor.is_staff)
    return Author(actor.name, contact=requester.pk)


def _line(report: Report) -> Line | None:
    if report.provision is None:
        return None
    try:
        return line_of(report.provision)
    except Provision.DoesNotExist:
        raise BadReport({"provision": NO_LINE}) from None


def _chosen(
    report: Report,
    actor: Actor,
    customer: Customer | None,
    at: dt.datetime,
    line: Line | None,
) -> Any:
    """The subscription of the line, the chosen one, the guide's, or the only one."""
    left = bound(actor, customer, at)
    if not left:
        raise BadReport(
            {"subscription": "This customer subscribes to no guide today: ask staff."}
        )
    wanted = [
        ("subscription", "pk", report.subscription),
        ("guide", "guide_id", report.guide),
        ("provision", "guide_id", line and line.provision.revision.guide_id),
    ]
    for field, name, value in wanted:
        if value is not None:
            left = [row for row in left if getattr(row, name) == value]
            if not left:
                names = _names(subscriptions(actor, customer, at))
                raise BadReport({field: _none_such(field, names)})
    if len(left) > 1:
        names = _names(subscriptions(actor, customer, at))
        raise BadReport({"subscription": f"Choose one: {names}."})
    return left[0]


def _none_such(field: str, names: str) -> str:
    if field == "provision":
        return NO_LINE
    return f"This customer has no such {field} now. Choose one: {names}."


def _names(rows: list[Any]) -> str:
    return ", ".join(f"{row.guide} ({row.pk})" for row in rows)


def _terms(subscription: Any) -> Terms:
    terms = terms_binding(subscription)
    if terms is None:
        guide = subscription.guide
        raise BadReport(
            {"subscription": f"No revision of “{guide}” is in force: ask staff."}
        )
    return terms


def terms_binding(subscription: Any) -> Terms | None:
    """The revision that binds: the pinned one while it is in force, else the published one."""
    held = subscription.pinned_state in BINDING
    revision = subscription.pinned_revision_id if held else subscription.published
    return None if revision is None else terms_of(revision)


def level_of(subscription: Any, terms: Terms) -> ServiceLevel | None:
    """The level that binds, with its calendar as it is now where that was read already."""
    level = terms.level(subscription.service_level_id)
    known = subscription.hours
    if level and known and level.calendar_id == known.pk:
        level.calendar = known
    return level


def _elsewhere(line: Line, terms: Terms) -> str:
    """A page may be older than the revision that binds now."""
    same = Provision.objects.filter(
        revision=terms.revision, key=line.provision.key
    ).first()
    now = f"revision {terms.revision.number} of “{terms.revision.title}” holds"
    if same is None:
        return f"This line is of another revision; {now}, which does not have it."
    return f"This line is of another revision; {now}: choose its line {same.pk}."
