"""What a new reading kept of staff's decisions: listed at the desk, and taken back there."""

import pytest

from catalogue.actions.curation import decide
from catalogue.models import Alias, Change, Provision, Revision
from catalogue.platform.audit import acting
from tests.catalogue.admin.documents import GUIDE, page, shown
from tests.catalogue.admin.rows import NOON

CURATOR = "curator@remit.example"


@pytest.fixture
def read_twice(read):
    """Staff corrected and gave aliases to the first draft; a corrected document was read then."""
    first = read().revision
    row = first.provisions.get(text="Pay the carrier")
    with acting(CURATOR):
        row.charge = "fee"
        row.save()
    Alias.objects.create(provision=row, text="pay", added_by=CURATOR, added_at=NOON)
    gone = first.provisions.get(text="Add a phone number")
    Alias.objects.create(provision=gone, text="ring", added_by=CURATOR, added_at=NOON)
    return read(GUIDE.replace("| Add a phone number | R | A |\n", ""))


def test_the_result_lists_what_was_kept_and_what_could_not_be(desk, read_twice):
    html = shown(desk, page(read_twice))

    assert "charge “additional fee” instead of “not stated” as read" in html
    assert "Kept from revision 1" in html
    assert "“pay” for" in html
    assert "The row “Add a phone number” is gone, and with it the alias “ring”." in html


def test_decisions_alone_are_listed_too(desk, read, root):
    finding = read().revision.findings.first()
    decide([finding], reading="We do it.", by=root, at=NOON)

    html = shown(desk, page(read(GUIDE.replace("Pay the", "Pay for the"))))

    assert "Decisions on findings" in html
    assert "We do it." in html
    assert "Corrections by staff" not in html


def test_what_was_kept_can_be_taken_back_once(desk, root, read_twice):
    desk.post(page(read_twice, "reset"), {"index": "0"})
    again = desk.post(page(read_twice, "reset"), {"index": "0"}, follow=True)

    row = read_twice.revision.provisions.get(text="Pay the carrier")
    assert row.charge == "unstated"
    assert "has taken this back already" in again.content.decode()
    assert Change.objects.filter(
        revision=read_twice.revision, field="charge", by=root.email
    ).exists()


def test_a_value_that_was_changed_since_is_not_taken_back(desk, read_twice):
    row = read_twice.revision.provisions.get(text="Pay the carrier")
    row.charge = "hourly"
    row.save()

    response = desk.post(page(read_twice, "reset"), {"index": "0"}, follow=True)

    row.refresh_from_db()
    assert row.charge == "hourly"
    assert "was changed since" in response.content.decode()


@pytest.mark.parametrize("index", ["", "7", "-1", "x", "9" * 40])
def test_a_wrong_number_takes_nothing_back(desk, read_twice, index):
    response = desk.post(page(read_twice, "reset"), {"index": index}, follow=True)

    assert "is not in the report" in response.content.decode()


def test_a_published_revision_takes_nothing_back(desk, read_twice):
    rows = Revision.objects.filter(pk=read_twice.revision_id)
    rows.move("published", published_at=NOON, published_by="x")

    desk.post(page(read_twice, "reset"), {"index": "0"})

    assert Provision.objects.get(
        revision=read_twice.revision_id, text="Pay the carrier"
    ).charge == ("fee")
