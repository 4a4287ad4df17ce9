"""A document is handed in at the desk, read into a draft, and its report shown."""

import datetime as dt
import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from kombu.exceptions import OperationalError

from catalogue import tasks
from catalogue.actions import uploads
from catalogue.models import Guide, Revision, Upload
from config.celery import app
from tests.catalogue.admin.rows import NOON
from tests.catalogue.admin.test_pages import address

GUIDE = """# Guide to the desk service

## 1 Changes

| Activity | Provider | Client |
| --- | --- | --- |
| Add a phone number | R | A |
| Pay the carrier | I | R |

## 2 Words

The provider shall answer calls within the hour on working days.
"""


@pytest.fixture
def hand_in(desk, shelf, django_capture_on_commit_callbacks):
    """Post a document; the reading follows the commit, as outside of tests."""

    def post(name, content, **fields):
        form = {"provider": shelf["provider"].pk} | fields
        form["file"] = SimpleUploadedFile(name, content)
        with django_capture_on_commit_callbacks(execute=True):
            return desk.post(address(Upload, "add"), form)

    return post


def queued(provider, content=b"# Title\n\nText.", name="guide.md"):
    return Upload.objects.create(
        provider=provider, name=name, content=content, uploaded_at=NOON, uploaded_by="x"
    )


def test_a_document_becomes_a_draft_with_a_report(hand_in, desk, root):
    response = hand_in("desk.md", GUIDE.encode())

    upload = Upload.objects.get(name="desk.md")
    assert upload.state == "read", upload.refusal
    assert upload.uploaded_by == root.email
    assert upload.revision.is_draft
    assert upload.revision.guide.title == "Guide to the desk service"
    page = desk.get(response.url).content.decode()
    assert "1 Changes" in page
    assert "(2 rows × 2 parties)" in page
    assert address(Revision, "change", upload.revision_id) in page


def test_the_same_document_again_changes_nothing(hand_in):
    hand_in("desk.md", GUIDE.encode())
    hand_in("desk.md", GUIDE.encode())

    first, second = Upload.objects.filter(name="desk.md").order_by("pk")
    assert first.revision == second.revision
    assert second.report["new"] is False


def test_a_document_is_read_into_the_chosen_guide(hand_in, shelf):
    hand_in("desk.md", GUIDE.encode(), guide=shelf["guide"].pk)

    assert Upload.objects.get(name="desk.md").revision.guide == shelf["guide"]
    assert Guide.objects.count() == 1


def test_a_guide_of_another_provider_is_refused(hand_in, strange):
    response = hand_in("desk.md", GUIDE.encode(), guide=strange["guide"].pk)

    assert "guide" in response.context["adminform"].form.errors


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("setup.exe", b"MZ\x90\x00", "Files of this kind are not read"),
        ("guide.pdf", b"MZ\x90\x00" + b"\0" * 100, "no pdf document"),
        ("guide.docx", b"MZ\x90\x00" + b"\0" * 100, "no docx document"),
        ("guide.txt", b"MZ\x90\x00" + b"\0" * 100, "holds no text"),
        ("guide.md", b"", "empty"),
        ("guide.txt", b"a" * (25 * 1024 * 1024), "25 MB"),
    ],
    ids=["exe", "exe-as-pdf", "exe-as-docx", "exe-as-text", "empty", "25-mb"],
)
def test_a_hostile_file_is_refused_at_the_field(hand_in, name, content, reason):
    before = Upload.objects.count()

    response = hand_in(name, content)

    assert response.status_code == 200
    assert reason in response.context["adminform"].form.errors["file"][0]
    assert Upload.objects.count() == before


def test_without_a_file_the_field_says_so(desk, shelf):
    response = desk.post(address(Upload, "add"), {"provider": shelf["provider"].pk})

    assert "file" in response.context["adminform"].form.errors


def test_a_document_that_cannot_be_read_says_why_and_leaves_nothing(hand_in, desk):
    revisions = Revision.objects.count()

    response = hand_in("guide.pdf", b"%PDF-1.7 and then nothing of a PDF")

    upload = Upload.objects.get(name="guide.pdf")
    assert upload.state == "refused"
    assert upload.refusal
    assert upload.refusal in desk.get(response.url).content.decode()
    assert Revision.objects.count() == revisions


def test_a_fault_of_the_program_refuses_and_does_not_lose_the_document(
    shelf, monkeypatch, caplog
):
    upload = queued(shelf["provider"])
    monkeypatch.setattr(uploads, "read_in", lambda *a, **k: 1 / 0)

    uploads.read_upload(upload.pk, at=NOON)

    upload.refresh_from_db()
    assert (upload.state, upload.refusal) == ("refused", uploads.BROKEN)
    assert upload.revision is None
    assert "failed" in caplog.text


def test_an_upload_is_read_once(shelf):
    upload = queued(shelf["provider"])
    uploads.read_upload(upload.pk, at=NOON)

    again = uploads.read_upload(upload.pk, at=NOON)

    assert again is False


def claimed(provider, at=NOON):
    upload = queued(provider)
    Upload.objects.filter(pk=upload.pk).update(
        state="reading", claim="dead", claimed_at=at
    )
    return upload


def test_a_claim_holds_until_its_worker_must_be_dead(shelf):
    upload = claimed(shelf["provider"])

    soon = uploads.read_upload(upload.pk, at=NOON + dt.timedelta(minutes=2))
    late = uploads.read_upload(upload.pk, at=NOON + dt.timedelta(minutes=4))

    assert (soon, late) == (False, True)


@pytest.mark.parametrize("outcome", ["read", "refused"])
def test_a_worker_whose_claim_was_taken_over_writes_nothing(
    shelf, monkeypatch, outcome
):
    upload, before = queued(shelf["provider"]), Revision.objects.count()
    read = uploads.read_with_source_in_child

    def slowly(*args):
        Upload.objects.filter(pk=upload.pk).update(claim="another")
        if outcome == "refused":
            raise uploads.UnreadableDocument("no")
        return read(*args)

    monkeypatch.setattr(uploads, "read_with_source_in_child", slowly)
    uploads.read_upload(upload.pk, at=NOON)

    upload.refresh_from_db()
    assert (upload.state, upload.claim, upload.refusal) == ("reading", "another", "")
    assert Revision.objects.count() == before
    assert Guide.objects.count() == 1


def test_a_sweep_reads_what_is_queued_and_what_a_worker_gave_up(shelf, capsys):
    lost, dead = queued(shelf["provider"]), claimed(shelf["provider"])
    busy = claimed(shelf["provider"], at=timezone.now())

    call_command("read_uploads")

    states = [Upload.objects.get(pk=each.pk).state for each in (lost, dead, busy)]
    assert states == ["read", "read", "reading"]
    assert "2 read" in capsys.readouterr().out


def test_the_sweep_is_on_the_schedule():
    entries = [entry["task"] for entry in app.conf.beat_schedule.values()]

    assert tasks.sweep_uploads.name in entries


def test_a_draft_names_its_file_by_digest(shelf):
    upload = queued(shelf["provider"])

    uploads.read_upload(upload.pk, at=NOON)

    upload.refresh_from_db()
    digest = hashlib.sha256(bytes(upload.content)).hexdigest()
    assert upload.revision.source_digest == digest


def test_with_a_broker_the_request_only_sends_a_message(hand_in, settings, monkeypatch):
    settings.BROKER_URL = "redis://broker:6379/0"
    sent = []
    monkeypatch.setattr(
        tasks.read_upload, "apply_async", lambda **options: sent.append(options)
    )

    hand_in("desk.md", GUIDE.encode())

    upload = Upload.objects.get(name="desk.md")
    assert upload.state == "queued"
    assert sent == [{"kwargs": {"upload_id": upload.pk}, "retry": False}]


def test_a_broker_that_is_down_leaves_the_upload_queued_for_read_now(
    hand_in, desk, settings, monkeypatch, django_capture_on_commit_callbacks
):
    def refuse(**options):
        raise OperationalError("no broker")

    settings.BROKER_URL = "redis://broker:6379/0"
    monkeypatch.setattr(tasks.read_upload, "apply_async", refuse)

    response = hand_in("desk.md", GUIDE.encode())
    upload = Upload.objects.get(name="desk.md")
    assert (response.status_code, upload.state) == (302, "queued")

    settings.BROKER_URL = ""
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(
            address(Upload, "changelist"),
            {"action": "read_now", "_selected_action": [upload.pk]},
        )
    upload.refresh_from_db()
    assert upload.state == "read"


def test_limited_staff_hand_in_for_their_providers_only(limited_desk, strange):
    form = {"provider": strange["provider"].pk}
    form["file"] = SimpleUploadedFile("desk.md", GUIDE.encode())

    response = limited_desk.post(address(Upload, "add"), form)

    assert "provider" in response.context["adminform"].form.errors
