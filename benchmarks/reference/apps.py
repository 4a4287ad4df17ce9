"""The reference as an application of its own."""

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    """Not part of Remit: only its measurements use it."""

    name = "benchmarks.reference"
    label = "reference"
    default_auto_field = "django.db.models.BigAutoField"
