"""Staff who may be given tickets, and keys as people post them."""

from django.db.models import Q

from catalogue.models import User
from tickets.actions import assigning


def engineers(providers=None):
    """Staff who work tickets of one of the providers (None: of any), by address."""
    staff = assigning.engineers()
    if providers is not None:
        bound = Q(is_limited=True) | Q(limited_to__isnull=False)
        others = User.objects.filter(bound).exclude(limited_to__in=providers)
        staff = staff.exclude(pk__in=others.values("pk"))
    return staff.order_by("email")


def key_of(text):
    """A key as posted or typed; None for what is none."""
    known = text and text.isascii() and text.isdigit() and len(text) < 18
    return int(text) if known else None
