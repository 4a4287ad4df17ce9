"""Reads the uploads that wait."""

from django.core.management.base import BaseCommand

from catalogue.tasks import sweep_uploads


class Command(BaseCommand):
    """For servers without a broker's beat: run it every few minutes."""

    help = "Read uploads that are queued, or were given up by a worker."

    def handle(self, *args, **options):
        """Read them, and say how many."""
        self.stdout.write(f"{sweep_uploads()} read.")
