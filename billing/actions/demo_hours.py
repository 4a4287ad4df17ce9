"""What the demo agreements say: what each customer bought, and how much work each month took."""

from __future__ import annotations

from dataclasses import dataclass

GUIDE = "client-service-management"
CSDM, NETWORK = "CSDM", "CSE - Network"
SECURITY, CLOUD = "CSE - Security", "CSE - Cloud, Server & Storage"
MONTHS = 12  # behind the one that runs


@dataclass(frozen=True)
class Plan:
    """A customer's hours. `worked` are hours of the twelve months behind, and of a whole one now.

    `own` is what of each month the supplemental package's role takes, in minutes.
    """

    customer: str
    base: int
    worked: tuple[float, ...]
    now: float
    roles: tuple[str, ...]
    supplement: tuple[str, int] | None = None
    own: int = 0
    guides: tuple[str, ...] = (GUIDE,)
    overage: str = "allow"
    cap: int | None = None


FEES = {10: 1400, 20: 2600, 30: 3750}  # a month, by hours
PLANS = [
    # Over: every month a little more, and 30 hours would be cheaper by now.
    Plan(
        "northwind-clinics",
        20,
        (17.5, 19, 21, 22.5, 20.25, 24, 23, 25.5, 26.25, 29, 30.5, 31),
        34,
        (CSDM, CSDM, NETWORK, SECURITY),
        guides=(GUIDE, "webex-contact-center"),
    ),
    # Near: seldom above, and an approver is asked beyond two hours.
    Plan(
        "contoso-retail",
        30,
        (26, 27.5, 29, 30.5, 28, 27, 29.5, 31, 29, 28.5, 30, 29.75),
        31,
        (CSDM, CLOUD, SECURITY),
        overage="ask",
        cap=120,
    ),
    # Under: pays for hours that expire.
    Plan(
        "harbor-outfitters",
        20,
        (9, 12, 11.5, 8, 14, 13, 10, 12.5, 11, 9.5, 13, 12),
        11,
        (CSDM, CLOUD),
    ),
    # With a supplemental package: of its last month, 34 h 40 min of work, 8 hours were the network's.
    Plan(
        "lakeside-logistics",
        20,
        (24, 26, 25, 28, 30, 27.5, 26, 29, 31, 30, 33, 34 + 40 / 60),
        30,
        (CSDM, SECURITY, CLOUD),
        supplement=(NETWORK, 10),
        own=480,
    ),
]

# How a month's work falls into pieces, and what was done: the same story each time.
SHARES = (9, 4, 7, 12, 5, 8, 3, 10, 6, 11, 7, 5, 8, 5)
DONE = (
    "Prepared and held the weekly service call",
    "Traced the slow branch office to a duplex mismatch",
    "Reviewed open incidents with the customer's team",
    "Coordinated the maintenance window of the data centre",
    "Wrote the monthly report of service levels",
    "Checked firewall rules against the access policy",
    "Planned the replacement of end-of-life switches",
    "Looked into repeated alerts of the storage system",
    "Updated the run book after the change of last week",
    "Followed up a root cause with the vendor",
    "Measured capacity and forecast the next quarter",
    "Went through critical patches and their schedule",
    "Updated contact lists and escalation paths",
    "Advised on a design for the new site",
)
