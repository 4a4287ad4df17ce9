"""What the tables cannot hold is refused before anything is written, on both databases alike."""

from decimal import Decimal

import pytest
from django.db import connection

from catalogue import models
from catalogue.actions.bundle import bundled_files
from catalogue.actions.drafting import save_draft
from catalogue.portable import form, limits, references, yaml
from catalogue.portable.keys import names_of, with_keys
from catalogue.portable.problems import FormError
from catalogue.portable.yaml import GuideFileError, parse
from catalogue.reading.limits import read_in_child
from tests.catalogue.conftest import small_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(provider):
    return models.Guide.objects.create(provider=provider, key="voice", title="Voice")


def level(source):
    return source.service_levels[0]


def row(source):
    return source.sections[2].provisions[0]


# What is put into a sound form, and what is said of it.
WRONG = {
    "a long title": (
        lambda s: setattr(s, "title", "x" * 301),
        "Title: has 301 characters, 300 at most: shorten it",
    ),
    "a long label": (
        lambda s: setattr(row(s), "label", "x" * 2001),
        "Section 3, provision 1, label: has 2,001 characters, 2,000 at most",
    ),
    "a label of many bytes": (
        lambda s: setattr(level(s).priorities[0], "label", "漢" * 1000),
        "Service level 1, priority 1, label: This text has 3,000 bytes, 2,600 at most",
    ),
    "a long reach of a target": (
        lambda s: setattr(level(s).priorities[0].targets[0], "applies_to", "é" * 1500),
        "priority 1, target 1, applies to: This text has 3,000 bytes",
    ),
    "a long name of a level": (
        lambda s: setattr(level(s), "name", "😀" * 700),
        "Service level 1, name: This text has 2,800 bytes",
    ),
    "a long alias": (
        lambda s: row(s).aliases.append("x" * 301),
        "provision 1, alias 1: has 301 characters",
    ),
    "an alias twice": (
        lambda s: row(s).aliases.extend(["pin", "pin"]),
        "alias 2: alias 'pin' stands twice",
    ),
    "a mark twice": (
        lambda s: row(s).assignments.append(form.Assignment("Acme", "R")),
        "mark 2: mark of 'Acme' stands twice",
    ),
    "a NUL": (
        lambda s: setattr(row(s), "text", "a\0b"),
        "provision 1, text: holds a NUL character: delete it",
    ),
    "a wrong word": (
        lambda s: setattr(row(s), "charge", "free"),
        "charge: “free” is none of included, hourly",
    ),
    "no text": (
        lambda s: setattr(row(s), "text", ""),
        "provision 1, text: is blank: give it",
    ),
    "an empty mark": (
        lambda s: row(s).assignments.append(form.Assignment("Customer", "")),
        "mark 2, mark: is blank",
    ),
    "a large number": (
        lambda s: setattr(s.notice_periods[0], "days", 10**12),
        "Notice period 1, days: 1e+12 is too large: 2,147,483,647 at most",
    ),
    "a negative number": (
        lambda s: setattr(s.notice_periods[0], "days", -1),
        "days: -1 is too small: 0 at least",
    ),
    "a large amount": (
        lambda s: setattr(s.rates[0], "amount", Decimal("1e9")),
        "Rate 1, amount: 1e+9 is too large: 8 digits before the point at most",
    ),
    "an amount without currency": (
        lambda s: setattr(s.rates[0], "currency", ""),
        "Rate 1: Give the currency of the amount as three capital letters",
    ),
    "a band that shrinks": (
        lambda s: setattr(s.bands[0], "low", Decimal(99999)),
        "Band 1: The band must end above its beginning",
    ),
    "a key that is none": (
        lambda s: setattr(row(s), "key", "Reset a password!"),
        "provision 1, key: Enter a valid “slug”",
    ),
    "a party twice": (
        lambda s: s.parties.append(form.Party("Acme")),
        "Party 3: party 'Acme' stands twice",
    ),
    "a level twice": (
        lambda s: s.service_levels.append(form.ServiceLevel("Standard")),
        "service level 'Standard' stands twice",
    ),
    "a target twice": (
        lambda s: level(s).priorities[0].targets.append(form.Target("response", "x")),
        "target 'response' stands twice",
    ),
    "an unknown escalation": (
        lambda s: setattr(level(s).escalations[0], "priority", "P9"),
        "Service level 1, escalation 1, priority: escalation of an unknown",
    ),
    "an end that is none": (
        lambda s: level(s).met_by.response.append("luck"),
        "met by, response 1: “luck” is none of reply, call, work, workaround",
    ),
    "an end twice": (
        lambda s: level(s).met_by.remedy.extend(["resolved", "resolved"]),
        "what ends the remedy clock, 'resolved' stands twice",
    ),
    "a duty that is not there": (
        lambda s: level(s).exemptions[0].duties.append("tell-them"),
        "exemption 1, duties 1: exemption refers to an unknown provision 'tell-them'",
    ),
    "a duty twice": (
        lambda s: level(s).exemptions[0].duties.extend(["password-reset"] * 2),
        "duties 2: duty 'password-reset' stands twice",
    ),
}


@pytest.mark.parametrize(("spoil", "said"), WRONG.values(), ids=WRONG)
def test_it_is_refused_with_field_place_and_limit(guide, now, spoil, said):
    source = small_form()
    spoil(source)

    with pytest.raises(FormError) as caught:
        save_draft(source, guide=guide, at=now)

    assert said in str(caught.value)
    assert not models.Revision.objects.exists()


def test_all_problems_are_told_at_once(guide, now):
    source = small_form()
    for spoil, _ in WRONG.values():
        spoil(source)

    with pytest.raises(FormError) as caught:
        save_draft(source, guide=guide, at=now)

    assert len(caught.value.problems) >= 15
    assert str(caught.value).splitlines()[-1].endswith("more like these.")


def test_a_text_at_its_limit_is_kept(guide, now):
    source = small_form()
    level(source).name = "漢" * (2600 // 3)
    level(source).priorities[0].label = level(source).escalations[0].priority = (
        "x" * 2000
    )
    level(source).priorities[0].targets[0].applies_to = "é" * 1300
    row(source).label = "x" * 2000

    revision, created = save_draft(source, guide=guide, at=now)

    assert created
    assert revision.service_levels.get().name == level(source).name


def test_every_part_of_the_form_has_its_table():
    kinds = {getattr(form, name) for name in form.__all__ if name[1:2].islower()}
    # A window's minutes are times of day in the form; `references` checks those. What ends the
    # clocks is one column of the service level.
    assert kinds - set(limits.TABLES) == {form.Window, form.ClockEnd}


def test_limits_are_those_of_the_models():
    assert limits.limit_of(form.Provision, "label").longest == 2000
    assert limits.limit_of(form.Provision, "kind").words == form.KINDS
    assert set(limits.limit_of(form.Party, "side").words) == {"", *form.SIDES}
    assert limits.limit_of(form.Provision, "text").given


def test_decimals_that_a_table_would_round_are_told_for_files_only():
    source = small_form()
    source.quotas[0].value = Decimal("0.12345")

    assert limits.problems(source) == []
    (told,) = limits.problems(source, exact=True)
    assert str(told) == "quotas.0.value: has 5 decimal places, 3 at most: round it"


def test_a_large_form_takes_no_more_queries_than_its_commercial_rows(
    django_assert_num_queries,
):
    source = small_form()
    source.sections[2].provisions *= 500
    few = small_form()

    with connection.execute_wrapper(count := Counter()):
        limits.problems(few)
    with django_assert_num_queries(count.queries):
        limits.problems(source)


class Counter:
    """Counts queries."""

    queries = 0

    def __call__(self, execute, *args):
        self.queries += 1
        return execute(*args)


@pytest.mark.parametrize("path", bundled_files(), ids=lambda path: path.stem)
def test_the_bundled_guides_fit(path):
    guide = parse(path.read_text(encoding="utf-8"), path.name)

    assert limits.problems(guide, exact=True) == []
    assert references.of_file(guide, []) == []


@pytest.mark.seeds
def test_what_is_read_from_the_documents_fits(shared):
    paths = sorted((shared / "seeds").glob("*.txt"))
    forms = [with_keys(read_in_child(p.read_bytes(), p.name)) for p in paths]

    found = [[*limits.problems(f), *references.problems(f, [])] for f in forms]

    assert len(found) == 5
    assert found == [[]] * 5


def test_each_section_has_a_name_of_its_own():
    sections = [
        ("1", "Scope"),
        ("1", "Scope"),
        ("", "Scope"),
        ("2", "1"),
        ("2", "Fees"),
    ]

    names = names_of(sections)

    assert set(names.values()) == set(range(5))
    assert names["1"] == names["Scope"] == 0
    assert names["1 Scope"] == 1
    assert names["#3"] == 2
    assert names["2"] == 3
    assert names["Fees"] == 4


def test_a_file_of_more_values_than_any_guide_has_is_refused(monkeypatch):
    monkeypatch.setattr(yaml, "MOST_VALUES", 20)

    with pytest.raises(GuideFileError, match=r"line 19: more than 20 values: part"):
        yaml.read("a:\n" + "- 1\n" * 30, "x.yaml")
