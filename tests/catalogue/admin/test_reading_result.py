"""What staff see of a document after they hand it in: where it stands, and what it became."""

import datetime as dt

import pytest
from django.urls import reverse

from catalogue.actions import uploads
from catalogue.checks import title_of
from catalogue.models import Upload
from tests.catalogue.admin.documents import GUIDE, handed_in, line_of, page, shown
from tests.catalogue.admin.rows import NOON
from tests.query_counts import pinned

# Progress


def test_a_waiting_document_says_what_is_before_it_and_comes_back_by_itself(
    desk, shelf
):
    handed_in(shelf["provider"], at=NOON - dt.timedelta(minutes=1))
    upload = handed_in(shelf["provider"])

    html = shown(desk, page(upload))

    assert "Waiting to be read" in html
    assert "1 document is before it" in html
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in html
    assert "Is the worker running" in html


def test_a_document_being_read_says_since_when(desk, shelf):
    upload = handed_in(shelf["provider"])
    soon = dt.datetime.now(dt.UTC)
    Upload.objects.filter(pk=upload.pk).update(
        state="reading", claim="a", claimed_at=soon
    )

    html = shown(desk, page(upload, "progress"))

    assert "Being read" in html
    assert "Read now" not in html


def test_a_reading_that_broke_off_says_so(desk, shelf):
    upload = handed_in(shelf["provider"])
    Upload.objects.filter(pk=upload.pk).update(
        state="reading", claim="a", claimed_at=NOON
    )

    assert "Reading broke off" in shown(desk, page(upload))


def test_progress_sends_to_the_result_once_it_is_there(desk, read):
    response = desk.get(page(read(), "progress"))

    assert response.headers["HX-Refresh"] == "true"


def test_read_now_reads_a_waiting_document(desk, shelf):
    upload = handed_in(shelf["provider"])

    response = desk.post(page(upload, "read"), follow=True)

    assert "What was read" in response.content.decode()


def test_a_document_that_takes_its_time_is_left_to_the_worker(shelf):
    upload = handed_in(shelf["provider"])

    taken = uploads.read_upload(upload.pk, at=NOON, patience=0)

    upload.refresh_from_db()
    assert taken is False
    assert (upload.state, upload.claim, upload.claimed_at) == ("queued", "", None)


def test_a_refused_document_says_why_and_can_be_read_again(desk, read):
    upload = read(b"%PDF-1.7 and nothing else", "guide.pdf")

    html = shown(desk, page(upload))

    assert upload.state == "refused"
    assert "Read again" in html
    assert "Nothing was changed" in html


# The result


def test_the_result_counts_what_was_recognised(desk, read):
    html = shown(desk, page(read()))

    assert "(3 rows × 2 parties)" in html
    assert "1 matrix" in html
    assert "2 paragraphs of prose" in html or "3 paragraphs of prose" in html
    assert "Opinions vary." in html


def test_open_findings_lead_to_their_decision_and_their_line(desk, read):
    upload = read()
    finding = upload.revision.findings.filter(text__contains="Cut a line").first()

    html = shown(desk, page(upload))

    assert reverse("admin:catalogue_finding_change", args=[finding.pk]) in html
    assert f"<strong>{title_of(finding.kind)}</strong> in {finding.section}" in html
    line = line_of(upload, "Cut a line")
    assert f"?line={line}#line-{line}" in html


def test_parties_without_a_side_are_pointed_out(desk, read):
    upload = read()
    party = upload.revision.parties.get(name="Acme Carrier")
    party.side = ""
    party.save()

    html = shown(desk, page(upload))

    assert "undecided" in html
    assert reverse("admin:catalogue_party_change", args=[party.pk]) in html


def test_nothing_recognised_is_explained_with_a_remedy(desk, read):
    html = shown(desk, page(read("# Letter\n\nOpinions vary here.\n")))

    assert "Nothing but prose was recognised" in html
    assert "Hand in the original" in html


def test_a_report_of_an_earlier_release_still_shows(desk, shelf):
    upload = handed_in(shelf["provider"])
    old = {
        "new": True,
        "title": "Old",
        "sections": [
            {"number": "1", "title": "A", "line": 1, "recognised": {"duty": 2}}
            | {"prose": 1}
        ],
        "totals": {"parties": 2, "bands": 1},
        "findings": [{"kind": "blank-cell", "section": "", "text": "B", "line": 2}],
    }
    Upload.objects.filter(pk=upload.pk).update(state="read", report=old)

    html = shown(desk, page(upload))

    assert "2 duties" in html
    assert "1 spend band" in html
    assert "Blank cell" in html


def test_a_deleted_draft_leaves_the_report(desk, read):
    upload = read()
    upload.revision.delete()

    html = shown(desk, page(upload))

    assert "has been deleted since" in html


def test_the_result_takes_as_many_queries_for_a_long_document(desk, read):
    rows = "".join(f"| Task {n} of many | R | A |\n" for n in range(300))
    upload = read(GUIDE.replace("| Cut a line |  |  |\n", rows))

    desk.get(page(upload))  # what the process keeps is kept now

    with pinned("upload result"):
        desk.get(page(upload))


# Strangers


@pytest.mark.parametrize("name", ["change", "progress", "source", "read", "reset"])
def test_limited_staff_meet_no_upload_of_strangers(limited_desk, strange, name):
    upload = handed_in(strange["provider"])

    answers = [
        limited_desk.get(page(upload, name)),
        limited_desk.post(page(upload, name)),
    ]

    assert {each.status_code for each in answers} <= {302, 403}
    upload.refresh_from_db()
    assert upload.state == "queued"
