"""Who may see what: the only place that says so.

Every queryset that leads to a customer has `visible_to(actor)`, built from the conditions here.
What an actor may not see does not exist for them: a page answers 404.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone

from catalogue.models import Contact, Customer, Revision, Subscription, User
from catalogue.platform.reads import read

SESSION_KEY = "customer"
# `contacts_of`, with the customer's zone. By hand: every request of a person asks for it, and Django
# takes longer to put the query together than the database to answer it.
OWN = """
    SELECT c.id, c.customer_id, c.user_id, c.name, c.email, c.phone, c.role, c.is_active, k.zone
    FROM catalogue_contact c JOIN catalogue_customer k ON k.id = c.customer_id
    WHERE c.user_id = %s AND c.is_active ORDER BY k.name, c.id
"""
NOTHING = Q(pk__in=[])
EVERYTHING = Q()


@dataclass(frozen=True)
class Actor:
    """Somebody who acts at an instant: a staff member, a customer's contact, or neither.

    `providers` limits staff to some providers (None: all of them). `customer`, its `zone` and
    `role` are a contact's; a program's key bound to a customer has the role `key`. `contact` is set
    where it is not a login that acts but a person who writes mail.
    """

    at: dt.datetime
    name: str = ""
    user: int | None = None
    is_staff: bool = False
    providers: frozenset[int] | None = None
    customer: int | None = None
    role: str = ""
    zone: str = "UTC"
    contact: int | None = None
    # A login's contact as it was read for this actor: a request need not ask for it twice.
    own: Contact | None = field(default=None, compare=False, repr=False)

    @property
    def day(self) -> dt.date:
        """The date where the customer is: periods begin and end at its midnight, not at UTC's."""
        return self.at.astimezone(ZoneInfo(self.zone)).date()

    def customers(self) -> Q:
        """Condition on `Customer`: for limited staff those their providers serve, or soon will.

        A subscription that has ended gives no more insight.
        """
        if self.customer is not None:
            return Q(pk=self.customer)
        if not self.is_staff:
            return NOTHING
        if self.providers is None:
            return EVERYTHING
        return Q(subscriptions__guide__provider__in=self.providers) & _not_ended(
            "subscriptions__", self.day
        )

    def own_customers(self) -> Q:
        """Condition on `Customer`: those whose every subscription, ever, the actor may know of.

        What opens all of a customer (its logins and keys) is for these only: over a customer
        that is shared, limited staff would reach other providers' guides.
        """
        if self.providers is None:
            return self.customers()
        others = Subscription.objects.exclude(guide__provider__in=self.providers)
        return self.customers() & ~Q(pk__in=others.values("customer"))

    def guides(self) -> Q:
        """Condition on `Guide`."""
        if self.customer is not None:
            return self._subscribed("subscriptions__")
        return self._of_providers("provider__in")

    def revisions(self) -> Q:
        """Condition on `Revision`: all a staff member may read, or those in force for a contact."""
        if self.customer is not None:
            return self.revisions_in_force()
        return self._of_providers("guide__provider__in")

    def revisions_in_force(self) -> Q:
        """Condition on `Revision`: what an answer to this actor may rest on."""
        published = Q(state=Revision.State.PUBLISHED)
        if self.customer is None:
            return published & self._of_providers("guide__provider__in")
        binding = published | Q(state=Revision.State.SUPERSEDED)
        unpinned = self._subscribed("guide__subscriptions__") & Q(
            guide__subscriptions__pinned_revision=None
        )
        return (binding & self._subscribed("pinned_by__")) | (published & unpinned)

    def questions(self) -> Q:
        """Condition on `Question`: a contact's own, a manager's of the whole company.

        Limited staff read what is near to their providers' guides. What is near to no guide is for
        those who know everything that it may be about.
        """
        own = Q(asked_by=self.user)
        if self.customer is not None:
            everyone = EVERYTHING if self.sees_company else own
            return Q(customer=self.customer) & everyone
        if not self.is_staff:
            return NOTHING if self.user is None else own & Q(customer=None)
        if self.providers is None:
            return EVERYTHING
        known = Customer.objects.filter(self.own_customers()).values("pk")
        nowhere = Q(guide=None, customer__in=known)
        return Q(guide__provider__in=self.providers) | nowhere | own

    def tickets(self) -> Q:
        """Condition on `Ticket`: a manager's and a key's of the whole company, else own ones.

        Own is what somebody asked for or watches; an approver reads what is to be approved, too.
        """
        if self.customer is None:
            return self._of_providers("provider__in")
        if self.sees_company:
            return Q(customer=self.customer)
        if self.contact is not None:
            own = Q(requester=self.contact) | Q(watchers__contact=self.contact)
        elif self.user is not None:
            own = Q(requester__user=self.user) | Q(watchers__contact__user=self.user)
        else:
            own = NOTHING
        if self.role == "approver":
            own |= Q(approvals__isnull=False)
        return Q(customer=self.customer) & own

    def agreements(self) -> Q:
        """Condition on `Agreement`, and so on its hours: for those who answer for them.

        A requester asks for work and does not see what the company has bought.
        """
        if self.customer is None:
            return self._of_providers("provider__in")
        return Q(customer=self.customer) if self.sees_hours else NOTHING

    def statements(self) -> Q:
        """Condition on `Statement`: an approver decides on work, and reads no statements."""
        if self.customer is None:
            return self._of_providers("provider__in")
        return Q(customer=self.customer) if self.sees_statements else NOTHING

    @property
    def sees_hours(self) -> bool:
        """Whether any agreement, and so its hours, may be the actor's to see."""
        if self.customer is None:
            return self.is_staff
        return self.role in ("manager", "billing", "approver", "key")

    @property
    def sees_statements(self) -> bool:
        """Whether any statement may be the actor's to see."""
        if self.customer is None:
            return self.is_staff
        return self.role in ("manager", "billing", "key")

    @property
    def sees_company(self) -> bool:
        """Whether all of a customer's tickets are the actor's to see."""
        return self.customer is not None and self.role in ("manager", "key")

    def comparable_revisions(self) -> Q:
        """Condition on `Revision`: what the actor may hold against each other.

        A contact: the revisions of subscribed guides that are or were in force; never a draft, what
        is only scheduled, or what was withdrawn.
        """
        if self.customer is None:
            return self._of_providers("guide__provider__in")
        states = [Revision.State.PUBLISHED, Revision.State.SUPERSEDED]
        return Q(state__in=states) & self._subscribed("guide__subscriptions__")

    def _subscribed(self, path: str) -> Q:
        begun = Q(
            **{f"{path}customer": self.customer, f"{path}starts_on__lte": self.day}
        )
        return begun & _not_ended(path, self.day)

    def _of_providers(self, lookup: str) -> Q:
        if not self.is_staff:
            return NOTHING
        return EVERYTHING if self.providers is None else Q(**{lookup: self.providers})


def _not_ended(path: str, day: dt.date) -> Q:
    return Q(**{f"{path}ends_on": None}) | Q(**{f"{path}ends_on__gt": day})


def own_customers(actor: Actor) -> QuerySet[Customer]:
    """The customers whose logins and keys the actor may handle."""
    return Customer.objects.filter(actor.own_customers()).distinct()


def actor_of(request: Any) -> Actor:
    """The actor behind a request: by session, or the one an API key authenticated.

    A person who is contact of several customers acts for the one chosen in the session, else for
    the first by name.
    """
    if isinstance(getattr(request, "auth", None), Actor):
        return request.auth
    if not hasattr(request, "_remit_actor"):
        chosen = (
            request.session.get(SESSION_KEY) if hasattr(request, "session") else None
        )
        request._remit_actor = actor_for(
            request.user, at=timezone.now(), customer=chosen
        )
    return request._remit_actor


def actor_for(user: User, *, at: dt.datetime, customer: int | None = None) -> Actor:
    """The actor a signed-in user is at `at`; `customer` chooses among several."""
    if not user.is_authenticated:
        return Actor(at=at)
    if user.is_staff:
        named = frozenset(user.limited_to.values_list("pk", flat=True))
        return Actor(
            at=at,
            name=user.email,
            user=user.pk,
            is_staff=True,
            providers=named if user.is_limited or named else None,
        )
    contacts: list[Any] = read(Contact, OWN, [user.pk])
    own = next(
        (c for c in contacts if c.customer_id == customer),
        contacts[0] if contacts else None,
    )
    if own is None:
        return Actor(at=at, name=user.email, user=user.pk)
    return Actor(
        at=at,
        name=user.email,
        user=user.pk,
        customer=own.customer_id,
        role=own.role,
        zone=own.zone,
        own=own,
    )


def actor_of_contact(contact: Contact, *, at: dt.datetime) -> Actor:
    """The actor that a contact is by mail, with a login or without. Reads the contact's customer."""
    return Actor(
        at=at,
        name=contact.email,
        user=contact.user_id,
        customer=contact.customer_id,
        role=contact.role,
        zone=contact.customer.zone,
        contact=contact.pk,
    )


def contacts_of(user: User) -> QuerySet[Contact]:
    """Active contact rows of a login, by customer name."""
    rows = Contact.objects.filter(user=user, is_active=True).select_related("customer")
    return rows.order_by("customer__name", "pk")
