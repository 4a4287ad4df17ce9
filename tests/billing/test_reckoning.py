"""What a month comes to, by hand: every rule with its figures, and its explanation that adds up."""

from decimal import Decimal

import pytest

from billing.month_facts import Fee, Given
from billing.rates import Agreed, Card
from billing.reckoning import reckon
from tests.billing.months import BASE, JANUARY, NETWORK, OCTOBER, row, terms


def said(found):
    return [(line.kind, line.minutes, line.amount) for line in found.lines]


def test_a_supplemental_package_lapses_while_the_base_runs_over():
    # 20 h base, 10 h CSE network; 34 h 40 min worked, 8 h of it network. 2 network hours lapse; of
    # the other 26 h 40 min the base holds 20 h; 6 h 40 min × $175 = $1,166.67.
    worked = [row(480, "CSE network"), row(800, "CSDM", day=2), row(800, "CSDM", day=3)]

    found = reckon(worked, terms(BASE, NETWORK))

    assert said(found) == [("overage", 400, Decimal("1166.67"))]
    assert [(use.pool.name, use.left) for use in found.expired] == [
        ("CSE network 10 h", 120)
    ]
    assert [step["text"] for step in found.lines[0].basis["explanation"]] == [
        "Worked, 3 entries: 34 h 40 min",
        "Counted: 34 h 40 min",
        "From CSE network 10 h (2 h left): 8 h",
        "From Base 20 h: 20 h",
        "Beyond the hours: 6 h 40 min",
        "6 h 40 min × $175.00 an hour",
    ]


def test_rounding_and_after_hours_stand_in_the_explanation():
    # Worked 100 + 50 min; counted 120 within hours, 60 after: 30 more by rounding, 60 apart.
    worked = [row(120, raw=100), row(0, day=2, raw=50, after=60)]
    rates = [
        Agreed("overage", "", JANUARY, Decimal(175)),
        Agreed("after_hours", "", JANUARY, Decimal(260)),
    ]

    found = reckon(worked, terms(card=Card(rates)))

    assert said(found) == [
        ("overage", 120, Decimal("350.00")),
        ("after_hours", 60, Decimal("260.00")),
    ]
    steps = found.lines[0].basis["explanation"]
    assert [(step["step"], step["minutes"]) for step in steps[:-1]] == [
        ("worked", 150),
        ("rounding", 30),
        ("after_hours", -60),
        ("counted", 120),
        ("overage", 120),
    ]


def test_after_hours_like_any_other_time_draw_on_the_package():
    found = reckon([row(600, after=700)], terms(BASE, after_apart=False))

    # 21 h 40 min of 20 h: 100 min × $175 = $291.67.
    assert said(found) == [("overage", 100, Decimal("291.67"))]


def test_a_new_rate_counts_from_its_day_on():
    # $175 until the 14th, $180 from the 15th. 20 h base: 18 h on the 10th, 6 h on the 20th:
    # 4 h of the later ones are beyond: 4 × $180 = $720. And 6 h more on the 12th: 4 h × $175 = $700
    # of those, then all 6 h × $180 = $1,080.
    card = Card(
        [
            Agreed("overage", "", JANUARY, Decimal(175)),
            Agreed("overage", "", OCTOBER.replace(day=15), Decimal(180)),
        ]
    )
    worked = [row(360, day=20), row(1080, day=10)]

    one = reckon(worked, terms(BASE, card=card))
    two = reckon([*worked, row(360, day=12)], terms(BASE, card=card))

    assert said(one) == [("overage", 240, Decimal("720.00"))]
    assert said(two) == [
        ("overage", 240, Decimal("700.00")),
        ("overage", 360, Decimal("1080.00")),
    ]
    spans = [line.basis["entries"] for line in two.lines]
    assert [(e["since"], e["until"]) for e in spans] == [
        ("2026-10-12", "2026-10-12"),
        ("2026-10-20", "2026-10-20"),
    ]


def test_roles_have_their_own_rates():
    # 20 h base used on the 1st; then 1 h CSDM at $200 and 30 min of another role at $175.
    card = Card(
        [
            Agreed("overage", "csdm", JANUARY, Decimal(200)),
            Agreed("overage", "", JANUARY, Decimal(175)),
        ]
    )
    worked = [row(1200), row(60, "CSDM", day=2), row(30, "CSE", day=3)]

    found = reckon(worked, terms(BASE, card=card))

    assert said(found) == [
        ("overage", 60, Decimal("200.00")),
        ("overage", 30, Decimal("87.50")),
    ]
    assert [line.basis["entries"]["roles"] for line in found.lines] == [
        ["CSDM"],
        ["CSE"],
    ]


@pytest.mark.parametrize(
    ("policy", "cap", "charged", "kept"),
    [
        ("allow", None, "700.00", 0),
        ("ask", 90, "262.50", 150),
        ("stop", 0, "0.00", 240),
    ],
)
def test_overage_is_charged_as_the_policy_says(policy, cap, charged, kept):
    # 24 h of 20 h: 4 h beyond.
    found = reckon([row(1440)], terms(BASE, policy=policy, cap=cap))

    assert found.overage_amount == Decimal(charged)
    assert found.uncharged_minutes == kept
    assert [w.minutes for w in found.warnings] == [kept] * bool(kept)


def test_hourly_work_stands_beside_the_packages():
    # 90 min hourly and 30 min beyond a quota, both at $175: $262.50 and $87.50; the package's 60
    # minutes cost nothing, and what is free is only shown.
    worked = [
        row(60),
        row(90, billable="hourly"),
        row(30, billable="hourly", is_beyond=True),
        row(45, billable="no_charge"),
        row(45, billable="sow"),
    ]

    found = reckon(worked, terms(BASE))

    assert said(found) == [
        ("hourly", 90, Decimal("262.50")),
        ("beyond_quota", 30, Decimal("87.50")),
    ]
    assert found.uncounted == {"no_charge": 45, "sow": 45}


def test_fees_credits_and_their_order():
    # $3,000 a month, ordered on the 18th: 14 of 31 days, $1,354.84. $20 are given back.
    fee = Fee(7, "Seats", Decimal(3000), Decimal("1354.84"), 14, 31)
    given = Given(9, Decimal("20.00"), "Late answer")

    found = reckon([row(60)], terms(fees=[fee], credits=[given]))

    assert said(found) == [
        ("recurring", None, Decimal("1354.84")),
        ("overage", 60, Decimal("175.00")),
        ("credit", None, Decimal("-20.00")),
    ]
    assert found.lines[0].text == "Seats, October 2026, 14 of 31 days"
    assert found.total == Decimal("1509.84")


def test_what_has_no_rate_or_rests_on_an_open_finding_is_not_charged():
    worked = [row(60), row(30, day=2, is_doubtful=True), row(10, day=3, after=20)]

    found = reckon(worked, terms())

    assert found.total == Decimal("175.00") + Decimal("29.17")
    assert [(w.kind, w.minutes) for w in found.warnings] == [
        ("finding", 30),
        ("unpriced", 20),
    ]
    unpriced = reckon([row(60)], terms(card=Card([])))
    assert [(line.amount, line.basis["waits"]) for line in unpriced.lines] == [
        (0, "unpriced")
    ]


def test_what_nobody_approved_is_left_out_when_a_month_is_closed():
    worked = [row(60), row(30, day=2, is_approved=False, unlined=1)]

    page = reckon(worked, terms())
    close = reckon(worked, terms(approved_only=True))

    assert (page.rounded_minutes, close.rounded_minutes) == (90, 60)
    assert [w.kind for w in page.warnings] == ["unapproved", "no_provision"]
    assert [w.kind for w in close.warnings] == ["unapproved"]


def test_a_rate_with_parts_of_a_cent_is_told_whole():
    found = reckon([row(60)], terms(rates=["87.125"]))

    assert found.lines[0].basis["explanation"][-1]["text"] == "1 h × $87.125 an hour"
    assert found.total == Decimal("87.13")
