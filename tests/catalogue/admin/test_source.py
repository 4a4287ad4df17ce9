"""The source line by line, beside what was made of it."""

import io

import pytest
from django.urls import reverse

from catalogue.actions.drafting import copy_to_draft
from catalogue.admin.uploads_source import PER_PAGE
from catalogue.models import Upload
from tests.catalogue.admin.documents import GUIDE, handed_in, line_of, page, shown
from tests.catalogue.admin.rows import NOON
from tests.query_counts import pinned

WORDS = ["Add a phone number", "Pay the carrier", "answer calls within"]
HTML = """<html><body><h1>Guide</h1><script>alert(1)</script>
<table><tr><th>Activity</th><th>Provider</th><th>Client</th></tr>
<tr><td>Add a phone number</td><td>R</td><td>A</td></tr>
<tr><td>Pay the carrier</td><td>I</td><td>R</td></tr></table>
<p>The provider shall answer calls within the hour on working days.</p></body></html>"""


def line(html, number):
    """The part of a page that is one line."""
    return html.split(f'id="line-{number}"')[1].split("</li>")[0]


def test_each_line_says_what_was_made_of_it(desk, read):
    upload = read()

    html = shown(desk, page(upload, "source"))

    row = upload.revision.provisions.get(text="Add a phone number")
    made = line(html, line_of(upload, "Add a phone number"))
    assert reverse("admin:catalogue_provision_change", args=[row.pk]) in made
    assert "activity: Add a phone number" in made
    assert "prose" in line(html, line_of(upload, "Opinions vary"))
    assert "section 2 Words" in line(html, line_of(upload, "## 2"))
    assert "open finding" in line(html, line_of(upload, "Cut a line"))


def test_what_nobody_recognised_stands_out(desk, read):
    upload = read()

    html = shown(desk, page(upload, "source"))

    odd = line_of(upload, "| Odd")
    assert "is-unread" in line(html, odd)
    assert f'<a href="?line={odd}#line-{odd}">' in html


def test_page_furniture_is_told(desk, read):
    upload = read()

    html = shown(desk, page(upload, "source"))

    assert "is-furniture" in line(html, line_of(upload, "Page 1 of 2"))


@pytest.mark.parametrize("name", ["guide.html", "guide.docx", "guide.txt"])
def test_rows_point_at_their_line_in_every_format(read, name):
    content = HTML
    if name.endswith("txt"):
        content = (
            "1. Changes\n\nActivity\tProvider\tClient\nAdd a phone number\tR\tA\n"
            "Pay the carrier\tI\tR\n\nSome words that are wrapped over lines. The\n"
            "provider shall answer calls within the hour on working days.\n"
        )
    if name.endswith("docx"):
        content = word()

    upload = read(content, name)

    assert upload.state == "read", upload.refusal
    lines = upload.text.split("\n")
    for row in upload.revision.provisions.all():
        assert row.text.split()[0] in lines[row.line - 1], row.text
    told = [row.text for row in upload.revision.provisions.all()]
    assert all(any(words in text for text in told) for words in WORDS)


def word():
    """The same guide as a Word file."""
    import docx

    document = docx.Document()
    document.add_heading("Guide", 1)
    table = document.add_table(rows=0, cols=3)
    for cells in (
        ("Activity", "Provider", "Client"),
        ("Add a phone number", "R", "A"),
        ("Pay the carrier", "I", "R"),
    ):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    document.add_paragraph(
        "The provider shall answer calls within the hour on working days."
    )
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_script_in_a_document_is_text(desk, read):
    upload = read(GUIDE.replace("Opinions", "<script>alert(1)</script> Opinions"))

    html = shown(desk, page(upload, "source"))

    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html


def test_a_document_read_before_texts_were_kept_says_so(desk, read):
    upload = read()
    Upload.objects.filter(pk=upload.pk).update(text="")

    assert "was not kept" in shown(desk, page(upload, "source"))


def test_a_document_not_read_yet_says_so(desk, shelf):
    upload = handed_in(shelf["provider"])

    assert "has not been read yet" in shown(desk, page(upload, "source"))


@pytest.fixture
def long_upload(read):
    rows = "".join(f"| Task {n} of many | R | A |\n" for n in range(2 * PER_PAGE))
    return read(GUIDE.replace("| Cut a line |  |  |\n", rows))


def test_a_long_source_comes_in_pages(desk, long_upload):
    number = line_of(long_upload, f"Task {PER_PAGE + 50} ")

    html = shown(desk, f"{page(long_upload, 'source')}?line={number}")

    assert "Page 2 of 3" in html
    assert f"activity: Task {PER_PAGE + 50} of many" in line(html, number)
    assert "Earlier lines" in html
    assert 'id="line-1"' not in html


@pytest.mark.parametrize("wanted", ["0", "-5", "x", "", "9" * 30, "²"])
def test_a_line_that_is_none_shows_a_page_all_the_same(
    desk,
    read,
    wanted,
):
    response = desk.get(page(read(), "source"), {"line": wanted})

    assert response.status_code == 200


def test_the_source_takes_as_many_queries_for_any_document(desk, long_upload):
    desk.get(page(long_upload, "source"))  # what the process keeps is kept now

    with pinned("upload source"):
        desk.get(page(long_upload, "source"), {"line": "500"})


def test_a_rows_page_links_to_where_it_was_read(desk, read):
    upload = read()
    row = upload.revision.provisions.get(text="Pay the carrier")

    html = shown(desk, reverse("admin:catalogue_provision_change", args=[row.pk]))

    assert f"{page(upload, 'source')}?line={row.line}#line-{row.line}" in html


def test_a_row_of_a_copy_links_to_where_the_original_was_read(desk, read):
    upload = read()
    copy = copy_to_draft(upload.revision, at=NOON)
    row = copy.provisions.get(text="Pay the carrier")

    html = shown(desk, reverse("admin:catalogue_provision_change", args=[row.pk]))

    assert page(upload, "source") in html


def test_a_row_entered_by_hand_links_nowhere(desk, shelf):
    row = shelf["provision"]

    html = shown(desk, reverse("admin:catalogue_provision_change", args=[row.pk]))

    assert "/source/" not in html
