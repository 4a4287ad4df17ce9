"""Statements: the list, one of them, the time behind a line, and files."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from billing.actions.line_entries import entries_of
from billing.files.pdf import pdf
from billing.files.sheet import RELATED, line_of, sheet_of
from billing.files.spreadsheets import csv, xlsx
from billing.filters import StatementFilter
from billing.models import Statement
from billing.tables import LineEntryTable, StatementTable
from catalogue.platform.paging import Pages
from catalogue.platform.tenancy import actor_of

A_PAGE = 50
MEDIA = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class StatementListView(SingleTableMixin, FilterView):
    """The statements that the reader may see, newest month first."""

    table_class = StatementTable
    filterset_class = StatementFilter
    template_name = "billing/statement_list.html"
    paginate_by = A_PAGE
    paginator_class = Pages

    def get_queryset(self):
        rows = Statement.objects.visible_to(actor_of(self.request))
        return rows.select_related(*RELATED).defer("facts")

    def get_table_kwargs(self):
        shared = actor_of(self.request).customer is None
        return {"exclude": () if shared else ("customer",)}

    def get_context_data(self, **kwargs):
        asked = self.request.GET
        narrowed = any(asked.get(name) for name in StatementFilter.base_filters)
        return super().get_context_data(**kwargs) | {"narrowed": narrowed}


@require_safe
def statement_detail(request, reference):
    """A statement, as frozen when it was issued; prints as it stands."""
    statement = statement_or_404(request, reference)
    context = {
        "statement": statement,
        "sheet": sheet_of(statement, statement.lines.all()),
        "later": getattr(statement, "corrected_by", None),
    }
    return render(request, "billing/statement_detail.html", context)


@require_safe
def statement_line(request, reference, position):
    """The time that a line is of."""
    statement = statement_or_404(request, reference)
    line = get_object_or_404(statement.lines, position=position)
    pages = Paginator(entries_of(statement, line), A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "statement": statement,
        "line": line_of(line, statement.currency),
        "table": LineEntryTable(page.object_list, zone=statement.customer.zone),
        "page": page,
    }
    return render(request, "billing/statement_line.html", context)


@require_safe
def statement_file(request, reference, kind):
    """The statement as a file: `pdf`, `xlsx` or `csv`."""
    statement = statement_or_404(request, reference)
    if kind not in MEDIA:
        raise Http404("A statement comes as pdf, xlsx or csv.")
    answer = HttpResponse(file_of(statement, kind), content_type=MEDIA[kind])
    name = f"statement-{statement.reference}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def file_of(statement, kind):
    """The bytes of a statement's file."""
    sheet = sheet_of(statement, statement.lines.all())
    if kind == "pdf":
        return pdf(sheet, stamp=int(statement.issued_at.timestamp()))
    return {"xlsx": xlsx, "csv": csv}[kind](sheet, statement.currency)


def statement_or_404(request, reference):
    """The statement of a reference, if the reader may see it."""
    rows = Statement.objects.visible_to(actor_of(request)).select_related(*RELATED)
    return get_object_or_404(rows.by_reference(reference))
