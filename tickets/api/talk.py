"""What is said on a ticket: its timeline, replies and files."""

from __future__ import annotations

from django.db.models import Prefetch
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from catalogue.platform.paging import ByKey
from catalogue.platform.tenancy import actor_of
from tickets.actions import talking
from tickets.actions.refusals import Refused
from tickets.api import showing
from tickets.api.access import Json, TicketsView, answered_once, said, ticket_of
from tickets.attachments import checked
from tickets.models import Attachment, Event
from tickets.views import files as downloads

SAID = (
    Event.Kind.OPENED,
    Event.Kind.REPLIED,
    Event.Kind.COMMENTED,
    Event.Kind.CALLED,
    Event.Kind.WORKAROUND,
    Event.Kind.ACTION_PLAN,
)
FILES_ONLY = "Files are attached."


class InOrder(ByKey):
    """Oldest first, as it happened."""

    page_size = 100
    max_page_size = 500


class EventList(TicketsView):
    """The timeline, as far as the caller may read it."""

    kinds: tuple[str, ...] = ()

    def get(self, request, reference):
        """A page of events, oldest first."""
        actor = actor_of(request)
        ticket = ticket_of(request, reference, "provider")
        rows = Event.objects.filter(ticket=ticket)
        if not actor.is_staff:
            rows = rows.filter(is_public=True)
        if self.kinds:
            rows = rows.filter(kind__in=self.kinds)
        files = Attachment.objects.defer("content").order_by("pk")
        rows = rows.prefetch_related(Prefetch("attachments", queryset=files))
        pages = InOrder()
        page = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(
            [showing.event(event, ticket, actor) for event in page]
        )


class ReplyList(EventList):
    """`GET`: what was said. `POST`: say something; what staff say is a response."""

    kinds = SAID

    def post(self, request, reference):
        """201 with the ticket that it was written on: a merged one goes on in another."""
        ticket, actor = ticket_of(request, reference), actor_of(request)

        def written():
            body = said(request, "body")["body"]
            return _spoken(ticket, actor, body, ())

        return answered_once(request, actor, written)


class AttachmentList(TicketsView):
    """`GET`: the files of the ticket. `POST`: more of them, as a multipart form."""

    parser_classes = [MultiPartParser, Json]

    def get(self, request, reference):
        """Every file that came with something the caller may read."""
        ticket = ticket_of(request, reference)
        rows = Attachment.objects.filter(ticket=ticket).defer("content")
        if not actor_of(request).is_staff:
            rows = rows.filter(event__is_public=True)
        return Response(
            {"results": [showing.attachment(file, ticket) for file in rows]}
        )

    def post(self, request, reference):
        """201: the files are kept with what is said in `body`."""
        ticket, actor = ticket_of(request, reference), actor_of(request)
        files = checked(request.FILES.getlist("files"))
        if not files:
            raise Refused("Send at least one file, as `files`.", "files")
        body = str(request.data.get("body", "")) or FILES_ONLY
        sent = {"body": body, "files": [(file.name, file.digest) for file in files]}

        def written():
            return _spoken(ticket, actor, body, files)

        return answered_once(request, actor, written, sent)


class AttachmentDetail(TicketsView):
    """A file, as a download."""

    def get(self, request, reference, pk):
        """The content; 404 unless the caller may read what it came with."""
        return downloads.attachment(request._request, reference, pk)


def _spoken(ticket, actor, body, files):
    """Staff reply, customers comment."""
    say = talking.reply if actor.is_staff else talking.comment
    there = say(ticket.pk, actor=actor, at=actor.at, body=body, files=files)
    return status.HTTP_201_CREATED, {
        "reference": there.reference,
        "url": showing.address(there),
        "state": there.state,
    }
