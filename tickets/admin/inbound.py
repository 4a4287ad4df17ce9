"""Mail that came in, at the desk: strays first, and what to do with them."""

import io

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Value, When
from django.http import FileResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from catalogue.admin.bases import CatalogueAdmin, WrittenElsewhere, page_of_row
from catalogue.platform.adminlimits import VisibleRelated
from catalogue.platform.tenancy import actor_of
from tickets.actions import sorting_mail
from tickets.actions.refusals import Refused
from tickets.inbound import message
from tickets.models import InboundMail

from .inbound_choices import choices_for
from .paging import BoundedPaginator
from .people import key_of

State = InboundMail.State
LONGEST_SHOWN = 20_000  # characters of the words
FIRST = {State.STRAY: 0, State.FAILED: 1, State.WAITING: 2}
GONE = "Somebody else has settled this message: look at it again."


def read_safely(row):
    """The message, or None where it cannot be read."""
    try:
        return message.read(bytes(row.raw))
    except message.Unreadable:
        return None


@admin.register(InboundMail)
class InboundMailAdmin(WrittenElsewhere, CatalogueAdmin):
    """Messages to the support address. What belongs nowhere waits here for staff."""

    group = "Tickets"
    provider_path = "provider"
    paginator = BoundedPaginator
    list_max_show_all = 0
    list_display = [
        "shown_subject",
        "sender",
        "state",
        "customer",
        "ticket",
        "received_at",
    ]
    list_filter = ["state", ("customer", VisibleRelated), "received_at"]
    list_select_related = ["customer", "ticket"]
    search_fields = ["subject", "sender"]
    search_help_text = "Words of the subject, or the sender's address."
    sortable_by = []

    @admin.display(description="subject")
    def shown_subject(self, row):
        return row.subject or "(no subject)"

    def get_queryset(self, request):
        return super().get_queryset(request).defer("raw")

    def get_ordering(self, request):
        ranks = [When(state=state, then=Value(rank)) for state, rank in FIRST.items()]
        return [Case(*ranks, default=Value(9)), "-received_at", "-pk"]

    def get_urls(self):
        pages = [
            ("assign", self.assign_view),
            ("join", self.join_view),
            ("set-aside", self.set_aside_view),
            ("raw", self.raw_view),
        ]
        return [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(view),
                name=f"tickets_inboundmail_{name.replace('-', '_')}",
            )
            for name, view in pages
        ] + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The message as it is, and what may be done with it. Nothing of it is ever run."""
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if request.method != "GET":
            return redirect(request.path)
        return TemplateResponse(
            request,
            "admin/tickets/inboundmail/change_form.html",
            self.admin_site.each_context(request) | self._context(request, row),
        )

    def _context(self, request, row):
        mail = read_safely(row)
        may_sort = self._may_sort(request) and row.state in sorting_mail.OPEN
        find = request.GET.get("find", row.sender).strip()[:254]
        return {
            "title": row.subject or "(no subject)",
            "opts": self.opts,
            "original": row,
            "mail": mail,
            "words": mail.text[:LONGEST_SHOWN] if mail else "",
            "is_cut": bool(mail) and len(mail.text) > LONGEST_SHOWN,
            "headers": message.header_lines(bytes(row.raw)),
            "may_sort": may_sort,
            "find": find,
            "choices": choices_for(find, actor_of(request)) if may_sort else [],
        }

    def _may_sort(self, request):
        return request.user.has_perm("tickets.change_inboundmail")

    @page_of_row
    def assign_view(self, request, row):
        """A ticket for the chosen contact, under the chosen subscription."""
        contact, _, subscription = request.POST.get("contact", "").partition(":")
        return self._sorted(
            request,
            row,
            sorting_mail.assign,
            contact=key_of(contact) or 0,
            subscription=key_of(subscription),
        )

    @page_of_row
    def join_view(self, request, row):
        """A comment on the ticket whose reference was given."""
        reference = request.POST.get("reference", "")[:50]
        return self._sorted(request, row, sorting_mail.join, reference=reference)

    @page_of_row
    def set_aside_view(self, request, row):
        """Left as it is."""
        reason = request.POST.get("reason", "")
        return self._sorted(request, row, sorting_mail.set_aside, reason=reason)

    @page_of_row
    def raw_view(self, request, row):
        """The message as it came, as a download."""
        answer = FileResponse(
            io.BytesIO(row.raw),
            as_attachment=True,
            filename=f"inbound-{row.pk}.eml",
            content_type="application/octet-stream",
        )
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return answer

    def _sorted(self, request, row, act, **given):
        """Do one act of sorting, and say what came of it or why not."""
        page = reverse("admin:tickets_inboundmail_change", args=[row.pk])
        if request.method != "POST":
            return redirect(page)
        if not self._may_sort(request):
            raise PermissionDenied
        actor = actor_of(request)
        try:
            ticket = act(row.pk, actor=actor, at=timezone.now(), **given)
        except InboundMail.DoesNotExist:
            self.message_user(request, GONE, messages.ERROR)
            return redirect(page)
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect(page)
        told = f"It is with {ticket} now." if ticket else "Set aside."
        self.message_user(request, told, messages.SUCCESS)
        return redirect("admin:tickets_inboundmail_changelist")
