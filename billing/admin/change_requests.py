"""Change requests at the desk: propose one, price what was asked, settle what is open, withdraw."""

from decimal import Decimal

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from billing import agreement_page
from billing.actions import change_requests
from billing.actions.refusals import Refused
from billing.forms.changes import FEE, ProposalForm
from billing.models import Agreement, ChangeRequest
from catalogue.admin.bases import CatalogueAdmin, WrittenElsewhere, page_of_row
from catalogue.platform.adminlimits import VisibleRelated, limited

from .agreement_forms import told
from .agreement_pages import address_of as agreement_address
from .agreement_pages import who

RIGHT = "billing.change_changerequest"


class ReasonForm(forms.Form):
    """Why a request is withdrawn, or how what is open was decided."""

    reason = forms.CharField(
        max_length=change_requests.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why."},
    )


class PriceForm(forms.Form):
    """A fee for each change that was asked."""

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        for position, kept in enumerate(request.changes):
            if Decimal(kept["quantity"]):
                self.fields[f"fee_{position}"] = forms.DecimalField(
                    label=f"Fee a month of {kept['name']}",
                    initial=kept["monthly_fee"],
                    **FEE,
                )
                widget = self.fields[f"fee_{position}"].widget
                widget.attrs |= {"step": "any"}

    def fees(self):
        """The fees by position."""
        return {
            int(name.removeprefix("fee_")): fee
            for name, fee in self.cleaned_data.items()
            if fee is not None
        }


@admin.register(ChangeRequest)
class ChangeRequestAdmin(WrittenElsewhere, CatalogueAdmin):
    """Asked by customers or proposed here; a contact approves, and the orders follow."""

    group = "Work"
    provider_path = "agreement__provider"
    change_form_template = "admin/billing/changerequest/change_form.html"
    list_display = [
        "summary",
        "agreement",
        "customer",
        "state",
        "waits",
        "effective_on",
        "made_by",
        "decided_by",
    ]
    list_filter = ["state", ("customer", VisibleRelated), "effective_on"]
    list_select_related = ["agreement__provider", "customer"]
    search_fields = ["summary", "customer__name", "agreement__name"]
    ordering = ["-pk"]
    fields = [
        "agreement",
        "state",
        "summary",
        "effective_on",
        "note",
        "waits_for",
        ("made_at", "made_by"),
        ("decided_at", "decided_by", "contact"),
        "reason",
    ]

    @admin.display(description="waits for staff", boolean=True)
    def waits(self, obj):
        """Whether staff have to do something before the customer can."""
        return obj.state == "asked" or (bool(obj.waits_for) and not obj.decided_at)

    def get_urls(self):
        pages = [
            ("propose/<int:pk>/", self.propose_view, "propose"),
            ("<int:pk>/withdraw/", self.withdraw_view, "withdraw"),
            ("<int:pk>/settle/", self.settle_view, "settle"),
            ("<int:pk>/price/", self.price_view, "price"),
        ]
        return [
            path(
                route,
                self.admin_site.admin_view(view),
                name=f"billing_changerequest_{name}",
            )
            for route, view, name in pages
        ] + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if row:
            context |= self._shown(request, row)
        return super().change_view(request, object_id, form_url, context)

    def propose_view(self, request, pk):
        """Propose other quantities and fees; “Check” says what the guide's rules make of them."""
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied
        rows = limited(self.admin_site, Agreement.objects.filter(pk=pk), request)
        agreement = rows.select_related("customer", "provider").first()
        if agreement is None:
            return self._get_obj_does_not_exist_redirect(
                request, Agreement._meta, str(pk)
            )
        now = timezone.now()
        sent = request.POST if request.method == "POST" else None
        form, problems = ProposalForm(sent, agreement=agreement, at=now), None
        if sent is not None and form.is_valid():
            try:
                if "check" in sent:
                    problems = self._checked(agreement, form, now)
                else:
                    return self._proposed(request, agreement, form)
            except Refused as refusal:
                form.refuse(refusal)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "agreement": agreement,
            "form": form,
            "problems": problems,
            "title": f"Propose a change of {agreement}",
            "back": agreement_address(agreement),
        }
        return TemplateResponse(
            request, "admin/billing/changerequest/propose.html", context
        )

    @method_decorator(require_POST)
    @page_of_row
    def withdraw_view(self, request, row):
        """Withdraw a proposal, or turn down what was asked."""
        return self._acted(
            request, row, "reason", change_requests.withdraw, "It is withdrawn."
        )

    @method_decorator(require_POST)
    @page_of_row
    def settle_view(self, request, row):
        """Say how what the guide leaves open was decided for this customer."""
        return self._acted(
            request, row, "reason", change_requests.settle, "It waits for you no more."
        )

    @method_decorator(require_POST)
    @page_of_row
    def price_view(self, request, row):
        """Give the fees of what was asked; it goes to the customer's approvers."""
        form = PriceForm(request.POST, request=row)
        self._require_right(request)
        if not form.is_valid():
            said = "; ".join(e for errors in form.errors.values() for e in errors)
            return self._back(request, row, said, messages.ERROR)
        try:
            change_requests.price(row.pk, fees=form.fees(), **who(request))
        except Refused as refusal:
            return self._back(request, row, told(refusal), messages.ERROR)
        return self._back(request, row, "It waits for the customer's approval.")

    def _shown(self, request, row):
        may_act = request.user.has_perm(RIGHT) and row.state in change_requests.LIVE
        asked = row.state == ChangeRequest.State.ASKED
        return {
            "shown": agreement_page.change_row(row, row.agreement.currency),
            "reason_form": ReasonForm() if may_act else None,
            "price_form": PriceForm(request=row) if may_act and asked else None,
            "agreement_url": agreement_address(row.agreement),
        }

    def _checked(self, agreement, form, now):
        day = form.cleaned_data["effective_on"]
        return change_requests.problems_of(
            agreement, form.changes(), effective_on=day, at=now
        )

    def _proposed(self, request, agreement, form):
        given = form.cleaned_data
        made = change_requests.propose(
            agreement.pk,
            changes=form.changes(),
            effective_on=given["effective_on"],
            note=given["note"],
            summary=given["summary"],
            **who(request),
        )
        said = "It waits for the customer's approval."
        if made.waits_for:
            said = f"It waits for a decision of staff: {made.waits_for}"
        return self._back(
            request, made, said, messages.WARNING if made.waits_for else None
        )

    def _acted(self, request, row, name, act, said):
        self._require_right(request)
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._back(request, row, form.errors[name][0], messages.ERROR)
        try:
            act(row.pk, reason=form.cleaned_data[name], **who(request))
        except Refused as refusal:
            return self._back(request, row, told(refusal), messages.ERROR)
        return self._back(request, row, said)

    def _require_right(self, request):
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied

    def _back(self, request, row, said, level=None):
        self.message_user(request, said, level or messages.SUCCESS)
        return redirect(reverse("admin:billing_changerequest_change", args=[row.pk]))
