"""Import and export pages: a file is tried, shown as differences, and taken in whole or not at all."""

import base64

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from import_export.admin import ImportExportMixin

from .exchange_files import (
    CSV,
    MAX_ROWS,
    TYPES,
    XLSX,
    BadTable,
    read_table,
    write_table,
)
from .exchange_results import counts_of, digest_of, errors_of, is_sound
from .exchange_rows import Rows

MAX_EXPORTED = 20_000
SHOWN = 200  # differences on the page
SHOWN_ERRORS = 100
CONFIRM_WITHIN = 3600  # seconds
STALE = "This preview has expired. Choose the file again."
MOVED = "Something changed since the preview. Nothing was written; look at it again."


class ImportForm(forms.Form):
    """The file to take in."""

    import_file = forms.FileField(
        label="File",
        allow_empty_file=True,  # refused with the other bad files
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        help_text=f"CSV or XLSX, the first row names the columns; up to {MAX_ROWS:,} rows.",
    )


class ExportForm(forms.Form):
    """The kind of file wanted."""

    format = forms.ChoiceField(
        choices=[(XLSX, "XLSX (Excel)"), (CSV, "CSV")],
        initial=XLSX,
        widget=forms.RadioSelect,
    )


class Exchange(ImportExportMixin):
    """Mixin of admin classes whose rows go to and come from spreadsheets; `rows` says how.

    The library gives addresses, buttons and the machine that imports; pages are ours. Nothing is
    kept between preview and confirmation: the file travels with the form, signed.
    """

    rows: type[Rows] = Rows
    exchange_form: type[ImportForm] = ImportForm

    def has_import_permission(self, request):
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request):
        return self.has_view_permission(request)

    # In

    def import_action(self, request, **kwargs):
        """Asks for the file; a POST tries it and shows what it would change. Writes nothing."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = self.import_form(request)
        if request.method != "POST" or not form.is_valid():
            return self._import_page(request, form)
        parcel = self.packed(request, form)
        try:
            result = self.tried(request, parcel)
        except BadTable as refusal:
            form.add_error("import_file", str(refusal))
            return self._import_page(request, form)
        return self._outcome_page(request, form, parcel, result)

    def process_import(self, request, **kwargs):
        """Takes in the file of a preview, all of it or nothing."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_import_permission(request):
            raise PermissionDenied
        parcel = self.unpacked(request)
        if parcel is None:
            self.message_user(request, STALE, messages.ERROR)
            return redirect(self._address("import"))
        try:
            return self._take_in(request, parcel)
        except BadTable as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect(self._address("import"))

    def _take_in(self, request, parcel):
        with transaction.atomic():
            result = self.run(request, parcel)
            sound = is_sound(result) and digest_of(result) == parcel["digest"]
            if sound:
                self._log(request, result, parcel["name"])
            transaction.set_rollback(not sound)
        if not sound:
            self.message_user(request, MOVED, messages.ERROR)
            return self._outcome_page(request, self.import_form(None), parcel, result)
        new, changed, _ = counts_of(result)
        told = f"{parcel['name']}: {new} added, {changed} changed."
        self.message_user(request, told, messages.SUCCESS)
        return redirect(self._address("changelist"))

    def import_form(self, request):
        """The form of the first step; unbound without a POST."""
        if request is None or request.method != "POST":
            return self.exchange_form()
        return self.exchange_form(request.POST, request.FILES)

    def chosen(self, request, parcel):
        """What was chosen beside the file, for the rows; read again at each step."""
        return {}

    def packed(self, request, form):
        """The file and what was chosen with it, as plain data."""
        file = form.cleaned_data["import_file"]
        return {
            "user": request.user.pk,
            "name": file.name[-200:],
            "content": base64.b64encode(file.read()).decode(),
            "digest": "",
        }

    def unpacked(self, request):
        """What a preview packed for this person and these rows; None when it did not, or long ago."""
        try:
            parcel = signing.loads(
                request.POST.get("parcel", ""),
                salt=self._salt(),
                max_age=CONFIRM_WITHIN,
            )
        except signing.BadSignature:
            return None
        return parcel if parcel["user"] == request.user.pk else None

    def tried(self, request, parcel):
        """What taking the file in would do. Raises `BadTable`."""
        with transaction.atomic():
            result = self.run(request, parcel, trying=True)
            transaction.set_rollback(True)
        return result

    def run(self, request, parcel, trying=False):
        """Take the file in; the caller's transaction decides whether it stays."""
        rows = self.rows(self.admin_site, request, **self.chosen(request, parcel))
        rows.trying = trying
        table = read_table(base64.b64decode(parcel["content"]))
        rows.take_headings(table)
        result = rows.import_data(
            table, use_transactions=True, rollback_on_validation_errors=True
        )
        result.numbers = table.numbers
        return result

    def _log(self, request, result, name):
        kinds = [("new", ADDITION), ("update", CHANGE)]
        for kind, flag in kinds:
            touched = [row for row in result.rows if row.import_type == kind]
            LogEntry.objects.bulk_create(
                LogEntry(
                    user_id=request.user.pk,
                    content_type_id=self._content_type().pk,
                    object_id=str(row.object_id),
                    object_repr=(row.object_repr or "")[:200],
                    action_flag=flag,
                    change_message=f"Imported from {name}.",
                )
                for row in touched
            )

    # Out

    def export_action(self, request):
        """Asks for the kind of file; a POST answers with it. The list's filters apply."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        try:
            queryset = self.get_export_queryset(request)
        except IncorrectLookupParameters:
            return redirect(self._address("export"))
        form = ExportForm(request.POST or None)
        count = queryset.count()
        if count > MAX_EXPORTED:
            form.too_many = (
                f"{count:,} rows are more than one file should hold, {MAX_EXPORTED:,} at most. "
                "Go back and narrow the list by its filters."
            )
        elif request.method == "POST" and form.is_valid():
            try:
                return self._file(request, queryset, form.cleaned_data["format"])
            except BadTable as refusal:
                form.add_error("format", str(refusal))
        context = {"form": form, "count": count, "title": f"Export {self._plural()}"}
        return self._page(request, "export", context)

    def _file(self, request, queryset, suffix):
        rows = self.rows(self.admin_site, request)
        content = write_table(rows.export(queryset), suffix)
        day = timezone.localdate().isoformat()
        name = f"{self._plural().replace(' ', '-')}-{day}.{suffix}"
        disposition = f'attachment; filename="{name}"'
        headers = {"Content-Disposition": disposition}
        return HttpResponse(content, content_type=TYPES[suffix], headers=headers)

    # Pages

    def _import_page(self, request, form, **context):
        rows = self.rows(self.admin_site, request)
        context |= {
            "form": form,
            "columns": [
                (name, name in rows.needed, rows.help.get(name, ""))
                for name in rows.columns()
            ],
            "title": f"Import {self._plural()}",
        }
        return self._page(request, "import", context)

    def _outcome_page(self, request, form, parcel, result):
        if not is_sound(result):
            errors = errors_of(result)
            shown = {"row_errors": errors[:SHOWN_ERRORS], "error_count": len(errors)}
            return self._import_page(request, form, file_name=parcel["name"], **shown)
        new, changed, same = counts_of(result)
        parcel["digest"] = digest_of(result)
        touched = [row for row in result.rows if row.import_type != "skip"]
        context = {
            "parcel": signing.dumps(parcel, salt=self._salt(), compress=True),
            "file_name": parcel["name"],
            "headings": result.diff_headers,
            "differences": touched[:SHOWN],
            "hidden": max(len(touched) - SHOWN, 0),
            "counts": {"new": new, "changed": changed, "same": same},
            "title": f"Import {self._plural()}: what would change",
        }
        return self._page(request, "preview", context)

    def _page(self, request, name, context):
        context |= {**self.admin_site.each_context(request), "opts": self.opts}
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/import_export/{name}.html", context)

    def _address(self, name):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}")

    def _plural(self):
        return str(self.opts.verbose_name_plural)

    def _salt(self):
        return f"exchange.{self.opts.label_lower}"

    def _content_type(self):
        return ContentType.objects.get_for_model(self.model)
