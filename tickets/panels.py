"""Places on a ticket's pages that higher apps fill."""

from __future__ import annotations

from catalogue.platform.parts import Panel, Place
from tickets.models import Ticket

# On the ticket's page of the portal; items are tickets.
PortalTicketPanel: Place[Ticket, Panel] = Place("ticket on the portal")
# What follows from a report, before it is sent on the portal; items are tickets not written yet.
NewTicketPanel: Place[Ticket, Panel] = Place("new ticket")
# On the ticket's page at the desk; items are tickets. Hours worked on it, for instance.
TicketPanel: Place[Ticket, Panel] = Place("ticket")
