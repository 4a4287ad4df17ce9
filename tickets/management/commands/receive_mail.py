"""Takes one message from a mail server's pipe and makes a comment or a ticket of it."""

import os
import sys

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from tickets.actions import receiving
from tickets.inbound.message import LARGEST


class Command(BaseCommand):
    """Once it ends with 0, the message is in the database, whatever becomes of it."""

    help = (
        "Read one message from standard input, as a mail server's pipe hands it over: "
        "`|manage.py receive_mail`. Ends with 75 when the database cannot be reached, so that the "
        "mail server tries again, and with 65 for a message that is empty or larger than 25 MB."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--recipient",
            default="",
            metavar="ADDRESS",
            help="to whom the envelope is addressed",
        )
        parser.add_argument(
            "--sender",
            default=None,
            metavar="ADDRESS",
            help="the envelope's sender; empty for reports of mail servers",
        )

    def handle(self, *args, recipient, sender, **options):
        """Take the message."""
        raw = sys.stdin.buffer.read(LARGEST + 1)
        if not raw.strip():
            self.refuse("There is no message on standard input.", os.EX_DATAERR)
        if sender is not None:
            address = "".join(c for c in sender if c.isprintable() and c not in "<>")
            raw = f"Return-Path: <{address}>\r\n".encode() + raw
        try:
            row = receiving.receive(raw, at=timezone.now(), recipient=recipient)
        except receiving.TooLarge as refusal:
            self.refuse(str(refusal), os.EX_DATAERR)
        except (DatabaseError, InterfaceError) as error:
            self.refuse(f"The database cannot take it now: {error}", os.EX_TEMPFAIL)
        if options["verbosity"] > 1:
            self.stdout.write(f"Kept as inbound mail {row.pk}.")

    def refuse(self, message, code):
        """End with a code of sysexits.h: the mail server knows from it whether to try again."""
        self.stderr.write(message)
        sys.exit(code)
