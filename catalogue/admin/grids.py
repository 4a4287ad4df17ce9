"""The pages on which a matrix, or a list of lines, is edited as a table."""

import json
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html_join

from catalogue.actions import gridding
from catalogue.actions.gridding import Sheet
from catalogue.actions.gridding.checking import Problem
from catalogue.actions.gridding.differences import summary
from catalogue.actions.gridding.pasting import CannotPaste
from catalogue.models import Component, Matrix, Revision, RevisionIsFixed, Section
from catalogue.models.parts import MESSAGE

from . import grid_forms
from .bases import page_of_row, revision_of
from .grid_tables import SIDES, table_of

SHOWN = 20  # messages of a kind on one page; the rest as a number
RIGHTS = {
    "footnote": ["footnote"],
    "term": ["term"],
    "matrix": ["provision", "assignment", "party"],
}


@dataclass
class Stage:
    """What a page shows: a sheet, what it was edited from, and what is to be said about it."""

    sheet: Sheet
    seen: Sheet
    problems: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    losses: list = field(default_factory=list)
    changes: list | None = None  # set on a preview
    conflict: gridding.GridChanged | None = None
    block: str = ""

    @property
    def is_edited(self):
        """Whether the sheet holds edits that are not saved."""
        return self.sheet is not self.seen


class GridPages:
    """Mixin of admin classes whose rows hold a table: `grid_path` and `grid_name` of its page.

    The table is of the `grid_kind`, or of the kind that the address names.
    """

    grid_path = "<int:pk>/lines/"
    grid_name = ""
    grid_kind = ""
    change_form_template: ClassVar[Any] = "admin/catalogue/grid/change_form.html"

    def get_urls(self):
        page = path(
            self.grid_path,
            self.admin_site.admin_view(self.grid_view),
            name=self.grid_name,
        )
        return [page, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        obj = self.get_object(request, object_id)
        links = {"grids": grids_of(obj)} if obj else {}
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **links}
        )

    @page_of_row
    def grid_view(self, request, obj, kind=""):
        """The table: shown, checked, pasted into, saved."""
        kind = kind or self.grid_kind
        store = store_of(obj, kind)
        if request.method != "POST":
            stored = store.read()
            return self.grid_page(request, obj, kind, store, Stage(stored, stored))
        if not self.may_edit_grid(request, kind):
            raise PermissionDenied
        try:
            posted = grid_forms.read(request.POST, store)
        except gridding.NotASheet as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect(request.path)
        if request.POST.get("block", "").strip() or "preview" in request.POST:
            stage = self.preview_grid(request, store, posted)
        else:
            stage = self.save_grid(request, obj, store, posted)
        if stage is None:
            return redirect(request.path)
        return self.grid_page(request, obj, kind, store, stage)

    def may_edit_grid(self, request, kind):
        """Whether the person may write all that a table consists of."""
        return request.user.has_perms(
            f"catalogue.{verb}_{model}"
            for model in RIGHTS.get(kind, ["provision"])
            for verb in ("add", "change", "delete")
        )

    def preview_grid(self, request, store, posted):
        """What saving would change, with the pasted block put in; nothing is stored."""
        sheet = posted.wanted
        try:
            if request.POST.get("block", "").strip():
                sheet = grid_forms.with_block(sheet, request.POST)
        except (CannotPaste, gridding.NotASheet) as refusal:
            problems = [Problem(str(refusal))]
            return Stage(sheet, posted.seen, problems, block=request.POST["block"])
        store.read()
        todo = gridding.plan(store, posted.seen, sheet)
        return Stage(
            todo.sheet,
            posted.seen,
            todo.errors,
            todo.warnings,
            todo.losses,
            changes=todo.changes,
        )

    def save_grid(self, request, obj, store, posted):
        """Save; None when that worked, else what the page has to show."""
        seen, wanted = posted.seen, posted.wanted
        confirmed = "confirm" in request.POST
        try:
            done = gridding.save(
                store, wanted, seen, by=request.user.email, confirmed=confirmed
            )
        except gridding.GridChanged as refusal:
            return Stage(refusal.merged, refusal.theirs, conflict=refusal)
        except gridding.GridRefused as refusal:
            return Stage(wanted, seen, refusal.problems)
        except gridding.GridLoses as refusal:
            return Stage(wanted, seen, losses=refusal.losses)
        except RevisionIsFixed as refusal:
            return Stage(wanted, seen, [Problem(str(refusal))])
        said = summary(done.changes)
        if not said:
            self.message_user(request, "Nothing changed: all of it is stored already.")
            return None
        self.log_change(request, obj, f"Table: {said}.")
        self.message_user(request, f"Saved: {said}.", messages.SUCCESS)
        for warning in done.warnings[:SHOWN]:
            self.message_user(request, warning.message, messages.WARNING)
        return None

    def grid_page(self, request, obj, kind, store, stage):
        """The page of a table, editable or not."""
        revision = revision_of(obj)
        editable = self.may_edit_grid(request, kind) and (
            revision.is_draft or request.method == "POST"
        )
        if not revision.is_draft and request.method == "GET":
            self.message_user(request, MESSAGE, messages.WARNING)
        wrong = {(each.row, each.column) for each in stage.problems}
        small = grid_forms.fields_of(stage.sheet) <= grid_forms.MOST_FIELDS
        grows = store.with_parties
        table = table_of(
            stage.sheet, stage.seen, wrong, editable=editable, grows=grows, named=small
        )
        seen = json.dumps(gridding.to_plain(stage.seen), separators=(",", ":"))
        context = {
            **self.admin_site.each_context(request),
            **self.grid_links(request, obj, kind),
            "table": table,
            "stage": stage,
            "problems": [(each, table.place_of(each)) for each in stage.problems],
            "seen": seen,
            "sides": SIDES,
            "shown": SHOWN,
            "editable": editable,
            "small": small,
            "grows": grows,
        }
        return TemplateResponse(request, "admin/catalogue/grid/page.html", context)

    def grid_links(self, request, obj, kind):
        """What a table's page is called, and where it leads."""
        name = "Grid" if isinstance(obj, Matrix) else gridding.KINDS[kind].title
        change = f"admin:catalogue_{self.opts.model_name}_change"
        return {
            "title": f"{name}: {obj}",
            "name": name,
            "opts": self.opts,
            "original": obj,
            "revision": revision_of(obj),
            "back": reverse(change, args=[obj.pk]),
            "others": [each for each in grids_of(obj) if each["url"] != request.path],
        }


def store_of(obj, kind):
    """Where the table of an object is kept; 404 for a kind of list that it does not have."""
    if isinstance(obj, Matrix):
        return gridding.MatrixStore(obj)
    found = gridding.KINDS.get(kind)
    if found is None or not isinstance(obj, found.owner):
        raise Http404
    return gridding.ListStore(obj, found)


def grids_of(obj):
    """The tables that belong to an object: heading and address."""
    if isinstance(obj, Matrix):
        return [link("Rows and parties", "catalogue_matrix_grid", obj.pk)]
    if isinstance(obj, Component):
        return [link("Scope lines", "catalogue_component_lines", obj.pk)]
    if isinstance(obj, Revision):
        matrices = Matrix.objects.filter(section__revision=obj).order_by(
            "section__position"
        )
        return [
            link("Terms", "catalogue_revision_terms", obj.pk),
            *(link(str(each), "catalogue_matrix_grid", each.pk) for each in matrices),
        ]
    if isinstance(obj, Section):
        return [
            link(kind.title, "catalogue_section_lines", obj.pk, key)
            for key, kind in gridding.KINDS.items()
            if kind.owner is Section
        ]
    return []


def link(title, name, *args):
    """A link to a table."""
    return {"title": title, "url": reverse(f"admin:{name}", args=args)}


@admin.display(description="tables")
def grid_column(obj):
    """Links to the tables of a row, in lists of rows."""
    links = ((each["url"], each["title"]) for each in grids_of(obj))
    return format_html_join(" · ", '<a href="{}">{}</a>', links)
