"""The staff's queue, a ticket's page and a call in a browser: accessible, wide and narrow, light and dark."""

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue.models import Contact
from catalogue.platform.tenancy import actor_for
from tests.browser.test_pages_in_browser import too_wide, violations
from tests.tickets.acts.lives import begun
from tickets.actions import talking

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_desk_is_accessible_and_a_note_is_kept(
    signed_in, curator, subscription, complaints
):
    now = timezone.now()
    rita = Contact.objects.create(
        customer=subscription.customer, name="Rita", email="rita@northwind.example"
    )
    ticket = begun(subscription, at=now, requester=rita, missing=["Users"])
    staff = actor_for(curator, at=now)
    talking.note(ticket.pk, body="Look at the trunk.", actor=staff, at=now)
    change = reverse("admin:tickets_ticket_change", args=[ticket.pk])
    call = f"{reverse('admin:tickets_ticket_add')}?contact={rita.pk}"
    page = signed_in(curator)

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for address in (reverse("admin:tickets_ticket_changelist"), change, call):
            for width in (1280, 360):
                page.set_viewport_size({"width": width, "height": 800})
                page.goto(page.base_url + address)
                assert not too_wide(page), (address, width)
                assert complaints == [], (address, width)
                assert violations(page) == [], (address, width, scheme)
                complaints.clear()  # what axe itself loads is not ours

    page.goto(page.base_url + change)
    page.get_by_label("Your message").fill("It is the carrier.")
    page.get_by_role("button", name="Keep as internal note").click()
    page.get_by_text("Kept as an internal note.").wait_for()
    assert complaints == []
