"""A month adds up, whatever was worked in it and in whichever order it was written."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from billing.month_facts import Fee
from billing.rates import Agreed, Card
from billing.reckoning import reckon
from tests.billing.months import BASE, JANUARY, NETWORK, OCTOBER, row, terms

worked_rows = st.lists(
    st.builds(
        row,
        st.integers(0, 600),
        st.sampled_from(["CSDM", "CSE network", ""]),
        st.sampled_from(["package", "package", "hourly", "sow"]),
        st.integers(1, 31),
        after=st.integers(0, 60),
        is_doubtful=st.booleans(),
        is_beyond=st.booleans(),
        is_approved=st.booleans(),
    ),
    max_size=10,
).map(
    lambda rows: [r._replace(key=n, order=(*r.order, n)) for n, r in enumerate(rows, 1)]
)
cards = st.sampled_from(
    [
        Card([Agreed("overage", "", JANUARY, Decimal("175"))]),
        Card(
            [
                Agreed("overage", "", JANUARY, Decimal("33.33")),
                Agreed("overage", "CSDM", OCTOBER.replace(day=9), Decimal("99.995")),
                Agreed("after_hours", "", OCTOBER.replace(day=5), Decimal("250")),
            ]
        ),
    ]
)


@given(
    worked_rows,
    cards,
    st.booleans(),
    st.booleans(),
    st.none() | st.integers(0, 500),
    st.randoms(),
)
def test_a_month_adds_up_to_the_minute_and_the_cent(
    worked, card, apart, approved_only, cap, random
):
    month = terms(
        BASE,
        NETWORK,
        card=card,
        after_apart=apart,
        approved_only=approved_only,
        cap=cap,
        policy="ask" if cap is not None else "allow",
        fees=[Fee(1, "Fee", Decimal(100), Decimal("100.00"))],
    )

    found = reckon(worked, month)

    assert found.used_minutes + found.overage_minutes == found.rounded_minutes
    assert found.total == sum(line.amount for line in found.lines)
    for line in found.lines:
        explained = line.basis["explanation"]
        assert Decimal(explained[-1]["amount"]) == line.amount
        minutes = {
            step["step"]: step["minutes"]
            for step in explained[:-1]
            if "minutes" in step
        }
        if line.kind == "overage":
            before = ("worked", "rounding", "after_hours")
            assert sum(minutes.get(step, 0) for step in before) == minutes["counted"]
            drawn = sum(s["minutes"] for s in explained if s["step"] == "pool")
            assert minutes["counted"] + drawn == minutes["overage"]
            assert minutes.get("part", minutes["overage"]) == line.minutes
    shuffled = reckon(random.sample(worked, len(worked)), month)
    assert shuffled.lines == found.lines
    assert shuffled.warnings == found.warnings
