"""A revision leaves its page as YAML, and comes back as an upload."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalogue import tasks
from catalogue.models import Provision, Revision, Upload
from catalogue.portable.yaml import parse


def address(revision):
    return reverse("admin:catalogue_revision_guide_file", args=[revision.pk])


def test_a_revision_leaves_as_yaml(desk, strange):
    page = reverse("admin:catalogue_revision_change", args=[strange["revision"].pk])

    answer = desk.get(address(strange["revision"]))

    guide = parse(answer.content.decode(), "g.yaml")
    assert (guide.provider, guide.key) == ("p2", "g")
    assert guide.revision.title == "Guide 2"
    assert answer["Content-Disposition"] == 'attachment; filename="g-1.yaml"'
    assert address(strange["revision"]) in desk.get(page).content.decode()


@pytest.mark.django_db(transaction=True)
def test_what_left_comes_back_as_an_upload(desk, shelf):
    content = desk.get(address(shelf["revision"])).content
    changed = content.replace(b"Answer calls of desk 1", b"Answer every call")
    file = SimpleUploadedFile("g.yaml", changed)
    sent = {"provider": shelf["provider"].pk, "guide": "", "file": file}

    desk.post(reverse("admin:catalogue_upload_add"), sent)
    upload = Upload.objects.get(name="g.yaml")
    if upload.state == "queued":
        tasks.read_upload(upload.pk)
        upload.refresh_from_db()

    assert (upload.state, upload.refusal) == ("read", "")
    draft = Revision.objects.get(guide=shelf["guide"], number=2)
    assert Provision.objects.get(revision=draft, key="duty").text == "Answer every call"


def test_limited_staff_find_no_stranger_s_file(limited_desk, shelf, strange):
    own = limited_desk.get(address(shelf["revision"]))
    other = limited_desk.get(address(strange["revision"]))

    assert own.status_code == 200
    assert other.status_code == 302
