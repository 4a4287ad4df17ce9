"""Credits at the desk: given for an open month, cancelled while it is open, never rewritten."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from billing import words
from billing.actions.crediting import cancel, give
from billing.actions.refusals import Refused
from billing.models import Agreement, Credit
from catalogue.admin.bases import CatalogueAdmin, WrittenElsewhere, page_of_row
from catalogue.money import shown
from catalogue.platform.tenancy import actor_of
from tickets.admin.narrowing import Narrow
from tickets.admin.paging import BoundedPaginator

from .closing_forms import CreditForm
from .time_filters import AgreementFilter, CustomerFilter, MonthFilter


class StandingCredit(Narrow):
    """Credits that stand, or were cancelled."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("yes", "stand"), ("no", "cancelled")]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.filter(cancelled_at=None)
        return queryset.exclude(cancelled_at=None) if self.value() == "no" else queryset


@admin.register(Credit)
class CreditAdmin(WrittenElsewhere, CatalogueAdmin):
    """Money given back, each with its reason."""

    group = "Work"
    provider_path = "agreement__provider"
    paginator = BoundedPaginator
    list_max_show_all = 0
    change_form_template = "admin/billing/close_credit.html"
    list_display = [
        "month_name",
        "agreement",
        "customer",
        "money",
        "reason",
        "given_by",
        "cancelled_at",
    ]
    list_filter = [StandingCredit, MonthFilter, CustomerFilter, AgreementFilter]
    list_select_related = ["agreement", "customer"]
    search_fields = ["customer__name", "reason"]
    sortable_by = []
    ordering = ["-pk"]
    fields = [
        "agreement",
        "customer",
        "month_name",
        "money",
        "reason",
        "ticket",
        ("given_at", "given_by"),
        ("cancelled_at", "cancelled_by"),
    ]
    readonly_fields = ["month_name", "money"]

    def get_urls(self):
        page = self.admin_site.admin_view(self.cancel_page)
        return [
            path("<int:pk>/cancel/", page, name="billing_credit_cancel"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request):
        return request.user.has_perm("billing.add_credit")

    def add_view(self, request, form_url="", extra_context=None):
        """A form of its own: whether a credit may be given is for the action to say."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        actor = actor_of(request)
        initial = {name: request.GET[name] for name in request.GET.keys() & FIELDS}
        form = CreditForm(request.POST or None, actor=actor, initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                made = give(**form.cleaned_data, actor=actor, at=timezone.now())
            except Refused as refusal:
                named = refusal.field if refusal.field in form.fields else None
                form.add_error(named, str(refusal))
            else:
                told = f"{_money(made)} is given back in {words.month(made.month)}."
                self.message_user(request, told, messages.SUCCESS)
                return redirect("admin:billing_credit_change", made.pk)
        context = {
            "title": "Give a credit",
            "form": form,
            "button": "Give",
            "back": reverse("admin:billing_credit_changelist"),
        }
        return self._page(request, context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        context = {"may_cancel": request.user.has_perm("billing.change_credit")}
        return super().change_view(
            request, object_id, form_url, context | (extra_context or {})
        )

    @page_of_row
    def cancel_page(self, request, credit):
        """Asks once more, and takes the credit back."""
        if not request.user.has_perm("billing.change_credit"):
            raise PermissionDenied
        back = reverse("admin:billing_credit_change", args=[credit.pk])
        if request.method == "POST":
            try:
                cancel(credit.pk, actor=actor_of(request), at=timezone.now())
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                told = "Cancelled: it stands on no statement, and is kept."
                self.message_user(request, told, messages.SUCCESS)
            return redirect(back)
        month = words.month(credit.month)
        context = {
            "title": "Cancel a credit",
            "text": f"{_money(credit)} of {credit.agreement} in {month}: {credit.reason}",
            "button": "Cancel the credit",
            "back": back,
        }
        return self._page(request, context)

    def _page(self, request, context):
        common = self.admin_site.each_context(request) | {"opts": self.opts}
        page = "admin/billing/close_credit_act.html"
        return TemplateResponse(request, page, common | context).render()

    @admin.display(description="month")
    def month_name(self, row):
        return words.month(row.month)

    @admin.display(description="amount")
    def money(self, row):
        return _money(row)


FIELDS = frozenset(CreditForm.base_fields)


def _money(credit):
    agreement: Agreement = credit.agreement
    return shown(credit.amount, agreement.currency)
