"""Watching the hours of the month that goes on: who is told, and when an approver is asked.

A batch of agreements takes a number of queries that does not grow with it; only asking an approver
is an act of its own.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from billing import hours_words, outlook, words
from billing.models import Agreement, Notice, TimeEntry
from billing.reckoning import Reckoning
from billing.settling import SUPPLEMENTAL
from catalogue.models import Contact
from catalogue.periods import day_of, last_day, month_of
from catalogue.platform import outbox
from catalogue.platform.jobs import stopping

from . import asking_overage
from .agreement_mail import letters, people
from .reckoning_months import reckon

MARKS = (50, 75, 90, 100)  # per cent of the hours
TOLD = (Contact.Role.MANAGER, Contact.Role.BILLING, Contact.Role.APPROVER)
BATCH = 500  # agreements at once


def watch(now: dt.datetime) -> int:
    """Tell of hours that are used up, and ask for overage; how many were told or asked.

    Looks at agreements with time in the month that goes on where the customer is.
    """
    done, after = 0, 0
    # Somewhere it may be the next month already, or the last one still.
    months = {month_of((now + n * dt.timedelta(days=1)).date()) for n in (-1, 0, 1)}
    worked = TimeEntry.objects.standing().order_by().filter(month__in=months)
    rows = Agreement.objects.filter(pk__in=worked.values("agreement"))
    rows = rows.select_related("customer", "provider").order_by("pk")
    while not stopping.is_set():
        batch = list(rows.filter(pk__gt=after)[:BATCH])
        if not batch:
            break
        after = batch[-1].pk
        for month, agreements in _by_month(batch, now).items():
            found = reckon(agreements, [month], at=now)
            done += _tell(month, agreements, found, now)
            done += asking_overage.ask_due(agreements, month, found, at=now)
    return done


def _by_month(
    agreements: Iterable[Agreement], now: dt.datetime
) -> dict[dt.date, list[Agreement]]:
    """Agreements by the month it is at the customer's."""
    found: dict[dt.date, list[Agreement]] = defaultdict(list)
    for each in agreements:
        found[month_of(day_of(now, each.customer.zone))].append(each)
    return found


@dataclass(frozen=True)
class Passed:
    """The highest mark that an agreement's month has passed, and all that are new to its people."""

    agreement: Agreement
    reckoning: Reckoning
    share: int
    new: tuple[int, ...]


def share_of(month: Reckoning) -> int:
    """Per cent used of the hours that serve every role, of all where there are none such.

    At least 100 once anything goes beyond the packages.
    """
    common = [u for u in month.pools if u.pool.kind != SUPPLEMENTAL] or month.pools
    included = sum(use.pool.minutes for use in common)
    share = sum(use.used for use in common) * 100 // included if included else 0
    return max(share, 100) if month.overage_minutes and included else share


@transaction.atomic
def _tell(
    month: dt.date,
    agreements: Sequence[Agreement],
    found: Mapping[tuple[int, dt.date], Reckoning],
    now: dt.datetime,
) -> int:
    """One mail of the highest mark passed; lower ones are kept as told with it.

    Two workers at once: the rows' constraint and the mails' keys let each through once.
    """
    told: dict[int, set[int]] = defaultdict(set)
    pks = [each.pk for each in agreements]
    rows = Notice.objects.filter(kind=Notice.Kind.HOURS, on=month, agreement__in=pks)
    for pk, mark in rows.order_by().values_list("agreement", "mark"):
        told[pk].add(mark)
    passed = []
    for each in agreements:
        share = share_of(found[each.pk, month])
        highest = max(told[each.pk], default=0)
        new = tuple(mark for mark in MARKS if highest < mark <= share)
        if new:
            passed.append(Passed(each, found[each.pk, month], share, new))
    if not passed:
        return 0
    Notice.objects.bulk_create(
        [
            Notice(
                agreement=each.agreement,
                customer_id=each.agreement.customer_id,
                kind=Notice.Kind.HOURS,
                on=month,
                mark=mark,
                at=now,
            )
            for each in passed
            for mark in each.new
        ],
        ignore_conflicts=True,
    )
    wanted = people({e.agreement.customer_id for e in passed}, TOLD, "hours")
    outbox.post(
        [
            letter
            for each in passed
            for letter in _letters(each, month, wanted[each.agreement.customer_id])
        ],
        at=now,
    )
    return len(passed)


def _letters(passed: Passed, month: dt.date, to: Sequence[str]) -> list[outbox.Letter]:
    agreement, mark, found = passed.agreement, passed.new[-1], passed.reckoning
    name, last = words.month(month), last_day(month)
    # With hours that one role alone uses beside them the shares would not add up.
    some = any(use.pool.kind == SUPPLEMENTAL for use in found.pools)
    what = "the hours for every role" if some else "the hours"
    lead = f"{passed.share} % of {what} are used"
    if mark == MARKS[-1]:
        lead = f"{what[0].upper()}{what[1:]} are used up"
    said = hours_words.headline(
        found.included_minutes,
        found.used_minutes,
        found.left_minutes,
        found.overage_minutes,
    )
    beyond = hours_words.policy(
        agreement.overage,
        outlook.rates(found, last),
        agreement.currency,
        agreement.overage_cap_minutes,
    )
    address = reverse("billing:hours")
    url = f"{outbox.absolute(address)}?agreement={agreement.reference}&month={month:%Y-%m}"
    text = (
        f"{lead} in {name}, under {agreement}.\n\n{said} {beyond}\n\nThe hours: {url}"
    )
    event = f"hours:{agreement.pk}:{month:%Y-%m}:{mark}"
    subject = f"{lead} in {name}: {agreement.reference} {agreement.name}"
    return list(letters(agreement, to, event, subject, text))
