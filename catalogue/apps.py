"""The catalogue: what is offered, to whom, on what promise."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Guides, provisions, service levels, customers and answers."""

    name = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"
