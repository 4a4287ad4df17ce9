"""Time entries as a file: the rows of the list, as it is filtered."""

from zoneinfo import ZoneInfo

import tablib
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone

from catalogue.admin.exchange_files import TYPES, BadTable, write_table

MOST = 20_000
# Those that an import reads, then what it passes over.
COLUMNS = [
    "entry",
    "date",
    "start",
    "end",
    "minutes",
    "ticket",
    "agreement",
    "customer",
    "role",
    "work_type",
    "billable",
    "description",
    "note",
    "external_id",
    "engineer",
    "month",
    "charged_minutes",
    "after_minutes",
    "approved",
    "withdrawn",
    "source",
]


class TimeExport:
    """Mixin of the time entries' admin: `export/csv/` and `export/xlsx/`, with the list's filters."""

    def get_urls(self):
        page = path(
            "export/<str:format>/",
            self.admin_site.admin_view(self.export_view),
            name="billing_timeentry_export",
        )
        return [page, *super().get_urls()]

    def export_view(self, request, format):
        """The file; back to the list, with the reason, where it would hold too many rows."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if format not in TYPES:
            raise Http404
        back = (
            f"{reverse('admin:billing_timeentry_changelist')}?{request.GET.urlencode()}"
        )
        try:
            listed = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return redirect("admin:billing_timeentry_changelist")
        rows = list(listed.order_by("worked_on", "pk")[: MOST + 1])
        if len(rows) > MOST:
            told = (
                f"More than {MOST:,} rows: narrow the list by its filters, then export."
            )
            self.message_user(request, told, messages.ERROR)
            return redirect(back)
        table = tablib.Dataset(*map(cells_of, rows), headers=COLUMNS)
        try:
            content = write_table(table, format)
        except BadTable as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect(back)
        name = f"time-entries-{timezone.localdate().isoformat()}.{format}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content, content_type=TYPES[format], headers=headers)


def cells_of(entry):
    """An entry as a row of a file; instants where the customer is, with their offset."""
    zone = ZoneInfo(entry.customer.zone)

    def local(moment):
        return moment.astimezone(zone).isoformat(timespec="minutes") if moment else ""

    return [
        entry.pk,
        entry.worked_on.isoformat(),
        local(entry.started_at),
        local(entry.ended_at),
        entry.minutes,
        entry.ticket.reference if entry.ticket else "",
        entry.agreement.reference,
        entry.customer.key,
        entry.role,
        entry.work_type,
        entry.billable,
        entry.description,
        entry.note,
        entry.external_id,
        entry.engineer.email,
        f"{entry.month:%Y-%m}",
        entry.counted_minutes + entry.after_minutes,
        entry.after_minutes,
        "yes" if entry.approved_at else "no",
        "yes" if entry.withdrawn_at else "no",
        entry.source,
    ]
