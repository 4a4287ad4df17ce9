"""Pages for one kind of thing in a guide: matrices, components, levels, terms, offers."""

from django.db.models import Count, Prefetch, Q
from django.shortcuts import get_object_or_404, render

from catalogue.models import CalendarVersion, Component, Footnote, Matrix
from catalogue.platform.tenancy import actor_of
from catalogue.views.guides import (
    revision_context,
    revision_in_force,
    revisions_of_guide,
)
from catalogue.views.lines import Footmarks, box_of, grid_of, lines_of, notes_of
from catalogue.views.promises import promise_of


def matrix_detail(request, provider, guide, pk):
    """A responsibility matrix on its own page."""
    matrix, revision = part_of_guide(Matrix, request, provider, guide, pk)
    lines = lines_in(revision, matrix=matrix)
    context = {"section": matrix.section, "grid": grid_of(matrix, lines)}
    context["notes"] = notes_of(lines)
    return page(request, revision, "catalogue/matrix_detail.html", context)


def component_list(request, provider, guide):
    """All components with how much of each is supported."""
    revision = revision_in_force(request, provider, guide)
    components = Component.objects.filter(section__revision=revision)
    components = components.select_related("section").annotate(
        supported=Count("lines", filter=Q(lines__supported=True)),
        unsupported=Count("lines", filter=Q(lines__supported=False)),
    )
    context = {"components": components.order_by("section__position", "position", "pk")}
    return page(request, revision, "catalogue/component_list.html", context)


def component_detail(request, provider, guide, pk):
    """A component: what is supported, and what is not."""
    component, revision = part_of_guide(Component, request, provider, guide, pk)
    lines = lines_in(revision, component=component)
    context = {"section": component.section, "box": box_of(component, lines)}
    context["notes"] = notes_of(lines)
    return page(request, revision, "catalogue/component_detail.html", context)


def service_level_list(request, provider, guide):
    """What the guide promises, per priority, on which calendar."""
    revision = revision_in_force(request, provider, guide)
    levels = revision.service_levels.select_related("section", "calendar")
    versions = CalendarVersion.objects.order_by("-valid_from").prefetch_related(
        "windows", "closures"
    )
    levels = levels.prefetch_related(
        "priorities__targets",
        "priorities__examples",
        "priorities__escalations",
        "intake_fields",
        "exemptions",
        Prefetch("calendar__versions", versions),
    )
    day = actor_of(request).day
    name_duties(revision, levels)
    context = {"promises": [promise_of(level, day) for level in levels]}
    return page(request, revision, "catalogue/service_level_list.html", context)


def name_duties(revision, levels):
    """Give each exemption of the levels as `owed` what its provisions say; one query for all."""
    cases = [case for level in levels for case in level.exemptions.all()]
    keys = {key for case in cases for key in case.duties}
    rows = revision.provisions.filter(key__in=keys) if keys else ()
    texts = {row.key: row.text for row in rows}
    for case in cases:
        case.owed = [texts.get(key, key) for key in case.duties]


def term_list(request, provider, guide):
    """The guide's definitions."""
    revision = revision_in_force(request, provider, guide)
    context = {"terms": revision.terms.select_related("section")}
    return page(request, revision, "catalogue/term_list.html", context)


def offer_list(request, provider, guide):
    """What can be ordered, at what rate, within which limits."""
    revision = revision_in_force(request, provider, guide)
    offers = list(revision.offers.all())
    names = {offer.key: offer.name for offer in offers}
    for offer in offers:
        offer.ties = ties_of(offer, names)
    bands = list(revision.spendbands.all())
    markers = {(band.section_id, band.footnote) for band in bands if band.footnote}
    notes = Footnote.objects.filter(section__in={section for section, _ in markers})
    context = {
        "offers": offers,
        "rates": revision.rates.all(),
        "bands": bands,
        "notes": [note for note in notes if (note.section_id, note.marker) in markers],
        "quotas": revision.quotas.select_related("section"),
        "notice_periods": revision.noticeperiods.all(),
        "metering_rules": revision.meteringrules.all(),
    }
    return page(request, revision, "catalogue/offer_list.html", context)


def ties_of(offer, names):
    """What an offer needs, rules out and contains, by name."""
    ties = (
        ("Needs", offer.requires),
        ("Not with", offer.excludes),
        ("Contains", offer.includes),
    )
    return [
        (word, [names.get(key, key) for key in keys]) for word, keys in ties if keys
    ]


def page(request, revision, template, context):
    """A page of a revision with the frame that all of them share."""
    return render(request, template, revision_context(request, revision) | context)


def part_of_guide(model, request, provider, guide, pk):
    """A part and its revision, when the reader may see it at this guide's address; else 404."""
    visible = revisions_of_guide(request, provider, guide)
    rows = model.objects.filter(section__revision__in=visible.values("pk"))
    part = get_object_or_404(rows.select_related("section"), pk=pk)
    return part, visible.get(pk=part.section.revision_id)


def lines_in(revision, **place):
    """The provisions in one place as lines."""
    notes = Footnote.objects.filter(section__revision=revision)
    return lines_of(revision.provisions.filter(**place), Footmarks(notes))
