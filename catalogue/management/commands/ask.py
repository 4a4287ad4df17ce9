"""`manage.py ask`: the answer to a question, or to a file of them."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from catalogue.answers.ask import ask
from catalogue.answers.plain import summary
from catalogue.models import Customer, Guide
from catalogue.platform.tenancy import Actor


class Command(BaseCommand):
    """Ask as provider staff, or as a customer."""

    help = "Answer a question from the published guides."

    def add_arguments(self, parser):
        parser.add_argument("question", nargs="?", default="")
        parser.add_argument("--file", type=Path, help='Lines of {"id", "question"}.')
        parser.add_argument("--customer", default="", help="Key of a customer.")
        parser.add_argument(
            "--guide", default="", help="Key of a guide, or PROVIDER/KEY."
        )
        parser.add_argument(
            "--json", action="store_true", help="One JSON object a question."
        )

    def handle(self, *args, **options):
        if bool(options["question"]) == bool(options["file"]):
            raise CommandError("Give a question, or --file with one question a line.")
        actor, guide = self.actor(options["customer"]), self.guide(options["guide"])
        for number, question in self.questions(options):
            reply = ask(question, actor, guide)
            if options["json"]:
                line = (
                    {"id": number} | summary(reply)
                    if options["file"]
                    else summary(reply)
                )
                self.stdout.write(json.dumps(line, ensure_ascii=False))
            else:
                self.print(reply)

    def questions(self, options):
        """Pairs of id and question."""
        if not options["file"]:
            yield None, options["question"]
            return
        try:
            text = options["file"].read_text(encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        for at, line in enumerate(filter(str.strip, text.splitlines()), start=1):
            try:
                row = json.loads(line)
                yield row.get("id", at), str(row["question"])
            except (ValueError, KeyError, AttributeError, TypeError) as error:
                raise CommandError(
                    f"Line {at} is no object with a question."
                ) from error

    def actor(self, key):
        """Provider staff, or a customer's own view."""
        if not key:
            return Actor(at=timezone.now(), name="command line", is_staff=True)
        customer = Customer.objects.filter(key=key).first()
        if customer is None:
            raise CommandError(f"No customer has the key {key!r}.")
        return Actor(
            at=timezone.now(),
            name="command line",
            customer=customer.pk,
            role="manager",
            zone=customer.zone,
        )

    def guide(self, key):
        """The guide with that key, or None when none is asked for."""
        if not key:
            return None
        provider, _, name = key.rpartition("/")
        rows = Guide.objects.filter(key=name)
        found = list(rows.filter(provider__key=provider) if provider else rows)
        if len(found) > 1:
            raise CommandError(
                f"Several providers have a guide {key!r}: say PROVIDER/{key}."
            )
        if not found:
            raise CommandError(f"No guide has the key {key!r}.")
        return found[0]

    def print(self, reply):
        """The reply for a reader: who, on what terms, from which clause."""
        if not reply.answers:
            self.stdout.write("Nothing found.")
            return
        if not reply.confident:
            self.stdout.write("No sure answer. The nearest lines:")
        for answer in reply.answers[: 1 if reply.confident else 3]:
            self.stdout.write(f"{answer.text}\n  {answer.who or answer.outcome}")
            if answer.who:
                self.stdout.write(f"  {answer.outcome}")
            if answer.cost:
                self.stdout.write(f"  Cost: {answer.cost.text}")
            for note in [*answer.footnotes, *answer.limits, *answer.findings]:
                self.stdout.write(f"  {note.marker or '·'} {note.text}")
            for other in answer.conflicts:
                self.stdout.write(
                    f"  But: {other.text} – {other.outcome} ({other.citation.section})"
                )
            place = answer.citation
            self.stdout.write(
                f"  {place.guide}, revision {place.revision}, {place.section}"
            )
