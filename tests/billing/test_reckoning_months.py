"""Months in the database: sums and single entries come to the same, in as many queries for many."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.actions.line_entries import entries_of
from billing.actions.reckoning_months import reckon
from billing.models import Credit, Period, Statement, StatementLine
from catalogue.models import Finding, Quota, Revision
from tests.billing import rows
from tests.cast import assemble
from tests.query_counts import pinned
from tickets.models import QuotaPeriod, Reservation

pytestmark = pytest.mark.django_db
AT = rows.NOON
OCTOBER = rows.OCTOBER
SEPTEMBER, NOVEMBER = dt.date(2026, 9, 1), dt.date(2026, 11, 1)


def month(agreement, first=OCTOBER, **asked):
    return reckon([agreement], [first], at=AT, **asked)[agreement.pk, first]


def test_supplemental_hours_lapse_while_others_run_over():
    # 20 h base, 10 h CSE network. Worked 34 h 40 min, of which 8 h network: 2 network hours lapse;
    # of the other 26 h 40 min the base holds 20 h; 6 h 40 min × $175 = $1,166.67.
    agreement = rows.agreement(base=20)
    rows.package(agreement, 10, "CSE network")
    rows.entry(agreement, 480, "cse network")
    for day in range(2, 6):
        rows.entry(agreement, 400, "CSDM", dt.date(2026, 10, day))

    found = month(agreement)

    assert [(use.pool.name, use.left) for use in found.expired] == [
        ("CSE network 10 h", 120)
    ]
    assert (found.overage_minutes, found.overage_amount) == (400, Decimal("1166.67"))
    assert found.total == Decimal("4166.67")


def test_another_package_holds_from_the_first_of_its_month():
    # 20 h until September, 30 h from October on: 25 h of work are 5 h beyond, then within.
    agreement = rows.agreement(base=None)
    rows.package(agreement, 20, fee="3000", ends_on=OCTOBER)
    rows.package(agreement, 30, fee="4200", starts_on=OCTOBER)
    for day in (dt.date(2026, 9, 9), dt.date(2026, 10, 9)):
        rows.entry(agreement, 1000, day=day)
        rows.entry(agreement, 500, day=day)

    found = reckon([agreement], [SEPTEMBER, OCTOBER], at=AT)

    # 5 h × $175 = $875.
    assert found[agreement.pk, SEPTEMBER].total == 3875
    assert found[agreement.pk, OCTOBER].total == 4200
    assert found[agreement.pk, OCTOBER].left_minutes == 300


def test_a_late_entry_has_the_rate_of_its_day_and_the_month_it_is_charged_in():
    agreement = rows.agreement(base=None, rate="150")
    rows.agreed(agreement, "175", since=OCTOBER)
    rows.entry(agreement, 60, day=dt.date(2026, 9, 30), month=OCTOBER)
    rows.entry(agreement, 60)

    assert [line.amount for line in month(agreement).lines] == [150, 175]


def test_each_line_opens_to_the_time_at_its_rate():
    agreement = rows.agreement(base=None, rate="150")
    rows.agreed(agreement, "175", since=OCTOBER.replace(day=15))
    early = rows.entry(agreement, 60)
    late = rows.entry(agreement, 60, day=OCTOBER.replace(day=20))
    hourly = rows.entry(agreement, 60, billable="hourly")
    statement = Statement.objects.create(
        provider=agreement.provider,
        customer=agreement.customer,
        agreement=agreement,
        month=OCTOBER,
        number=1,
        currency="USD",
        total=0,
        issued_at=AT,
        issued_by="eva",
    )

    opened = [
        list(entries_of(statement, StatementLine(basis=line.basis)))
        for line in month(agreement).lines
    ]

    assert opened == [[early], [late], [hourly]]


def test_unused_base_hours_are_carried_once():
    # 20 h a month. August: 15 h, 5 h left. September: 22 h; 5 carried first, 17 of the base, 3 h
    # left. October: 24 h: 3 carried, 20 of the base, 1 h beyond: $175. What is carried and not
    # used lapses: November has 20 h and nothing of August's.
    agreement = rows.agreement(
        base=20, carries_over=True, starts_on=dt.date(2026, 8, 1)
    )
    for day, hours in [("08-03", 15), ("09-01", 22), ("10-01", 24)]:
        rows.entry(agreement, hours * 60 - 60, day=dt.date.fromisoformat(f"2026-{day}"))
        rows.entry(agreement, 60, day=dt.date.fromisoformat(f"2026-{day}"))

    found = reckon([agreement], [OCTOBER, NOVEMBER], at=AT)

    october = found[agreement.pk, OCTOBER]
    assert [(u.pool.kind, u.used, u.left) for u in october.pools] == [
        ("carried", 180, 0),
        ("base", 1200, 0),
    ]
    assert october.pools[0].pool.name == "Carried over from September 2026"
    assert october.overage_amount == 175
    assert found[agreement.pk, NOVEMBER].included_minutes == 1200


def test_hours_are_carried_as_the_closed_month_left_them():
    agreement = rows.agreement(base=20, carries_over=True)
    Period.objects.create(
        agreement=agreement,
        customer=agreement.customer,
        month=SEPTEMBER,
        state="closed",
        unused_minutes=45,
        closed_at=AT,
        closed_by="eva",
    )

    assert month(agreement).included_minutes == 1245


def test_a_first_month_is_charged_by_days_where_that_was_agreed_and_nothing_outlasts_the_term():
    # From the 18th of October: 14 of 31 days of $3,000 are $1,354.84.
    agreement = rows.agreement(base=None, ends_on=NOVEMBER)
    order = rows.package(agreement, 20, fee="3000", starts_on=dt.date(2026, 10, 18))
    order.is_prorated = True
    order.save()

    found = reckon([agreement], [SEPTEMBER, OCTOBER, NOVEMBER], at=AT)

    totals = [each.total for each in found.values()]
    assert totals == [0, Decimal("1354.84"), 0]
    assert found[agreement.pk, OCTOBER].included_minutes == 1200


def test_credits_that_stand_are_given_back():
    agreement = rows.agreement()
    given = {"agreement": agreement, "customer": agreement.customer, "month": OCTOBER}
    given |= {"given_at": AT, "given_by": "eva"}
    Credit.objects.create(amount=20, reason="Late", **given)
    taken_back = {"cancelled_at": AT, "cancelled_by": "eva"}
    Credit.objects.create(amount=30, reason="Wrong", **given, **taken_back)

    assert [line.amount for line in month(agreement).lines] == [3000, -20]


def test_withdrawn_time_counts_no_more():
    agreement = rows.agreement(base=None)
    rows.entry(agreement, 60, withdrawn_at=AT, withdrawn_by="eva", reason="Twice")

    assert month(agreement).lines == []


def test_a_ticket_beyond_its_quota_and_a_doubtful_line_stand_apart():
    cast = assemble()
    agreement, ticket = cast.agreement, cast.ticket
    rows.agreed(agreement, "175")
    day = dt.date(2026, 3, 3)
    quota = Quota.objects.create(
        revision=unfixed(cast), value=4, unit="tickets", per="month"
    )
    period = QuotaPeriod.objects.create(
        customer=cast.customer,
        subscription=ticket.subscription,
        quota=quota,
        starts_on=day.replace(day=1),
        ends_on=dt.date(2026, 4, 1),
        measure="tickets",
        allowed=4,
    )
    held = Reservation.objects.create(
        ticket=ticket,
        customer=cast.customer,
        period=period,
        amount=1,
        position=5,
        is_beyond=True,
        made_at=AT,
        made_by="olive",
    )
    worked = {"billable": "hourly", "day": day}
    rows.entry(agreement, 60, ticket=ticket, **worked)
    rows.entry(agreement, 30, provision=ticket.provision, **worked)
    finding = Finding.objects.create(revision=cast.revision, kind="blank", text="?")
    finding.provisions.add(ticket.provision)
    type(ticket).objects.filter(pk=ticket.pk).update(charge="fee")

    found = month(agreement, day.replace(day=1))

    assert [(line.kind, line.minutes, line.amount) for line in found.lines[1:]] == [
        ("hourly", 30, 0),
        ("beyond_quota", 60, 175),
    ]
    assert [warning.kind for warning in found.warnings] == [
        "finding",
        "fee",
        "no_provision",
    ]
    assert ticket.reference in found.warnings[1].text
    held.state = "released"
    held.save()
    assert month(agreement, day.replace(day=1)).beyond_quota == ()


def unfixed(cast):
    """A draft of the same guide: what is published is not added to."""
    return cast.guide.revisions.create(number=2, title="Draft")


def test_list_rates_of_the_guide_hold_unless_a_finding_bears_on_them():
    cast = assemble()
    draft = unfixed(cast)
    section = draft.sections.create(number="2", title="Rates", position=1)
    draft.rates.create(
        section=section, role="Engineer", kind="overage", amount=190, currency="USD"
    )
    draft.rates.create(role="Other", kind="overage", amount=99, currency="EUR")
    old = Revision.objects.filter(pk=cast.revision.pk)
    old.move("superseded")
    Revision.objects.filter(pk=draft.pk).move(
        "published", published_at=AT, published_by="eva"
    )
    rows.entry(cast.agreement, 1260 - 60, day=dt.date(2026, 3, 3))
    rows.entry(cast.agreement, 60, day=dt.date(2026, 3, 4))
    march = dt.date(2026, 3, 1)

    listed = month(cast.agreement, march)
    Finding.objects.create(revision=draft, section=section, kind="two", text="?")
    doubtful = month(cast.agreement, march)

    # 21 h of 20 h, at the only rate in dollars.
    assert listed.overage_amount == 190
    assert doubtful.overage_amount == 0
    assert next(warning.kind for warning in doubtful.warnings) == "finding"


def test_many_agreements_and_months_take_as_many_queries_as_one():
    made = [rows.agreement(rows.customer(f"c{n}"), base=20) for n in range(6)]
    for number, agreement in enumerate(made):
        rows.agreed(agreement, "190", role="CSDM")
        rows.entry(agreement, 900, "CSDM")
        rows.entry(agreement, 900, "CSE", OCTOBER.replace(day=2 + number))

    with pinned("reckon one agreement with two rates"):
        one = reckon(made[:1], [OCTOBER], at=AT)
    with CaptureQueriesContext(connection) as first:
        reckon(made[:1], [OCTOBER], at=AT)
    with CaptureQueriesContext(connection) as many:
        found = reckon(made, [SEPTEMBER, OCTOBER, NOVEMBER], at=AT)

    assert len(many) == len(first)
    assert found[made[0].pk, OCTOBER].lines == one[made[0].pk, OCTOBER].lines
    # 30 h of 20 h, the later ones CSE: 10 h × $175.
    assert {found[each.pk, OCTOBER].overage_amount for each in made} == {1750}
