"""Two revisions of a guide held against each other, for staff and for the customer's contacts."""

from collections import defaultdict
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render

from catalogue.actions.comparing import comparison_of, in_order, usual_other
from catalogue.compare.difference import Kind
from catalogue.models import Revision
from catalogue.platform.tenancy import actor_of

MOST_OF_A_KIND = 100  # differences of a kind beside others; on its own a kind is whole


@dataclass(frozen=True)
class Group:
    """Differences of one kind as a page shows them, each with what parts from above say.

    `parts` are (title, [(difference, panels)]); only outcomes have titles, one for each turn.
    """

    kind: Kind
    parts: list
    total: int
    more: int


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
        context |= filtered(request.GET, seen)
        context["own"] = next(iter(seen.affected), None) if actor.customer else None
        context["old_address"], context["new_address"] = (
            each.get_absolute_url() if each in readable else "" for each in (old, new)
        )
    return render(request, "catalogue/guide_compare.html", context)


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


def filtered(asked, seen):
    """What is shown of a comparison: `show=all` adds mere wording, `kind=` keeps one kind, whole."""
    only_matters = asked.get("show") != "all"
    kind = asked.get("kind", "")
    if kind and kind not in set(Kind):
        raise Http404
    kept = asked.copy()
    kept.pop("kind", None)
    return {
        "seen": seen,
        "summary": seen.comparison.summary,
        "groups": groups_of(seen, only_matters=only_matters, kind=kind),
        "only_matters": only_matters,
        "kind": kind,
        "mattering": len(seen.comparison.mattering),
        "total": len(seen.comparison.differences),
        "matters_address": address(asked, show=None),
        "all_address": address(asked, show="all"),
        "every_kind": address(asked, kind=None),
        "more_of": address(asked, kind=""),
    }


def address(asked, **changed):
    """The page's own address with other values; None takes one away."""
    values = asked.copy()
    for name, value in changed.items():
        values.pop(name, None)
        if value is not None:
            values[name] = value
    return f"?{values.urlencode()}"


def groups_of(seen, *, only_matters, kind=""):
    """Differences under their kinds: of every kind the first hundred, or one kind whole."""
    by_kind = defaultdict(list)
    for difference, panels in seen.shown:
        if difference.matters or not only_matters:
            by_kind[difference.kind].append((difference, panels))
    groups = []
    for each in Kind:
        rows = by_kind[each] if kind in ("", each) else []
        shown = rows if kind else rows[:MOST_OF_A_KIND]
        if rows:
            groups.append(
                Group(each, parts_of(each, shown), len(rows), len(rows) - len(shown))
            )
    return groups


def parts_of(kind, rows):
    """Outcomes under “From included to hourly charge”, the most frequent turn first."""
    if kind is not Kind.CHARGE:
        return [("", rows)]
    turns = defaultdict(list)
    for difference, panels in rows:
        turns[turn_of(difference)].append((difference, panels))
    ordered = sorted(turns.items(), key=lambda part: -len(part[1]))
    return ordered if len(rows) > 1 else [("", rows)]


def turn_of(difference):
    """From which outcome to which, in words."""
    old, new = difference.old, difference.new
    if difference.subject == "label":
        return "Printed otherwise"
    return f"From {old[:1].lower()}{old[1:]} to {new[:1].lower()}{new[1:]}"
