"""Choosing whom to act for."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from catalogue.platform.tenancy import SESSION_KEY, contacts_of


@require_POST
def customer_switch(request):
    """Act for another customer the person is a contact of; start over at home, or at `next`."""
    chosen = request.POST.get("customer", "")
    own = {str(contact.customer_id) for contact in contacts_of(request.user)}
    if chosen not in own:
        raise Http404
    request.session[SESSION_KEY] = int(chosen)
    after = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(after, allowed_hosts=None):
        return redirect(after)
    return redirect("catalogue:home")
