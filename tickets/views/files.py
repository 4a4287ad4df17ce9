"""Files of tickets: a download, never a page."""

import io

from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from catalogue.platform.tenancy import actor_of
from tickets.models import Attachment, Ticket


@require_safe
def attachment(request, reference, pk):
    """A file, for who may read what it came with. Nothing in a browser opens it as a page."""
    tickets = Ticket.objects.by_reference(reference)
    rows = Attachment.objects.visible_to(actor_of(request)).filter(ticket__in=tickets)
    file = rows.filter(pk=pk).first()
    if file is None:
        raise Http404("There is no such file.")
    answer = FileResponse(
        io.BytesIO(file.content),
        as_attachment=True,
        filename=file.name,
        content_type="application/octet-stream",
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
