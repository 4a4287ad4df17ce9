"""The time behind a month's hours: a list to filter, and the same as a file."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from billing.actions.drawing_entries import draw
from billing.actions.reckoning_months import reckon
from billing.files.entries import FILES
from billing.hours_filters import EntryFilter
from billing.hours_tables import EntryTable
from billing.models import Agreement, TimeEntry
from billing.settling import NOTHING
from billing.words import month as month_words
from billing.words import span
from catalogue.money import shown
from catalogue.platform.paging import Pages
from catalogue.platform.tenancy import actor_of

from .hours import agreements_of, chosen, month_asked

A_PAGE = 50
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Month:
    """An agreement's month with what each of its entries draws on."""

    agreement: Agreement
    first: dt.date
    at: dt.datetime

    @cached_property
    def reckoning(self):
        """The month as it is reckoned."""
        key = self.agreement.pk, self.first
        return reckon([self.agreement], [self.first], at=self.at)[key]

    @cached_property
    def drawn(self):
        """Where every entry goes, by its key."""
        return draw(self.agreement.pk, self.reckoning)

    @property
    def roles(self):
        """The roles that worked."""
        return sorted({row.role for row in self.reckoning.rows})

    @property
    def entries(self):
        """The standing entries."""
        rows = TimeEntry.objects.standing()
        return rows.filter(agreement=self.agreement, month=self.first)


class EntryListView(SingleTableMixin, FilterView):
    """Entries of a month: raw, charged, and from which package, or what they cost."""

    table_class = EntryTable
    filterset_class = EntryFilter
    template_name = "billing/entry_list.html"
    table_pagination = {"per_page": A_PAGE}
    paginator_class = Pages

    def get(self, request, *args, **kwargs):
        actor = actor_of(request)
        agreement = chosen(request, agreements_of(actor))
        if agreement is None:  # that page says why, and whom to ask
            return redirect("billing:hours")
        first, self.wrong = month_asked(request, agreement, actor.at)
        self.month = Month(agreement, first, actor.at)
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        return self.month.entries.select_related("ticket", "engineer").defer("note")

    def get_filterset_kwargs(self, filterset_class):
        kwargs = super().get_filterset_kwargs(filterset_class)
        return kwargs | {"roles": self.month.roles}

    def get_table_kwargs(self):
        agreement = self.month.agreement
        at_desk = actor_of(self.request).customer is None
        return {
            "drawn": self.month.drawn,
            "currency": agreement.currency,
            "exclude": () if at_desk else ("engineer",),
        }

    def get_context_data(self, **kwargs):
        asked = self.request.GET
        month = self.month
        query = f"?agreement={month.agreement.reference}&month={month.first:%Y-%m}"
        keys = self.object_list.order_by().values_list("pk", flat=True)
        return super().get_context_data(**kwargs) | {
            "agreement": month.agreement,
            "title": month_words(month.first),
            "slug": f"{month.first:%Y-%m}",
            "wrong_month": self.wrong,
            "narrowed": any(asked.get(name) for name in EntryFilter.base_filters),
            "totals": totals(month, keys),
            "hours_url": reverse("billing:hours") + query,
            "query": query,
        }


def totals(month, keys):
    """Sums of the entries of these keys, in words: entries, worked, charged, beyond, cost."""
    found = [month.drawn[key] for key in keys if key in month.drawn]
    return {
        "entries": len(found),
        "worked": span(sum(each.worked for each in found)),
        "charged": span(sum(each.charged for each in found)),
        "pool": span(sum(each.minutes("pool") for each in found)),
        "overage": span(sum(each.minutes("overage") for each in found)),
        "amount": shown(
            sum((each.amount for each in found), NOTHING), month.agreement.currency
        ),
    }


@require_safe
def entry_file(request, kind):
    """The entries of a month as `csv` or `xlsx`, filtered as the list is."""
    if kind not in MEDIA:
        raise Http404("Time comes as csv or xlsx.")
    actor = actor_of(request)
    agreement = chosen(request, agreements_of(actor))
    if agreement is None:
        raise Http404
    first, wrong = month_asked(request, agreement, actor.at)
    if wrong:
        raise Http404(wrong)
    month = Month(agreement, first, actor.at)
    rows = month.entries.select_related("ticket").defer("note")
    found = EntryFilter(request.GET, queryset=rows, roles=month.roles)
    if not found.is_valid():  # the list shows nothing either, and says why
        raise Http404
    content = FILES[kind](month, found.qs.in_order())
    answer = HttpResponse(content, content_type=MEDIA[kind])
    name = f"hours-{agreement.reference}-{first:%Y-%m}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
