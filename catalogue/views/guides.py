"""Guides: the list, and the page on which one is read."""

from django.db.models import Count, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from catalogue.filters import GuideFilter
from catalogue.forms import AskForm
from catalogue.models import (
    Component,
    MeteringRule,
    NoticePeriod,
    Offer,
    Quota,
    Rate,
    Revision,
    ServiceLevel,
    SpendBand,
    Term,
)
from catalogue.platform.paging import Pages
from catalogue.platform.tenancy import actor_of
from catalogue.tables import GuideTable
from catalogue.views.chapters import address_of, chapters_of

State = Revision.State
COMMERCIAL = (Offer, Rate, SpendBand, Quota, NoticePeriod, MeteringRule)


class GuideListView(SingleTableMixin, FilterView):
    """The guides the reader has, each in the revision in force."""

    table_class = GuideTable
    filterset_class = GuideFilter
    template_name = "catalogue/guide_list.html"
    paginate_by = 50
    paginator_class = Pages

    def get_queryset(self):
        revisions = Revision.objects.in_force_for(actor_of(self.request))
        return revisions.select_related("guide__provider").order_by("title", "pk")


def guide_detail(request, provider, guide):
    """A guide in the revision in force for the reader."""
    return read(request, revision_in_force(request, provider, guide))


def revision_detail(request, provider, guide, number):
    """A guide in a given revision; for a customer, only what is in force for them."""
    rows = revisions_of_guide(request, provider, guide)
    return read(request, get_object_or_404(rows, number=number))


def read(request, revision):
    """The reading page of a revision."""
    context = revision_context(request, revision)
    context |= {"chapters": chapters_of(revision)}
    context["unplaced"] = [
        finding for finding in revision.findings.all() if finding.section_id is None
    ]
    return render(request, "catalogue/guide_detail.html", context)


def revisions_of_guide(request, provider, guide):
    """Revisions of the guide at an address, as far as the reader may see them."""
    visible = Revision.objects.visible_to(actor_of(request))
    return with_part_counts(visible).filter(
        guide__provider__key=provider, guide__key=guide
    )


def revision_in_force(request, provider, guide):
    """The revision a page below a guide shows: in force, or the one `?revision=` names.

    Raises `Http404` when the reader may see neither.
    """
    rows = revisions_of_guide(request, provider, guide)
    if asked := request.GET.get("revision"):
        if not asked.isdecimal() or len(asked) > 9:
            raise Http404
        return get_object_or_404(rows, number=asked)
    in_force = Revision.objects.in_force_for(actor_of(request))
    found = rows.filter(pk__in=in_force.values("pk")).order_by("-number").first()
    if found is None:
        raise Http404
    return found


def with_part_counts(revisions):
    """Revisions with guide and provider, and how many parts of each kind they have."""
    return revisions.select_related("guide__provider").annotate(
        component_count=count_of(Component, "section__revision"),
        term_count=count_of(Term),
        service_level_count=count_of(ServiceLevel),
        **{f"{model.__name__.lower()}_count": count_of(model) for model in COMMERCIAL},
    )


def count_of(model, path="revision"):
    """A subquery that counts the rows of a revision."""
    rows = model.objects.filter(**{path: OuterRef("pk")}).order_by().values(path)
    return Subquery(rows.annotate(total=Count("pk")).values("total"))


def revision_context(request, revision):
    """What every page of a revision shows around its subject."""
    actor = actor_of(request)
    others = revision.guide.revisions.exclude(pk=revision.pk).order_by("-number")
    once_in_force = [State.PUBLISHED, State.SUPERSEDED]
    others = list(others.filter(state__in=once_in_force))
    older = [other for other in others if other.state == State.SUPERSEDED]
    return {
        "revision": revision,
        "guide": revision.guide,
        "newer": next((o for o in others if o.state == State.PUBLISHED), None),
        "older": next((o for o in older if o.number < revision.number), None),
        "form": AskForm(initial={"guide": revision.guide_id}, actor=actor),
        "tabs": tabs_of(revision),
        "by_customer": actor.customer is not None,
    }


def tabs_of(revision):
    """Pages of a revision that have something to show: (name, label, address, count)."""
    commercial = sum(
        getattr(revision, f"{model.__name__.lower()}_count") or 0
        for model in COMMERCIAL
    )
    pages = [
        ("component-list", "Components", revision.component_count),
        ("service-level-list", "Service levels", revision.service_level_count),
        ("offer-list", "Offers and rates", commercial),
        ("term-list", "Terms", revision.term_count),
    ]
    return [
        (name, label, address_of(name, revision), count)
        for name, label, count in pages
        if count
    ]
