"""Mail about agreements: proposals that wait for approval, and last days for giving notice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction

from billing.models import Agreement, ChangeRequest, Notice
from billing.terms import notice_by, term_end
from catalogue.models import Contact
from catalogue.periods import day_of
from catalogue.platform import outbox
from catalogue.platform.jobs import stopping

from . import changes
from .agreeing import terms_of
from .agreement_mail import letters, people

MARKS = (60, 30, 7)  # days before the last day for giving notice
BATCH = 500  # agreements of one transaction
DECIDES = (Contact.Role.APPROVER, Contact.Role.MANAGER)
ANSWERS = (Contact.Role.BILLING, Contact.Role.MANAGER)


def of_proposal(request: ChangeRequest, *, at: dt.datetime) -> int:
    """Tell the customer's approvers and managers of a proposal; how many."""
    agreement = request.agreement
    url = outbox.absolute(agreement.get_absolute_url())
    lines = _lines(request)
    told = lines if request.summary in lines else f"{request.summary}\n\n{lines}"
    text = (
        f"{agreement.provider.name} proposes a change of {agreement.reference} “{agreement.name}” "
        f"from {_day(request.effective_on)}:\n\n{told}\n\n"
        f"It takes effect once an approver or a manager approves it: {url}"
    )
    subject = f"Approval needed: change of {agreement.reference} {agreement.name}"
    to = people([agreement.customer_id], DECIDES)[agreement.customer_id]
    event = f"change-request:{request.pk}"
    return outbox.post(letters(agreement, to, event, subject, text), at=at)


def _lines(request: ChangeRequest) -> str:
    """Each change with what it costs a month: nobody approves without that."""
    currency = request.agreement.currency
    said = [
        (changes.sentence(each), changes.fee_words(each, currency))
        for each in request.changes
    ]
    return "\n".join(": ".join(filter(None, pair)) for pair in said)


@dataclass(frozen=True)
class Due:
    """An agreement whose last day for notice is near: that day, and which reminder this is."""

    agreement: Agreement
    last: dt.date
    mark: int
    left: int


def remind(now: dt.datetime) -> int:
    """Tell managers and billing contacts 60, 30 and 7 days before a last day for giving notice.

    Each once; where several would be due at once, as for an agreement entered late, the nearest
    alone. In a number of queries that does not grow with the agreements of a batch; how many
    reminders there were.
    """
    rows = Agreement.objects.filter(
        renewal=Agreement.Renewal.AUTO,
        term_months__isnull=False,
        ends_on=None,
        notice_given_on=None,
    )
    reminded, after = 0, 0
    while not stopping.is_set():
        batch = list(
            rows.filter(pk__gt=after)
            .select_related("customer", "provider")
            .order_by("pk")[:BATCH]
        )
        if not batch:
            break
        after = batch[-1].pk
        reminded += _remind([each for row in batch for each in _due(row, now)], now)
    return reminded


def _due(agreement: Agreement, now: dt.datetime) -> Iterator[Due]:
    today = day_of(now, agreement.customer.zone)
    if today < agreement.starts_on:
        return
    last = notice_by(terms_of(agreement), today)
    if last is None:
        return
    left = (last - today).days
    passed = [mark for mark in MARKS if left <= mark]
    if passed:
        yield Due(agreement, last, min(passed), left)


@transaction.atomic
def _remind(due: Sequence[Due], now: dt.datetime) -> int:
    """Write the notices and the mail of what was not told yet.

    Two workers at once: the rows' constraint and the mails' keys let each through once.
    """
    told = set(
        Notice.objects.filter(
            kind=Notice.Kind.TERM,
            agreement__in=[each.agreement.pk for each in due],
            on__in={each.last for each in due},
        ).values_list("agreement", "on", "mark")
    )
    new = [e for e in due if (e.agreement.pk, e.last, e.mark) not in told]
    if not new:
        return 0
    Notice.objects.bulk_create(
        [
            Notice(
                agreement=each.agreement,
                customer=each.agreement.customer,
                kind=Notice.Kind.TERM,
                on=each.last,
                mark=each.mark,
                at=now,
            )
            for each in new
        ],
        ignore_conflicts=True,
    )
    wanted = people({each.agreement.customer_id for each in new}, ANSWERS)
    outbox.post(
        [
            letter
            for each in new
            for letter in _reminder(each, wanted[each.agreement.customer_id])
        ],
        at=now,
    )
    return len(new)


def _reminder(due: Due, to: Sequence[str]) -> Iterator[outbox.Letter]:
    agreement = due.agreement
    ends = term_end(terms_of(agreement), due.last)
    assert ends is not None
    days = {0: "today", 1: "tomorrow"}.get(due.left, f"in {due.left} days")
    url = outbox.absolute(agreement.get_absolute_url())
    text = (
        f"{agreement.reference} “{agreement.name}” with {agreement.provider.name} renews by itself "
        f"on {_day(ends)} for {agreement.renewal_months} months.\n\n"
        f"Whoever does not want that gives notice by {_day(due.last)}: that is {days}.\n\n"
        f"The agreement: {url}"
    )
    subject = f"{agreement.reference} {agreement.name}: notice by {_day(due.last)}"
    event = f"term:{agreement.pk}:{due.last}:{due.mark}"
    return letters(agreement, to, event, subject, text)


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
