"""The schema of guide files: current, and of one mind with the code that reads them."""

import json
import re
from dataclasses import fields

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from catalogue.actions.bundle import bundled_files, open_guide
from catalogue.portable import form
from catalogue.portable.keys import with_keys
from catalogue.portable.plain import to_plain
from catalogue.portable.yaml import GuideFileError
from docs.build_guide_schema import DOCS, FILE, current
from tests.catalogue.portable.forms import revisions

schema = json.loads(FILE.read_text(encoding="utf-8"))
validator = Draft202012Validator(schema)
EXAMPLE = re.compile(r"```yaml\n(provider.*?)```", re.S)


def example():
    (text,) = EXAMPLE.findall((DOCS / "guide-files.md").read_text(encoding="utf-8"))
    return text


def test_the_schema_is_current():
    rebuilt = current()

    assert rebuilt == FILE.read_text(encoding="utf-8"), (
        "run python docs/build_guide_schema.py"
    )


def test_it_is_a_schema_and_has_every_class_and_field():
    Draft202012Validator.check_schema(schema)

    for name, part in schema["$defs"].items():
        kind = getattr(form, name)
        assert list(part["properties"]) == [field.name for field in fields(kind)]
    assert set(schema["$defs"]) == {
        name for name in form.__all__ if name[1:2].islower()
    }


@pytest.mark.parametrize("path", bundled_files(), ids=lambda path: path.stem)
def test_the_bundled_files_keep_to_it(path):
    data = YAML(typ="safe").load(path)

    assert [error.message for error in validator.iter_errors(data)] == []


@given(revisions())
def test_whatever_is_exported_keeps_to_it(revision):
    guide = form.Guide("acme", "voice", with_keys(revision))

    assert [error.message for error in validator.iter_errors(to_plain(guide))] == []


@pytest.mark.django_db
def test_the_example_is_read():
    text = example()

    assert open_guide(text.encode(), "voice.yaml").file.guide.key == "voice"
    assert validator.is_valid(YAML(typ="safe").load(text))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        ("charge: included", "charge: free"),
        ("kind: activity", "sort: activity"),
        ("side: provider", "side: left"),
        ("metric: response", "metric: speed"),
        ("minutes: 30", "minutes: -1"),
        ("minutes: 30", "minutes: soon"),
        ("text: Install phone firmware", "text: ''"),
        ("label: v1", "label: " + "x" * 101),
        ("key: install-phone-firmware", "key: no key"),
        ("number: '1'", "number: 1"),
    ],
)
def test_what_it_forbids_the_code_refuses(sound, broken):
    text = example().replace(sound, broken, 1)

    assert not validator.is_valid(YAML(typ="safe").load(text))
    with pytest.raises(GuideFileError):
        open_guide(text.encode(), "voice.yaml")
