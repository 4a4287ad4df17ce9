"""A guide file, or a hostile document, is handed in at the desk."""

import pytest
from django.db import connection

from catalogue.actions import uploads
from catalogue.models import Guide, Revision
from tests.catalogue.admin.documents import handed_in, page, shown
from tests.catalogue.admin.rows import NOON

FILE = """provider: {provider}
key: {key}
revision:
  title: Desk
  sections:
  - title: Changes
    number: '1'
    provisions:
    - kind: scenario
      text: Reset a password
      key: reset
      label: Provider
      charge: included
"""


@pytest.fixture
def read_file(shelf):
    """Hand in and read a file: `read_file(content, name)`."""

    def read_it(content, name="desk.yaml", **values):
        upload = handed_in(shelf["provider"], content, name)
        for field, value in values.items():
            setattr(upload, field, value)
        upload.save()
        uploads.read_upload(upload.pk, at=NOON)
        upload.refresh_from_db()
        return upload

    return read_it


def test_a_guide_file_becomes_a_draft_of_the_guide_it_names(read_file, shelf, desk):
    upload = read_file(FILE.format(provider="p1", key="desk"))

    assert upload.state == "read", upload.refusal
    assert upload.revision.is_draft
    assert upload.revision.guide.key == "desk"
    assert upload.revision.provisions.get().charge == "included"
    assert "1 scenario" in shown(desk, page(upload))
    assert "it is a guide file" in shown(desk, page(upload, "source"))


def test_a_guide_file_of_another_provider_writes_nothing(read_file, strange):
    upload = read_file(FILE.format(provider="p2", key="desk"))

    assert upload.state == "refused"
    assert "Choose that provider" in upload.refusal
    assert not Guide.objects.filter(key="desk").exists()


def test_a_guide_file_of_another_guide_writes_nothing(read_file, shelf):
    upload = read_file(FILE.format(provider="p1", key="desk"), guide=shelf["guide"])

    assert upload.state == "refused"
    assert "Leave the guide empty" in upload.refusal
    assert Revision.objects.count() == 1


def test_a_broken_guide_file_says_where(read_file):
    upload = read_file(
        FILE.format(provider="p1", key="desk").replace("scenario", "wish")
    )

    assert upload.state == "refused"
    assert "line 9" in upload.refusal


def test_a_large_guide_file_is_left_to_the_worker(shelf):
    content = FILE.format(provider="p1", key="desk") + "# note\n" * 40_000
    upload = handed_in(shelf["provider"], content, "desk.yaml")

    taken = uploads.read_upload(upload.pk, at=NOON, patience=5)

    upload.refresh_from_db()
    assert (taken, upload.state) == (False, "queued")


@pytest.mark.django_db(transaction=True)
def test_a_guide_file_is_parsed_before_the_database_is_locked(read_file, monkeypatch):
    parse, locked = uploads.open_guide, []

    def watched(*given):
        locked.append(connection.in_atomic_block)
        return parse(*given)

    monkeypatch.setattr(uploads, "open_guide", watched)

    upload = read_file(FILE.format(provider="p1", key="desk"))

    assert upload.state == "read", upload.refusal
    assert locked == [False]


@pytest.mark.parametrize(
    "content",
    [
        b"# Guide\n\nText with a NUL \x00 in it.\n" * 3,
        b"%PDF-1.4\n" + b"\x00\xff" * 5000,
        b"PK\x03\x04" + b"\x00" * 5000,
        b"\x00" * 100_000,
    ],
    ids=["nul-in-text", "broken-pdf", "broken-package", "zeros"],
)
def test_binary_rubbish_is_refused_with_a_reason(read_file, content):
    upload = read_file(content, "guide.md")

    assert upload.state == "refused"
    assert upload.refusal != uploads.BROKEN
    assert upload.text == ""


@pytest.mark.parametrize(
    "content",
    [
        "# T\n\n" + "a" * 300_000,
        "# T\n\n" + "word " * 40_000,
        "# T\n\n| a | b |\n|---|---|\n" + "| <script>alert(1)</script> | X |\n" * 300,
        "# T\n\nx\x0c\x0bA \u202eevil\u202c line \ud83d\n".encode(
            "utf-8", "surrogatepass"
        ),
    ],
    ids=["one-long-word", "one-long-line", "script-rows", "odd-signs"],
)
def test_an_odd_document_is_read_or_refused_and_shown(read_file, desk, content):
    upload = read_file(content, "guide.md")

    html = shown(desk, page(upload))

    assert upload.state in ("read", "refused")
    assert upload.refusal != uploads.BROKEN
    assert "<script>alert(1)" not in html
    assert "<script>alert(1)" not in shown(desk, page(upload, "source"))


def test_twenty_megabytes_do_not_keep_whoever_waits(shelf, desk):
    line = b"The provider answers calls on working days, and so on and so forth.\n"
    content = line * (20 * 1024 * 1024 // len(line))
    upload = handed_in(shelf["provider"], content, "guide.txt")

    taken = uploads.read_upload(upload.pk, at=NOON, patience=1)

    upload.refresh_from_db()
    assert (taken, upload.state) == (False, "queued")
    assert "Waiting to be read" in shown(desk, page(upload))
