"""Each check finds its oddity, and stays silent on a revision that is as it should be."""

import pytest

from catalogue.portable import form
from tests.catalogue.checks.forms import (
    activity,
    component,
    found,
    guide,
    level,
    priority,
    scenario,
    scope,
    section,
    table,
    target,
)

NOTE = form.Footnote("*", "Within office hours.")
STARRED = form.Provision("activity", "Install phones", footnotes=["*"])
MARKED = form.Provision(
    "activity", "Install phones", assignments=[form.Assignment("Acme", "X *", ["*"])]
)
CSDM = form.Term("CSDM", "Client Service Delivery Manager")
CALENDAR_LESS = priority("P1", "", target("2 business hours", 120, "support"))
MIXED = priority(
    "P1", "", target("2 business hours", 120, "support"), target("4 hours", 240)
)
FROM_CALL = priority("One", "", target("Within 1 hour of initial call.", 60))
EXAMPLE = "Service is severely degraded and business operations cannot continue"
SEVERE = "Operation is severely degraded, business operations cannot continue"
ACME = form.Party("Lanternworks", "provider", ["Lanternworks Systems"])
LINES = [scope("Answer calls", True), scope("Route calls", True), scope("Sell", False)]


def asked(*rows, prose=()):
    return guide(section("1", *prose, provisions=list(rows)))


def rate(role, amount, where):
    return form.Rate(role, "overage", amount, "USD", section=where)


# kind, a revision in which it stands, one in which it does not
CASES = {
    "scenario without outcome": (
        "blank-cell",
        asked(scenario("Move a phone", "Acme"), scenario("Quote a feature")),
        asked(scenario("Move a phone", "Acme")),
    ),
    "row nobody is marked for": (
        "blank-cell",
        guide(section("1", matrices=[table(activity("Clean rooms"))])),
        guide(section("1", matrices=[table(activity("Clean rooms", "Acme"))])),
    ),
    "interaction without a count": (
        "blank-cell",
        guide(
            metering_rules=[form.MeteringRule("Call", "All"), form.MeteringRule("Chat")]
        ),
        guide(metering_rules=[form.MeteringRule("Call"), form.MeteringRule("Chat")]),
    ),
    "heading of times without a figure": (
        "empty-section",
        guide(section("1", "They are as good as it gets.", title="Response times")),
        guide(section("1", "Within 4 hours.", title="Response times")),
    ),
    "marker without a footnote": (
        "footnote-without-a-text",
        guide(section("1", matrices=[table(STARRED)])),
        guide(section("1", matrices=[table(STARRED)], footnotes=[NOTE])),
    ),
    "footnote without a marker": (
        "footnote-without-a-target",
        guide(section("1", "Phones are ours.", footnotes=[NOTE])),
        guide(section("1", matrices=[table(MARKED)], footnotes=[NOTE])),
    ),
    "component printed twice": (
        "duplicate-section",
        guide(
            section("1", components=[component("Voice", *LINES)]),
            section("2", components=[component("Calls", *LINES)]),
        ),
        guide(section("1", components=[component("Voice", *LINES)])),
    ),
    "two components of one name": (
        "overlap",
        guide(
            section("1", components=[component("Queues", scope("Set up", True))]),
            section("2", components=[component("Queues", scope("Watch", True))]),
        ),
        guide(
            section("1", components=[component("Queues", scope("Set up", True))]),
            section("2", components=[component("Queues", scope("Sell", False))]),
        ),
    ),
    "row printed twice": (
        "duplicate-row",
        guide(
            section(
                "1",
                matrices=[table(activity("Order parts", "A"), activity("Order part", "A"))],
            )
        ),
        guide(section("1", matrices=[table(activity("Order parts", "A"))])),
    ),
    "rates below that are not there": (
        "missing-rate",
        guide(section("1", "Work is billed at the overage rates listed below.")),
        guide(section("1", "At the overage rates listed below.", "Engineers: $150.")),
    ),
    "one rate under two names": (
        "two-names",
        guide(rates=[rate("overage", 175, "1"), rate("standard hourly", 175, "2")]),
        guide(rates=[rate("Engineer", 120, "1"), rate("Project manager", 120, "2")]),
    ),
    "lots of another size": (
        "two-amounts",
        guide(
            section(
                "1",
                "Hours are sold in lots of 40 hours per month.",
                matrices=[table(activity("Extra"), columns=["10 Hours / Month"])],
            )
        ),
        guide(
            section(
                "1",
                "Hours are sold in lots of 10 hours per month.",
                matrices=[table(activity("Extra"), columns=["10 Hours / Month"])],
            )
        ),
    ),
    "section that is absent": (
        "missing-section",
        guide(section("1", "See section 9."), section("2")),
        guide(section("1", "See section 2, and section 9 of the Master Agreement."), section("2")),
    ),
    "title that is absent": (
        "missing-section",
        guide(section("1", "See the 'How to reach us' section.")),
        guide(section("1", "See the 'How to reach us' section.", title="How to reach us")),
    ),
    "appendix that is absent": (
        "missing-section",
        guide(section("1", "Contacts are in Appendix A.")),
        guide(section("1", "In Appendix A."), section("", title="Appendix A Contacts")),
    ),
    "number left out": (
        "missing-section",
        guide(section("1"), section("3"), section("4")),
        guide(section("1"), section("2"), section("3")),
    ),
    "rates in another paper": (
        "external-document",
        guide(section("1", "The rates are listed in your agreement.")),
        guide(
            section("1", "The rates are listed in your agreement."),
            rates=[rate("Engineer", 120, "1")],
        ),
    ),
    "zone without summer time": (
        "time-zone",
        guide(section("1", "Open 8:00 to 18:00 GMT.")),
        guide(section("1", "Open 8:00 to 18:00 GMT, all year.")),
    ),
    "business hours without times": (
        "missing-calendar",
        guide(section("1", "We work business hours, Monday to Friday.")),
        guide(section("1", "We work business hours: 8:00 to 17:00.")),
    ),
    "targets without a calendar": (
        "missing-calendar",
        guide(section("1"), service_levels=[level(CALENDAR_LESS)]),
        guide(section("1"), service_levels=[level(CALENDAR_LESS, calendar="acme")]),
    ),
    "day of which clock": (
        "ambiguous-duration",
        guide(service_levels=[level(priority("P3", "", target("1 Day", 1440, "support")))]),
        guide(service_levels=[level(priority("P3", "", target("1 business day", 480, "support")))]),
    ),
    "clock of some targets": (
        "unstated-clock",
        guide(service_levels=[level(MIXED, section="4")]),
        guide(section("4", "P1 is answered 24x7."), service_levels=[level(MIXED, section="4")]),
    ),
    "open all hours and charged": (
        "contradiction",
        guide(section("1", "24x7 support is included.", "Work outside office hours has an extra charge.")),
        guide(section("1", "24x7 support can be purchased.", "Work outside office hours has an extra charge.")),
    ),
    "service levels without times": (
        "missing-targets",
        guide(section("1", "You get defined service level agreements.")),
        guide(section("1", "There are no service level agreements.")),
    ),
    "time that is not entered": (
        "missing-minutes",
        guide(service_levels=[level(priority("P1", "", target("within 4 hours")))]),
        guide(service_levels=[level(priority("P1", "", target("best effort")))]),
    ),
    "two starts of a clock": (
        "contradiction",
        guide(service_levels=[level(FROM_CALL, clock_starts="understood")]),
        guide(service_levels=[level(FROM_CALL, clock_starts="report")]),
    ),
    "example of another priority": (
        "contradiction",
        guide(service_levels=[level(priority("P1", "Total failure", examples=[EXAMPLE]), priority("P2", SEVERE))]),
        guide(service_levels=[level(priority("P1", SEVERE, examples=[EXAMPLE]), priority("P2", "Minor"))]),
    ),
    "default that is no priority": (
        "unknown-priority",
        guide(service_levels=[level(priority("P1"), default_priority="P9")]),
        guide(service_levels=[level(priority("P1"), default_priority="P1")]),
    ),
    "tier nobody describes": (
        "undefined-term",
        guide(section("1", "The Bronze package is for one site.")),
        guide(section("1", "The Bronze package is for one site."), offers=[form.Offer("Bronze")]),
    ),
    "legend that leaves some out": (
        "undefined-term",
        asked(
            scenario("Move", "SOW"), scenario("Add", "Ours"), scenario("Ask", "Hourly"),
            prose=["SOW – a project", "Ours – our task"],
        ),
        asked(scenario("Move", "SOW"), scenario("Add", "Ours"), prose=["SOW – a project", "Ours – our task"]),
    ),
    "abbreviation like another": (
        "undefined-term",
        guide(section("1", "The CSDM calls. The CSDM writes. A CSDM helps. Talk via the CSM."), terms=[CSDM]),
        guide(section("1", "The CSDM calls. The CSDM writes. A CSDM helps."), terms=[CSDM]),
    ),
    "role without a name": (
        "undefined-term",
        guide(section("1", "The Licensor answers.")),
        guide(section("1", "The Licensor answers."), parties=[form.Party("Licensor")]),
    ),
    "notice without its length": (
        "missing-number",
        guide(section("1", "Extra hours need advance notice.")),
        guide(section("1", "Extra hours need advance notice of 5 days.")),
    ),
    "two providers": (
        "naming",
        guide(parties=[form.Party("LS", "provider"), form.Party("Lantern", "provider")]),
        guide(
            section("1", matrices=[table(activity("Act", "LS"), columns=["LS", "Lantern"])]),
            parties=[form.Party("LS", "provider"), form.Party("Lantern", "provider")],
        ),
    ),
    "name with a letter missing": (
        "naming",
        guide(section("1", "Lanternwrks answers."), parties=[ACME]),
        guide(section("1", "Lanternworks answers."), parties=[ACME]),
    ),
    "name that is no party": (
        "naming",
        guide(section("1", "The Blue Harbor team calls. Blue Harbor holidays count. The Blue Harbor work orders hold."), parties=[ACME]),
        guide(section("1", "The Lanternworks team calls. Lanternworks holidays count. The Lanternworks work orders hold."), parties=[ACME]),
    ),
    "lead that names another": (
        "naming",
        guide(section("1", "The responsibilities of Acme, Zeta, and Customer.", matrices=[table(activity("Act", "Acme"))])),
        guide(section("1", "The responsibilities of Acme, and Customer.", matrices=[table(activity("Act", "Acme"))])),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_check_finds_its_oddity(name):
    kind, odd, _ = CASES[name]

    assert len(found(odd, kind)) == 1


@pytest.mark.parametrize("name", CASES)
def test_a_check_stays_silent_otherwise(name):
    kind, _, sound = CASES[name]

    assert not found(sound, kind)
