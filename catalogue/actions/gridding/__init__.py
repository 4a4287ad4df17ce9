"""The grid: a matrix, or a list of lines, edited as a sheet and saved in one transaction.

`sheet`, `cells`, `differences`, `merging`, `settling` and `checking` are values and rules; `matrices` and
`lists` are where sheets are kept; `saving` is the one way in.
"""

from __future__ import annotations

from catalogue.models import Matrix

from .lists import KINDS, ListKind, ListStore, Owner
from .matrices import MatrixStore
from .saving import (
    GridChanged,
    GridLoses,
    GridRefused,
    Plan,
    Store,
    plan,
    save,
)
from .sheet import NotASheet, Sheet, digest, to_plain

__all__ = [
    "KINDS",
    "GridChanged",
    "GridLoses",
    "GridRefused",
    "ListKind",
    "ListStore",
    "MatrixStore",
    "NotASheet",
    "Owner",
    "Plan",
    "Sheet",
    "Store",
    "digest",
    "grid_of",
    "plan",
    "save",
    "save_grid",
    "to_plain",
]


def grid_of(matrix: Matrix) -> Sheet:
    """A matrix as a sheet: its parties with their sides, groups, rows, marks as printed."""
    return MatrixStore(matrix).read()


def save_grid(
    matrix: Matrix, wanted: Sheet, seen: Sheet, *, by: str, confirmed: bool = False
) -> Plan:
    """Store a matrix that was edited from `seen`; see `saving.save` for what it refuses."""
    return save(MatrixStore(matrix), wanted, seen, by=by, confirmed=confirmed)
