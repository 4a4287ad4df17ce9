"""The Django application `tickets`."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """What was asked, what was done, was the promise kept?"""

    name = "tickets"
