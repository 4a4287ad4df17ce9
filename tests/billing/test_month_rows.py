"""What the database sums up comes to what its single entries do, in the order they were worked."""

import datetime as dt
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.actions import month_rows
from billing.actions.reckoning_months import reckon
from billing.reckoning import reckon as reckoned
from tests.billing import rows

pytestmark = pytest.mark.django_db
AT = rows.NOON
OCTOBER = rows.OCTOBER

entries = st.lists(
    st.tuples(
        st.sampled_from(["CSDM", "csdm", "CSE network", ""]),
        st.sampled_from(["package", "package", "package", "hourly", "exempt"]),
        st.integers(1, 31),  # day
        st.integers(1, 900),  # minutes
        st.integers(0, 120),  # of them after hours
        st.booleans(),  # approved
        st.integers(0, 20),  # hour of the start, 20: none
    ),
    max_size=14,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    entries,
    st.lists(
        st.tuples(
            st.sampled_from(["overage", "standard", "after_hours"]),
            st.sampled_from(["", "CSDM"]),
            st.integers(1, 31),
            st.integers(1, 30_000),
        ),
        max_size=4,
        unique_by=lambda rate: rate[:3],
    ),
    st.sampled_from(["apart", "pool"]),
    st.sampled_from([("allow", None), ("ask", 300), ("stop", None)]),
    st.booleans(),
)
def test_sums_of_the_database_come_to_what_single_entries_do(
    db, worked, rates, after_hours, policy, approved_only
):
    agreement = rows.agreement(
        base=20,
        after_hours=after_hours,
        overage=policy[0],
        overage_cap_minutes=policy[1],
    )
    rows.package(agreement, 5, "CSE Network")
    for kind, role, day, cents in rates:
        amount = str(Decimal(cents) / 100)
        rows.agreed(agreement, amount, kind, role, OCTOBER.replace(day=day))
    engineer = rows.engineer()
    for role, billable, day, minutes, after, approved, hour in worked:
        start = dt.datetime(2026, 10, day, hour, tzinfo=dt.UTC) if hour < 20 else None
        after = min(after, minutes)
        rows.entry(
            agreement,
            minutes,
            role,
            OCTOBER.replace(day=day),
            engineer=engineer,
            billable=billable,
            counted_minutes=minutes - after,
            after_minutes=after,
            started_at=start,
            ended_at=start and start + dt.timedelta(minutes=minutes),
            **({} if approved else {"approved_at": None, "approved_by": ""}),
        )

    key = agreement.pk, OCTOBER
    found = reckon([agreement], [OCTOBER], at=AT, approved_only=approved_only)[key]
    single = reckoned(month_rows.entries([key])[key], found.terms)

    said = [line._replace(basis={}) for line in found.lines]
    assert said == [line._replace(basis={}) for line in single.lines]
    assert [line.basis["explanation"] for line in found.lines] == [
        line.basis["explanation"] for line in single.lines
    ]
    assert found.warnings == single.warnings
    assert [(u.used, u.left) for u in found.pools] == [
        (u.used, u.left) for u in single.pools
    ]
    assert found.used_minutes + found.overage_minutes == found.rounded_minutes


def test_entries_come_in_the_order_in_which_they_were_worked():
    agreement = rows.agreement()
    noon = dt.datetime(2026, 10, 5, 17, tzinfo=dt.UTC)
    day = noon.date()
    hour = dt.timedelta(hours=1)
    late = rows.entry(agreement, 60, day=day, started_at=noon, ended_at=noon + hour)
    early = rows.entry(agreement, 60, day=day, started_at=noon - hour, ended_at=noon)
    unsaid = rows.entry(agreement, 90, day=day)
    before = rows.entry(agreement, 30, day=day - dt.timedelta(days=1))

    found = month_rows.entries([(agreement.pk, OCTOBER)])[agreement.pk, OCTOBER]

    ordered = sorted(found, key=lambda row: row.order)
    assert [row.key for row in ordered] == [
        row.pk for row in (before, unsaid, early, late)
    ]
    assert all(a.order < b.order for a, b in pairwise(ordered))
