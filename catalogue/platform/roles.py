"""The roles of provider staff, and what each may do: the table that `manage.py sync_roles` applies.

A right is `app.model` followed by its verbs. `*` stands for every model of the app. Higher apps
are named by text only, so that the table is one; rights of an app that is not there are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.models import Group, Permission
from django.db import transaction

ALL = "view add change delete"

# What a revision consists of, and what holds it.
CONTENT = [
    "guide",
    "revision",
    "section",
    "footnote",
    "party",
    "term",
    "provision",
    "macdscenario",
    "matrixactivity",
    "componentscope",
    "service",
    "duty",
    "exclusion",
    "limit",
    "matrix",
    "component",
    "assignment",
    "servicelevel",
    "priority",
    "target",
    "priorityexample",
    "escalation",
    "intakefield",
    "exemption",
    "offer",
    "rate",
    "spendband",
    "quota",
    "noticeperiod",
    "meteringrule",
    "calendar",
    "calendarversion",
    "window",
    "closure",
    "finding",
    "alias",
    "upload",
    "synonymgroup",
]
CUSTOMERS = ["customer", "contact", "subscription", "subscriptionmeasure"]
# A ticket and what hangs on it.
TICKETS = [
    "ticket",
    "event",
    "clock",
    "pause",
    "attachment",
    "watcher",
    "approval",
    "noticeduty",
    "reservation",
    "quotaperiod",
    "queue",
    "escalationcontact",
]

# What is agreed, and what it comes to.
AGREED = ["agreement", "coverage", "orderedoffer", "package", "agreedrate"]
RECORDS = ["statement", "statementline", "period", "periodevent", "notice"]

ROLES: dict[str, dict[str, str]] = {
    # Reads documents in, corrects and publishes guides, works the queue of questions.
    "curator": {
        **{f"catalogue.{name}": ALL for name in CONTENT},
        **{f"catalogue.{name}": "view" for name in CUSTOMERS},
        "catalogue.provider": "view add change",
        "catalogue.question": "view change",
        "catalogue.answerindex": "view",
        "catalogue.change": "view",
        "catalogue.mail": "view change",
        "catalogue.job": "view",
        **{f"tickets.{name}": "view" for name in TICKETS},
    },
    # Works tickets: reads everything, and teaches the catalogue the words customers use. Events,
    # clocks and reservations are written by what is done with a ticket, never by hand.
    "engineer": {
        **{f"catalogue.{name}": "view" for name in [*CONTENT, *CUSTOMERS]},
        "catalogue.provider": "view",
        "catalogue.change": "view",
        "catalogue.alias": "view add",
        "catalogue.question": "view change",
        **{f"tickets.{name}": "view" for name in TICKETS},
        "tickets.ticket": "view add change",
        "tickets.approval": "view add change",
        "tickets.attachment": "view add",
        "tickets.watcher": "view add delete",
        "tickets.noticeduty": "view change",
        "tickets.inboundmail": "view change",
        "tickets.preference": "view",
        **{f"billing.{name}": "view" for name in AGREED},
        "billing.timeentry": "view add change",
        "billing.timer": "view add change delete",
    },
    # Looks after customers and what they subscribe to.
    "billing": {
        **{f"catalogue.{name}": "view" for name in CONTENT},
        **{f"catalogue.{name}": "view add change" for name in CUSTOMERS},
        "catalogue.provider": "view",
        "catalogue.change": "view",
        **{f"tickets.{name}": "view" for name in TICKETS},
        "tickets.preference": "view change",
        **{f"billing.{name}": "view add change" for name in AGREED},
        **{f"billing.{name}": "view" for name in RECORDS},
        "billing.changerequest": "view add change",
        "billing.credit": "view add change",
        "billing.overageapproval": "view add change",
        "billing.statementcounter": "view",
        "billing.timeentry": "view add change approve",
        "billing.timer": "view",
        "billing.month": "close",
        "billing.period": "view reopen",
    },
    # Does all of it, and gives the roles.
    "admin": {
        "catalogue.*": ALL,
        "tickets.*": ALL,
        "billing.*": ALL,
        "auth.group": ALL,
        "admin.logentry": "view",
    },
}


@transaction.atomic
def sync() -> dict[str, int]:
    """Make the groups carry exactly the rights of the table; how many each has. Safe to repeat."""
    every = Permission.objects.select_related("content_type")
    known = {(p.content_type.app_label, p.codename): p for p in every}
    counts = {}
    for role, rights in ROLES.items():
        group, _ = Group.objects.get_or_create(name=role)
        chosen = {known[key] for key in _expand(rights, known) if key in known}
        group.permissions.set(chosen)
        counts[role] = len(chosen)
    return counts


def _expand(
    rights: dict[str, str], known: dict[tuple[str, str], Permission]
) -> Iterator[tuple[str, str]]:
    for name, verbs in rights.items():
        app, model = name.split(".")
        if model == "*":
            yield from (key for key in known if key[0] == app)
        else:
            yield from ((app, f"{verb}_{model}") for verb in verbs.split())
