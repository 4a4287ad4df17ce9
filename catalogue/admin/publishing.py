"""A revision's pages beside its form: what it holds, publish, withdraw, new draft."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from catalogue.actions import drafting, publishing
from catalogue.models import Finding, Revision, Subscription
from catalogue.models.parts import MESSAGE

from .bases import REFUSALS, is_fixed

# What a revision's page counts and links to: related name, and the name of the list.
CONTENTS = [
    ("sections", "section"),
    ("provisions", "provision"),
    ("parties", "party"),
    ("terms", "term"),
    ("service_levels", "servicelevel"),
    ("offers", "offer"),
    ("rates", "rate"),
    ("spendbands", "spendband"),
    ("quotas", "quota"),
    ("noticeperiods", "noticeperiod"),
    ("meteringrules", "meteringrule"),
    ("findings", "finding"),
]


class WithdrawForm(forms.Form):
    """Why a revision is taken out of force."""

    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))


class PublishingPages:
    """Mixin of the revisions' admin class."""

    def get_urls(self):
        pages = [
            ("publish", self.publish_view),
            ("withdraw", self.withdraw_view),
            ("draft", self.draft_view),
        ]
        return [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(view),
                name=f"catalogue_revision_{name}",
            )
            for name, view in pages
        ] + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        revision = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if revision:
            context |= {
                "contents": contents_of(revision),
                "may_act": self.may_act(request),
                "may_withdraw": revision.state in publishing_states(),
            }
            if request.method == "GET" and is_fixed(revision):
                self.message_user(request, MESSAGE, messages.WARNING)
        return super().change_view(request, object_id, form_url, context)

    def publish_view(self, request, pk):
        """Shows what stands in the way or should be known; a POST publishes."""
        revision, elsewhere = self._revision(request, pk)
        if elsewhere:
            return elsewhere
        if request.method == "POST":
            if self._publish(request, revision):
                self.message_user(
                    request, f"{revision} is published.", messages.SUCCESS
                )
            return self._back(revision)
        return self._page(request, revision, "publish", checks=checks_of(revision))

    def withdraw_view(self, request, pk):
        """Asks for the reason and withdraws."""
        revision, elsewhere = self._revision(request, pk)
        if elsewhere:
            return elsewhere
        form = WithdrawForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            self._withdraw(request, revision, form.cleaned_data["reason"])
            return self._back(revision)
        return self._page(request, revision, "withdraw", form=form)

    def draft_view(self, request, pk):
        """A new draft that says what this revision says."""
        revision, elsewhere = self._revision(request, pk)
        if elsewhere or request.method != "POST":
            return elsewhere or self._back(revision)
        draft = drafting.copy_to_draft(revision, at=timezone.now())
        self.log_addition(request, draft, f"Copied from {revision}.")
        self.message_user(
            request, f"{draft} is a draft that says the same.", messages.SUCCESS
        )
        return self._back(draft)

    @admin.action(description="Publish selected drafts", permissions=["change"])
    def publish_selected(self, request, queryset):
        for revision in queryset:
            if self._publish(request, revision):
                self.message_user(
                    request, f"{revision} is published.", messages.SUCCESS
                )

    def may_act(self, request):
        """Whether the person may publish, withdraw and draft: a fixed revision allows it too."""
        return request.user.has_perm("catalogue.change_revision")

    def _revision(self, request, pk):
        revision = self.get_object(request, str(pk))
        if revision is None:
            return None, self._get_obj_does_not_exist_redirect(
                request, self.opts, str(pk)
            )
        if not self.may_act(request):
            self.message_user(request, "You may not publish guides.", messages.ERROR)
            return None, self._back(revision)
        return revision, None

    def _publish(self, request, revision):
        try:
            publishing.publish(revision, by=request.user.email, at=timezone.now())
        except REFUSALS as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return False
        self.log_change(request, revision, "Published.")
        return True

    def _withdraw(self, request, revision, reason):
        try:
            publishing.withdraw(
                revision, reason=reason, by=request.user.email, at=timezone.now()
            )
        except REFUSALS as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return
        self.log_change(request, revision, f"Withdrawn: {reason}")
        self.message_user(request, f"{revision} is withdrawn.", messages.SUCCESS)

    @staticmethod
    def _back(revision):
        return redirect("admin:catalogue_revision_change", revision.pk)

    def _page(self, request, revision, name, **context):
        context |= {
            **self.admin_site.each_context(request),
            "title": f"{name.capitalize()} {revision}",
            "opts": self.opts,
            "revision": revision,
        }
        template = f"admin/catalogue/revision/{name}.html"
        return TemplateResponse(request, template, context)


def publishing_states():
    """States from which a revision can be withdrawn."""
    return [Revision.State.PUBLISHED, Revision.State.SUPERSEDED]


def contents_of(revision):
    """What a revision consists of: heading, number of rows, address of the list."""
    return [
        {
            "title": getattr(revision, related).model._meta.verbose_name_plural,
            "count": getattr(revision, related).count(),
            "url": reverse(f"admin:catalogue_{name}_changelist")
            + f"?revision__id__exact={revision.pk}",
        }
        for related, name in CONTENTS
    ]


def checks_of(revision):
    """What to know before publishing: in figures, and the findings that are still open."""
    unpinned = Subscription.objects.filter(guide=revision.guide, pinned_revision=None)
    return {
        "sections": revision.sections.count(),
        "provisions": revision.provisions.count(),
        "unstated": revision.provisions.filter(charge="unstated").count(),
        "sideless": revision.parties.filter(side="").count(),
        "findings": Finding.objects.filter(revision=revision).open(),
        "followers": unpinned.in_force(timezone.now()).count(),
        "replaces": revision.guide.revisions.published()
        .exclude(pk=revision.pk)
        .first(),
    }
