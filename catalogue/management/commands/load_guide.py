"""`manage.py load_guide`: bring in guide files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from catalogue.actions.bundle import load_guides, open_guides
from catalogue.actions.publishing import CannotPublish
from catalogue.portable.yaml import GuideFileError

BY = "command line"


class Command(BaseCommand):
    """Bring in guide files as drafts. Every problem of every file is told before anything is written."""

    help = "Bring in guides from YAML files (see docs/guide-files.md)."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--publish", action="store_true", help="Publish what is brought in."
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="Say what would happen; write nothing.",
        )

    def handle(self, *args, **options):
        try:
            sources = open_guides(options["files"])
            with transaction.atomic():
                self.load(sources, options)
                transaction.set_rollback(options["dry_run"])
        except (GuideFileError, CannotPublish) as error:
            raise CommandError(str(error)) from error
        if options["dry_run"]:
            self.stdout.write("Nothing is written: this was a dry run.")

    def load(self, sources, options):
        """Bring the files in, and say of each what came of it."""
        at = timezone.now()
        for loaded in load_guides(sources, by=BY, at=at, published=options["publish"]):
            revision = loaded.revision
            if loaded.created:
                text = f"brought in {revision} ({revision.state})"
            else:
                text = f"nothing new, {revision} ({revision.state}) says the same"
            self.stdout.write(f"{loaded.name}: {text}.")
            for note in loaded.notes:
                self.stdout.write(f"  {note}")
