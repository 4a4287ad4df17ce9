"""`manage.py load_demo_tickets`: tickets of the demo customers, to try the queue with."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from catalogue.actions.demo import NotInProduction
from tickets.actions import demo


class Command(BaseCommand):
    """Make the demo tickets, once."""

    help = (
        "Make tickets of the demo customers; load_demo comes before. Refused in "
        "production."
    )

    def handle(self, *args, **options):
        try:
            count = demo.load(at=timezone.now())
        except NotInProduction as error:
            raise CommandError(str(error)) from error
        if count and options["verbosity"]:
            self.stdout.write(f"Made {count} demo tickets.")
