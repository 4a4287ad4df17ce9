"""`manage.py load_demo_hours`: agreements and a year of hours of the demo customers."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from billing.actions import demo
from catalogue.actions.demo import NotInProduction


class Command(BaseCommand):
    """Make the demo agreements, once."""

    help = (
        "Make agreements, time and statements of the demo customers; load_demo and "
        "load_demo_tickets come before. Refused in production."
    )

    def handle(self, *args, **options):
        try:
            count = demo.load(at=timezone.now())
        except NotInProduction as error:
            raise CommandError(str(error)) from error
        if count and options["verbosity"]:
            self.stdout.write(f"Made {count} demo agreements.")
