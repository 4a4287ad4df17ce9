"""What a person, or a manager's company, has asked the staff, and what they answered."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalogue.models import Question
from catalogue.platform.tenancy import actor_of

A_PAGE = 25


@require_safe
def question_list(request):
    """The questions put to staff, newest first, with their state and the reply."""
    actor = actor_of(request)
    page = Paginator(questions_of(actor), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "of_company": actor.role == "manager"}
    return render(request, "catalogue/question_list.html", context)


def questions_of(actor):
    """What the portal shows an actor of the questions put to staff; of staff, their own alone."""
    rows = Question.objects.visible_to(actor).select_related("asked_by")
    return rows.filter(asked_by=actor.user) if actor.customer is None else rows
