"""What customers and programs do with a ticket: an address for each verb of the table of states."""

from __future__ import annotations

from django.urls import path
from rest_framework import status
from rest_framework.response import Response

from catalogue.platform.tenancy import actor_of
from tickets.actions import approving, moving
from tickets.actions.acting import who_is
from tickets.api import showing
from tickets.api.access import TicketsView, answered_once, said, ticket_of
from tickets.states import CUSTOMER, PROGRAM, VERBS, leads

DECISIONS = ("approve", "reject")
# What the table gives to customers and programs; an answer comes with a reply.
OURS = [
    verb
    for verb in VERBS.values()
    if {CUSTOMER, PROGRAM} & set(verb.by) and (verb.offered or verb.name in DECISIONS)
]


class VerbView(TicketsView):
    """`GET`: whether it can be done now, and what it asks for. `POST`: do it."""

    verb = ""

    def get(self, request, reference):
        """What the table of states says of it."""
        ticket = ticket_of(request, reference)
        verb, who = VERBS[self.verb], who_is(actor_of(request))
        return Response(
            {
                "verb": verb.name,
                "label": verb.label,
                "leads_to": verb.target,
                "needs": list(verb.needs),
                "possible": leads(verb, ticket.state, who),
            }
        )

    def post(self, request, reference):
        """200 with the ticket's new state; 409 when its state does not lead there."""
        ticket, actor = ticket_of(request, reference), actor_of(request)

        def done():
            given = said(request, "reason", "body")
            after = self.act(ticket.pk, given, actor)
            return status.HTTP_200_OK, {
                "reference": after.reference,
                "url": showing.address(after),
                "state": after.state,
            }

        return answered_once(request, actor, done)

    def act(self, pk, given, actor):
        """The one call of the action behind the verb."""
        if self.verb in DECISIONS:
            return approving.decide(
                pk,
                approve=self.verb == "approve",
                reason=given["reason"],
                actor=actor,
                at=actor.at,
            )
        return moving.move(pk, self.verb, actor=actor, at=actor.at, **given)


def addresses():
    """The addresses of the verbs, named `ticket-close` and so on."""
    return [
        path(
            f"tickets/<str:reference>/{verb.name}/",
            VerbView.as_view(verb=verb.name),
            name=f"ticket-{verb.name}",
        )
        for verb in OURS
    ]
