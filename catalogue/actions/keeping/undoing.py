"""Taking back what a new draft kept: the field is as it was read."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import transaction

from catalogue.models import Upload
from catalogue.models.parts import require_draft
from catalogue.platform import audit


class CannotReset(Exception):
    """The field is no longer what was kept; the message says why."""


@transaction.atomic
def reset_value(upload: Upload, index: int, *, by: str) -> dict[str, Any]:
    """Set a kept value, number `index` of the upload's report, to what was read; the value.

    The history of the draft says so. Raises `CannotReset` when it was taken back before, when the
    row is gone or was changed since, and `RevisionIsFixed` unless the revision is a draft.
    """
    locked = Upload.objects.select_for_update().get(pk=upload.pk)
    values = locked.report.get("kept", {}).get("values", [])
    if not 0 <= index < len(values):
        raise CannotReset("That value is not in the report.")
    value: dict[str, Any] = values[index]
    if value.get("undone_by"):
        raise CannotReset(f"{value['undone_by']} has taken this back already.")
    field = _field(value)
    # The revision before its row, as everybody who writes parts of a draft.
    require_draft({locked.revision_id} - {None})
    model: Any = apps.get_model("catalogue", value["model"])
    row = model.objects.filter(pk=value["row"]).first()
    if row is None:
        raise CannotReset(f"“{value['name']}” is gone from the draft.")
    if getattr(row, field) != value["kept"]:
        raise CannotReset(f"“{value['name']}” was changed since: edit the row itself.")
    setattr(row, field, value["read"])
    with audit.acting(by):
        row.save()
    value["undone_by"] = by
    Upload.objects.filter(pk=upload.pk).update(report=locked.report)
    return value


def _field(value: dict[str, Any]) -> str:
    model: Any = apps.get_model("catalogue", value["model"])
    name: str = model._meta.get_field(value["field"]).attname
    return name
