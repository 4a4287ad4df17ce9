"""The Django application `catalogue`."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class CatalogueConfig(AppConfig):
    """What is offered, to whom, on what promise?"""

    name = "catalogue"
    verbose_name = "Catalogue"

    def ready(self):
        """Triggers follow the tables: SQLite makes a table anew to alter it, and drops them."""
        from catalogue.platform import triggers

        pre_migrate.connect(triggers.lift, sender=self)
        post_migrate.connect(triggers.install, sender=self)
