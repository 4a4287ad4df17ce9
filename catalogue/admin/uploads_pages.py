"""An upload's pages beside its form: progress, source, read now, take back what was kept."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from catalogue.actions import uploads
from catalogue.actions.keeping.undoing import CannotReset, reset_value
from catalogue.models import RevisionIsFixed, Upload

from .bases import page_of_row
from .uploads_result import progress_of, result_of
from .uploads_source import page_of, tally_of

PATIENCE = (
    25  # seconds that a press of “Read now” may take; servers end requests after 30
)


class UploadPages:
    """Mixin of the uploads' admin class."""

    def get_urls(self):
        pages = [
            ("progress", self.progress_view),
            ("read", self.read_view),
            ("source", self.source_view),
            ("reset", self.reset_view),
        ]
        return [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(view),
                name=f"catalogue_upload_{name}",
            )
            for name, view in pages
        ] + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        upload = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if upload:
            context["progress"] = progress_of(upload)
            context["may_read"] = self.has_add_permission(request)
            context["may_reset"] = self.may_reset(request, upload)
        if upload and upload.state == Upload.State.READ:
            context |= result_of(upload)
        return super().change_view(request, object_id, form_url, context)

    @page_of_row
    def progress_view(self, request, upload):
        """The lines on where the document stands, for htmx; what is done sends to the result."""
        progress = progress_of(upload)
        if not progress["waits"]:
            done = HttpResponse()
            done.headers["HX-Refresh"] = "true"
            return done
        context = {
            "original": upload,
            "progress": progress,
            "may_read": self.has_add_permission(request),
        }
        template = "admin/catalogue/upload/_progress.html"
        return TemplateResponse(request, template, context)

    @page_of_row
    def read_view(self, request, upload):
        """Reads a document that waits, or was refused, here and now."""
        if request.method != "POST" or not self.has_add_permission(request):
            return self._back(upload)
        uploads.requeue(upload.pk)
        uploads.read_upload(upload.pk, at=timezone.now(), patience=PATIENCE)
        upload.refresh_from_db(fields=["state"])
        if upload.state == Upload.State.QUEUED:
            self.message_user(
                request,
                f"Reading takes longer than {PATIENCE} seconds: the worker will do it.",
                messages.WARNING,
            )
        return self._back(upload)

    @page_of_row
    def source_view(self, request, upload):
        """The source line by line, beside what was made of each."""
        wanted = request.GET.get("line", "1")
        line = int(wanted) if wanted.isascii() and wanted.isdigit() else 1
        sections = upload.revision.sections if upload.revision else None
        context = {
            **self.admin_site.each_context(request),
            "title": f"Source of {upload}",
            "opts": self.opts,
            "original": upload,
            "page": page_of(upload, min(line, 10**7)) if upload.text else None,
            "tally": tally_of(upload.report),
            "sections": sections.exclude(line=None) if sections else [],
        }
        template = "admin/catalogue/upload/source.html"
        return TemplateResponse(request, template, context)

    @page_of_row
    def reset_view(self, request, upload):
        """Sets a value that was kept to what was read."""
        if request.method != "POST" or not self.may_reset(request, upload):
            return self._back(upload)
        index = request.POST.get("index", "")
        try:
            value = reset_value(
                upload,
                int(index) if index.isascii() and index.isdigit() else -1,
                by=request.user.email,
            )
        except (CannotReset, RevisionIsFixed) as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            text = f"“{value['name']}” is as it was read: {value['shown_read'] or 'blank'}."
            self.message_user(request, text, messages.SUCCESS)
        return redirect(
            reverse("admin:catalogue_upload_change", args=[upload.pk]) + "#kept"
        )

    def may_reset(self, request, upload):
        """Whether the person may take back what the draft kept."""
        revision = upload.revision
        allowed = request.user.has_perm("catalogue.change_provision")
        return bool(allowed and revision and revision.is_draft)

    @staticmethod
    def _back(upload):
        return redirect("admin:catalogue_upload_change", upload.pk)
