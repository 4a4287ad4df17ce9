"""`manage.py load_catalogue`: bring in the guides that come with the project."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from catalogue.actions.bundle import bundled_files, load_guide_file
from catalogue.portable.yaml import GuideFileError


class Command(BaseCommand):
    """Bring in the bundled guides; what is there already stays as it is."""

    help = "Bring in the guides that come with the project and publish them."

    def handle(self, *args, **options):
        for path in bundled_files():
            try:
                revision, created = load_guide_file(path, at=timezone.now())
            except GuideFileError as error:
                raise CommandError(str(error)) from error
            if created and options["verbosity"]:
                self.stdout.write(f"Brought in {revision}.")
