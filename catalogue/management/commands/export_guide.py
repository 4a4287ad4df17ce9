"""`manage.py export_guide`: a revision of a guide as a YAML file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from catalogue.models import Guide
from catalogue.portable.dump import read_guide
from catalogue.portable.yaml import render


class Command(BaseCommand):
    """Write a revision as a guide file; `load_guide` of it gives the same revision again."""

    help = "Write a revision of a guide as YAML (see docs/guide-files.md)."

    def add_arguments(self, parser):
        parser.add_argument(
            "guide",
            metavar="PROVIDER/GUIDE",
            help="Keys of the provider and the guide.",
        )
        parser.add_argument(
            "--revision",
            type=int,
            metavar="N",
            help="Number of the revision; else the published one, else the newest.",
        )
        parser.add_argument(
            "--output",
            type=Path,
            metavar="FILE",
            help="File to write; else it is printed.",
        )

    def handle(self, *args, **options):
        revision = self.find(options["guide"], options["revision"])
        text = render(read_guide(revision))
        if options["output"] is None:
            self.stdout.write(text, ending="")
            return
        try:
            options["output"].write_bytes(text.encode())
        except OSError as error:
            raise CommandError(f"{options['output']}: {error.strerror}") from error
        if options["verbosity"]:
            self.stderr.write(f"{revision} is written to {options['output']}.")

    def find(self, name, number):
        """The revision asked for."""
        provider, _, key = name.partition("/")
        guide = Guide.objects.filter(provider__key=provider, key=key).first()
        if guide is None:
            known = Guide.objects.order_by("provider__key", "key")
            names = known.values_list("provider__key", "key")
            there = ", ".join("/".join(each) for each in names) or "none"
            raise CommandError(f"There is no guide {name}. Guides: {there}.")
        rows = guide.revisions.order_by("-number")
        if number is not None:
            found = rows.filter(number=number).first()
        else:
            found = rows.published().first() or rows.first()
        if found is None:
            numbers = ", ".join(str(each.number) for each in rows) or "none"
            raise CommandError(f"{name} has no such revision. Revisions: {numbers}.")
        return found
