"""Packages first, the rest is overage: whatever was worked, and in whichever order it was written."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from billing.settling import ASKS, Overage, Pool, Worked, settle
from catalogue.money import hourly

R175, R200 = Decimal(175), Decimal(200)
BASE = Pool("base", "base", "", 1200, "Base 20 h")
NETWORK = Pool("network", "supplemental", "CSE network", 600, "CSE network 10 h")

roles = st.sampled_from(["CSDM", "CSE network", "cse  Network", ""])
works = st.lists(
    st.tuples(roles, st.integers(1, 900), st.sampled_from([R175, R200, None])),
    max_size=12,
).map(
    lambda found: [
        Worked(n, role, minutes, rate, (n,))
        for n, (role, minutes, rate) in enumerate(found)
    ]
)
pools = st.lists(
    st.tuples(
        st.sampled_from(["supplemental", "carried", "base"]), st.integers(0, 2000)
    ),
    max_size=4,
).map(
    lambda found: [
        Pool(n, kind, "CSE Network" if kind == "supplemental" else "", minutes)
        for n, (kind, minutes) in enumerate(found)
    ]
)
limits = st.none() | st.integers(0, 2000)


def test_a_role_draws_on_its_own_package_first():
    # 10 h CSE network and 20 h base. 12 h network: 10 from its own, 2 from the base; then 19 h
    # CSDM: 18 from the base, 1 h beyond: $175.
    worked = [
        Worked("b", "CSDM", 1140, R175, 2),
        Worked("a", "cse network", 720, R175, 1),
    ]

    found = settle(worked, [BASE, NETWORK])

    assert [(use.pool.key, use.used, use.left) for use in found.pools] == [
        ("network", 600, 0),
        ("base", 1200, 0),
    ]
    assert [(d.key, d.pool, d.minutes) for d in found.draws] == [
        ("a", "network", 600),
        ("a", "base", 120),
        ("b", "base", 1080),
        ("b", None, 60),
    ]
    assert found.overage == (Overage("CSDM", R175, 60, Decimal("175.00")),)


def test_who_worked_first_has_the_hours_and_who_came_later_the_overage():
    # 20 h base: 15 h CSDM at $200 on the 2nd, 10 h network at $175 on the 1st. The network work
    # came first and is held; of CSDM 10 h are held, 5 h × $200 = $1,000.
    worked = [
        Worked("late", "CSDM", 900, R200, 2),
        Worked("early", "CSE network", 600, R175, 1),
    ]

    found = settle(worked, [BASE])

    assert found.overage == (Overage("CSDM", R200, 300, Decimal("1000.00")),)


def test_beyond_the_limit_the_later_minutes_wait():
    # 2 h within the limit: 90 min at $175 = $262.50 and 30 min at $200 = $100; 30 min wait.
    worked = [Worked(1, "a", 90, R175, 1), Worked(2, "b", 60, R200, 2)]

    found = settle(worked, [], limit=120, beyond=ASKS)

    assert found.overage == (
        Overage("a", R175, 90, Decimal("262.50")),
        Overage("b", R200, 30, Decimal("100.00")),
    )
    assert found.uncharged == (Overage("b", R200, 30, Decimal("0.00"), ASKS),)


def test_without_a_rate_nothing_is_charged_and_it_says_so():
    found = settle([Worked(1, "a", 90, None, 1)], [])

    assert found.overage == ()
    assert found.uncharged == (Overage("a", None, 90, Decimal("0.00"), "unpriced"),)


@given(works, pools, limits)
def test_every_minute_goes_somewhere_and_none_twice(worked, held, limit):
    found = settle(worked, held, limit=limit)

    beyond = sum(o.minutes for o in (*found.overage, *found.uncharged))
    assert sum(use.used for use in found.pools) + beyond == sum(
        work.minutes for work in worked
    )
    assert all(0 <= use.left == use.pool.minutes - use.used for use in found.pools)
    assert sum(draw.minutes for draw in found.draws) == sum(w.minutes for w in worked)


@given(works, pools, limits)
def test_amounts_are_minutes_by_rates_to_the_cent(worked, held, limit):
    found = settle(worked, held, limit=limit)

    assert all(o.amount == hourly(o.minutes, o.rate) for o in found.overage)
    assert all(not o.amount and o.waits for o in found.uncharged)
    if limit is not None:
        assert sum(o.minutes for o in found.overage) <= limit


@given(works, pools, limits, st.randoms())
def test_the_order_of_entry_never_changes_the_result(worked, held, limit, random):
    shuffled = random.sample(worked, len(worked))

    assert settle(shuffled, held, limit=limit) == settle(worked, held, limit=limit)
