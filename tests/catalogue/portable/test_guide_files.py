"""Guide files: out, in, and word for word the same again."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from hypothesis import given

from catalogue import models
from catalogue.actions.bundle import bundled_files, load_guides, open_guides
from catalogue.actions.bundle import open_guide as opened
from catalogue.actions.drafting import copy_to_draft
from catalogue.portable import dump, form
from catalogue.portable.keys import with_keys
from catalogue.portable.yaml import GuideFileError, render
from tests.catalogue.conftest import NOW, small_form
from tests.catalogue.portable.forms import revisions

State = models.Revision.State


def guide_file(revision=None, **values):
    """A guide file of Acme."""
    rest = {"provider": "acme", "key": "voice", "provider_name": "Acme"} | values
    return form.Guide(revision=with_keys(revision or small_form()), **rest)


def calendar(**values):
    return form.Calendar(
        **{
            "key": "office",
            "name": "Office hours",
            "zone": "Europe/London",
            "windows": [
                form.Window(0, "08:00", "12:00"),
                form.Window(6, "13:00", "24:00"),
            ],
            "closures": [form.Closure("2026-12-25", "Christmas Day")],
            "notes": "As printed.",
            "ref": "W01",
        }
        | values
    )


@pytest.fixture
def written(tmp_path):
    """Write a guide file: `written(guide)` gives its path."""

    def write(guide, name="voice.yaml"):
        path = tmp_path / name
        path.write_text(render(guide), encoding="utf-8")
        return path

    return write


def load(*paths, **options):
    call_command("load_guide", *map(str, paths), **options)


@pytest.mark.django_db
@pytest.mark.usefixtures("without_model")
def test_the_bundled_files_come_out_byte_for_byte():
    paths = bundled_files()
    loaded = load_guides(open_guides(paths), by="a", at=NOW)

    for path, each in zip(paths, loaded, strict=True):
        text = render(dump.read_guide(each.revision))
        assert text.encode() == path.read_bytes(), path.name


@pytest.mark.django_db
@given(revisions())
def test_any_revision_comes_out_byte_for_byte(revision):
    text = render(guide_file(revision, calendars=[calendar()]))

    with transaction.atomic():
        (loaded,) = load_guides([opened(text.encode(), "any.yaml")], by="a", at=NOW)
        again = render(dump.read_guide(loaded.revision))
        copied = render(dump.read_guide(copy_to_draft(loaded.revision, at=NOW)))
        transaction.set_rollback(True)

    assert again == text
    assert copied == text


@pytest.mark.django_db
def test_the_command_writes_what_load_guide_reads(small_guide, tmp_path, written):
    first, again = tmp_path / "first.yaml", tmp_path / "again.yaml"
    call_command("export_guide", "acme/voice", output=first, verbosity=0)

    models.Revision.objects.filter(pk=small_guide.pk).move(
        State.WITHDRAWN, withdrawn_at=NOW, withdrawn_by="a"
    )
    load(first, publish=True)
    call_command("export_guide", "acme/voice", output=again, verbosity=0)

    assert again.read_bytes() == first.read_bytes()
    assert models.Revision.objects.published().get().number == 2


@pytest.mark.django_db
def test_export_takes_the_published_revision_or_the_one_asked_for(small_guide, capsys):
    draft = copy_to_draft(small_guide, at=NOW)
    models.Revision.objects.filter(pk=draft.pk).update(label="v2")

    call_command("export_guide", "acme/voice")
    call_command("export_guide", "acme/voice", revision=2)

    printed = capsys.readouterr().out
    assert printed.count("label: v1") == printed.count("label: v2") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("acme/fax", {}, "no guide acme/fax. Guides: acme/voice."),
        ("voice", {}, "no guide voice"),
        ("acme/voice", {"revision": 7}, "no such revision. Revisions: 1."),
        ("acme/voice", {"output": "/nowhere/x.yaml"}, "No such file"),
    ],
)
def test_export_says_what_it_does_not_find(small_guide, name, options, said):
    from pathlib import Path

    options = {key: Path(v) if key == "output" else v for key, v in options.items()}

    with pytest.raises(CommandError, match=said):
        call_command("export_guide", name, **options)


@pytest.mark.django_db
def test_a_file_becomes_a_draft_unless_asked_to_publish(written, capsys):
    load(written(guide_file()))

    assert models.Revision.objects.get().state == State.DRAFT
    assert "voice.yaml: brought in Voice Service Guide, revision 1 (draft)." in (
        capsys.readouterr().out
    )


@pytest.mark.django_db
def test_what_was_brought_in_as_a_draft_is_published_when_asked(written, capsys):
    path = written(guide_file())
    load(path)

    load(path, publish=True)

    assert models.Revision.objects.get().state == State.PUBLISHED
    assert "nothing new" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_dry_run_writes_nothing(written, capsys):
    load(written(guide_file(calendars=[calendar()])), dry_run=True, publish=True)

    assert not models.Provider.objects.exists()
    told = capsys.readouterr().out
    assert "brought in" in told
    assert "dry run" in told


@pytest.mark.django_db
def test_one_broken_file_keeps_all_out_and_every_problem_is_told(written, tmp_path):
    good = written(guide_file(), "good.yaml")
    broken = tmp_path / "broken.yaml"
    broken.write_text("provider: acme\nkey: fax\nrevision:\n  title: 5\n  parts: []\n")
    twice = small_form()
    twice.service_levels[0].calendar = "nights"
    twice.service_levels[0].priorities[1].label = "P1"
    other = written(guide_file(twice), "other.yaml")

    with pytest.raises(CommandError) as caught:
        load(good, broken, other, tmp_path / "missing.yaml")

    text = other.read_text().splitlines()
    calendar_at = text.index("      calendar: nights") + 1
    second_at = text.index("        - label: P1", text.index("        - label: P1") + 1)
    lines = str(caught.value).splitlines()
    assert not models.Provider.objects.exists()
    assert [line.partition(":")[0] for line in lines] == [
        "broken.yaml, line 5",
        "broken.yaml, line 4",
        f"other.yaml, line {second_at + 1}",
        f"other.yaml, line {calendar_at}",
        str(tmp_path / "missing.yaml"),
    ]
    assert "no calendar 'nights': add it under calendars" in str(caught.value)
    assert "priority 'P1' stands twice" in str(caught.value)


@pytest.mark.django_db
def test_calendars_come_along_in_the_order_of_the_file(written):
    both = [calendar(key="b"), calendar(key="a", valid_from="2026-01-01")]
    path = written(guide_file(calendars=both))

    load(path)

    revision = models.Revision.objects.get()
    assert dump.read_guide(revision).calendars == both


@pytest.mark.django_db
def test_a_calendar_that_says_something_else_stays_and_is_told(written, capsys):
    load(written(guide_file(calendars=[calendar()])))

    load(written(guide_file(calendars=[calendar(zone="Asia/Tokyo")])))

    assert models.CalendarVersion.objects.get().zone == "Europe/London"
    assert "office from 2000-01-01 is there already" in capsys.readouterr().out


@pytest.mark.django_db
def test_an_export_carries_the_calendars_its_levels_run_on(small_guide):
    provider = small_guide.guide.provider
    for key in ("used", "unused"):
        row = models.Calendar.objects.create(provider=provider, key=key, name=key)
        models.CalendarVersion.objects.create(
            calendar=row, zone="UTC", valid_from=dt.date(2026, 1, 1)
        )
    draft = copy_to_draft(small_guide, at=NOW)
    draft.service_levels.update(calendar=provider.calendars.get(key="used"))

    guide = dump.read_guide(draft)

    assert [each.key for each in guide.calendars] == ["used"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"zone": "Mars/Olympus"}, r"line \d+: calendars\.0\.zone: .*no time zone"),
        ({"valid_from": "soon"}, r"calendars\.0\.valid_from: “soon” is no date"),
        ({"valid_from": "20260101"}, "is no date such as 2026-01-31"),
        ({"key": "Office hours"}, r"calendars\.0\.key: .*slug"),
        ({"windows": [form.Window(7, "08:00", "12:00")]}, "7 is no weekday"),
        ({"windows": [form.Window(0, "8", "12:00")]}, "“8” is no time of day"),
        ({"windows": [form.Window(0, "12:00", "08:00")]}, "opens before it closes"),
        ({"windows": [form.Window(0, "08:00", "12:00")] * 2}, "window .* stands twice"),
        ({"closures": [form.Closure("2026-02-30", "x")]}, "“2026-02-30” is no date"),
        ({"closures": [form.Closure("2026-02-03", "x")] * 2}, "closure on .* twice"),
    ],
)
def test_a_calendar_is_checked_before_it_is_written(values, said):
    text = render(guide_file(calendars=[calendar(**values)]))

    with pytest.raises(GuideFileError, match=said):
        opened(text.encode(), "x.yaml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "line 1: the document: expected the fields of a guide"),
        (b"provider: \xe9", "line 1: this is no UTF-8 text. Save the file as UTF-8"),
        (b"a: &x [1]\nb: *x\n", "line 2: aliases .* are not read: write the value out"),
        (b"a: " + b"[" * 5000, "nested more deeply"),
        (b"a: " + b"9" * 5000, "Put texts between quotation marks"),
        (b"a: 2026-13-45", "month must be in 1..12"),
        (b"a: 1\na: 2\n", "line 2: found duplicate key"),
        (b"a: \x07", "special characters are not allowed"),
        (b"--- 1\n--- 2\n", "but found another document"),
        (b"a: !!python/object/apply:os.system [true]", "no such field"),
        (b"- 1", "expected the fields of a guide"),
        (b"provider: 2026-01-01", "provider: expected a text; put numbers, dates"),
    ],
    ids=lambda value: str(value)[:30],
)
@pytest.mark.django_db
def test_what_is_no_guide_file_is_refused_with_its_line(text, said):
    with pytest.raises(GuideFileError, match=said):
        opened(text, "x.yaml")


@pytest.mark.django_db
def test_a_section_that_is_not_there_is_told():
    wrong = small_form()
    wrong.terms[0].section = "9.9"

    with pytest.raises(GuideFileError, match=r"terms\.0\.section: no section .*'9\.9'"):
        opened(render(guide_file(wrong)).encode(), "x.yaml")


@pytest.mark.django_db
def test_a_thousand_problems_are_told_as_fifty_and_a_number():
    wrong = small_form()
    lost = [form.Term(term.term, term.meaning, "9.9") for term in wrong.terms]
    wrong.terms = lost * 1000

    with pytest.raises(GuideFileError) as caught:
        opened(render(guide_file(wrong)).encode(), "x.yaml")

    lines = str(caught.value).splitlines()
    assert len(lines) == 51
    assert lines[-1] == "x.yaml: 950 more like these."
