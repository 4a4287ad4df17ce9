"""Two revisions of a guide held against each other, for staff and for the customer's contacts."""

from django.http import Http404
from django.shortcuts import render

from catalogue.actions.comparing import comparison_of, in_order, usual_other
from catalogue.compare.showing import UnknownKind, page_of
from catalogue.models import Revision
from catalogue.platform.tenancy import actor_of


def guide_compare(request, provider, guide):
    """What one revision of a guide says otherwise than another: `?from=` and `?to=` are numbers.

    Without them: from the revision the reader is bound by to the one in force, else from the one
    before. What the reader may not compare is not found.
    """
    revisions = comparable(request, provider, guide)
    if not revisions:
        raise Http404
    readable = readable_of(request, revisions)
    old, new = chosen(request.GET, revisions, readable)
    actor = actor_of(request)
    context = {
        "guide": revisions[0].guide,
        "revisions": revisions,
        "old": old,
        "new": new,
        "by_customer": actor.customer is not None,
        "readable": readable,
    }
    if old and new and old != new:
        seen = comparison_of(old, new, actor)
        context |= shown(request, seen)
        context["own"] = next(iter(seen.affected), None) if actor.customer else None
        context["old_address"], context["new_address"] = (
            each.get_absolute_url() if each in readable else "" for each in (old, new)
        )
    return render(request, "catalogue/guide_compare.html", context)


def shown(request, seen):
    """What of a comparison stands on the page."""
    try:
        page = page_of(seen.shown, request.GET.dict())
    except UnknownKind:
        raise Http404 from None
    return page | {"seen": seen, "summary": seen.comparison.summary}


def comparable(request, provider, guide):
    """The guide's revisions that the reader may compare, newest first."""
    rows = Revision.objects.filter(actor_of(request).comparable_revisions()).distinct()
    rows = rows.filter(guide__provider__key=provider, guide__key=guide)
    return list(rows.select_related("guide__provider").order_by("-number"))


def readable_of(request, revisions):
    """Those of the revisions that the reader may open: for a contact, what is in force for it."""
    rows = Revision.objects.visible_to(actor_of(request))
    pks = set(rows.filter(guide=revisions[0].guide_id).values_list("pk", flat=True))
    return [revision for revision in revisions if revision.pk in pks]


def chosen(asked, revisions, readable):
    """The old and the new revision that an address asks for; None for a side there is none for.

    Raises `Http404` for a number that is not there.
    """
    old, new = (numbered(asked.get(name, ""), revisions) for name in ("from", "to"))
    if old and new:
        return old, new
    if old or new:
        other = usual_other(old or new, revisions)
        return old or other, new or other
    current = [r for r in revisions if r.state == r.State.PUBLISHED] or revisions
    bound = [r for r in readable if len(readable) == 1 and r != current[0]]
    other = next(iter(bound), None) or usual_other(current[0], revisions)
    return in_order(current[0], other) if other else (None, current[0])


def numbered(asked, revisions):
    """The revision of a number; None where none is asked for."""
    if not asked:
        return None
    found = [revision for revision in revisions if asked == str(revision.number)]
    if not found:
        raise Http404
    return found[0]
