"""The Django application `tickets`."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """What was asked, what was done, was the promise kept?"""

    name = "tickets"

    def ready(self):
        """Show tickets where the catalogue leaves room for them."""
        from catalogue.platform.parts import (
            AdminPanel,
            AnswerPart,
            HomePanel,
            RevisionImpact,
        )
        from tickets import answer_parts, desk_parts, parts, quota_parts

        AnswerPart.register(answer_parts.if_opened_now)
        AnswerPart.register(quota_parts.quota_left)
        AnswerPart.register(parts.way_to_ticket)
        HomePanel.register(parts.approvals_asked)
        HomePanel.register(parts.open_tickets)
        AdminPanel.register(desk_parts.queue_in_short)
        RevisionImpact.register(desk_parts.affected_tickets)
