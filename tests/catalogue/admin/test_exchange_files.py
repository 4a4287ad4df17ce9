"""Files of spreadsheets: whatever their encoding, refused with the remedy where they hold no table."""

import io
import zipfile

import openpyxl
import pytest

from catalogue.models import Contact, Customer, Subscription
from tests.catalogue.admin.test_exchange import (
    errors,
    exported,
    page,
    table,
    take_in,
    try_file,
    workbook,
)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_of_an_export_is_a_formula(desk, shelf, kind):
    for at, sign in enumerate("=+-@\t\r"):
        Customer.objects.create(key=f"k{at}", name=f"{sign}1+1")

    content = exported(desk, "customer", kind)

    if kind == "csv":
        names = [row["name"] for row in table(content)]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        names = [row[1].value for row in sheet.iter_rows(min_row=2)]
        assert all(row[1].data_type == "s" for row in sheet.iter_rows(min_row=2))
    assert len(names) == 7
    assert sum(name.startswith("'") for name in names) == 6


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"key,name\n", "no rows below the names"),
        (b"key,colour\na,b\n", "not known here: “colour”"),
        (b"name\nb\n", "missing: key"),
        (b"key,name,name\na,b,c\n", "stand twice: name"),
        (b"key,name\na,b,c\n", "Row 2 has more cells than there are columns"),
        (b'key,name\na,"b\n', "breaks off at line"),
        (b"key,name\na,b\0c\n", "holds no text"),
        (b"key,name\n" + b"a,b\n" * 1001, "more than 1,000 rows"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
        (b"PK\x03\x04 no archive", "This workbook cannot be opened"),
        (b"key,name\na," + b"b" * 200_000, "field larger than field limit"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_file_that_is_no_table_is_refused_with_the_remedy(desk, content, said):
    answer = try_file(desk, "customer", content)

    assert said in str(errors(answer))


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(desk):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (61 * 1024 * 1024))

    answer = try_file(desk, "customer", stream.getvalue(), "rows.xlsx")

    assert "unpacks to more" in str(errors(answer))


@pytest.mark.parametrize(
    "content",
    [
        "key;name\ncafé;Café Zürich\n".replace("café;", "cafe;").encode("utf-8-sig"),
        "key;name\ncafe;Café Zürich\n".encode("latin-1"),
        "key\tname\ncafe\tCafé Zürich\n".encode("utf-16"),
        "Key , Name\r\n\r\n cafe ,Café Zürich\r\n".encode(),
        workbook([["key", "name", None], [None, None, None], ["cafe", "Café Zürich"]]),
    ],
    ids=["mark and semicolons", "latin-1", "utf-16 and tabs", "blanks", "workbook"],
)
def test_files_of_any_spreadsheet_are_read(desk, content):
    answer = try_file(desk, "customer", content)

    take_in(desk, "customer", answer)
    assert Customer.objects.get().name == "Café Zürich"


def test_numbers_dates_and_truths_of_a_workbook_are_read(desk, shelf):
    content = workbook(
        [
            ["customer", "email", "name", "phone", "active"],
            ["c1", "contact1@customer.example", 42, 5550100, False],
        ]
    )

    take_in(desk, "contact", try_file(desk, "contact", content))

    contact = Contact.objects.get()
    assert (contact.name, contact.phone, contact.is_active) == ("42", "5550100", False)


def test_the_row_number_is_that_of_the_file(desk):
    answer = try_file(desk, "customer", "key,name\n\n\nx y,Z\n")

    assert errors(answer)[0][:2] == (4, "key")


def test_a_text_too_long_for_a_worksheet_is_told(desk, shelf):
    Subscription.objects.update(integrations="x" * 32768)

    answer = desk.post(page("subscription", "export"), {"format": "xlsx"})

    assert "longer than a cell of XLSX may be. Choose CSV." in answer.content.decode()
    assert len(table(exported(desk, "subscription"))[0]["integrations"]) == 32768


def test_a_control_character_is_told(desk, shelf):
    Customer.objects.update(name="a\x07b")

    answer = desk.post(page("customer", "export"), {"format": "xlsx"})

    assert "Choose CSV" in answer.content.decode()
