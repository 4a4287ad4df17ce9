"""Which mail a contact wants about tickets."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from catalogue.models import Contact
from catalogue.platform.tenancy import actor_of
from tickets.actions import preferring
from tickets.forms.preferences import PreferencesForm


@require_http_methods(["GET", "POST"])
def preferences(request):
    """The kinds of mail with a box for each."""
    actor = actor_of(request)
    contact = own_contact(actor)
    if contact is None:
        return render(request, "tickets/preferences.html", {"contact": None})
    form = PreferencesForm(
        request.POST if request.method == "POST" else None, contact=contact
    )
    if request.method == "POST" and form.is_valid():
        preferring.prefer(contact, wanted=form.wanted())
        messages.success(request, "Your choice is kept.")
        return redirect("tickets:preferences")
    context = {"contact": contact, "form": form}
    return render(request, "tickets/preferences.html", context)


def own_contact(actor):
    """The contact that the reader acts as; None for staff."""
    if actor.customer is None:
        return None
    rows = Contact.objects.filter(customer=actor.customer, user=actor.user)
    return rows.select_related("customer").first()
