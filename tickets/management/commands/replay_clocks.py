"""Rebuilds clocks from the timeline and compares them with what is stored."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tickets.actions.what_if import all_differences
from tickets.models import Ticket

BATCH = 200


class Command(BaseCommand):
    """For whoever has to show that a result is right, and after a restore or a change of hours."""

    help = "Replay the clocks of tickets and print what is stored otherwise; writes nothing."

    def add_arguments(self, parser):
        """One ticket, or all of them."""
        parser.add_argument(
            "--ticket", metavar="REF", help="Only this one, for instance T-1042."
        )

    def handle(self, *args, ticket=None, **options):
        """Print each difference; ends with code 1 if there is any."""
        rows = Ticket.objects.order_by("pk")
        if ticket is not None:
            rows = rows.by_reference(ticket)
            if not rows.exists():
                raise CommandError(
                    f"There is no ticket “{ticket}”. Give a reference such as T-1042."
                )
        seen = wrong = 0
        for batch in _batches(rows):
            for _, found in all_differences(batch, at=timezone.now()):
                seen += 1
                wrong += bool(found)
                for each in found:
                    self.stdout.write(str(each))
        summary = f"{seen} tickets replayed, {wrong} with differences."
        if wrong:
            raise CommandError(summary)
        self.stdout.write(summary)


def _batches(rows):
    """The tickets in parts, by their keys, so that none is held in memory."""
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk
