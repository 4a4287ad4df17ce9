"""Statements as pages and over the API: the same words everywhere, for those who may read them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from billing.models import Statement, StatementIsKept
from catalogue.models import ApiKey
from tests.billing import rows
from tests.billing.statement_rows import LATER, OVERAGE, issue, october, visitor
from tests.query_counts import pinned


@pytest.fixture
def statement(db):
    return october()


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


def test_a_statement_leads_to_the_hours_and_the_agreement_behind_it(statement):
    page = visitor(statement).get(statement.get_absolute_url()).content.decode()

    reference = statement.agreement.reference
    assert f'href="/hours/?agreement={reference}&amp;month=2026-10"' in page
    assert f'href="/agreements/{reference}/"' in page


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
