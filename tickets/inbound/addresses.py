"""The address that answers go to: it names the ticket, and a signature keeps others from naming it.

`support+T-1042.3f…@provider.example`: the mailbox of `REMIT_TICKET_ADDRESS` with the reference behind a
plus. The signature proves that the address came from a mail of ours, not who writes to it: the sender
of a message can be forged, so mail comments on a ticket and never approves, closes or cancels one.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from tickets.models.tickets import PREFIX

SALT = "tickets.inbound.addresses"
# 80 bits in lower case: some servers change the case, and a mailbox has at most 64 characters.
DIGITS = 20


def reply_address(ticket: int) -> str:
    """Where answers about the ticket of this primary key go; empty without a ticket address."""
    mailbox, _, domain = settings.TICKET_ADDRESS.partition("@")
    if not domain:
        return ""
    signature = _signature(ticket, settings.SECRET_KEY)
    return f"{mailbox}+{PREFIX}{ticket}.{signature}@{domain}"


def ticket_named(addresses: Iterable[str]) -> int | None:
    """The primary key that one of these addresses names with our signature; None without one."""
    for address in addresses:
        found = _named(address)
        if found is not None:
            return found
    return None


def is_ours(address: str) -> bool:
    """Whether mail to it comes to Remit: the ticket address, with or without a reference."""
    mailbox, _, domain = address.casefold().rpartition("@")
    own = settings.TICKET_ADDRESS.casefold()
    return bool(own) and f"{mailbox.partition('+')[0]}@{domain}" == own


def _named(address: str) -> int | None:
    if not is_ours(address):
        return None
    named = address.rpartition("@")[0].partition("+")[2].casefold()
    reference, _, signature = named.rpartition(".")
    number = reference.removeprefix(PREFIX.casefold())
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    known = [_signature(int(number), key) for key in keys]
    right = [constant_time_compare(signature, each) for each in known]
    return int(number) if any(right) else None


def _signature(ticket: int, key: str | bytes) -> str:
    made = salted_hmac(SALT, str(ticket), secret=key, algorithm="sha256")
    return made.hexdigest()[:DIGITS]
