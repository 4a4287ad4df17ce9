"""The Django application `billing`."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """What is owed for it?"""

    name = "billing"

    def ready(self):
        """Show hours where tickets and the catalogue leave room for them."""
        from billing import answer_parts, desk_parts, home_parts, ticket_parts
        from catalogue.platform.parts import AdminPanel, AnswerPart, HomePanel
        from tickets.panels import NewTicketPanel, PortalTicketPanel, TicketPanel

        AnswerPart.register(answer_parts.hours_left)
        HomePanel.register(home_parts.hours_left)
        AdminPanel.register(desk_parts.hours_in_short)
        NewTicketPanel.register(answer_parts.before_ticket)
        TicketPanel.register(ticket_parts.at_the_desk)
        PortalTicketPanel.register(ticket_parts.on_the_portal)
