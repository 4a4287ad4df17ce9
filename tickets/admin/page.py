"""A ticket's page at the desk: everything to judge it by, and its acts as forms."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from catalogue.admin.bases import page_of_row
from catalogue.platform.tenancy import actor_of
from tickets import states, words
from tickets.actions.refusals import Refused
from tickets.models import Ticket
from tickets.panels import TicketPanel

from . import facts, timeline
from .acts import ACTS, offered
from .clocks import clocks_of, parted
from .people import key_of
from .what_if import context_of

PAGE = "admin/tickets/ticket/change_form.html"


class TicketPages:
    """Mixin of the tickets' admin class."""

    def get_urls(self):
        pages = [
            ("<int:pk>/act/<slug:act>/", self.act_view, "act"),
            ("<int:pk>/what-if/", self.what_if_view, "what_if"),
        ]
        return [
            path(route, self.admin_site.admin_view(view), name=f"tickets_ticket_{name}")
            for route, view, name in pages
        ] + super().get_urls()

    def get_object(self, request, object_id, from_field=None):
        """The ticket with what its page reads, where the staff member may know of it."""
        rows = self.limit(
            Ticket.objects.filter(pk=key_of(object_id)), actor_of(request)
        )
        return facts.with_parts(rows).first()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Shows the ticket. It is changed by acts alone, so a POST here is none."""
        ticket = self.get_object(request, unquote(object_id))
        if ticket is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, ticket):
            raise PermissionDenied
        if request.method == "POST":
            return redirect(address_of(ticket))
        return self._shown(request, ticket)

    @method_decorator(require_POST)
    @page_of_row
    def act_view(self, request, ticket, act):
        """Do one of the acts; what is refused stays on the page, with what was typed."""
        if not self.has_change_permission(request, ticket):
            raise PermissionDenied
        chosen = ACTS.get(act)
        if chosen is None:
            self.message_user(request, "Choose what to do.", messages.ERROR)
            return redirect(address_of(ticket))
        seen = key_of(request.POST.get("seen", ""))
        with timezone.override(ticket.customer.zone):
            form = chosen.form(ticket, request, request.POST)
            valid = form.is_valid()
        news = timeline.since(ticket, seen) if form.says_something else []
        if not valid or news:
            return self._shown(request, ticket, form, news)
        who = {"actor": actor_of(request), "at": timezone.now()}
        try:
            told, goal = chosen.call(ticket, form, who)
        except Refused as refusal:
            form.show(refusal)
            ticket = self.get_object(request, str(ticket.pk))
            return self._shown(request, ticket, form)
        self.message_user(request, told, messages.SUCCESS)
        return redirect(address_of(goal))

    @page_of_row
    def what_if_view(self, request, ticket):
        """What another service level, priority or calendar would have come to."""
        context = self._base(request, ticket, f"What if: {ticket.reference}")
        context |= context_of(request, ticket)
        template = "admin/tickets/ticket/what_if.html"
        return TemplateResponse(request, template, context)

    def _shown(self, request, ticket, bound=None, news=()):
        context = self._base(request, ticket, str(ticket))
        actor = actor_of(request)
        happened, more = timeline.timeline_of(ticket, whole="all" in request.GET)
        may_act = self.has_change_permission(request, ticket)
        clocks, earlier = parted(clocks_of(ticket, at=actor.at))
        context |= {
            "clocks": clocks,
            "earlier_clocks": earlier,
            "line": facts.line_of(ticket),
            "charge": facts.charge_of(ticket),
            "answers": facts.answers_of(ticket),
            "asked_for": facts.asked_for(ticket),
            "level_duties": facts.duties_of_level(ticket),
            "linked": facts.linked_of(ticket, self.admin_site, request),
            "approvals": facts.approvals_of(ticket),
            "quotas": facts.quotas_of(ticket),
            "duties": list(ticket.duties.order_by("pk")),
            "watchers": list(ticket.watchers.select_related("contact").order_by("pk")),
            "panels": TicketPanel.shown([ticket], actor)[0],
            "timeline": happened,
            "more": more,
            "news": news,
            "seen": happened[-1].event.pk if happened else "",
            "may_act": may_act,
            "acts": offered(ticket, request, bound) if may_act else {},
            "refused": bound,
            "problems": list(_problems(bound)) if bound else [],
        }
        return TemplateResponse(request, PAGE, context)

    def _base(self, request, ticket, title):
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": None,
            "opts": self.opts,
            "original": ticket,
            "ticket": ticket,
            "zone": ticket.customer.zone,
            "zone_name": words.zone_name(timezone.now(), ticket.customer.zone),
            "state": states.STATES[ticket.state],
        }


def _problems(form):
    """What is wrong with a form, each with the name of its field."""
    for name, errors in form.errors.items():
        field = form.fields.get(name)
        named = field is not None and not field.widget.is_hidden
        label = f"{field.label or name.replace('_', ' ')}: " if named else ""
        yield from (f"{label}{error}" for error in errors)


def address_of(ticket):
    """The ticket's page at the desk."""
    return reverse("admin:tickets_ticket_change", args=[ticket.pk])
