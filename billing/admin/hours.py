"""The hours of an agreement at the desk: the same month that the customer sees."""

from django.template.response import TemplateResponse
from django.urls import path, reverse

from billing.actions.showing_hours import show
from billing.hours_page import page_of
from billing.views.hours import month_asked, statement_url, steps
from catalogue.admin.bases import page_of_row
from catalogue.platform.tenancy import actor_of


class HoursPage:
    """Mixin of the agreements' admin class: `<pk>/hours/?month=2026-10`."""

    def get_urls(self):
        page = self.admin_site.admin_view(self.hours_view)
        address = path("<int:pk>/hours/", page, name="billing_agreement_hours")
        return [address, *super().get_urls()]

    @page_of_row
    def hours_view(self, request, agreement):
        """A month of the agreement, with what staff should look at before it is closed."""
        actor = actor_of(request)
        month, wrong = month_asked(request, agreement, actor.at)
        shown = show(agreement, month, at=actor.at)
        slug = f"{month:%Y-%m}"
        entries = reverse("admin:billing_timeentry_changelist")
        query = f"?agreement={agreement.reference}&month={slug}"
        context = {
            **self.admin_site.each_context(request),
            **page_of(shown, month_url="?month=".__add__, statement_url=statement_url),
            "opts": self.opts,
            "title": f"Hours of {agreement}",
            "agreement": agreement,
            "slug": slug,
            "steps": steps(shown),
            "wrong_month": wrong,
            "warnings": shown.reckoning.warnings,
            "entries_url": f"{entries}{query}",
            "portal_url": f"{reverse('billing:hours')}{query}",
            "back": reverse("admin:billing_agreement_change", args=[agreement.pk]),
        }
        template = "admin/billing/agreement/hours.html"
        return TemplateResponse(request, template, context)
