"""The Django application `catalogue`."""

from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_migrate, pre_migrate


class CatalogueConfig(AppConfig):
    """What is offered, to whom, on what promise?"""

    name = "catalogue"
    verbose_name = "Catalogue"

    def ready(self):
        """Triggers follow the tables: SQLite makes a table anew to alter it, and drops them.

        Links between rows have no model of ours that could write their history.
        """
        from catalogue.models import recorded
        from catalogue.platform import triggers

        pre_migrate.connect(triggers.lift, sender=self)
        post_migrate.connect(triggers.install, sender=self)
        for field in recorded.linked():
            through = field.remote_field.through
            m2m_changed.connect(recorded.links_changed, sender=through)
