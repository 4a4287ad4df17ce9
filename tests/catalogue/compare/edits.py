"""The small guide twice: one to keep, one to edit."""

from __future__ import annotations

from catalogue.compare import Difference, compare
from catalogue.portable import form
from catalogue.portable.keys import with_keys
from tests.catalogue.conftest import small_form


def guide() -> form.Revision:
    """The small guide with its keys."""
    return with_keys(small_form())


def told(new: form.Revision, old: form.Revision | None = None) -> list[Difference]:
    """What the edited guide says otherwise than the small one."""
    return list(compare(old or guide(), new).differences)


def only(new: form.Revision, old: form.Revision | None = None) -> Difference:
    """The one difference there is."""
    (found,) = told(new, old)
    return found


def matrix(revision: form.Revision) -> form.Matrix:
    """The matrix of the small guide."""
    return revision.sections[1].matrices[0]


def changes(revision: form.Revision) -> form.Section:
    """Its section of changes: scenarios, a limit and a component."""
    return revision.sections[2]


def level(revision: form.Revision) -> form.ServiceLevel:
    """Its service level."""
    return revision.service_levels[0]
