"""Numbers of statements: one row counts for a provider, so that none is missing or given twice."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max

from billing.models import Statement, StatementCounter


def draw(providers: Iterable[int]) -> list[int]:
    """The next number of each provider named, in that order.

    The counters stay locked until the transaction ends: one that fails takes its numbers back.
    They are locked in the order of the providers, so that two who draw never wait for each other.
    """
    asked = list(providers)
    counters = _locked(set(asked))
    numbers = []
    for provider in asked:
        counters[provider].last += 1
        numbers.append(counters[provider].last)
    StatementCounter.objects.bulk_update(counters.values(), ["last"])
    return numbers


def _locked(providers: set[int]) -> dict[int, StatementCounter]:
    rows = StatementCounter.objects.filter(provider__in=providers).order_by(
        "provider_id"
    )
    known = {row.provider_id: row for row in rows.select_for_update()}
    if missing := sorted(providers - known.keys()):
        # Statements without a counter come from elsewhere: numbers go on after theirs.
        given = Statement.objects.filter(provider__in=missing).order_by()
        last = dict(given.values_list("provider").annotate(Max("number")))
        new = [StatementCounter(provider_id=pk, last=last.get(pk, 0)) for pk in missing]
        StatementCounter.objects.bulk_create(new, ignore_conflicts=True)
        known = {row.provider_id: row for row in rows.select_for_update()}
    return known
