"""“Take a call”: staff report for a customer, with the form that the customer would have filled in."""

import uuid
from dataclasses import asdict, replace

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from catalogue.models import Contact, Provision
from catalogue.platform.adminlimits import limited
from catalogue.platform.idempotency import KeyReused, once
from catalogue.platform.tenancy import actor_of
from tickets import receipts
from tickets.actions import intake
from tickets.actions.intake_report import BadReport, Report
from tickets.actions.intake_scope import scope_of, subscriptions
from tickets.actions.refusals import Refused
from tickets.forms.report import KINDS, Moment, ReportForm
from tickets.models import Ticket
from tickets.views.places import Place

from .people import key_of

FOUND = 20
LONGEST = 200
REUSED = "This page was sent before with other words: look at it and send it again."
OURS = {
    "kind": "What is it?",
    "description": "What the caller says",
    "users_total": "Users the customer has in all",
}


class CallForm(ReportForm):
    """The customer's form in the words of who listens. What a caller cannot say is asked for later."""

    reported_at = forms.DateTimeField(
        label="When they called",
        required=False,
        widget=Moment(format="%Y-%m-%dT%H:%M"),
        help_text="Empty: now. The clocks begin then.",
    )
    external_id = forms.CharField(
        label="Their own reference", max_length=100, required=False
    )

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("auto_id", "call-%s")
        super().__init__(*args, use_required_attribute=False, **kwargs)
        for name, label in OURS.items():
            if name in self.fields:
                self.fields[name].label = label
        self.fields["kind"].choices = [
            (value, str(Ticket.Kind(value).label).capitalize()) for value in KINDS
        ]
        self.fields["description"].required = False
        self.fields["description"].help_text = ""
        for name in self.asked:
            self.fields[name].required = False
        self.fields["reported_at"].help_text += f" In {self.place.zone} time."

    def told(self, contact):
        """The report as intake takes it."""
        return replace(
            self.report(),
            channel=Ticket.Channel.PHONE,
            customer=contact.customer_id,
            requester=contact.pk,
            reported_at=self.cleaned_data["reported_at"],
            external_id=self.cleaned_data["external_id"],
        )


class CallPage:
    """Mixin: the page that adds a ticket."""

    def add_view(self, request, form_url="", extra_context=None):
        """Who calls, about which guide, what; then what follows from it; then the ticket."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        contact = self._caller(request)
        if contact is None:
            return self._who_calls(request)
        actor = actor_of(request)
        asked = Report(
            summary="",
            channel=Ticket.Channel.PHONE,
            customer=contact.customer_id,
            requester=contact.pk,
            subscription=key_of(request.GET.get("subscription", "")),
            provision=key_of(request.GET.get("provision", "")),
        )
        try:
            place = Place(
                scope_of(asked, actor=actor, at=actor.at), contact.customer.zone
            )
        except Refused as refusal:
            return self._which_guide(request, contact, refusal)
        with timezone.override(place.zone):
            return self._what(request, contact, place)

    def _caller(self, request):
        """The chosen contact, where the staff member may know of them."""
        key = key_of(request.GET.get("contact", ""))
        if key is None:
            return None
        rows = limited(self.admin_site, Contact.objects.filter(is_active=True), request)
        found = rows.select_related("customer").filter(pk=key).first()
        if found is None:
            self.message_user(request, "There is no such contact.", messages.ERROR)
        return found

    def _who_calls(self, request):
        """Contacts by name, address, number or company."""
        words = request.GET.get("who", "").replace("\x00", "").strip()[:LONGEST]
        rows = limited(self.admin_site, Contact.objects.filter(is_active=True), request)
        for word in words.split()[:10]:
            rows = rows.filter(
                Q(name__icontains=word)
                | Q(email__icontains=word)
                | Q(phone__icontains=word)
                | Q(customer__name__icontains=word)
            )
        found = rows.select_related("customer").order_by("name", "pk")[: FOUND + 1]
        context = {
            "who": words,
            "contacts": list(found) if words else [],
            "most": FOUND,
            "may_add_contact": request.user.has_perm("catalogue.add_contact"),
        }
        return self._call_page(request, "who", context)

    def _which_guide(self, request, contact, refusal):
        rows = subscriptions(actor_of(request), contact.customer, timezone.now())
        chosen = {"subscription", "provision"} & request.GET.keys()
        context = {
            "contact": contact,
            "subscriptions": rows,
            "refusal": refusal if chosen or not rows else None,
        }
        return self._call_page(request, "guide", context)

    def _what(self, request, contact, place):
        data = request.POST if request.method == "POST" else None
        initial = {"kind": Ticket.Kind.INCIDENT}
        form = CallForm(data, place=place, initial=initial)
        context = {
            "contact": contact,
            "place": place,
            "form": form,
            "token": uuid.uuid4(),
            "find": request.GET.get("find", "").replace("\x00", "").strip()[:LONGEST],
        }
        context["found"] = _lines(place, context["find"])
        if data is not None and form.is_valid():
            try:
                if data.get("step") == "send":
                    return self._open(request, form.told(contact))
                context |= self._preview(request, form.told(contact), place)
            except BadReport as refusal:
                form.show(refusal)
            except (Refused, KeyReused) as refusal:
                told = REUSED if isinstance(refusal, KeyReused) else str(refusal)
                form.add_error(None, told)
        return self._call_page(request, "form", context).render()

    def _preview(self, request, report, place):
        now = timezone.now()
        receipt = intake.preview(report, actor=actor_of(request), at=now)
        return {
            "receipt": receipt,
            "said": receipts.sentences(receipt, now=now, zone=place.zone),
        }

    def _open(self, request, report):
        """Open the ticket, once however often the page is sent, and read the receipt out."""
        at, actor = timezone.now(), actor_of(request)
        token = request.POST.get("token", "")[:64] or str(uuid.uuid4())
        payload = asdict(report) | {"reported_at": str(report.reported_at)}
        with once(
            sender=f"desk:{actor.user}",
            key=token,
            payload=payload,
            customer=report.customer,
            at=at,
        ) as kept:
            if not kept.reply:
                receipt = intake.open_ticket(report, actor=actor, at=at)
                told = receipts.sentences(receipt, now=at, zone=receipt.zone)
                kept.reply = {"pk": receipt.ticket.pk, "said": told}
        lines = ((each,) for each in kept.reply["said"])
        told = format_html_join(mark_safe("<br>"), "{}", lines)
        self.message_user(request, told, messages.SUCCESS)
        return redirect("admin:tickets_ticket_change", kept.reply["pk"])

    def _call_page(self, request, step, context):
        context |= {
            **self.admin_site.each_context(request),
            "title": "Take a call",
            "opts": self.opts,
            "step": step,
        }
        return TemplateResponse(request, "admin/tickets/ticket/call.html", context)


def _lines(place, words):
    """Lines of the guide that have all the words."""
    if not words:
        return []
    rows = Provision.objects.filter(revision=place.scope.terms.revision)
    for word in words.split()[:10]:
        rows = rows.filter(text__icontains=word)
    return list(rows.select_related("section")[:FOUND])
