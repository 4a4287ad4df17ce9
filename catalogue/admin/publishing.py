"""A revision's pages beside its form: what it holds, publish, unschedule, withdraw, new draft."""

import datetime as dt

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from catalogue.actions import drafting, publishing, scheduling
from catalogue.models import Revision
from catalogue.models.parts import MESSAGE
from catalogue.platform.tenancy import actor_of

from . import outlook
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


class PublishForm(forms.Form):
    """Now, or at a date and time in UTC: the zone is said beside the fields, and nowhere guessed."""

    when = forms.ChoiceField(
        label="Comes into force",
        choices=[("now", "Now"), ("later", "Later")],
        widget=forms.RadioSelect,
        initial="now",
        required=False,
    )
    day = forms.DateField(
        label="Date (UTC)",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    hour = forms.TimeField(
        label="Time (UTC)",
        required=False,
        initial=dt.time(),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def clean(self):
        """Raises for a date without “Later” too: it would be published at once, against the wish."""
        cleaned = super().clean()
        later = cleaned.get("when") == "later"
        if later and "day" not in self.errors and not cleaned.get("day"):
            self.add_error("day", "Give the date on which it comes into force.")
        if later and "hour" not in self.errors and cleaned.get("hour") is None:
            self.add_error("hour", "Give the time, for instance 00:00.")
        if not later and cleaned.get("day"):
            self.add_error("when", "You gave a date: choose “Later”, or clear it.")
        return cleaned

    @property
    def effective_at(self):
        """The instant that was asked for; None for now."""
        if self.cleaned_data["when"] != "later":
            return None
        day, hour = self.cleaned_data["day"], self.cleaned_data["hour"]
        return dt.datetime.combine(day, hour, tzinfo=dt.UTC)


class WithdrawForm(forms.Form):
    """Why a revision is taken out of force."""

    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))


class PublishingPages:
    """Mixin of the revisions' admin class."""

    def get_urls(self):
        pages = [
            ("publish", self.publish_view),
            ("unschedule", self.unschedule_view),
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
                "may_publish": revision.state in publishing.READY,
                "may_unschedule": revision.state == Revision.State.SCHEDULED,
                "may_withdraw": revision.state in publishing.WITHDRAWABLE,
            }
            if request.method == "GET" and is_fixed(revision):
                self.message_user(request, MESSAGE, messages.WARNING)
        return super().change_view(request, object_id, form_url, context)

    def publish_view(self, request, pk):
        """Shows what stands in the way or should be known; a POST publishes, or schedules."""
        revision, elsewhere = self._revision(request, pk, publishing.READY, "published")
        if elsewhere:
            return elsewhere
        posted = request.POST if request.method == "POST" else None
        form = PublishForm(posted)
        if form.is_valid() and self._publish(request, revision, form):
            return self._back(revision)
        facts = outlook.of_publishing(revision, actor_of(request))
        return self._page(
            request, revision, "publish", form=form, now=timezone.now(), **facts
        )

    def unschedule_view(self, request, pk):
        """Asks whether a scheduled revision shall be a draft again; a POST does it."""
        revision, elsewhere = self._revision(
            request, pk, [Revision.State.SCHEDULED], "unscheduled"
        )
        if elsewhere:
            return elsewhere
        if request.method == "POST":
            done = f"{revision} is a draft again."
            self._act(request, revision, scheduling.unschedule, "Unscheduled.", done)
            return self._back(revision)
        facts = outlook.of_unscheduling(revision)
        return self._page(request, revision, "unschedule", **facts)

    def withdraw_view(self, request, pk):
        """Shows for whom nothing would be in force; a POST with a reason withdraws."""
        revision, elsewhere = self._revision(
            request, pk, publishing.WITHDRAWABLE, "withdrawn"
        )
        if elsewhere:
            return elsewhere
        form = WithdrawForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            done = f"{revision} is withdrawn."
            self._act(
                request,
                revision,
                publishing.withdraw,
                f"Withdrawn: {reason}",
                done,
                reason=reason,
            )
            return self._back(revision)
        facts = outlook.of_withdrawing(revision, actor_of(request))
        return self._page(request, revision, "withdraw", form=form, **facts)

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
            done = f"{revision} is published."
            self._act(request, revision, publishing.publish, "Published.", done)

    def may_act(self, request):
        """Whether the person may publish, withdraw and draft: a fixed revision allows it too."""
        return request.user.has_perm("catalogue.change_revision")

    def _revision(self, request, pk, states=(), become=""):
        """The revision of a page, or where to go instead: unknown, not allowed, of another state."""
        revision = self.get_object(request, str(pk))
        if revision is None:
            return None, self._get_obj_does_not_exist_redirect(
                request, self.opts, str(pk)
            )
        if not self.may_act(request):
            self.message_user(request, "You may not publish guides.", messages.ERROR)
            return None, self._back(revision)
        if states and revision.state not in states:
            wanted = " or ".join(states)
            refusal = f"{revision} is {revision.state}: only a {wanted} revision can be {become}."
            self.message_user(request, refusal, messages.ERROR)
            return None, self._back(revision)
        return revision, None

    def _publish(self, request, revision, form):
        """Publish or schedule as the form says; a refusal goes to the form."""
        by, at, effective = request.user.email, timezone.now(), form.effective_at
        try:
            if effective:
                scheduling.schedule(revision, effective_at=effective, by=by, at=at)
            else:
                publishing.publish(revision, by=by, at=at)
        except scheduling.CannotSchedule as refusal:
            form.add_error("day", str(refusal))
            return False
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
            return False
        day = scheduling.shown(effective) if effective else ""
        told = f"Scheduled for {day}." if day else "Published."
        self.log_change(request, revision, told)
        done = f"comes into force on {day}." if day else "is published."
        self.message_user(request, f"{revision} {done}", messages.SUCCESS)
        return True

    def _act(self, request, revision, action, logged, done, **values):
        """Call an action; what it refuses becomes a message."""
        by, at = request.user.email, timezone.now()
        try:
            action(revision, by=by, at=at, **values)
        except REFUSALS as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return
        self.log_change(request, revision, logged)
        self.message_user(request, done, messages.SUCCESS)

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
