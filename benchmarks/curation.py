#!/usr/bin/env python3
"""What the desk's pages cost: a long changelist, a grid, a comparison, and publishing.

usage: python -m benchmarks.curation [ROWS]

Works in a database of its own, made and dropped here, on whatever DATABASE_URL names (SQLite
otherwise). Every time is printed with the ratio to a reference taken in the same run, so that a
busy machine does not change it.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment
from django.utils import timezone

from catalogue import models
from catalogue.actions.comparing import comparison_of
from catalogue.actions.drafting import copy_to_draft, save_draft
from catalogue.actions.publishing import publish
from catalogue.platform.audit import summed_up
from catalogue.platform.tenancy import Actor
from catalogue.portable import dump, form

ROWS = 100_000  # provisions behind the changelist
LONG = 1000  # rows of the revisions that are compared and published
GRID = (60, 4)  # rows and parties of the matrix in the grid
REPEATS = 40
VERBS = ("Install", "Repair", "Review", "Replace", "Report on", "Configure", "Remove")
THINGS = ("phone", "queue", "script", "licence", "agent", "number", "greeting", "trunk")
PARTIES = ("Provider", "Vendor", "Partner", "Customer")


def main() -> None:
    """Print a line for each page and action."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    # Stored names of static files need a collection that a benchmark does not make.
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    setup_test_environment()
    with own_database():
        say(f"{connection.vendor}, {rows:,} provisions behind the changelist")
        client, guide = staff_client(), a_guide("long")
        changelists(client, rows)
        grid(client)
        compare_and_publish(guide)


@contextmanager
def own_database() -> Iterator[None]:
    """A database made for this run and dropped after it."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":  # a file, as in use; the default is memory
        connection.settings_dict["TEST"]["NAME"] = f"{name}.benchmark"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    call_command("createcachetable", verbosity=0)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(str(name), verbosity=0)


def changelists(client: Client, rows: int) -> None:
    """The list of all provisions, with few rows and with many."""
    fill(200)
    small = page(client, "/admin/catalogue/provision/")
    told("changelist, 200 rows", small)
    fill(rows)
    many = page(client, "/admin/catalogue/provision/")
    told(f"changelist, {rows:,} rows", many, small, "the short list")
    found = page(client, "/admin/catalogue/provision/?q=greeting+queue")
    told("  searched", found, small, "the short list")
    last = page(client, f"/admin/catalogue/provision/?p={rows // 50 - 2}")
    told("  its last page", last, small, "the short list")
    lens = page(client, "/admin/catalogue/matrixactivity/?charge__exact=hourly")
    told("  a lens, filtered", lens, small, "the short list")


def grid(client: Client) -> None:
    """The grid of one matrix, beside the plain changelist page of 50 rows."""
    rows, parties = GRID
    draft, _ = save_draft(
        long_form(rows, parties=parties), guide=a_guide("grid"), at=timezone.now()
    )
    matrix = models.Matrix.objects.get(section__revision=draft)
    plain = page(client, "/admin/catalogue/term/")
    shown = page(client, f"/admin/catalogue/matrix/{matrix.pk}/grid/")
    told(f"grid {rows}×{parties}", shown, plain, "an empty list page")


def compare_and_publish(guide: models.Guide) -> None:
    """Two revisions of 1,000 rows, one row in ten changed, compared and published."""
    draft, _ = save_draft(long_form(LONG), guide=guide, at=timezone.now())
    first = timed(lambda: publish(draft, by="benchmark", at=timezone.now()), once=True)
    told(f"publish {LONG} rows, every text new", first)
    old = models.Revision.objects.get(pk=draft.pk)
    new = copy_to_draft(old, at=timezone.now())
    for row in new.provisions.order_by("pk")[::10]:
        row.text, row.charge = f"{row.text} again", "hourly"
        row.save()
    actor = Actor(at=timezone.now(), name="benchmark", is_staff=True)
    reading = timed(lambda: (dump.read(old), dump.read(new)))
    told(f"read two revisions of {LONG} rows", reading)
    compared = timed(lambda: comparison_of(old, new, actor))
    told("  compare them", compared, reading, "reading both")
    again = timed(lambda: publish(new, by="benchmark", at=timezone.now()), once=True)
    told(f"publish {LONG} rows, one in ten new", again, first, "the first time")


# -- what is measured on ----------------------------------------------------------------------------


def long_form(rows: int, parties: int = 4, seed: int = 1) -> form.Revision:
    """A guide with one matrix of `rows` rows, texts drawn from few words."""
    draw = random.Random(seed)
    names = list(PARTIES[:parties])
    lines = [
        form.Provision(
            "activity",
            f"{draw.choice(VERBS)} {draw.choice(THINGS)} {draw.choice(THINGS)} {n}",
            charge=draw.choice(["included", "hourly", "customer"]),
            group=f"Group {n // 20}",
            assignments=[form.Assignment(draw.choice(names), "X")],
        )
        for n in range(rows)
    ]
    sides = ("provider", "vendor", "partner", "customer")
    section = form.Section("Work", "1", matrices=[form.Matrix("Work", names, lines)])
    return form.Revision(
        "Benchmark guide",
        parties=[form.Party(n, s) for n, s in zip(names, sides, strict=False)],
        sections=[section],
    )


def fill(rows: int) -> None:
    """Add drafts of 1,000 rows until so many provisions are stored."""
    guide = a_guide("shelf")
    short = long_form(200)
    with summed_up():
        while (missing := rows - models.Provision.objects.count()) > 0:
            size = min(missing, 1000)
            source = short if size <= 200 else long_form(size, seed=missing)
            source = replace(source, label=f"{missing} to go")
            save_draft(source, guide=guide, at=timezone.now())
    connection.cursor().execute("ANALYZE")


def a_guide(key: str) -> models.Guide:
    """A guide of the benchmark's provider."""
    provider, _ = models.Provider.objects.get_or_create(
        key="benchmark", defaults={"name": "Benchmark"}
    )
    guide, _ = models.Guide.objects.get_or_create(
        provider=provider, key=key, defaults={"title": f"Guide {key}"}
    )
    return guide


def staff_client() -> Client:
    """A browser of a staff member who may do everything."""
    user = models.User.objects.create_superuser("benchmark@remit.example", None)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="catalogue.platform.signins.PortalBackend")
    return client


# -- how it is measured -----------------------------------------------------------------------------


def page(client: Client, address: str) -> tuple[list[float], int]:
    """Seconds of each of some visits, and the queries of one."""

    def visit() -> None:
        response = client.get(address)
        if response.status_code != 200:
            sys.exit(f"{address}: {response.status_code}")

    visit()
    with CaptureQueriesContext(connection) as queries:
        visit()
    count = len(queries)  # before the next request empties the log
    return timed(visit)[0], count


def timed(act: Callable[[], object], once: bool = False) -> tuple[list[float], int]:
    """Seconds of each of some calls."""
    times = []
    for _ in range(1 if once else REPEATS):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return times, 0


def told(
    what: str,
    result: tuple[list[float], int],
    reference: tuple[list[float], int] | None = None,
    of: str = "",
) -> None:
    """A line of the report: median, p95, queries, and the ratio of the medians."""
    times, queries = result
    p50 = statistics.median(times)
    p95 = sorted(times)[int(len(times) * 0.95)] if len(times) > 1 else p50
    line = f"{what:42} p50 {p50 * 1000:8.1f} ms  p95 {p95 * 1000:8.1f} ms"
    if queries:
        line += f"  {queries} queries"
    if reference:
        line += f"  {p50 / statistics.median(reference[0]):.2f} × {of}"
    say(line)


def say(line: str) -> None:
    """One line of the report."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
