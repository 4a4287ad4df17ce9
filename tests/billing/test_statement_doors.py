"""Statements as page, files and over the API: the same words everywhere, for those who may read them."""

import csv as reader
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader
from rest_framework.test import APIClient

from billing.models import Statement, StatementIsKept
from catalogue.models import ApiKey
from tests.billing import rows
from tests.catalogue.conftest import contact
from tests.query_counts import pinned

LATER = rows.NOON + dt.timedelta(days=20)
NASTY = '=HYPERLINK("http://x") <b>#strong[no]</b> $x$'
OVERAGE = {
    "kind": "overage",
    "text": "Overage, CSE - Network",
    "role": "CSE - Network",
    "minutes": 400,
    "rate": Decimal(175),
    "amount": Decimal("1166.67"),
    "basis": {
        "entries": {"billable": ["package"], "role": "CSE - Network"},
        "explanation": ["6 h 40 min beyond the packages × $175.00 an hour."],
    },
}


@pytest.fixture
def statement(db):
    """October's: a fee, 6 h 40 min of overage, and a credit whose text a spreadsheet would run."""
    made = rows.agreement()
    return issue(
        made,
        [
            {"kind": "recurring", "text": "Base 20 h", "amount": Decimal(3000)},
            OVERAGE,
            {"kind": "credit", "text": NASTY, "amount": Decimal(-20)},
        ],
        pools=[{"name": "Base", "minutes": 1200, "used": 1200, "left": 0}],
    )


def issue(made, lines, number=1, corrects=None, **facts):
    """A statement's rows."""
    statement = Statement.objects.create(
        provider=made.provider,
        customer=made.customer,
        agreement=made,
        month=rows.OCTOBER,
        number=number,
        corrects=corrects,
        currency="USD",
        total=sum(line["amount"] for line in lines),
        facts=facts,
        issued_at=LATER,
        issued_by="bill@acme.example",
    )
    for position, line in enumerate(lines, 1):
        statement.lines.create(customer=made.customer, position=position, **line)
    return statement


def visitor(statement, role="billing"):
    """A browser in which a contact of the customer is signed in."""
    person = contact(statement.customer, f"{role}@northwind.example", role)
    client = Client()
    client.force_login(person)
    return client


def test_a_statement_is_read_line_by_line(statement):
    answer = visitor(statement).get(statement.get_absolute_url())

    page = answer.content.decode()
    assert "Statement acme-000001, October 2026" in page
    assert "6 h 40 min beyond the packages × $175.00 an hour." in page
    assert "$1,166.67" in page
    assert "−$20.00" in page
    assert "$4,146.67" in page  # 3,000.00 + 1,166.67 − 20.00
    assert "<b>#strong" not in page


@pytest.mark.parametrize(
    ("role", "code"),
    [("manager", 200), ("billing", 200), ("approver", 404), ("requester", 404)],
)
def test_statements_are_for_those_who_pay(statement, role, code):
    answer = visitor(statement, role).get(statement.get_absolute_url())

    assert answer.status_code == code


@pytest.mark.parametrize("role", ["approver", "requester"])
def test_who_reads_no_statements_is_not_told_that_there_are_none(statement, role):
    answer = visitor(statement, role).get(reverse("billing:statement-list"))

    page = answer.content.decode()
    assert "for your company’s managers and billing contacts" in page
    assert "No statements yet" not in page


def test_a_line_opens_to_the_time_that_counted_when_it_was_issued(statement):
    made, role = statement.agreement, "CSE - Network"
    rows.entry(made, 400, role, description="Rebuilt the core switch")
    rows.entry(made, 60, "CSDM", description="Another role")
    rows.entry(made, 60, role, rows.OCTOBER.replace(month=11), description="November")
    rows.entry(
        made, 60, role, description="Unapproved", approved_at=None, approved_by=""
    )
    rows.entry(
        made,
        60,
        role,
        description="Withdrawn before",
        withdrawn_at=rows.NOON,
        withdrawn_by="eva@acme.example",
    )

    answer = visitor(statement).get(
        reverse("billing:statement-line", args=[statement.reference, 2])
    )

    assert [entry.description for entry in answer.context["table"].data] == [
        "Rebuilt the core switch"
    ]


def test_a_correction_and_what_it_corrects_name_each_other(statement):
    line = {"kind": "stated", "text": "Stated before", "amount": Decimal("-4146.67")}
    later = issue(statement.agreement, [line], number=2, corrects=statement)
    client = visitor(statement)

    first = client.get(statement.get_absolute_url()).content.decode()
    second = client.get(later.get_absolute_url()).content.decode()

    assert "acme-000002" in first
    assert "This statement corrects acme-000001" in second


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


def test_a_statement_leads_to_the_hours_and_the_agreement_behind_it(statement):
    page = visitor(statement).get(statement.get_absolute_url()).content.decode()

    reference = statement.agreement.reference
    assert f'href="/hours/?agreement={reference}&amp;month=2026-10"' in page
    assert f'href="/agreements/{reference}/"' in page


def test_another_ending_is_no_file(statement):
    address = reverse("billing:statement-file", args=[statement.reference, "exe"])

    assert visitor(statement).get(address).status_code == 404


@pytest.mark.parametrize("asked", ["acme", "acme-", "-1", "acme-1٣", "acme-9999999999"])
def test_an_odd_reference_leads_nowhere(statement, asked):
    address = reverse("billing:statement-detail", args=[asked])

    assert visitor(statement).get(address).status_code == 404


def test_the_list_asks_no_more_for_more_statements(statement):
    client = visitor(statement)
    for number in range(2, 7):
        month = dt.date(2026, number, 1)
        Statement.objects.create(
            **{
                "provider": statement.provider,
                "customer": statement.customer,
                "agreement": statement.agreement,
                "month": month,
                "number": number,
                "currency": "USD",
                "total": number,
                "issued_at": LATER,
                "issued_by": "x",
            }
        )

    with pinned("billing statement list"):
        answer = client.get(reverse("billing:statement-list"))

    assert answer.content.decode().count("acme-00000") == 12  # a link and its text


def test_a_filter_that_finds_nothing_says_so(statement):
    answer = visitor(statement).get(reverse("billing:statement-list"), {"month": "x"})

    assert "No statement matches." in answer.content.decode()


def program(statement, scopes):
    """A program of the customer's."""
    key = ApiKey(
        name="Ledger",
        created_by="x@acme.example",
        customer=statement.customer,
        scopes=scopes,
    )
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {key.issue()}")
    return api


def test_a_program_reads_figures_and_the_same_words(statement):
    rows.entry(statement.agreement, 400, "CSE - Network", note="for staff only")
    api = program(statement, ["statements"])

    one = api.get(f"/api/v1/statements/{statement.reference}/").json()
    behind = api.get(f"/api/v1/statements/{statement.reference}/lines/2/").json()

    line = one["lines"][1]
    assert one["total"] == "4146.67"
    assert (line["minutes"], line["rate"], line["amount"]) == (
        400,
        "175.0000",
        "1166.67",
    )
    assert line["details"] == OVERAGE["basis"]["explanation"]
    assert [entry["minutes"] for entry in behind["results"]] == [400]
    assert "for staff only" not in str(behind)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, 1),
        ({"month": "2026-10", "year": "2026"}, 1),
        ({"month": "2026-09"}, 0),
        ({"agreement": "A-999999"}, "Name one of your agreements, for instance A-12."),
        ({"agreement": "soon"}, "Name one of your agreements, for instance A-12."),
        ({"month": "soon"}, "Write a month as 2026-10, not 'soon'."),
    ],
)
def test_a_program_narrows_the_list_by_what_statements_say(statement, asked, found):
    api = program(statement, ["statements"])
    own = {"agreement": statement.agreement.reference}

    answer = api.get("/api/v1/statements/", own | asked).json()

    if isinstance(found, int):
        assert len(answer["results"]) == found
    else:
        assert answer["errors"][0]["detail"] == found


def test_a_key_without_the_scope_reads_none(statement):
    answer = program(statement, ["hours"]).get("/api/v1/statements/")

    assert answer.status_code == 403


def test_a_statement_is_never_rewritten(statement):
    with pytest.raises(StatementIsKept):
        statement.save()
    with pytest.raises(StatementIsKept):
        Statement.objects.update(total=0)
    with pytest.raises(StatementIsKept):
        statement.delete()


def test_the_sheet_of_a_large_statement_is_one_file(statement):
    lines = [OVERAGE | {"text": f"Overage {number}"} for number in range(200)]
    large = issue(rows.agreement(rows.customer("large")), lines, number=3)

    answer = visitor(large).get(
        reverse("billing:statement-file", args=[large.reference, "pdf"])
    )

    assert len(PdfReader(io.BytesIO(answer.content)).pages) > 3
