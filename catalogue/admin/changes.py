"""The history of drafts and customers: every change in one list, and on the page of what changed."""

from itertools import groupby

from django.apps import apps
from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from catalogue.models import (
    Assignment,
    Change,
    Component,
    Customer,
    Matrix,
    Provision,
    Revision,
)
from catalogue.models.changes import apart
from catalogue.models.recorded import Recorded
from catalogue.platform.adminlimits import VisibleRelated, limited
from catalogue.platform.tenancy import own_customers

from .bases import CatalogueAdmin, WrittenElsewhere

A_PAGE = 200  # lines of history on a page
CUT_AT = (
    80  # letters of a value in the list; the line's own page shows all that is kept
)
# What is edited as a table: how its rows lead to it.
TABLES = {Matrix: "matrix", Component: "component"}
PAGE = "page"  # Django's own log on the same page counts its pages by another word


class KindFilter(admin.SimpleListFilter):
    """Lines about rows of one kind."""

    title = "kind of row"
    parameter_name = "model"

    def lookups(self, request, model_admin):
        return [(meta.model_name, meta.verbose_name) for meta in recorded_kinds()]

    def queryset(self, request, queryset):
        return queryset.filter(model=self.value()) if self.value() else queryset


@admin.register(Change)
class ChangeAdmin(WrittenElsewhere, CatalogueAdmin):
    """Read only: history is written by what changes. Staff see that of their own providers' guides,
    and of customers who are nobody else's.
    """

    group = "Work"
    list_display = ["at", "by", "kind", "what", "field", "became", "owner"]
    list_display_links = ["what"]
    list_filter = [
        "action",
        KindFilter,
        "at",
        ("revision__guide", VisibleRelated),
        ("customer", VisibleRelated),
    ]
    list_select_related = ["revision__guide", "customer"]
    search_fields = ["name", "by", "field", "before", "after"]
    search_help_text = "Row, author, field, or a value before or after."
    ordering = ["-pk"]
    readonly_fields = [
        "at",
        "by",
        "owner",
        "kind",
        "row_now",
        "action",
        "field",
        "before",
        "after",
    ]
    fields = [*readonly_fields]

    def limit(self, queryset, actor):
        if actor.providers is None:
            return queryset
        revisions = Revision.objects.filter(guide__provider__in=actor.providers)
        return queryset.filter(
            Q(revision__in=revisions) | Q(customer__in=own_customers(actor))
        )

    @admin.display(description="kind", ordering="model")
    def kind(self, obj):
        return kind_of(obj)

    @admin.display(description="row", ordering="name")
    def what(self, obj):
        return Truncator(obj.name).chars(CUT_AT)

    @admin.display(description="row")
    def row_now(self, obj):
        url = address_of(obj)
        return format_html('<a href="{}">{}</a>', url, obj.name) if url else obj.name

    @admin.display(description="before → after")
    def became(self, obj):
        before, after = cut(obj, CUT_AT)
        if obj.action == Change.Action.CHANGED:
            return f"{before or '–'} → {after or '–'}"
        return after if obj.action == Change.Action.NOTED else obj.get_action_display()

    @admin.display(description="belongs to")
    def owner(self, obj):
        return obj.revision or obj.customer


def history_of(admin_class, request, obj):
    """Context of a history page: a page of lines about the row, in groups by minute and author.

    A revision or a customer shows all that belongs to it; a row also its rows on the same page,
    a table its lines and their cells.
    """
    if not isinstance(obj, Recorded | Revision):
        return {}
    rows = lines_of(admin_class, request, obj).order_by("-pk")
    paginator = Paginator(rows, A_PAGE)
    page = paginator.get_page(request.GET.get(PAGE))
    for line in page.object_list:
        line.kind, line.url = kind_of(line), address_of(line)
        line.was, line.is_now = cut(line, 200)
    return {
        "lines": page,
        "lines_var": PAGE,
        "lines_range": paginator.get_elided_page_range(page.number),
        "groups": [
            {"at": at, "by": by, "lines": list(lines)}
            for (at, by), lines in groupby(page.object_list, minute_and_author)
        ],
    }


def lines_of(admin_class, request, obj):
    """The history rows that the page of `obj` shows to this staff member."""
    own = about(type(obj), [obj.pk])
    if isinstance(obj, Revision):
        return Change.objects.filter(revision=obj)
    if isinstance(obj, Customer):
        # Who may see a customer need not see what it has from other providers.
        every = limited(admin_class.admin_site, Change.objects.all(), request)
        seen = every.filter(customer=obj).values("pk")
        return Change.objects.filter(own | Q(pk__in=seen))
    for inline in admin_class.get_inlines(request, obj):
        key = next((f for f in inline.model._meta.fields if is_key_to(f, obj)), None)
        if issubclass(inline.model, Recorded) and key:
            rows = inline.model._base_manager.filter(**{key.name: obj.pk})
            own |= about(inline.model, rows.values_list("pk", flat=True))
    if path := TABLES.get(type(obj)):
        own |= about_those(Provision, path, obj)
        own |= about_those(Assignment, f"provision__{path}", obj)
    return Change.objects.filter(own)


def about_those(model, path, obj):
    """Condition on history rows: about rows that lead to `obj`, by a subquery as they are many."""
    rows = model._base_manager.filter(**{path: obj.pk}).order_by()
    keys = rows.annotate(as_text=Cast("pk", CharField())).values("as_text")
    return Q(model=model._meta.model_name, row__in=keys)


def about(model, keys):
    """Condition on history rows: about these rows of a model."""
    name = model._meta.concrete_model._meta.model_name
    return Q(model=name, row__in=[str(key) for key in keys])


def is_key_to(field, obj):
    """Whether a field refers to rows of the model of `obj`."""
    return field.many_to_one and field.related_model is obj._meta.concrete_model


def cut(line, longest):
    """Both values of a line, short enough for a list, so that one sees where they differ."""
    texts = apart(line.before, line.after, longest)
    return [Truncator(text).chars(longest) for text in texts]


def minute_and_author(line):
    """What lines of a group have in common."""
    return line.at.replace(second=0, microsecond=0), line.by


def recorded_kinds():
    """The models whose changes are kept, as the list names them."""
    every = apps.get_app_config("catalogue").get_models()
    kept = {
        m for m in every if issubclass(m, Recorded | Revision) and not m._meta.proxy
    }
    return sorted((model._meta for model in kept), key=lambda meta: meta.verbose_name)


def kind_of(line):
    """What the kind of row is called."""
    try:
        return apps.get_model("catalogue", line.model)._meta.verbose_name
    except LookupError:  # of a model that is no more
        return line.model


def address_of(line):
    """The admin page of the row that a line tells of; blank when it is gone."""
    if line.action == Change.Action.REMOVED:
        return ""
    try:
        return reverse(f"admin:catalogue_{line.model}_change", args=[line.row])
    except NoReverseMatch:
        return ""
