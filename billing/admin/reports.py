"""Reports of time: who works how much, whose hours end, what hours leave, what waits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from billing import words
from billing.actions import reporting
from billing.actions.closing import YEARS
from billing.models import Agreement
from catalogue import periods
from catalogue.admin.exchange_files import CSV, TYPES, write_table
from catalogue.hours import NoHours
from catalogue.models import Calendar
from catalogue.platform.adminlimits import limited
from catalogue.platform.tenancy import actor_of
from tickets.admin.people import engineers

from . import report_tables as tables

MOST = 500  # agreements on one page


class MonthForm(forms.Form):
    """The month a report is of."""

    month = forms.CharField(
        max_length=7, widget=forms.TextInput(attrs={"type": "month", "size": 8})
    )

    def clean_month(self):
        try:
            month = periods.month_from(self.cleaned_data["month"])
        except ValueError as refusal:
            raise forms.ValidationError(str(refusal)) from None
        if month.year not in YEARS:
            raise forms.ValidationError(
                f"Choose a month from {YEARS.start}-01 to {YEARS.stop - 1}-12."
            )
        return month


class CalendarForm(MonthForm):
    """Whose opening hours time is held against."""

    calendar = forms.ModelChoiceField(
        Calendar.objects.none(), required=False, empty_label="none"
    )


class CostForm(MonthForm):
    """What an hour costs the provider. It is used for this answer, and kept nowhere."""

    cost = forms.DecimalField(
        label="Internal cost per hour",
        min_value=0,
        max_digits=9,
        decimal_places=2,
        help_text="In the currency of each agreement. It is kept nowhere.",
    )
    customer = forms.CharField(max_length=200, required=False)


@dataclass(frozen=True)
class Report:
    """`make(request, given)` puts the tables together; `right` is who may ask for it."""

    title: str
    right: str
    form: type[forms.Form] | None
    make: Callable[..., Any]
    method: str = "get"


def _utilisation(request, given):
    month, calendar = given["month"], given["calendar"]
    who = {"actor": actor_of(request)}
    rows = reporting.by_engineer(month, **who)
    there = {row.engineer for row in rows}
    idle = [
        reporting.Worked(user.email, user.pk, 0, 0)
        for user in engineers(who["actor"].providers)
        if user.pk not in there
    ]
    told, minutes = "", 0
    if calendar:
        try:
            minutes = reporting.available(calendar, month, at=timezone.now())
            told = f"Held against {words.span(minutes)} of {calendar} in the month, until now."
        except NoHours as refusal:
            told = str(refusal)
    by_person = tables.worked("By engineer", [*rows, *idle], f"{month:%Y-%m}", minutes)
    by_person.note = told
    roles = reporting.by_role(month, **who)
    return [by_person, tables.worked("By role", roles, f"{month:%Y-%m}")]


def _hours(request, given):
    month = given["month"]
    uses = reporting.near_or_over(month, actor=actor_of(request), at=timezone.now())
    return [tables.full(uses, f"{month:%Y-%m}")]


def _margin(request, given):
    month, cost = given["month"], given["cost"]
    rows = Agreement.objects.visible_to(actor_of(request)).filter(
        starts_on__lt=periods.moved(month, 1)
    )
    rows = rows.exclude(ends_on__lte=month)
    for word in given["customer"].replace("\x00", "").split()[:10]:
        rows = rows.filter(customer__name__icontains=word)
    ordered = rows.select_related("customer", "provider").order_by(
        "customer__name", "pk"
    )
    found = list(ordered[: MOST + 1])
    earned = reporting.margins(found[:MOST], month, cost=cost, at=timezone.now())
    table = tables.earned(earned, f"{month:%Y-%m}")
    table.note = (
        f"At {cost:,.2f} an hour worked. Worked time is shared between package and overage as "
        "charged time is; work charged apart, after hours, and hourly work are in neither."
    )
    if len(found) > MOST:
        table.note += (
            f" The first {MOST} agreements are shown: narrow them by customer."
        )
    return [table]


def _unapproved(request, given):
    rows = reporting.unapproved(actor=actor_of(request))
    title = "Entries that nobody approved"
    return [tables.waiting(title, rows, "Every entry is approved.", approved="no")]


def _without_line(request, given):
    rows = reporting.without_line(given["month"], actor=actor_of(request))
    title = "Entries without a line of a guide"
    return [tables.waiting(title, rows, "Every entry names a line.", provision="no")]


REPORTS = {
    "utilisation": Report(
        "Utilisation", "billing.approve_timeentry", CalendarForm, _utilisation
    ),
    "hours": Report("Near or over", "billing.view_agreement", MonthForm, _hours),
    "margin": Report("Margin", "billing.view_statement", CostForm, _margin, "post"),
    "unapproved": Report("Unapproved", "billing.view_timeentry", None, _unapproved),
    "without-line": Report(
        "Without a line", "billing.view_timeentry", MonthForm, _without_line
    ),
}


class ReportPages:
    """Mixin of the time entries' admin: `reports/hours/`, each with a file of its rows."""

    def get_urls(self):
        page = path(
            "reports/<str:report>/",
            self.admin_site.admin_view(self.report_view),
            name="billing_timeentry_report",
        )
        return [page, *super().get_urls()]

    def report_view(self, request, report):
        """The form, and its answer where it is filled in; with `file` as a file."""
        asked = REPORTS.get(report)
        if asked is None:
            raise Http404
        if not request.user.has_perm(asked.right):
            raise PermissionDenied
        sent = request.POST if asked.method == "post" else request.GET
        form = self._report_form(request, asked, sent)
        found = []
        if form is None or form.is_valid():
            found = asked.make(request, form.cleaned_data if form else {})
            if "file" in sent:
                return _file(found, report)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Time: {asked.title.lower()}",
            "opts": self.opts,
            "form": form,
            "report": asked,
            "tables": found,
            "others": reports_of(request.user),
            "here": request.path,
            "query": sent.urlencode() if asked.method == "get" else "",
        }
        return TemplateResponse(request, "admin/billing/reports.html", context).render()

    def _report_form(self, request, asked, sent):
        """The form, bound; this month unless another is asked for."""
        if asked.form is None:
            return None
        this = f"{periods.month_of(timezone.localdate()):%Y-%m}"
        if asked.method == "post" and request.method != "POST":
            return asked.form(initial={"month": this})
        data = sent.copy()
        data.setdefault("month", this)
        form = asked.form(data)
        if "calendar" in form.fields:
            rows = Calendar.objects.select_related("provider")
            form.fields["calendar"].queryset = limited(self.admin_site, rows, request)
        return form


def reports_of(user):
    """The reports that a person may ask for: heading and address."""
    return [
        (asked.title, reverse("admin:billing_timeentry_report", args=[name]))
        for name, asked in REPORTS.items()
        if user.has_perm(asked.right)
    ]


def _file(found, name):
    content = write_table(tables.dataset(found), CSV)
    day = timezone.localdate().isoformat()
    headers = {"Content-Disposition": f'attachment; filename="time-{name}-{day}.csv"'}
    return HttpResponse(content, content_type=TYPES[CSV], headers=headers)
