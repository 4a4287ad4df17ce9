"""A finding's pages beside its form: decide in one click, what rests on it, check a draft again."""

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from catalogue.actions import checking, curation
from catalogue.checks.readings import suggested
from catalogue.models import Finding, Revision
from catalogue.platform.adminlimits import limited

from .bases import page_of_row
from .resting import drawing_on, rows_of

MOST_TOLD = 30  # decisions shown; all are in the history


class FindingPages:
    """Mixin of the findings' admin class."""

    def get_urls(self):
        pages = [
            ("<int:pk>/decide/", self.decide_view, "decide"),
            ("check/<int:pk>/", self.check_view, "check"),
        ]
        return [
            path(
                route,
                self.admin_site.admin_view(view),
                name=f"catalogue_finding_{name}",
            )
            for route, view, name in pages
        ] + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        finding = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if finding:
            context |= {
                "finding": finding,
                "readings": suggested(finding.kind),
                "may_decide": self.has_change_permission(request, finding),
                "rows": rows_of(finding),
                "drawing": drawing_on(finding),
                "told": history_of(finding),
                "next": self._next(request, finding),
                "source": source_of(request, finding),
            }
        return super().change_view(request, object_id, form_url, context)

    def changelist_view(self, request, extra_context=None):
        revision = self._draft(request, request.GET.get("revision__id__exact", ""))
        context = dict(extra_context or {}) | {
            "draft": revision if self._may_check(request, revision) else None
        }
        return super().changelist_view(request, context)

    @method_decorator(require_POST)
    @page_of_row
    def decide_view(self, request, finding):
        """Record a reading: one of the suggested ones, with words of one's own, or these alone."""
        if not self.has_change_permission(request, finding):
            raise PermissionDenied
        who = {"by": request.user, "at": timezone.now()}
        if "reopen" in request.POST:
            curation.reopen([finding], **who)
            self.message_user(request, "Open again.", messages.SUCCESS)
            return redirect("admin:catalogue_finding_change", finding.pk)
        words = [request.POST.get("choice", ""), request.POST.get("words", "")]
        reading = " ".join(filter(None, (each.strip() for each in words)))
        try:
            curation.decide([finding], reading=reading, **who)
        except curation.CannotDecide as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.message_user(request, f"Decided: {reading}", messages.SUCCESS)
        return redirect("admin:catalogue_finding_change", finding.pk)

    @method_decorator(require_POST)
    def check_view(self, request, pk):
        """Run the checks on a draft again, and show its findings."""
        revision = self._draft(request, str(pk))
        if revision is None:
            return self._get_obj_does_not_exist_redirect(
                request, Revision._meta, str(pk)
            )
        if not self._may_check(request, revision):
            raise PermissionDenied
        try:
            found = checking.check_draft(
                revision, by=request.user.email, at=timezone.now()
            )
        except checking.CannotCheck as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect(list_of(revision))
        told = f"{found.added} new, {found.removed} no longer hold, {found.open} open."
        self.message_user(request, told, messages.SUCCESS)
        for error in found.errors:
            self.message_user(request, f"Stops publishing: {error}", messages.ERROR)
        return redirect(list_of(revision))

    def _draft(self, request, pk):
        """The revision with that key, when the person may know of it."""
        if not (pk.isdecimal() and len(pk) <= 18):
            return None
        rows = limited(self.admin_site, Revision.objects.all(), request)
        return rows.filter(pk=int(pk)).first()

    def _may_check(self, request, revision):
        return (
            revision is not None
            and revision.is_draft
            and request.user.has_perm("catalogue.change_revision")
            and self.has_change_permission(request)
        )

    def _next(self, request, finding):
        """The next open finding of the revision, round to its start."""
        rows = limited(
            self.admin_site, Finding.objects.open().exclude(pk=finding.pk), request
        )
        rows = rows.filter(revision=finding.revision_id).order_by("position", "pk")
        after = rows.filter(position__gte=finding.position).exclude(
            position=finding.position, pk__lt=finding.pk
        )
        return after.first() or rows.first()


def list_of(revision):
    """Address of a revision's findings."""
    page = reverse("admin:catalogue_finding_changelist")
    return f"{page}?revision__id__exact={revision.pk}"


def source_of(request, finding):
    """Address of the line of the source that a finding is about, when a document was read in."""
    upload = finding.revision.uploads.order_by("-pk").first()
    if not (upload and finding.line and request.user.has_perm("catalogue.view_upload")):
        return ""
    page = reverse("admin:catalogue_upload_source", args=[upload.pk])
    return f"{page}?line={finding.line}#line-{finding.line}"


def history_of(finding):
    """Who decided what about a finding, the latest first."""
    kind = ContentType.objects.get_for_model(Finding)
    rows = LogEntry.objects.filter(content_type=kind, object_id=str(finding.pk))
    return rows.select_related("user").order_by("-action_time", "-pk")[:MOST_TOLD]
