"""`manage.py load_demo`: demo customers to try the portal with."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from catalogue.actions import demo


class Command(BaseCommand):
    """Make the demo customers and print their logins."""

    help = "Make demo customers and print their logins. Refused in production."

    def handle(self, *args, **options):
        try:
            demo.load(at=timezone.now())
        except demo.NotInProduction as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(f"Demo logins (password {demo.PASSWORD}):")
            for login in demo.logins():
                self.stdout.write(f"  {login.email:26} {login.shows}")
