"""A revision held against another of its guide, with the customers whom it reaches."""

from django import forms
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path

from catalogue.actions.comparing import comparison_of, in_order, usual_other
from catalogue.compare.showing import UnknownKind, page_of
from catalogue.models import Revision
from catalogue.platform.tenancy import actor_of

from .bases import page_of_row


class OtherForm(forms.Form):
    """Which revision to compare with; `show` and `kind` are the page's own."""

    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(str(other.pk), name_of(other)) for other in others]
        self.fields["with"] = forms.ChoiceField(label="Compare with", choices=choices)


class ComparingPages:
    """Mixin of the revisions' admin class."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.compare_view)
        name = "catalogue_revision_compare"
        return [path("<int:pk>/compare/", view, name=name), *super().get_urls()]

    @page_of_row
    def compare_view(self, request, revision):
        """What differs between the revision and another of its guide; `?with=` names that one."""
        others = others_of(request, revision)
        other = chosen(request.GET.get("with"), revision, others)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Compare {revision}",
            "opts": self.opts,
            "revision": revision,
            "form": OtherForm(
                {"with": str(other.pk)} if other else None, others=others
            ),
        }
        if other:
            context |= compared(request, *in_order(revision, other))
        template = "admin/catalogue/revision/compare.html"
        return TemplateResponse(request, template, context)


def others_of(request, revision):
    """The other revisions of the guide that the staff member may compare, newest first."""
    rows = Revision.objects.filter(actor_of(request).comparable_revisions()).distinct()
    rows = rows.filter(guide=revision.guide_id).exclude(pk=revision.pk)
    return list(rows.select_related("guide__provider").order_by("-number"))


def chosen(asked, revision, others):
    """The revision to compare with: the one asked for, else the usual one; None without any.

    Raises `Http404` for one that is not there.
    """
    if not asked:
        return usual_other(revision, others)
    found = [other for other in others if asked == str(other.pk)]
    if not found:
        raise Http404
    return found[0]


def compared(request, old, new):
    """What the page shows of a comparison."""
    seen = comparison_of(old, new, actor_of(request))
    try:
        page = page_of(seen.shown, request.GET.dict())
    except UnknownKind:
        raise Http404 from None
    may_see = request.user.has_perm("catalogue.view_subscription")
    return page | {
        "old": old,
        "new": new,
        "summary": seen.comparison.summary,
        "affected": seen.affected if may_see else None,
        "old_address": old.get_absolute_url(),
        "new_address": new.get_absolute_url(),
        "by_customer": False,
    }


def name_of(revision):
    """A revision in a choice: its number, its label and its state."""
    label = f", {revision.label}" if revision.label else ""
    return f"Revision {revision.number}{label} ({revision.get_state_display().lower()})"
