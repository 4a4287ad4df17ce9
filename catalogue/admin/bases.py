"""What the catalogue's admin classes share: limits, refusals told as messages, counted columns."""

from functools import wraps

from django.contrib import admin, messages
from django.contrib.admin.utils import NestedObjects, unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import redirect

from catalogue.actions.publishing import CannotPublish
from catalogue.actions.subscribing import CannotSubscribe
from catalogue.models import CalendarIsFixed, Revision, RevisionIsFixed
from catalogue.platform.adminlimits import LimitedInline, LimitedModelAdmin
from catalogue.platform.triggers import refusal_of

REFUSALS = (RevisionIsFixed, CannotPublish, CannotSubscribe, CalendarIsFixed)


def page_of_row(view):
    """Decorator of a page beside a row's form: the view gets the row, where the person may see it.

    As on Django's own pages, a row outside of the person's limits leads to the first page.
    """

    @wraps(view)
    def page(self, request, pk, **kwargs):
        row = self.get_object(request, str(pk))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return view(self, request, row, **kwargs)

    return page


def count_of(model, path, title, **conditions):
    """A changelist column: how many rows of `model` lead to the row by `path`.

    A subquery for each column, because several joins would multiply each other's counts.
    """
    name = f"{title.replace(' ', '_')}_count"
    rows = model._base_manager.filter(**{path: OuterRef("pk")}, **conditions).order_by()
    counts = rows.values(path).annotate(total=Count("pk")).values("total")

    def column(obj):
        return getattr(obj, name)

    column.__name__ = name
    column.short_description = title
    column.admin_order_field = name
    column.annotation = Coalesce(Subquery(counts), 0, output_field=IntegerField())
    return column


class CatalogueAdmin(LimitedModelAdmin):
    """Base of every page: related rows are joined, counts annotated, refusals become messages."""

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        if isinstance(self.list_select_related, list | tuple):
            queryset = queryset.select_related(*self.list_select_related)
        counts = {
            column.__name__: column.annotation
            for column in self.list_display
            if hasattr(column, "annotation")
        }
        return queryset.annotate(**counts)

    def changeform_view(self, request, *args, **kwargs):
        return self.telling(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request, *args, **kwargs):
        return self.telling(request, super().delete_view, *args, **kwargs)

    def changelist_view(self, request, *args, **kwargs):
        return self.telling(request, super().changelist_view, *args, **kwargs)

    def history_view(self, request, object_id, extra_context=None):
        """Django's log of the row, with what changed field by field where that is kept."""
        from .changes import history_of  # its own page is one of these

        obj = self.get_object(request, unquote(object_id))
        context = history_of(self, request, obj) if obj else {}
        return super().history_view(request, object_id, context | (extra_context or {}))

    def telling(self, request, view, *args, **kwargs):
        """Call a view; a refusal of the model layer leads back to the page with its reason.

        So does one of the database, should a write get past the model layer.
        """
        try:
            return view(request, *args, **kwargs)
        except REFUSALS as refusal:
            reason = str(refusal)
        except IntegrityError as error:
            reason = refusal_of(error)
            if reason is None:
                raise
        self.message_user(request, reason, messages.ERROR)
        return redirect(request.get_full_path())

    def get_deleted_objects(self, objs, request):
        """Counts of what goes with the rows, and what forbids it.

        Django lists every row that goes along and asks each row's admin class: thousands of
        queries for a revision. What hangs on a row here is part of it.
        """
        if not objs:
            return [], {}, set(), []
        collector = NestedObjects(using=objs[0]._state.db, origin=objs)
        collector.collect(objs)
        fixed = [obj for obj in objs if not self.has_delete_permission(request, obj)]
        protected = [
            f"{row._meta.verbose_name}: {row}" for row in [*collector.protected, *fixed]
        ]
        counts = {
            model._meta.verbose_name_plural: len(rows)
            for model, rows in collector.model_objs.items()
        }
        return [str(obj) for obj in objs], counts, set(), protected


class Note(LimitedInline):
    """Base of inlines that only show rows: logs, and what is written elsewhere."""

    can_delete = False

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class WrittenElsewhere:
    """Mixin: rows are read here. The list asks for the right to change only where it has actions."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        acts = obj is None and bool(self.actions)
        return acts and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False


class Wall:
    """Mixin: what belongs to a revision that is no draft is shown, not changed.

    Django asks the class several times a request, so the revision comes with the row
    (`list_select_related`), not by a query.
    """

    opens_when_fixed = False

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (self.opens_when_fixed or not is_fixed(obj))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not is_fixed(obj)


def revision_of(part):
    """The revision a row belongs to; the row itself when it is one."""
    if isinstance(part, Revision):
        return part
    for step in getattr(part, "revision_path", "revision").split("__"):
        part = getattr(part, step)
    return part


@admin.display(description="revision")
def revision_column(part):
    """The revision of a row, in lists of rows that lead to it over others."""
    return revision_of(part)


def is_fixed(obj):
    """Whether the row, or the revision it belongs to, has left the draft state."""
    return obj is not None and not revision_of(obj).is_draft
