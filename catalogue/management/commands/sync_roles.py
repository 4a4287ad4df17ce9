"""`manage.py sync_roles`: give the staff groups the rights of the table in platform/roles.py."""

from django.core.management.base import BaseCommand

from catalogue.platform import roles


class Command(BaseCommand):
    """Run it after `migrate`, which makes the rights; running it again changes nothing."""

    help = "Give the staff groups (curator, engineer, billing, admin) their rights."

    def handle(self, *args, **options):
        for role, count in roles.sync().items():
            self.stdout.write(f"{role}: {count} rights")
