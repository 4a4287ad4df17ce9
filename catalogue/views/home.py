"""The first page: ask, and what is subscribed."""

from itertools import chain

from django.db.models.functions import Length
from django.shortcuts import render

from catalogue.forms import AskForm
from catalogue.models import Customer, Provision, Revision
from catalogue.platform.parts import HomePanel
from catalogue.platform.tenancy import actor_of
from catalogue.views.questions import questions_of

EXAMPLES = 5
LAST_ASKED = 3
MOST_LOOKED_AT = 400
SPEAKING_KINDS = ["scenario", "activity", "scope", "service"]


def home(request):
    """Question box, examples from own guides, the guides, questions to staff, panels from above."""
    actor = actor_of(request)
    revisions = Revision.objects.in_force_for(actor).select_related("guide__provider")
    revisions = list(revisions.order_by("title", "pk"))
    customers = []
    if actor.customer is not None:
        customers = list(Customer.objects.visible_to(actor))
    context = {
        "form": AskForm(actor=actor),
        "customer": next(iter(customers), None),
        "revisions": revisions,
        "examples": example_questions(revisions),
        "questions": list(questions_of(actor)[:LAST_ASKED]),
        "of_company": actor.role == "manager",
        "panels": list(chain.from_iterable(HomePanel.shown(customers, actor))),
    }
    return render(request, "catalogue/home.html", context)


def example_questions(revisions):
    """Short lines of the guides in scope: two of each guide and kind, requests for changes first."""
    rows = Provision.objects.filter(revision__in=revisions, kind__in=SPEAKING_KINDS)
    rows = rows.annotate(length=Length("text")).filter(length__range=(12, 52))
    rows = rows.order_by("position", "pk").values_list("revision", "kind", "text")
    found: dict[tuple, list] = {}
    for revision, kind, text in rows[:MOST_LOOKED_AT]:
        found.setdefault((SPEAKING_KINDS.index(kind), revision), []).append(text)
    spread = [
        text
        for key in sorted(found)
        for text in found[key][:: len(found[key]) // 2 + 1]
    ]
    return list(dict.fromkeys(spread))[:EXAMPLES]
