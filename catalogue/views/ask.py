"""Asking: the answer with its clause, or a question for staff."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from catalogue.actions.questions import TooManyOpen, put_to_staff
from catalogue.answers.ask import ask
from catalogue.forms import AskForm, QuestionForm
from catalogue.models import Guide
from catalogue.platform.tenancy import actor_of

NEAREST = 5  # lines shown when no answer is sure, and kept with a question


@require_safe
def ask_page(request):
    """The answers to `?q=`; for htmx only the part of the page that shows them."""
    actor = actor_of(request)
    form = AskForm(request.GET, actor=actor)
    reply = None
    if form.is_valid() and form.cleaned_data["q"]:
        reply = ask(form.cleaned_data["q"], actor, form.cleaned_data["guide"])
        if not reply.confident:
            del reply.answers[NEAREST:]
    template = "catalogue/_answers.html" if request.htmx else "catalogue/ask.html"
    response = render(request, template, {"form": form, "reply": reply})
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
def ask_staff(request):
    """Put a question to staff, with the lines that are nearest to it."""
    actor = actor_of(request)
    form = QuestionForm(request.POST, actor=actor)
    if not form.is_valid():
        return render(
            request, "catalogue/ask.html", {"form": form, "reply": None}, status=400
        )
    text, guide = form.cleaned_data["q"], form.cleaned_data["guide"]
    nearest = ask(text, actor, guide).answers[:NEAREST]
    try:
        put_to_staff(
            text=text,
            nearest=[kept_of(answer) for answer in nearest],
            guide=guide or guide_of(nearest),
            actor=actor,
            at=timezone.now(),
        )
    except TooManyOpen as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            "Your question is with the staff. Their answer appears under “Your questions”.",
        )
    asked = {"q": text} | ({"guide": guide.pk} if guide else {})
    return redirect(f"{reverse('catalogue:ask')}?{urlencode(asked)}")


def kept_of(answer):
    """What the queue keeps of a line that was shown as nearest; only a provision has a key."""
    return {
        "guide": answer.citation.key,
        "revision": answer.citation.revision,
        "key": answer.key if answer.provision else "",
        "text": answer.text,
    }


def guide_of(answers):
    """The guide of the best of the answers; None without any."""
    best = answers[0].provision if answers else None
    return Guide.objects.filter(revisions__provisions=best).first() if best else None
