"""How many queries a page may take: recorded in a file, compared ever after.

`REMIT_RECORD_QUERIES=1` records anew; look at the difference before you commit it. SQLite parts long
statements: what takes another number on PostgreSQL is recorded a second time, as `… (postgresql)`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

FILE = Path(__file__).with_name("query_counts.json")


@contextmanager
def pinned(name: str) -> Iterator[None]:
    """Count the queries of a block and compare with the number recorded under `name`."""
    with CaptureQueriesContext(connection) as queries:
        yield
    recorded = json.loads(FILE.read_text()) if FILE.exists() else {}
    own = f"{name} ({connection.vendor})"
    if own in recorded:
        name = own
    if os.environ.get("REMIT_RECORD_QUERIES"):
        recorded[name] = len(queries)
        FILE.write_text(json.dumps(recorded, indent=2, sort_keys=True) + "\n")
        return
    # What the server keeps prepared comes without a text.
    listed = "\n".join(
        (query["sql"] or "a prepared statement")[:300]
        for query in queries.captured_queries
    )
    assert name in recorded, f"record {name} with REMIT_RECORD_QUERIES=1"
    assert len(queries) == recorded[name], (
        f"{name} took {len(queries)} queries:\n{listed}"
    )
