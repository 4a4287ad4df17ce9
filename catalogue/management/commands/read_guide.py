"""`manage.py read_guide`: read documents into draft revisions."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from catalogue.actions.drafting import find_guide
from catalogue.actions.keeping import read_in
from catalogue.actions.publishing import publish
from catalogue.models import Provider
from catalogue.portable.keys import slug
from catalogue.portable.problems import FormError
from catalogue.reading import report
from catalogue.reading.formats import UnreadableDocument
from catalogue.reading.limits import read_in_child

PUBLISHER = "command line"


class Command(BaseCommand):
    """Read documents into drafts and say what was recognised."""

    help = (
        "Read service guides (txt, md, tsv, html, rst, pdf, docx) into draft revisions."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--provider", default="", help="Name of the provider.")
        parser.add_argument(
            "--guide", default="", help="Key of the guide; else its title."
        )
        parser.add_argument(
            "--json", action="store_true", help="Print what was read as JSON."
        )
        parser.add_argument(
            "--publish", action="store_true", help="Publish what was read."
        )

    def handle(self, *args, **options):
        if options["guide"] and len(options["files"]) > 1:
            raise CommandError("--guide names one guide: give one FILE with it.")
        for path in options["files"]:
            try:
                self.read(path, options)
            except OSError as error:
                raise CommandError(f"{path}: {error.strerror}") from error
            except (UnreadableDocument, FormError) as error:
                raise CommandError(f"{path.name}: {error}") from error

    def read(self, path, options):
        """Read one file, save the draft, print the report."""
        data = path.read_bytes()
        source = read_in_child(data, path.name)
        at = timezone.now()
        name = options["provider"] or report.provider_name(source) or "Unnamed provider"
        provider, _ = Provider.objects.get_or_create(
            key=slug(name)[:50], defaults={"name": name}
        )
        guide = find_guide(provider=provider, title=source.title, key=options["guide"])
        drafted = read_in(source, guide=guide, at=at, name=path.name, content=data)
        revision = drafted.revision
        if options["publish"] and revision.is_draft:
            publish(revision, by=PUBLISHER, at=at)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(source), ensure_ascii=False))
            return
        self.stdout.write(report.as_text(source))
        state = "New" if drafted.created else "Nothing new:"
        self.stdout.write(f"{state} {revision} of {provider}.")
        if told := drafted.kept.told():
            self.stdout.write(told)
