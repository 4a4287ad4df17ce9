"""`manage.py close_month 2026-10`: closes a month, or says what closing it would come to."""

from collections import defaultdict
from decimal import Decimal

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from billing import words
from billing.actions.closing import (
    closable,
    close,
    preview,
    system,
    to_close,
)
from billing.actions.period_rows import batches
from billing.actions.refusals import Refused
from billing.models import Agreement
from catalogue.models import Provider
from catalogue.money import shown

BAD_INPUT, HELD_BACK = 2, 1
WIDTH = 44  # of names


class Command(BaseCommand):
    """For whoever closes from a shell or a timer; the admin has the same as a page."""

    help = (
        "Close a month: issue its statements and lock it. What speaks against it holds an "
        "agreement back and is printed. Ends with 1 when something is held back, with 2 when it "
        "was asked wrongly, otherwise with 0. Safe to repeat."
    )

    def add_arguments(self, parser):
        """The month, and what narrows it."""
        parser.add_argument("month", help="for instance 2026-10")
        parser.add_argument(
            "--provider", metavar="KEY", help="only agreements of this provider"
        )
        parser.add_argument(
            "--agreement",
            metavar="REF",
            action="append",
            default=[],
            help="only this one, for instance A-1; may be given several times",
        )
        parser.add_argument(
            "--accept-warnings",
            action="store_true",
            help="close in spite of warnings; time that nobody approved moves to the next month",
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="print what it would come to; write nothing",
        )

    def handle(self, *args, month, accept_warnings, dry_run, **options):
        """Close, and tell."""
        at = timezone.now()
        try:
            first = closable(month)
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=BAD_INPUT) from refusal
        rows = to_close(first, agreements=self._chosen(options), actor=system(at))
        if not rows.exists():
            self.stdout.write(f"There is nothing to close in {words.month(first)}.")
            return
        self.stdout.write(words.month(first) + (" (nothing is written)" * dry_run))
        if dry_run:
            held = self._tell_preview(rows, first, accept_warnings, at)
        else:
            held = self._close(rows, first, accept_warnings, at)
        if held:
            many = f"{held} agreements are" if held > 1 else "1 agreement is"
            raise CommandError(
                f"{many} held back: mend what is named, or accept it with --accept-warnings.",
                returncode=HELD_BACK,
            )

    def _chosen(self, options):
        rows = Agreement.objects.all()
        if key := options["provider"]:
            if not Provider.objects.filter(key=key).exists():
                told = f"There is no provider “{key}”. Known: {_some_keys()}."
                raise CommandError(told, returncode=BAD_INPUT)
            rows = rows.filter(provider__key=key)
        if not options["agreement"]:
            return rows
        keys = set()
        for reference in options["agreement"]:
            own = rows.by_reference(reference).values_list("pk", flat=True).first()
            if own is None:
                of = f" of {options['provider']}" if options["provider"] else ""
                told = f"There is no agreement “{reference}”{of}. Write it as A-12."
                raise CommandError(told, returncode=BAD_INPUT)
            keys.add(own)
        return keys

    def _close(self, rows, month, accept, at):
        done = close(
            month,
            agreements=rows.values("pk"),
            accept=accept,
            actor=system(at),
            at=at,
        )
        sums = defaultdict(int)
        for each in done.statements:
            sums[each.currency] += each.total
            self._line(each.reference, each.name, shown(each.total, each.currency))
        for each in done.held_back:
            self._line("held back", each.name, "", each.concerns)
        without = len(done.without_statement)
        self.stdout.write(
            f"Closed: {done.months}. Statements: {len(done.statements)}"
            f"{_added(sums)}. Without a statement: {without}."
        )
        return len(done.held_back)

    def _tell_preview(self, rows, month, accept, at):
        held, sums, number = 0, defaultdict(int), 0
        related = ("customer", "provider", "calendar")
        for keys in batches(rows):
            batch = Agreement.objects.filter(pk__in=keys).select_related(*related)
            for each in preview(month, agreements=list(batch.order_by("pk")), at=at):
                stays = each.is_held and not (accept and each.can_be_accepted)
                held += stays
                amount, currency = each.total, each.agreement.currency
                if amount is not None and not stays:
                    number += 1
                    sums[currency] += amount
                what = each.why_none if amount is None else shown(amount, currency)
                state = "held back" if stays else "would close"
                self._line(state, str(each.agreement), what, each.concerns)
        self.stdout.write(f"Statements: {number}{_added(sums)}.")
        return held

    def _line(self, what, name, amount, concerns=()):
        """One agreement: what becomes of it, and what speaks against it."""
        short = name if len(name) <= WIDTH else name[: WIDTH - 1] + "…"
        self.stdout.write(f"  {what:<24} {short:<{WIDTH}} {amount:>16}".rstrip())
        for each in concerns:
            self.stdout.write(f"    - {each.text}")


def _added(sums: dict[str, Decimal]) -> str:
    """Sums by currency, in words."""
    said = [shown(amount, currency) for currency, amount in sorted(sums.items())]
    return f", together {' and '.join(said)}" if said else ""


def _some_keys() -> str:
    keys = list(Provider.objects.order_by("key").values_list("key", flat=True)[:10])
    return ", ".join(keys) or "none yet"
