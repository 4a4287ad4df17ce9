"""Files of time at the desk: handed in or pasted, looked at, then taken in whole or not at all."""

import base64

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from billing import words
from billing.actions import taking_in_time
from billing.actions.refusals import Refused
from billing.models import TimeEntry
from billing.time_rows import (
    DAY_FIRST,
    KNOWN,
    MONTH_FIRST,
    BadHeadings,
    columns_of,
    read_row,
)
from catalogue.admin.exchange_files import CSV, TYPES, BadTable, read_table
from catalogue.platform.tenancy import actor_of

MOST_ROWS = 10_000
MOST_BYTES = 5 * 1024 * 1024
SHOWN = 200  # rows of a preview
SHOWN_FAULTS = 200
CONFIRM_WITHIN = 3600  # seconds
SALT = "time.files"
STALE = "This preview has expired. Hand the file in again."
MOVED = "Something changed since the preview. Nothing is written; look at it again."
CHOICES = {
    spelling.replace("_", " ").casefold(): value
    for value, label in TimeEntry.Billable.choices
    for spelling in (value, str(label))
}


class FileForm(forms.Form):
    """The file, or its rows pasted."""

    file = forms.FileField(
        required=False,
        allow_empty_file=True,  # refused with the other bad files
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        help_text=(
            "CSV, with commas, semicolons or tabs, or XLSX; the first row names the columns; up to "
            f"{MOST_ROWS:,} rows and {MOST_BYTES // 1024**2} MB."
        ),
    )
    pasted = forms.CharField(
        label="Or the rows, pasted",
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 6, "cols": 80}),
        help_text="Copied in a spreadsheet, with the row that names the columns.",
    )
    slashes = forms.ChoiceField(
        label="Dates such as 05/10/2026",
        required=False,
        choices=[
            ("", "none, or refuse those that may be two days"),
            (MONTH_FIRST, "month first: May 10"),
            (DAY_FIRST, "day first: 5 October"),
        ],
    )

    def clean(self):
        given = super().clean()
        if bool(given.get("file")) == bool((given.get("pasted") or "").strip()):
            raise forms.ValidationError("Hand in a file, or paste its rows.")
        return given

    @property
    def content(self):
        """The bytes of the table."""
        file = self.cleaned_data["file"]
        return file.read() if file else self.cleaned_data["pasted"].encode()

    @property
    def name(self):
        """What the table is called in messages."""
        file = self.cleaned_data["file"]
        return file.name[-200:] if file else "Pasted rows"


class TimeFiles:
    """Mixin of the time entries' admin. Between preview and confirmation the file travels signed."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("import/", view(self.import_view), name="billing_timeentry_import"),
            path(
                "import/confirm/",
                view(self.confirm_view),
                name="billing_timeentry_confirm",
            ),
            path(
                "import/template/",
                view(self.template_view),
                name="billing_timeentry_template",
            ),
            *super().get_urls(),
        ]

    def import_view(self, request):
        """Asks for the file; a POST shows what it would add. Writes nothing."""
        _check(request)
        posted = request.method == "POST"
        form = FileForm(request.POST, request.FILES) if posted else FileForm()
        if not posted or not form.is_valid():
            return self._file_page(request, form)
        parcel = {
            "user": request.user.pk,
            "name": form.name,
            "slashes": form.cleaned_data["slashes"],
            "content": base64.b64encode(form.content).decode(),
        }
        return self._previewed(request, parcel, form)

    def confirm_view(self, request):
        """Takes in the file of a preview, all of it or nothing."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        _check(request)
        parcel = _unpacked(request)
        if parcel is None:
            self.message_user(request, STALE, messages.ERROR)
            return redirect("admin:billing_timeentry_import")
        try:
            taken = _taken(request, parcel, expected=parcel["digest"])
        except (BadTable, Refused) as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect("admin:billing_timeentry_import")
        if not taken.is_written:
            self.message_user(request, MOVED, messages.ERROR)
            return self._previewed(request, parcel, FileForm())
        told = f"Taken in from {parcel['name']}: {len(taken.new):,} entries, {words.span(taken.minutes)}."
        self.message_user(request, told, messages.SUCCESS)
        return redirect("admin:billing_timeentry_changelist")

    def template_view(self, request):
        """A file with the names of the columns."""
        _check(request)
        content = ",".join(name for name in KNOWN if name != "entry") + "\r\n"
        headers = {"Content-Disposition": 'attachment; filename="time-template.csv"'}
        return HttpResponse(
            content.encode("utf-8-sig"), content_type=TYPES[CSV], headers=headers
        )

    def _previewed(self, request, parcel, form):
        try:
            taken = _taken(request, parcel)
        except (BadTable, Refused) as refusal:
            form.full_clean()
            form.add_error(None, str(refusal))
            return self._file_page(request, form)
        if taken.faults:
            faults = {
                "faults": taken.faults[:SHOWN_FAULTS],
                "fault_count": len(taken.faults),
                "file_name": parcel["name"],
            }
            return self._file_page(request, form, **faults)
        parcel["digest"] = taken.digest
        context = {
            "parcel": signing.dumps(parcel, salt=SALT, compress=True),
            "file_name": parcel["name"],
            "taken": taken,
            "hours": words.span(taken.minutes),
            "rows": [_shown(number, entry) for number, entry in taken.new[:SHOWN]],
            "rest": max(0, len(taken.new) - SHOWN),
            "title": "Take in time: what would be added",
        }
        return self._time_page(request, "preview", context)

    def _file_page(self, request, form, **more):
        columns = list(KNOWN.items())
        context = {"form": form, "columns": columns, "title": "Take in time"} | more
        return self._time_page(request, "import", context)

    def _time_page(self, request, name, context):
        context |= {**self.admin_site.each_context(request), "opts": self.opts}
        template = f"admin/billing/timeentry/{name}.html"
        return TemplateResponse(request, template, context).render()


def _check(request):
    if not request.user.has_perm("billing.add_timeentry"):
        raise PermissionDenied


def _unpacked(request):
    """What a preview packed for this person; None when it did not, or long ago."""
    try:
        parcel = signing.loads(
            request.POST.get("parcel", ""), salt=SALT, max_age=CONFIRM_WITHIN
        )
    except signing.BadSignature:
        return None
    return parcel if parcel["user"] == request.user.pk else None


def _taken(request, parcel, expected=None):
    """What taking the file in comes to. Raises `BadTable`, `Refused`."""
    content = base64.b64decode(parcel["content"])
    table = read_table(content, most_rows=MOST_ROWS, most_bytes=MOST_BYTES)
    try:
        columns = columns_of(table.headers)
    except BadHeadings as refusal:
        raise BadTable(str(refusal)) from None
    rows = [
        taking_in_time.FileRow(
            number,
            read_row(
                dict(zip(columns, cells, strict=True)),
                choices=CHOICES,
                slashes=parcel["slashes"],
            ),
        )
        for number, cells in zip(table.numbers, table, strict=True)
    ]
    return taking_in_time.take_in(
        rows, expected=expected, actor=actor_of(request), at=timezone.now()
    )


def _shown(number, entry):
    """A new entry as a row of the preview."""
    return [
        number,
        entry.worked_on,
        entry.customer,
        entry.ticket.reference if entry.ticket else entry.agreement.reference,
        entry.engineer,
        entry.role or "–",
        entry.get_billable_display(),
        words.span(entry.minutes),
        words.span(entry.charged_minutes),
        words.month(entry.month),
        entry.description[:120],
    ]
