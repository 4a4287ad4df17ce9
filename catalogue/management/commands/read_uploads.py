"""Reads the uploads that wait."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from catalogue.jobs import sweep_uploads


class Command(BaseCommand):
    """For a server that runs neither worker nor beat, and for a document in a hurry."""

    help = "Read uploads that are queued, or were given up by a worker."

    def handle(self, *args, **options):
        """Read them, and say how many."""
        self.stdout.write(f"{sweep_uploads(timezone.now())} read.")
