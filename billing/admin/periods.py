"""Months of agreements at the desk: what was closed when and by whom, reopening, late time."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from billing import words
from billing.actions.closing import RIGHT as CLOSE
from billing.actions.late import bring_back, late_entries
from billing.actions.refusals import Refused
from billing.actions.reopening import RIGHT as REOPEN
from billing.actions.reopening import reopen
from billing.models import Period, PeriodEvent, Statement
from catalogue.admin.bases import CatalogueAdmin, Note, WrittenElsewhere, page_of_row
from catalogue.money import shown
from catalogue.periods import month_from
from catalogue.platform.tenancy import actor_of
from tickets.admin.narrowing import Folded
from tickets.admin.paging import BoundedPaginator

from .closing import ClosePages
from .closing_forms import ReopenForm
from .time_filters import AgreementFilter, CustomerFilter, MonthFilter


class EventInline(Note):
    """Who closed and reopened the month, and why."""

    model = PeriodEvent
    verbose_name_plural = "what happened"
    fields = ["act", "at", "by", "reason"]


@admin.register(Period)
class PeriodAdmin(ClosePages, WrittenElsewhere, CatalogueAdmin):
    """Every month in which time was written or that was closed; closing and reopening write it."""

    group = "Work"
    provider_path = "agreement__provider"
    paginator = BoundedPaginator
    list_max_show_all = 0
    change_list_template = "admin/billing/close_periods.html"
    change_form_template = "admin/billing/close_period.html"
    list_display = [
        "month_name",
        "agreement",
        "customer",
        "state",
        "closed_at",
        "closed_by",
        "unused",
    ]
    list_filter = [("state", Folded), MonthFilter, CustomerFilter, AgreementFilter]
    list_select_related = ["agreement", "customer"]
    search_fields = ["customer__name", "agreement__name"]
    search_help_text = "Words of a customer or an agreement."
    sortable_by = []
    ordering = ["-month", "agreement"]
    fields = [
        "agreement",
        "customer",
        "month_name",
        "state",
        ("closed_at", "closed_by"),
        "unused",
        "statements",
    ]
    inlines = [EventInline]

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/reopen/",
                view(self.reopen_page),
                name="billing_period_reopen",
            ),
            path("<int:pk>/late/", view(self.late_page), name="billing_period_late"),
            *super().get_urls(),
        ]

    def get_readonly_fields(self, request, obj=None):
        return ["month_name", "unused", "statements"]

    def changelist_view(self, request, extra_context=None):
        context = {"title": "Months", "may_close": request.user.has_perm(CLOSE)}
        return super().changelist_view(request, context | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        rights = request.user.has_perm
        context = {"may_close": rights(CLOSE), "may_reopen": rights(REOPEN)}
        return super().change_view(
            request, object_id, form_url, context | (extra_context or {})
        )

    @admin.display(description="month")
    def month_name(self, row):
        return words.month(row.month)

    @admin.display(description="base hours left")
    def unused(self, row):
        return None if row.unused_minutes is None else words.span(row.unused_minutes)

    @admin.display(description="statements")
    def statements(self, row):
        rows = Statement.objects.filter(
            customer=row.customer_id, agreement=row.agreement_id, month=row.month
        )
        rows = rows.select_related("provider", "corrects__provider").order_by("number")
        return (
            format_html_join("", "{}<br>", ((_named(each),) for each in rows)) or None
        )

    @page_of_row
    def reopen_page(self, request, period):
        """Asks why, and opens the month again."""
        if not request.user.has_perm(REOPEN):
            raise PermissionDenied
        form = ReopenForm(request.POST or None, use_required_attribute=False)
        back = reverse("admin:billing_period_change", args=[period.pk])
        if request.method == "POST" and form.is_valid():
            try:
                reopen(
                    period.agreement,
                    period.month,
                    reason=form.cleaned_data["reason"],
                    actor=actor_of(request),
                    at=timezone.now(),
                )
            except Refused as refusal:
                named = refusal.field if refusal.field in form.fields else None
                form.add_error(named, str(refusal))
            else:
                told = f"{words.month(period.month)} is open again. Close it when all is written."
                self.message_user(request, told, messages.SUCCESS)
                return redirect(back)
        context = {
            "title": f"Reopen {words.month(period.month)}",
            "period": period,
            "form": form,
            "back": back,
        }
        return self._page(request, "admin/billing/close_reopen.html", context)

    @page_of_row
    def late_page(self, request, period):
        """Late time charged in the month, what either choice comes to, and bringing it back."""
        actor, here = (
            actor_of(request),
            reverse("admin:billing_period_late", args=[period.pk]),
        )
        if request.method == "POST":
            self._bring_back(request, period, actor)
            return redirect(here)
        found = late_entries(period.agreement, period.month, at=actor.at)
        currency = period.agreement.currency
        own = Period.objects.filter(agreement=period.agreement_id)
        pages = dict(own.values_list("month", "pk"))
        context = {
            "title": f"Late time in {words.month(period.month)}",
            "period": period,
            "month_name": words.month(period.month),
            "may_reopen": request.user.has_perm(REOPEN),
            "back": reverse("admin:billing_period_change", args=[period.pk]),
            "found": [_late(each, currency, pages) for each in found],
        }
        return self._page(request, "admin/billing/close_late.html", context)

    def _bring_back(self, request, period, actor):
        try:
            worked_in = month_from(request.POST.get("worked_in", ""))
            number = bring_back(
                period.agreement,
                period.month,
                worked_in,
                actor=actor,
                at=timezone.now(),
            )
        except (Refused, ValueError) as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return
        told = f"{number} moved to {words.month(worked_in)}. Close that month when all is written."
        self.message_user(request, told, messages.SUCCESS)

    def _page(self, request, template, context):
        common = self.admin_site.each_context(request) | {"opts": self.opts}
        return TemplateResponse(request, template, common | context).render()


@admin.register(PeriodEvent)
class PeriodEventAdmin(WrittenElsewhere, CatalogueAdmin):
    """Who closed and reopened which month, and why."""

    group = "Work"
    provider_path = "period__agreement__provider"
    paginator = BoundedPaginator
    list_max_show_all = 0
    list_display = ["at", "period", "act", "by", "reason"]
    list_filter = [("act", Folded)]
    list_select_related = ["period__agreement"]
    raw_id_fields = ["period"]
    search_fields = ["by", "reason"]
    sortable_by = []
    ordering = ["-pk"]


def _named(statement):
    """A statement with a link and its total, and what it corrects."""
    corrects = f", corrects {statement.corrects}" if statement.corrects else ""
    return format_html(
        '<a href="{}">{}</a> {}{}',
        reverse("admin:billing_statement_change", args=[statement.pk]),
        statement,
        shown(statement.total, statement.currency),
        corrects,
    )


def _late(late, currency, pages):
    """Late time of a month, in words."""
    page = pages.get(late.worked_in)
    return {
        "name": words.month(late.worked_in),
        "value": f"{late.worked_in:%Y-%m}",
        "number": late.number,
        "span": words.span(late.minutes),
        "here": shown(late.here, currency),
        "there": shown(late.there, currency),
        "is_open": late.is_open,
        "reopen": reverse("admin:billing_period_reopen", args=[page]) if page else "",
        "entries": [
            {
                "row": each,
                "url": reverse("admin:billing_timeentry_change", args=[each.pk]),
                "span": words.span(each.minutes),
            }
            for each in late.entries
        ],
        "rest": late.number - len(late.entries),
    }
