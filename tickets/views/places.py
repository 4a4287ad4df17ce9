"""Where a new ticket belongs: the guide, its level, the line it is about; and what that asks for."""

from dataclasses import dataclass
from functools import cached_property

from catalogue.answers.lines import provision_answer
from catalogue.models import Provision, Revision
from catalogue.platform.prepared import prepared
from catalogue.platform.tenancy import Actor
from tickets import severity
from tickets.actions.intake_catalogue import fields_of, priorities_of, quotas_of
from tickets.actions.intake_report import BadReport, Report
from tickets.actions.intake_scope import Scope, scope_of
from tickets.allowances import QUANTITY, measure_of
from tickets.models import Ticket


@dataclass
class Place:
    """The scope of a report as the form asks about it."""

    scope: Scope
    zone: str

    @property
    def subscription(self):
        return self.scope.subscription

    @property
    def provider(self):
        return self.subscription.guide.provider

    @property
    def level(self):
        return self.scope.level

    @property
    def provision(self):
        return self.scope.line and self.scope.line.provision

    @property
    def users(self):
        return self.scope.users

    @cached_property
    def priorities(self):
        return priorities_of(self.level)

    @cached_property
    def fields(self):
        return fields_of(self.level)

    @property
    def has_impact(self):
        """Whether the share of affected users leads to a priority."""
        return severity.has_impact(self.priorities)

    @property
    def default_priority(self):
        """The label of the priority that a report has unless another is given."""
        named = severity.named(self.priorities, self.level.default_priority)
        return named.label if named else ""

    @cached_property
    def counts_quantity(self):
        """Whether a quota of the line counts what is asked for."""
        if self.provision is None:
            return False
        return any(
            self.provision.key in quota.draws and measure_of(quota.unit) == QUANTITY
            for quota in quotas_of(self.scope.terms.revision.pk)
        )

    @cached_property
    def answer(self):
        """The line as an answer shows it: who does it, the charge, the citation."""
        line = self.provision
        return line and provision_answer(line, line.revision, 0)


@prepared()
def place_of(actor: Actor, *, subscription=None, provision=None):
    """The place that a page is asked for; raises `BadReport` when the actor has no such place."""
    asked = Report(
        summary="",
        channel=Ticket.Channel.PORTAL,
        subscription=subscription,
        provision=provision,
    )
    return Place(scope_of(asked, actor=actor, at=actor.at), actor.zone)


def place_today(actor: Actor, *, subscription=None, provision=None):
    """The same, for a line of an older revision where it has its place today."""
    try:
        return place_of(actor, subscription=subscription, provision=provision)
    except BadReport:
        now = line_today(provision, actor)  # no query without a line
        if now == provision:
            raise
        return place_of(actor, subscription=subscription, provision=now)


def line_today(pk, actor: Actor):
    """The line of a revision in force that took the place of an older revision's; else the same.

    A page may stand open while a new revision is published: nothing typed is lost for that.
    """
    old = Provision.objects.filter(pk=pk).exclude(revision__state="published").first()
    if old is None:
        return pk
    guide = old.revision.guide_id
    today = Revision.objects.in_force_for(actor).filter(guide=guide).values("pk")
    same = Provision.objects.filter(revision__in=today, key=old.key)
    return same.values_list("pk", flat=True).first() or pk
