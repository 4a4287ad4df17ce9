"""The Django application `billing`."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """What is owed for it?"""

    name = "billing"
