"""Statements as files: the same words and figures as the page."""

import csv as reader
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.billing import rows
from tests.billing.statement_rows import NASTY, OVERAGE, issue, october, visitor


@pytest.fixture
def statement(db):
    return october()


def test_the_pdf_is_tagged_and_the_same_each_time(statement):
    client = visitor(statement)
    address = reverse("billing:statement-file", args=[statement.reference, "pdf"])

    first, second = client.get(address), client.get(address)

    document = PdfReader(io.BytesIO(first.content))
    text = " ".join(page.extract_text() for page in document.pages)
    assert first.content == second.content
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert document.metadata.title == "Statement acme-000001, October 2026"
    assert "#strong[no]" in text
    assert "$4,146.67" in text
    assert first.headers["Content-Disposition"].endswith('acme-000001.pdf"')


def test_a_name_without_glyphs_still_makes_a_pdf(statement):
    facts = {"customer": "日本語の会社", "pools": []}
    other = rows.agreement(rows.customer("nihon"))
    strange = issue(other, [OVERAGE], number=2, **facts)

    answer = visitor(strange).get(
        reverse("billing:statement-file", args=[strange.reference, "pdf"])
    )

    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")


def test_no_spreadsheet_carries_a_line_out(statement):
    client = visitor(statement)

    def content(kind):
        return client.get(
            reverse("billing:statement-file", args=[statement.reference, kind])
        ).content

    sheet = load_workbook(io.BytesIO(content("xlsx"))).active
    table = list(reader.reader(io.StringIO(content("csv").decode("utf-8-sig"))))
    assert sheet["E4"].value == f"'{NASTY}"
    assert table[3][4] == f"'{NASTY}"
    assert Decimal(str(sheet["I5"].value)) == Decimal("4146.67")
    assert table[4][8] == "4146.67"


@pytest.mark.parametrize(("carries", "said"), [(False, "Expired"), (True, "Not used")])
def test_hours_that_go_on_to_the_next_month_are_not_called_expired(db, carries, said):
    pool = {"name": "Base", "minutes": 600, "used": 480, "left": 120}
    terms = {"carries_over": carries}
    made = issue(rows.agreement(), [OVERAGE], pools=[pool], terms=terms)

    page = visitor(made).get(made.get_absolute_url()).content.decode()
    file = visitor(made, "manager").get(
        reverse("billing:statement-file", args=[made.reference, "pdf"])
    )

    assert f">{said}</th>" in page
    text = PdfReader(io.BytesIO(file.content)).pages[0].extract_text()
    assert said in text


def test_a_spreadsheet_adds_up_in_plain_numbers(statement):
    answer = visitor(statement).get(
        reverse("billing:statement-file", args=[statement.reference, "csv"])
    )

    lines = list(reader.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[1]["Rate USD"] == "175.00"
    # 400 of 60 minutes × 175.00, to the cent.
    assert lines[1]["Amount USD"] == "1166.67"
    assert sum(Decimal(line["Amount USD"]) for line in lines[:-1]) == Decimal("4146.67")
    assert lines[-1]["Amount USD"] == "4146.67"


def test_another_ending_is_no_file(statement):
    address = reverse("billing:statement-file", args=[statement.reference, "exe"])

    assert visitor(statement).get(address).status_code == 404


def test_the_sheet_of_a_large_statement_is_one_file(statement):
    lines = [OVERAGE | {"text": f"Overage {number}"} for number in range(200)]
    large = issue(rows.agreement(rows.customer("large")), lines, number=3)

    answer = visitor(large).get(
        reverse("billing:statement-file", args=[large.reference, "pdf"])
    )

    assert len(PdfReader(io.BytesIO(answer.content)).pages) > 3
