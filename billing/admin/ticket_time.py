"""What a ticket's page posts: time by hand, and the timer. What is refused stays on a page of its own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from billing import ticket_words
from billing.actions import timing
from billing.actions.logging_time import log, moved_note
from billing.actions.proposing import BESIDE, proposal
from billing.actions.refusals import Refused
from billing.forms.ticket_time import LogForm, StopForm
from billing.models import TimeEntry
from catalogue.periods import day_of
from catalogue.platform.tenancy import actor_of
from tickets.models import Ticket

PAGE = "admin/billing/ticket/log.html"
MAY_LOG = "billing.add_timeentry"
ANCHOR = "#hours-of-ticket"


class TicketTime:
    """Mixin of the timers' admin class: the doors of a ticket's panel of hours."""

    def get_urls(self):
        pages = [
            ("ticket/<int:pk>/log/", self.log_view, "log"),
            ("ticket/<int:pk>/start/", self.start_view, "start"),
            ("stop/", self.stop_view, "stop"),
            ("discard/", self.discard_view, "discard"),
        ]
        return [
            path(
                f"{route}",
                self.admin_site.admin_view(view),
                name=f"billing_timer_{name}",
            )
            for route, view, name in pages
        ] + super().get_urls()

    def log_view(self, request, pk):
        """Log time by hand on a ticket; a GET shows the form alone."""
        ticket, proposed = _ticket(request, pk)
        actor = actor_of(request)
        data = request.POST if request.method == "POST" else None
        form = LogForm(ticket, proposed, data, at=actor.at)
        if data is not None and form.is_valid():
            try:
                (entry,) = log(
                    [form.work()],
                    source=TimeEntry.Source.TICKET,
                    actor=actor,
                    at=actor.at,
                )
            except Refused as refusal:
                form.show(refusal)
            else:
                return self._logged(request, entry)
        return self._page(request, ticket, form, proposed)

    @method_decorator(require_POST)
    def start_view(self, request, pk):
        """Start the timer on a ticket."""
        ticket, _ = _ticket(request, pk)
        actor = actor_of(request)
        try:
            timing.start(ticket, actor=actor, at=actor.at)
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.message_user(request, f"Your timer runs on {ticket.reference}.")
        return redirect(_address(ticket.pk))

    def stop_view(self, request):
        """Stop the timer: the time becomes an entry. A GET asks what to say of it."""
        actor = actor_of(request)
        timer = timing.running_of(actor)
        if timer is None:
            return self._no_timer(request)
        ticket, proposed = _ticket(request, timer.ticket_id)
        data = request.POST if request.method == "POST" else None
        form = StopForm(ticket, proposed, data)
        if data is not None and form.is_valid():
            try:
                entry = timing.stop(actor=actor, at=actor.at, **form.given())
            except Refused as refusal:
                form.show(refusal)
            else:
                return self._logged(request, entry)
        return self._page(request, ticket, form, proposed, timer)

    @method_decorator(require_POST)
    def discard_view(self, request):
        """Forget the timer; nothing is logged."""
        actor = actor_of(request)
        try:
            ticket = timing.discard(actor=actor, at=actor.at)
        except Refused:
            return self._no_timer(request)
        self.message_user(
            request, "The timer is discarded: nothing is logged.", messages.WARNING
        )
        return redirect(_address(ticket.pk))

    def _logged(self, request, entry):
        told = ticket_words.logged(
            entry.minutes, entry.charged_minutes, moved_note(entry)
        )
        self.message_user(request, told, messages.SUCCESS)
        return redirect(_address(entry.ticket_id))

    def _no_timer(self, request):
        self.message_user(request, timing.NO_TIMER, messages.WARNING)
        return redirect("admin:tickets_ticket_changelist")

    def _page(self, request, ticket, form, proposed, timer=None):
        title = "Stop the timer" if timer else "Log time"
        context = {
            **self.admin_site.each_context(request),
            "title": f"{title}: {ticket.reference}",
            "heading": title,
            "opts": self.opts,
            "ticket": ticket,
            "form": form,
            "proposal": proposed,
            "timer": timer,
            "zone": ticket.customer.zone,
        }
        with timezone.override(ticket.customer.zone):
            return TemplateResponse(request, PAGE, context).render()


def _ticket(request, pk):
    """The ticket, where the person may see it and log time, and what is proposed for it."""
    rows = Ticket.objects.visible_to(actor_of(request)).select_related(*BESIDE)
    ticket = rows.filter(pk=pk).first()
    if ticket is None:
        raise Http404
    if not request.user.has_perm(MAY_LOG):
        raise PermissionDenied
    today = day_of(actor_of(request).at, ticket.customer.zone)
    return ticket, proposal(ticket, day=today)


def _address(pk):
    return reverse("admin:tickets_ticket_change", args=[pk]) + ANCHOR
