"""The Django application `catalogue`."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """What is offered, to whom, on what promise?"""

    name = "catalogue"
    verbose_name = "Catalogue"
