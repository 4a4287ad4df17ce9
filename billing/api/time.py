"""`/api/v1/time-entries/`: the list, one entry, new ones, corrections and withdrawals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters as filters
from django.http import Http404
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.response import Response

from billing.actions import correcting
from billing.actions.logging_once import log_once
from billing.actions.refusals import NotAllowed
from billing.actions.rights import may
from billing.actions.works import BadEntries
from billing.api import time_reading, time_showing
from billing.api.access import BillingView
from billing.api.statements import NewestFirst
from billing.models import Agreement, TimeEntry
from catalogue.periods import month_from
from catalogue.platform.tenancy import Actor, actor_of
from tickets.api.access import answered_once, object_of, pointer
from tickets.models import Ticket

MAY_LOG = "billing.add_timeentry"
MAY_CORRECT = "billing.change_timeentry"
STAFF_ONLY = "Only the provider’s staff do that: write on the ticket what you mean."
NO_RIGHT = "You may not do that with time: ask somebody who gives roles."
STANDINGS = [("standing", "standing"), ("withdrawn", "withdrawn"), ("all", "all")]


class EntryFilter(filters.FilterSet):
    """What a list is narrowed by. `engineer`, `external_id` and `standing` are for staff."""

    month = filters.CharFilter(method="of_month", max_length=10)
    agreement = filters.CharFilter(method="of_agreement", max_length=30)
    ticket = filters.CharFilter(method="of_ticket", max_length=30)
    billable = filters.ChoiceFilter(choices=TimeEntry.Billable.choices)
    approved = filters.BooleanFilter(method="is_approved")
    engineer = filters.CharFilter(field_name="engineer__email", lookup_expr="iexact")
    external_id = filters.CharFilter(max_length=100)
    standing = filters.ChoiceFilter(choices=STANDINGS, method="as_it_stands")
    for_staff = ("engineer", "external_id", "standing")

    class Meta:
        model = TimeEntry
        fields = ["month", "agreement", "ticket", "billable", "approved", "external_id"]

    def __init__(self, data=None, queryset=None, *, request=None, prefix=None):
        super().__init__(data, queryset, request=request, prefix=prefix)
        if not actor_of(request).is_staff:
            for name in self.for_staff:
                del self.filters[name]

    def filter_queryset(self, queryset):
        """Entries that count, unless staff ask for others."""
        if not self.form.cleaned_data.get("standing"):
            queryset = queryset.standing()
        return super().filter_queryset(queryset)

    def of_month(self, queryset, name, value):
        """The month that time is charged in."""
        try:
            return queryset.filter(month=month_from(value))
        except ValueError as refusal:
            raise ValidationError({"month": [str(refusal)]}) from None

    def of_agreement(self, queryset, name, value):
        rows = Agreement.objects.by_reference(value.replace("\x00", ""))
        return queryset.filter(agreement__in=rows)

    def of_ticket(self, queryset, name, value):
        rows = Ticket.objects.by_reference(value.replace("\x00", ""))
        return queryset.filter(ticket__in=rows)

    def is_approved(self, queryset, name, value):
        return queryset.filter(approved_at__isnull=not value)

    def as_it_stands(self, queryset, name, value):
        if value == "withdrawn":
            return queryset.exclude(withdrawn_at=None)
        return queryset if value == "all" else queryset.standing()


class TimeView(BillingView):
    """Base: a key needs the scope `hours` to read and `time` to write."""

    reads = "hours"
    writes = "time"

    def entry(self, pk: int) -> TimeEntry:
        """The entry, if the caller may see it; 404 otherwise. Customers see those that count."""
        actor = actor_of(self.request)
        rows = TimeEntry.objects.visible_to(actor)
        if not actor.is_staff:
            rows = rows.standing()
        found = rows.select_related(*time_showing.RELATED).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found


class TimeEntryList(TimeView, ListAPIView):
    """`GET`: entries, the last logged first. `POST`: one entry, or several as `entries`."""

    pagination_class = NewestFirst
    filterset_class = EntryFilter

    def get_queryset(self):
        """What the caller may see."""
        rows = TimeEntry.objects.visible_to(actor_of(self.request))
        return rows.select_related(*time_showing.RELATED)

    def list(self, request):
        """A page of rows."""
        actor = actor_of(request)
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(
            [time_showing.row(entry, actor) for entry in page]
        )

    def post(self, request):
        """201 with what was logged; 200 when all of it was there by its external ids, or was sent
        before. All entries or none."""
        actor = _allowed(request, MAY_LOG)

        def logged():
            body = object_of(request)
            return _logged(body, actor)

        return answered_once(request, actor, logged)


class TimeEntryDetail(TimeView):
    """One entry."""

    def get(self, request, pk):
        """All of it that the caller may read."""
        return Response(time_showing.row(self.entry(pk), actor_of(request)))


class TimeEntryAct(TimeView):
    """Base of acts on an entry. `GET`: whether it is possible for the caller, and what it needs."""

    verb = ""
    needs: tuple[str, ...] = ("reason",)

    def get(self, request, pk):
        """Whose entry it is, and whether its month is open, shows when it is done."""
        entry, actor = self.entry(pk), actor_of(request)
        possible = entry.withdrawn_at is None and may(actor, MAY_CORRECT)
        needs = list(self.needs)
        return Response({"verb": self.verb, "needs": needs, "possible": possible})


class TimeEntryCorrection(TimeEntryAct):
    """`POST`: the fields that become others, and `reason`; the entry as it was is kept."""

    verb = "correct"

    def post(self, request, pk):
        """201 with the entry that stands in its place."""
        entry = self.entry(pk)
        actor = _allowed(request, MAY_CORRECT)

        def corrected():
            body = dict(object_of(request))
            reason = _reason(body)
            changes = time_reading.changes_of(body, actor)
            try:
                made = correcting.correct(
                    entry.pk, changes=changes, reason=reason, actor=actor, at=actor.at
                )
            except BadEntries as refusal:
                raise _told(refusal, many=False) from refusal
            return status.HTTP_201_CREATED, time_showing.row(self.entry(made.pk), actor)

        return answered_once(request, actor, corrected)


class TimeEntryWithdrawal(TimeEntryAct):
    """`POST`: `reason`; the entry counts no more, and is kept."""

    verb = "withdraw"

    def post(self, request, pk):
        """200 with the entry."""
        entry = self.entry(pk)
        actor = _allowed(request, MAY_CORRECT)

        def withdrawn():
            body = dict(object_of(request))
            reason = _reason(body)
            if body:
                raise ValidationError(
                    {
                        name[:100]: ["There is no such field: leave it out."]
                        for name in body
                    }
                )
            correcting.withdraw(entry.pk, reason=reason, actor=actor, at=actor.at)
            return status.HTTP_200_OK, time_showing.row(self.entry(entry.pk), actor)

        return answered_once(request, actor, withdrawn)


def _allowed(request: Any, right: str) -> Actor:
    """The actor, who has the right. Raises `NotAllowed`."""
    actor = actor_of(request)
    if not actor.is_staff:
        raise NotAllowed(STAFF_ONLY)
    if not may(actor, right):
        raise NotAllowed(NO_RIGHT)
    return actor


def _logged(body: Mapping[str, Any], actor: Actor) -> tuple[int, Any]:
    many = "entries" in body
    sent = body["entries"] if many else [body]
    if not isinstance(sent, list) or not sent:
        raise ValidationError({"entries": ["Send a list of entries, at least one."]})
    if many and len(body) > 1:
        raise ValidationError({"entries": ["Send each entry’s fields within it."]})
    works = time_reading.works_of(sent, actor, many=many)
    try:
        found = log_once(works, source=TimeEntry.Source.API, actor=actor, at=actor.at)
    except BadEntries as refusal:
        raise _told(refusal, many=many) from refusal
    new = sum(each.is_new for each in found)
    code = status.HTTP_201_CREATED if new else status.HTTP_200_OK
    rows = [
        time_showing.row(each.entry, actor) | {"new": each.is_new} for each in found
    ]
    return code, {"new": new, "results": rows} if many else rows[0]


def _told(refusal: BadEntries, *, many: bool) -> ValidationError:
    """Faults by row and field, each with its pointer."""
    return ValidationError(
        {
            f"{time_reading.spot(number, many=many)}{pointer(name or 'non_field_errors')}": [
                text
            ]
            for number, told in refusal.errors.items()
            for name, text in told.items()
        }
    )


def _reason(body: dict[str, Any]) -> str:
    """The reason, taken out of a body; empty where none is given, which the action refuses."""
    reason = body.pop("reason", "")
    if not isinstance(reason, str):
        raise ValidationError({"reason": ["Give a text."]})
    return reason
