"""How an entry's charged minutes came about, in words."""

import pytest

from billing.admin.time_facts import explained
from tests.billing import rows
from tests.billing.time_cast import ticket


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "told", "untold"),
    [
        (
            {"billable": "hourly"},
            "At least 1 h is charged per time entry.",
            "Rounding is over",  # without a ticket it is rounded by itself
        ),
        (
            {"billable": "hourly", "ticket": True},
            "At least 1 h is charged per ticket and month.",
            "per time entry",
        ),
        ({"billable": "package"}, "in steps of 15 min", "At least"),
        ({"billable": "exempt"}, "Nothing of it counts", "in steps of"),
        (
            {"billable": "hourly", "month": rows.OCTOBER.replace(month=11)},
            "It is charged in November 2026: it came, or was approved, after October 2026 was closed.",
            "Rounding is over",
        ),
    ],
)
def test_only_the_rules_that_bear_on_an_entry_explain_it(fields, told, untold):
    made = rows.agreement(
        increment_minutes=15, minimum_minutes=60, minimum_per="ticket"
    )
    of = {"ticket": ticket(made)} if fields.pop("ticket", False) else {}
    entry = rows.entry(made, 20, **fields, **of)

    said = " ".join(explained(entry))

    assert told in said
    assert untold not in said
