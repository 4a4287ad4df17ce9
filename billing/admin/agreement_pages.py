"""An agreement's page beside its form: its terms in words, hours recommended, notice, rounding."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from billing import agreement_page
from billing.actions import agreeing, change_requests, order_facts
from billing.actions.refusals import Refused
from billing.terms_words import date
from catalogue.admin.bases import page_of_row
from catalogue.periods import day_of
from catalogue.platform.tenancy import actor_of

from .agreement_forms import NoticeForm


class AgreementPages:
    """Mixin of the agreements' admin class."""

    def get_urls(self):
        pages = [
            ("<int:pk>/notice/", self.notice_view, "notice"),
            ("<int:pk>/notice/back/", self.notice_back_view, "notice_back"),
            ("<int:pk>/rounding/", self.rounding_view, "rounding"),
        ]
        return [
            path(
                route,
                self.admin_site.admin_view(view),
                name=f"billing_agreement_{name}",
            )
            for route, view, name in pages
        ] + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        agreement = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if agreement:
            today = day_of(timezone.now(), agreement.customer.zone)
            rounding = agreeing.proposed_rounding(agreement)
            context |= {
                "agreement": agreement,
                "sentences": agreement_page.sentences(agreement, today),
                "recommended": order_facts.recommendations(agreement, today),
                "rounding": rounding if differs(agreement, rounding) else None,
                "waiting": agreement.change_requests.filter(
                    state__in=change_requests.LIVE
                ),
                "may_act": self.has_change_permission(request, agreement),
            }
        return super().change_view(request, object_id, form_url, context)

    @page_of_row
    def notice_view(self, request, agreement):
        """Note the day on which notice was given; the page says when the agreement ends then."""
        self._require_change(request, agreement)
        sent = request.POST if request.method == "POST" else None
        today = day_of(timezone.now(), agreement.customer.zone)
        form = NoticeForm(sent, initial={"on": today})
        if form.is_valid():
            try:
                done = agreeing.give_notice(
                    agreement.pk, on=form.cleaned_data["on"], **who(request)
                )
            except Refused as refusal:
                form.add_error("on" if refusal.field == "on" else None, str(refusal))
            else:
                said = (
                    f"Notice is noted: {done.reference} ends on {date(done.ends_on)}."
                )
                self.message_user(request, said, messages.SUCCESS)
                return redirect(address_of(agreement))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "agreement": agreement,
            "form": form,
            "title": f"Notice of {agreement.reference}",
            "sentences": agreement_page.sentences(agreement, today),
            "back": address_of(agreement),
        }
        return TemplateResponse(request, "admin/billing/agreement/notice.html", context)

    @method_decorator(require_POST)
    @page_of_row
    def notice_back_view(self, request, agreement):
        """Take notice back."""
        self._require_change(request, agreement)
        return self._done(
            request,
            agreement,
            lambda: agreeing.take_notice_back(agreement.pk, **who(request)),
            "Notice is taken back: the agreement goes on.",
        )

    @method_decorator(require_POST)
    @page_of_row
    def rounding_view(self, request, agreement):
        """Round as the list rates of the covered guides say."""
        self._require_change(request, agreement)
        found = agreeing.proposed_rounding(agreement)
        if found is None:
            self.message_user(request, "No list rate says so.", messages.WARNING)
            return redirect(address_of(agreement))
        agreement.increment_minutes = found.increment_minutes or agreement.increment_minutes  # fmt: skip
        agreement.minimum_minutes = found.minimum_minutes or agreement.minimum_minutes
        return self._done(
            request,
            agreement,
            lambda: agreeing.save_agreement(agreement, **who(request)),
            f"Time is rounded as in {found.source}.",
        )

    def _require_change(self, request, agreement):
        if not self.has_change_permission(request, agreement):
            raise PermissionDenied

    def _done(self, request, agreement, act, told):
        try:
            act()
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.message_user(request, told, messages.SUCCESS)
        return redirect(address_of(agreement))


def differs(agreement, rounding):
    """Whether the list rates say another rounding than the agreement has."""
    if rounding is None:
        return False
    steps = rounding.increment_minutes, agreement.increment_minutes
    least = rounding.minimum_minutes, agreement.minimum_minutes
    return any(said and said != there for said, there in (steps, least))


def address_of(agreement):
    """The agreement's page at the desk."""
    return reverse("admin:billing_agreement_change", args=[agreement.pk])


def who(request):
    """Who acts, and when."""
    return {"actor": actor_of(request), "at": timezone.now()}
