"""The Django application `billing`."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """What is owed for it?"""

    name = "billing"

    def ready(self):
        """Show hours where tickets and the catalogue leave room for them."""
        from billing import answer_parts, ticket_parts
        from catalogue.platform.parts import AnswerPart
        from tickets.panels import PortalTicketPanel, TicketPanel

        AnswerPart.register(answer_parts.hours_left)
        TicketPanel.register(ticket_parts.at_the_desk)
        PortalTicketPanel.register(ticket_parts.on_the_portal)
