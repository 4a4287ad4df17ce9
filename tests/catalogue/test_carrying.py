"""What goes over when a new revision replaces the one in force."""

import datetime as dt

from catalogue.actions.carrying import carry_over, what_is_lost
from catalogue.models import Alias

CURATOR = "curator@acme.example"
EARLIER = dt.datetime(2026, 2, 1, 9, tzinfo=dt.UTC)


def row(revision, key):
    return revision.provisions.get(key=key)


def alias(provision, text="locked out", by=CURATOR, at=EARLIER):
    return Alias.objects.create(
        provision=provision, text=text, added_by=by, added_at=at
    )


def test_staffs_aliases_go_over_with_their_stamps(small_guide, next_draft, now):
    alias(row(small_guide, "password-reset"))
    new = next_draft()

    carried = carry_over(small_guide, new, by=CURATOR, at=now)

    copied = row(new, "password-reset").aliases.get()
    assert (copied.text, copied.added_by, copied.added_at) == (
        "locked out",
        CURATOR,
        EARLIER,
    )
    assert carried.aliases == 1
    assert carried.lost == []


def test_an_alias_that_the_new_revision_has_is_left_alone(small_guide, next_draft, now):
    new = next_draft()
    alias(row(small_guide, "password-reset"))
    kept = alias(row(new, "password-reset"), by="other@acme.example")

    carried = carry_over(small_guide, new, by=CURATOR, at=now)

    assert list(row(new, "password-reset").aliases.all()) == [kept]
    assert carried.aliases == 0


def test_aliases_of_guide_files_stay_with_their_revision(small_guide, next_draft, now):
    alias(row(small_guide, "password-reset"), by="guide file")
    new = next_draft()

    carry_over(small_guide, new, by=CURATOR, at=now)

    assert not Alias.objects.filter(provision__revision=new).exists()


def test_a_row_with_another_key_is_known_by_its_words(small_guide, next_draft, now):
    def rename(source):
        source.sections[2].provisions[0].key = "reset-of-passwords"
        source.quotas[0].draws = []

    alias(row(small_guide, "password-reset"))
    new = next_draft(rename)

    carry_over(small_guide, new, by=CURATOR, at=now)

    assert row(new, "reset-of-passwords").aliases.get().text == "locked out"


def test_an_alias_of_a_row_that_is_gone_is_told(small_guide, next_draft, now):
    def drop(source):
        del source.sections[2].provisions[0]
        source.quotas[0].draws = []

    alias(row(small_guide, "password-reset"))
    new = next_draft(drop)

    lost = what_is_lost(small_guide, new, at=now)
    carried = carry_over(small_guide, new, by=CURATOR, at=now)

    assert lost == [
        "Alias “locked out” has no row any more: “Reset a user's password” is gone."
    ]
    assert carried.lost == lost


def test_without_a_revision_in_force_the_last_one_counts(small_guide, next_draft, now):
    alias(row(small_guide, "password-reset"))
    new = next_draft()

    carried = carry_over(None, new, by=CURATOR, at=now)

    assert carried.aliases == 1


def test_the_first_revision_of_a_guide_has_nothing_to_take_over(small_guide, now):
    carried = carry_over(None, small_guide, by=CURATOR, at=now)

    assert (carried.aliases, carried.subscriptions, carried.lost) == (0, 0, [])
