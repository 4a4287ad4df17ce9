"""A guide's whole way at the desk: read in, decided, edited, published, corrected, compared."""

import os
import re
from pathlib import Path

import pytest
from django.urls import reverse

from catalogue.models import Finding, Matrix, Provider, Revision, Upload, User

pytestmark = [
    pytest.mark.browser,
    pytest.mark.seeds,
    pytest.mark.django_db(transaction=True),
]
READINGS = ["Included.", "Charged by the hour.", "Needs a statement of work."]


@pytest.fixture
def desk(signed_in, complaints):
    """A browser of a staff member, on an empty database with one provider."""
    Provider.objects.create(key="originals", name="Originals")
    page = signed_in(User.objects.create_superuser("root@remit.example", "root"))
    # Reading and publishing take seconds of the sentence model; a busy machine, more.
    page.set_default_timeout(90_000)
    yield page
    assert complaints == []


def keep(page, name):
    """A picture for people, where REMIT_SCREENSHOTS names a folder outside the project."""
    folder = os.environ.get("REMIT_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)


def go(page, name, *args):
    page.goto(page.base_url + reverse(f"admin:{name}", args=args))


def hand_in(page, document):
    go(page, "catalogue_upload_add")
    page.locator(".field-provider .select2-selection").click()
    page.get_by_role("option", name="Originals").click()
    page.get_by_label("Document").set_input_files(document)
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_text("What was read").first.wait_for()


def decide(page, finding, words):
    go(page, "catalogue_finding_change", finding.pk)
    page.get_by_label("Words of your own").fill(words)
    page.get_by_role("button", name="Decide with my words").click()
    page.locator(".messagelist .success").wait_for()


def paste(page, row, column, block):
    """Ctrl+V of a block of a spreadsheet at a cell."""
    line = page.locator("#grid-table tbody tr").nth(row)
    line.locator("td").nth(column).locator("input, textarea").focus()
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste",
                {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        block,
    )


def publish(page, revision):
    go(page, "catalogue_revision_publish", revision.pk)
    keep(page, f"publish-{revision.number}")
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("is published").wait_for()


def test_five_documents_are_read_decided_edited_published_and_compared(desk, shared):
    go(desk, "index")
    keep(desk, "empty-desk")

    for document in sorted((shared / "seeds").iterdir()):
        hand_in(desk, document)
        keep(desk, f"read-{document.stem}")
    assert Upload.objects.filter(state="read").count() == 5
    longest = max(Revision.objects.all(), key=lambda draft: draft.provisions.count())

    found = list(Finding.objects.filter(revision=longest).order_by("position")[:3])
    for finding, reading in zip(found, READINGS, strict=True):
        decide(desk, finding, reading)
    keep(desk, "decided")
    decided = Finding.objects.exclude(decided_at=None)
    assert sorted(decided.values_list("reading", flat=True)) == sorted(READINGS)

    matrix = Matrix.objects.filter(section__revision=longest).first()
    rows = matrix.rows.count()
    go(desk, "catalogue_matrix_grid", matrix.pk)
    desk.locator(".has-script").first.wait_for()
    paste(desk, 0, 1, "Answer the phone\nRead the post\nWater the plants")
    keep(desk, "grid")
    desk.keyboard.press("Control+s")
    desk.locator(".messagelist .success").wait_for()
    texts = list(matrix.rows.order_by("position").values_list("text", flat=True)[:3])
    assert texts == ["Answer the phone", "Read the post", "Water the plants"]
    assert matrix.rows.count() == max(rows, 3)

    publish(desk, longest)
    go(desk, "catalogue_revision_change", longest.pk)
    desk.get_by_role("button", name=re.compile("new draft", re.I)).click()
    desk.get_by_text("is a draft that says the same").wait_for()
    second = Revision.objects.get(guide=longest.guide, number=longest.number + 1)
    again = Matrix.objects.filter(section__revision=second).first()
    go(desk, "catalogue_matrix_grid", again.pk)
    desk.locator(".has-script").first.wait_for()
    paste(desk, 1, 1, "Read the mail")
    desk.keyboard.press("Control+s")
    desk.locator(".messagelist .success").wait_for()

    go(desk, "catalogue_revision_compare", second.pk)
    keep(desk, "compare")
    assert "post" in desk.locator("del").all_inner_texts()
    assert "mail" in desk.locator("ins").all_inner_texts()
    publish(desk, second)
    states = Revision.objects.filter(guide=longest.guide).order_by("number")
    assert list(states.values_list("state", flat=True)) == ["superseded", "published"]
