"""The week grid: a week of somebody's time, typed like into a spreadsheet."""

import datetime as dt
import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode

from billing import typed_time
from billing.actions import saving_weeks, weeks
from billing.actions.refusals import Refused
from billing.models import TimeEntry
from catalogue.models import User
from catalogue.platform.idempotency import BadKey, KeyReused, once
from catalogue.platform.tenancy import actor_of
from tickets.admin.people import engineers, key_of
from tickets.models import Ticket

from . import week_forms

SENT_BEFORE = (
    "This page was saved before. Load it again to see what is stored, so that nothing is counted "
    "twice."
)
NOBODY_ELSE = "Time of others is for who may approve time."
PROPOSED = 50  # tickets
WEEK = dt.timedelta(days=weeks.DAYS)
ANYBODY = "billing.approve_timeentry"
RIGHTS = ("billing.add_timeentry", "billing.change_timeentry")


class WeekPage:
    """Mixin of the time entries' admin: `week/?week=2026-W42&engineer=7`."""

    def get_urls(self):
        page = path(
            "week/",
            self.admin_site.admin_view(self.week_view),
            name="billing_timeentry_week",
        )
        return [page, *super().get_urls()]

    def week_view(self, request):
        """The grid; a POST saves it, puts a block in, or adds lines."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            monday = _monday(request)
        except ValueError as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect(request.path)
        whose = self._whose(request)
        rows = weeks.week_of(whose.pk, monday, actor=actor_of(request))
        if request.method != "POST":
            lines = week_forms.lines_of(rows)
            return self._week_page(request, whose, monday, lines)
        if not request.user.has_perms(RIGHTS):
            raise PermissionDenied
        return self._posted(request, whose, monday, rows)

    def _whose(self, request):
        """Whose week: one's own, or by leave anybody's who works tickets."""
        key = key_of(request.GET.get("engineer", ""))
        if key is None or key == request.user.pk:
            return request.user
        if not request.user.has_perm(ANYBODY):
            raise PermissionDenied(NOBODY_ELSE)
        staff = engineers(actor_of(request).providers)
        whose = User.objects.filter(pk__in=staff.values("pk")).filter(pk=key).first()
        if whose is None:
            raise Http404
        return whose

    def _posted(self, request, whose, monday, rows):
        lines = week_forms.read(request.POST, rows)
        if "more" in request.POST:
            return self._week_page(request, whose, monday, week_forms.more(lines))
        if "copy" in request.POST:
            actor = actor_of(request)
            before = weeks.rows_of_week(whose.pk, monday - WEEK, actor=actor)
            lines = week_forms.with_rows(lines, before)
            return self._week_page(request, whose, monday, lines)
        if request.POST.get("block", "").strip():
            told = week_forms.with_block(lines, request.POST)
            kept = {"pasted": request.POST["block"] if told else "", "told": told}
            return self._week_page(request, whose, monday, lines, **kept)
        try:
            saved = self._save(request, whose, monday, week_forms.wanted(lines))
        except saving_weeks.BadWeek as refusal:
            week_forms.show(lines, refusal)
            return self._week_page(request, whose, monday, lines)
        except (Refused, KeyReused, BadKey) as refusal:
            told = SENT_BEFORE if isinstance(refusal, KeyReused) else str(refusal)
            return self._week_page(request, whose, monday, lines, told=told)
        self.message_user(request, _summary(saved), messages.SUCCESS)
        return redirect(_address(request, whose, monday))

    def _save(self, request, whose, monday, wanted):
        """Save once, however often the page is sent."""
        actor, at = actor_of(request), timezone.now()
        reason = request.POST.get("reason", "").replace("\x00", "")[:500]
        token = request.POST.get("token", "") or str(uuid.uuid4())
        payload = [str(whose.pk), str(monday), reason, repr(wanted)]
        with once(
            sender=f"week:{actor.user}", key=token, payload=payload, at=at
        ) as kept:
            if kept.is_new:
                saved = saving_weeks.save_week(
                    wanted,
                    engineer=whose,
                    monday=monday,
                    reason=reason,
                    actor=actor,
                    at=at,
                )
                kept.keep([saved.logged, saved.corrected, saved.withdrawn])
        return saving_weeks.Saved(*kept.reply)

    def _week_page(self, request, whose, monday, lines, told="", pasted=""):
        days = week_forms.days_of(monday, timezone.localdate())
        by_day, total = week_forms.totals(lines)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Week {monday:%V}, {whose}",
            "opts": self.opts,
            "whose": whose,
            "is_own": whose.pk == request.user.pk,
            "staff": self._staff(request),
            "week": typed_time.week_name(monday),
            "days": days,
            "lines": lines,
            "by_day": by_day,
            "total": total,
            "columns": week_forms.COLUMNS,
            "billable": [week_forms.PROPOSED, *TimeEntry.Billable.choices],
            "errors": list(_mistakes(lines, days)),
            "told": told,
            "pasted": pasted,
            "reason": request.POST.get("reason", ""),
            "token": request.POST.get("token", "") or uuid.uuid4(),
            "is_edited": request.method == "POST",
            "may_write": request.user.has_perms(RIGHTS),
            "earlier": _address(request, whose, monday - WEEK),
            "later": _address(request, whose, monday + WEEK),
            "tickets": _open_tickets(request, whose),
        }
        return TemplateResponse(
            request, "admin/billing/timeentry/week.html", context
        ).render()

    def _staff(self, request):
        """Whose weeks the person may choose from."""
        if not request.user.has_perm(ANYBODY):
            return []
        return list(engineers(actor_of(request).providers))


def _monday(request):
    """The Monday that the address asks for, else this week's. Raises `ValueError`."""
    asked = request.GET.get("week", "")
    if asked:
        return typed_time.monday_of(asked)
    return typed_time.monday_before(timezone.localdate())


def _mistakes(lines, days):
    """What to correct, each with its row and day, and the cell it is in."""
    for line in lines:
        row = f"Row {line.at + 1}"
        for told in line.errors.values():
            yield row, told, f"n{line.at}"
        for day, heading in zip(line.days, days, strict=True):
            if day.error:
                place = f"{row}, {heading['name']} {heading['date']}"
                yield place, day.error, day.name


def _open_tickets(request, whose):
    """Tickets that are likely to be typed: those assigned to whose week it is."""
    rows = Ticket.objects.visible_to(actor_of(request)).live()
    return list(rows.filter(assignee=whose).order_by("-pk")[:PROPOSED])


def _address(request, whose, monday):
    query = {"week": typed_time.week_name(monday)}
    if whose.pk != request.user.pk:
        query["engineer"] = whose.pk
    return f"{reverse('admin:billing_timeentry_week')}?{urlencode(query)}"


def _summary(saved):
    counts = [
        (saved.logged, "logged"),
        (saved.corrected, "corrected"),
        (saved.withdrawn, "withdrawn"),
    ]
    told = [f"{number} {what}" for number, what in counts if number]
    return f"Saved: {', '.join(told)}." if told else "Nothing changed."
