"""What mail a contact wants."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from catalogue.models import Contact
from tickets.models import Preference


@transaction.atomic
def prefer(contact: Contact, *, wanted: Mapping[str, bool]) -> None:
    """Keep whether the contact wants each kind of mail, in one statement.

    Kinds are those of `Preference.Kind`; others are a mistake of the caller's (`ValueError`).
    """
    if unknown := set(wanted) - set(Preference.Kind.values):
        raise ValueError(f"No such kinds of mail: {sorted(unknown)}")
    Preference.objects.bulk_create(
        [
            Preference(
                customer_id=contact.customer_id, contact=contact, kind=kind, wanted=wish
            )
            for kind, wish in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["contact", "kind"],
        update_fields=["wanted"],
    )
