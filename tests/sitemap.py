"""Every address of the site, read from the URL configuration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import NOON, Cast


@dataclass(frozen=True)
class Route:
    """One address: its name with namespaces, and the parameters in it."""

    name: str
    params: tuple[str, ...]
    pattern: str

    def url(self, cast: Cast) -> str:
        """The address of the owner's object."""
        return reverse(self.name, kwargs=values(self, cast) or None)


# How a parameter is filled so that it leads to something of the owner's; by name, or where the same
# name means different things, by route and name. A new parameter gets its line here.
VALUES = {
    "provider": lambda cast: cast.guide.provider.key,
    "guide": lambda cast: cast.guide.key,
    "number": lambda cast: cast.revision.number,
    "reference": lambda cast: cast.ticket.reference,
    "billing:agreement-detail reference": lambda cast: cast.agreement.reference,
    "billing-api:hours reference": lambda cast: cast.agreement.reference,
    "billing:entry-file kind": lambda cast: "csv",
    "billing:agreement-ask reference": lambda cast: cast.agreement.reference,
    "billing:agreement-decide reference": lambda cast: cast.agreement.reference,
    "billing:agreement-decide pk": lambda cast: change(cast),
    "billing:overage pk": lambda cast: overage(cast),
    "billing-api:overage-approval-detail pk": lambda cast: overage(cast),
    "billing-api:overage-approval-approve pk": lambda cast: overage(cast),
    "billing-api:overage-approval-decline pk": lambda cast: overage(cast),
    "billing:statement-detail reference": lambda cast: cast.statement.reference,
    "billing:statement-line reference": lambda cast: cast.statement.reference,
    "billing:statement-line position": lambda cast: 1,
    "billing:statement-file reference": lambda cast: cast.statement.reference,
    "billing:statement-file kind": lambda cast: "pdf",
    "billing-api:time-entry-detail pk": lambda cast: entry(cast),
    "billing-api:time-entry-correct pk": lambda cast: entry(cast),
    "billing-api:time-entry-withdraw pk": lambda cast: entry(cast),
    "billing-api:line-entry-list reference": lambda cast: cast.statement.reference,
    "billing-api:line-entry-list position": lambda cast: 1,
    "billing-api:change-request-list reference": lambda cast: cast.agreement.reference,
    "billing-api:change-request-detail reference": lambda cast: (
        cast.agreement.reference
    ),
    "billing-api:change-request-detail pk": lambda cast: change(cast),
    "billing-api:change-request-approve reference": lambda cast: (
        cast.agreement.reference
    ),
    "billing-api:change-request-approve pk": lambda cast: change(cast),
    "billing-api:change-request-decline reference": lambda cast: (
        cast.agreement.reference
    ),
    "billing-api:change-request-decline pk": lambda cast: change(cast),
    "billing-api:change-request-withdraw reference": lambda cast: (
        cast.agreement.reference
    ),
    "billing-api:change-request-withdraw pk": lambda cast: change(cast),
    "billing-api:agreement-detail reference": lambda cast: cast.agreement.reference,
    "billing-api:statement-detail reference": lambda cast: cast.statement.reference,
    "tickets:attachment pk": lambda cast: file(cast),
    "tickets-api:attachment-detail pk": lambda cast: file(cast),
    "catalogue:component-detail pk": lambda cast: part(cast, "components"),
    "catalogue:matrix-detail pk": lambda cast: part(cast, "matrices"),
}
# Django's and allauth's own: any value does, since nobody gets as far as the object.
FILLERS = {
    "app_label": "auth",
    "content_type_id": "1",
    "object_id": "1",
    "from_field": "id",
    "id": "1",
    "key": "x",
    "uidb36": "1",
    "pk": "1",
    "kind": "scenario",
    "format": "json",
    "act": "talk",
    "report": "hours",
}


def file(cast: Cast) -> int:
    """The key of a file that came with the owner's ticket."""
    opened = cast.ticket.events.get()
    row, _ = opened.attachments.get_or_create(
        ticket=cast.ticket,
        customer=cast.customer,
        name="log.txt",
        defaults={
            "media_type": "text/plain",
            "size": 5,
            "digest": "0" * 64,
            "content": b"Hello",
            "uploaded_at": opened.at,
            "uploaded_by": cast.owner.email,
        },
    )
    return row.pk


def change(cast: Cast) -> int:
    """The key of a change that the owner may decide on."""
    return cast.agreement.change_requests.get_or_create(
        customer=cast.customer,
        summary="More hours",
        effective_on=cast.agreement.starts_on,
        defaults={"made_at": NOON, "made_by": cast.operator.email},
    )[0].pk


def part(cast: Cast, kind: str) -> int:
    """The key of a part of the owner's revision."""
    return getattr(cast.revision.sections.get(), kind).get().pk


def overage(cast: Cast) -> int:
    """The key of overage that the owner is asked for."""
    return cast.agreement.overage_approvals.get_or_create(
        customer=cast.customer,
        month=cast.agreement.starts_on,
        defaults={"minutes": 60, "asked_at": NOON, "asked_by": cast.operator.email},
    )[0].pk


def entry(cast: Cast) -> int:
    """The key of time that the operator worked for the owner."""
    month = cast.agreement.starts_on
    return cast.agreement.time_entries.get_or_create(
        customer=cast.customer,
        engineer=cast.operator,
        worked_on=month,
        month=month,
        minutes=60,
        counted_minutes=60,
        billable="package",
        source="grid",
        defaults={"created_at": NOON, "created_by": cast.operator.email},
    )[0].pk


def values(route: Route, cast: Cast) -> dict[str, object]:
    """The parameters of a route; raises `LookupError` for one that nobody described."""
    filled = {}
    for param in route.params:
        find = VALUES.get(f"{route.name} {param}") or VALUES.get(param)
        if find:
            filled[param] = find(cast)
        elif is_ours(route) or param not in FILLERS:
            raise LookupError(
                f"{route.name}: say in tests/sitemap.py what `{param}` is."
            )
        else:
            filled[param] = FILLERS[param]
    return filled


def is_ours(route: Route) -> bool:
    """Whether the route is one of Remit's pages or endpoints."""
    return route.name.split(":")[0] in {
        "catalogue",
        "tickets",
        "billing",
        "api",
        "tickets-api",
        "billing-api",
    }


def is_desk(route: Route) -> bool:
    """Whether the route belongs to the admin."""
    return route.name.startswith("admin:")


def routes() -> list[Route]:
    """Every named route. The admin's nameless ones are redirects and a catch-all."""
    found = list(walk(get_resolver().url_patterns, "", "/"))
    nameless = [r.pattern for r in found if not r.name and "/admin/" not in r.pattern]
    assert not nameless, f"name these routes: {nameless}"
    return [route for route in found if route.name]


def walk(patterns: list, namespace: str, prefix: str) -> Iterator[Route]:
    """All routes under some patterns."""
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (
                f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            )
            for route in walk(pattern.url_patterns, inner, where):
                outer = pattern.pattern.regex.groupindex
                params = tuple(dict.fromkeys((*outer, *route.params)))
                yield Route(route.name, params, route.pattern)
        elif isinstance(pattern, URLPattern):
            params = tuple(pattern.pattern.regex.groupindex)
            name = f"{namespace}{pattern.name}" if pattern.name else ""
            yield Route(name, params, where)
