"""A corrected document read in again keeps what staff had decided."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry

from catalogue.actions.drafting import copy_to_draft, save_draft
from catalogue.actions.keeping import keep_decisions
from catalogue.models import Alias, Calendar, Change, Finding, Guide
from catalogue.platform.audit import acting
from catalogue.portable import form

CURATOR = "curator@acme.example"
EARLIER = dt.datetime(2026, 2, 1, 9, tzinfo=dt.UTC)
ADDED = {"added_by": CURATOR, "added_at": EARLIER}
KEY = "quote-a-new-feature"


def rename_scope(source):
    """A correction that leaves every row as it is."""
    source.sections[0].prose = "Acme runs the whole voice platform."


def drop_row(key):
    def change(source):
        rename_scope(source)
        rows = source.sections[2].provisions
        rows[:] = [row for row in rows if key not in (row.key, row.text)]
        source.findings = []
        source.quotas = []

    return change


def row(revision, key=KEY):
    return revision.provisions.get(key=key)


def decide(finding, reading="We do it by the hour."):
    finding.reading, finding.decided_at, finding.decided_by = reading, EARLIER, CURATOR
    finding.save()
    return finding


def correct(provision, **values):
    with acting(CURATOR):
        for name, value in values.items():
            setattr(provision, name, value)
        provision.save()


@pytest.fixture
def read_again(next_draft, now):
    """Read the small guide anew after `change(form)`: the draft and what was kept."""

    def read(change=rename_scope):
        draft = next_draft(change)
        return draft, keep_decisions(draft, at=now)

    return read


def test_aliases_keep_their_stamps(small_guide, read_again):
    Alias.objects.create(provision=row(small_guide), text="wish", **ADDED)

    draft, kept = read_again()

    alias = row(draft).aliases.get()
    assert (alias.text, alias.added_by, alias.added_at) == ("wish", CURATOR, EARLIER)
    assert [(each.text, each.revision) for each in kept.aliases] == [("wish", 1)]


def test_a_decided_finding_stays_decided(small_guide, read_again, curator):
    decide(small_guide.findings.get())

    draft, kept = read_again()

    finding = draft.findings.get()
    assert finding.reading == "We do it by the hour."
    assert (finding.decided_by, finding.decided_at) == (CURATOR, EARLIER)
    assert [each.row for each in kept.findings] == [finding.pk]
    assert LogEntry.objects.get(object_id=finding.pk).change_message == (
        "Decision kept from revision 1: We do it by the hour."
    )


def test_an_open_finding_stays_open(small_guide, read_again):
    draft, kept = read_again()

    assert draft.findings.get().is_open
    assert kept.findings == []


def test_a_finding_in_other_words_about_the_same_rows_stays_decided(
    small_guide, read_again
):
    def reword(source):
        source.findings[0].text = "Nothing is printed for a quote."

    decide(small_guide.findings.get())

    draft, _ = read_again(reword)

    assert draft.findings.get().reading == "We do it by the hour."


def test_a_decision_about_a_row_that_is_gone_is_told(small_guide, read_again):
    decide(small_guide.findings.get())

    _, kept = read_again(drop_row("Quote a new feature"))

    assert kept.lost == [
        (
            "The finding “The outcome of a quote is blank.” does not come up any more; "
            "in revision 1 it was decided: We do it by the hour."
        )
    ]


def test_findings_that_staff_entered_join_the_new_draft(small_guide, read_again):
    own = Finding.objects.create(
        revision=small_guide,
        section=small_guide.sections.get(number="3"),
        kind="unclear",
        text="Who answers?",
    )
    own.provisions.set([row(small_guide)])

    draft, _ = read_again()

    copied = draft.findings.get(kind="unclear")
    assert copied.is_open
    assert copied.section.revision == draft
    assert list(copied.provisions.all()) == [row(draft)]


def test_a_charge_that_staff_corrected_is_kept_and_can_be_told(next_draft, read_again):
    before = next_draft(lambda source: setattr(source, "label", "v2"))
    correct(row(before), charge="hourly")

    draft, kept = read_again()

    assert row(draft).charge == "hourly"
    value = kept.values[0]
    assert (value.field, value.shown_read, value.shown_kept, value.by) == (
        "charge",
        "not stated",
        "hourly",
        CURATOR,
    )
    change = Change.objects.get(revision=draft, field="charge")
    assert (change.before, change.after, change.by) == ("not stated", "hourly", CURATOR)


def test_a_corrected_charge_is_kept_from_reading_to_reading(next_draft, read_again):
    correct(row(next_draft(lambda s: setattr(s, "label", "v2"))), charge="hourly")
    read_again()

    draft, kept = read_again(lambda s: setattr(s, "label", "v4"))

    assert row(draft).charge == "hourly"
    assert kept.values[0].revision == 3


def test_a_charge_corrected_before_a_copy_was_made_is_kept(next_draft, read_again, now):
    before = next_draft(lambda source: setattr(source, "label", "v2"))
    correct(row(before), charge="hourly", group="Wishes")
    copy_to_draft(before, at=now)

    draft, _ = read_again()

    assert (row(draft).charge, row(draft).group) == ("hourly", "Wishes")


def test_a_row_whose_outcome_is_printed_now_is_as_printed(next_draft, read_again):
    def fill(source):
        printed = source.sections[2].provisions[2]
        printed.label, printed.charge = "Included", "included"

    correct(row(next_draft(lambda s: setattr(s, "label", "v2"))), charge="hourly")

    draft, kept = read_again(fill)

    assert row(draft).charge == "included"
    assert kept.lost == [
        (
            "The provision “Quote a new feature” is printed otherwise now; "
            "in revision 2 its charge was set to “hourly”."
        )
    ]


def test_what_the_document_says_otherwise_by_itself_is_not_undone(
    small_guide, read_again
):
    def regroup(source):
        source.sections[2].provisions[2].group = "Wishes"

    draft, kept = read_again(regroup)

    assert row(draft).group == "Wishes"
    assert kept.values == []


def test_a_side_that_staff_decided_is_kept(next_draft, read_again):
    def nameless(source):
        rename_scope(source)
        source.label = f"v{len(source.parties)}"
        source.parties[1].side = ""

    before = next_draft(nameless)
    before.parties.filter(name="Customer").update(side="customer")

    draft, kept = read_again(lambda s: [nameless(s), setattr(s, "label", "v9")])

    assert draft.parties.get(name="Customer").side == "customer"
    assert [each.model for each in kept.values] == ["party"]


def test_a_calendar_chosen_for_a_level_is_kept(next_draft, read_again, provider):
    before = next_draft(lambda source: setattr(source, "label", "v2"))
    calendar = Calendar.objects.create(provider=provider, key="day", name="Day")
    level = before.service_levels.get()
    level.calendar = calendar
    level.save()

    draft, kept = read_again()

    assert draft.service_levels.get().calendar == calendar
    assert kept.values[0].shown_kept == "Day"


def test_what_ends_the_clocks_of_a_level_is_kept(next_draft, read_again):
    before = next_draft(lambda source: setattr(source, "label", "v2"))
    level = before.service_levels.get()
    correct(level, met_by={"restoration": ["resolved", "workaround"]})

    draft, kept = read_again()

    assert draft.service_levels.get().met_by == level.met_by
    assert kept.values[0].shown_kept == "restoration: a workaround or the resolution"
    assert kept.values[0].by == CURATOR


def test_other_edits_by_hand_are_told(next_draft, read_again):
    before = next_draft(lambda source: setattr(source, "label", "v2"))
    correct(before.terms.get(), meaning="Any change.")

    _, kept = read_again()

    assert kept.lost == [
        (
            "Other rows that were edited by hand in revision 2 are as the file says: "
            "1 term. The history of revision 2 tells them."
        )
    ]


def test_the_history_says_what_was_kept(small_guide, read_again):
    decide(small_guide.findings.get())

    draft, _ = read_again()

    notes = Change.objects.filter(revision=draft, action="noted").order_by("-pk")
    assert notes[0].after == "Kept from revision 1: 1 decision."


def test_reading_the_same_document_again_changes_nothing_though_something_was_kept(
    next_draft, read_again
):
    correct(row(next_draft(lambda s: setattr(s, "label", "v2"))), charge="hourly")
    draft, _ = read_again()

    again = next_draft(rename_scope)

    assert again == draft


def test_the_first_reading_of_a_guide_keeps_nothing(provider, now):
    guide = Guide.objects.create(provider=provider, key="new", title="New")
    source = form.Revision(title="New", sections=[form.Section("One")])
    draft, _ = save_draft(source, guide=guide, at=now)

    kept = keep_decisions(draft, at=now)

    assert kept.as_json() == {}


def test_a_copy_keeps_who_added_an_alias_and_who_decided(small_guide, now):
    Alias.objects.create(provision=row(small_guide), text="wish", **ADDED)
    decide(small_guide.findings.get())

    copy = copy_to_draft(small_guide, at=now)

    alias, finding = row(copy).aliases.get(), copy.findings.get()
    assert (alias.added_by, alias.added_at) == (CURATOR, EARLIER)
    assert (finding.decided_by, finding.decided_at) == (CURATOR, EARLIER)
