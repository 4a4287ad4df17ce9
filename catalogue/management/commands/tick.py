"""Runs the periodic jobs that are due, once."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from catalogue.platform import jobs


class Command(BaseCommand):
    """For cron and systemd timers, instead of a worker: once a minute is often enough."""

    help = "Run the periodic jobs that are due, once, and end."

    def handle(self, *args, **options):
        """Run them, and say which."""
        for ran in jobs.tick(timezone.now):
            self.stdout.write(
                f"{ran.name}: failed: {ran.error}" if ran.error else f"{ran.name}: done"
            )
