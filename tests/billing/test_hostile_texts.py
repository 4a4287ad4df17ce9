"""What a broken or hostile program sends as a text or a fee: refused or cleaned, never an error."""

import datetime as dt
import io
import json
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from rest_framework.test import APIClient

from billing.actions import crediting, reopening
from billing.actions.refusals import Refused
from billing.files import spreadsheets
from billing.files.entries import HEADERS as OF_ENTRIES
from billing.files.entries import xlsx
from billing.files.sheet import sheet_of
from billing.models import ChangeRequest, Period, Statement
from billing.views.entries import Month
from catalogue.platform.cells import shown_cell
from tests.billing import rows
from tests.billing.agreed import NOW, hours_agreement, hours_guide, person

pytestmark = pytest.mark.django_db
UNFIT = "\x00\x07\ud800"


@pytest.fixture
def made(db):
    return hours_agreement(hours_guide())


def asked(made, **more):
    browser = APIClient()
    browser.force_login(person("manager"))
    change = {"order": made.orders.get().pk, "quantity": 30}
    body = json.dumps({"changes": [change | more.pop("change", {})], **more})
    address = f"/api/v1/agreements/{made.reference}/change-requests/"
    return browser.post(address, body, content_type="application/json")


def test_what_no_database_keeps_is_taken_out_of_a_note(made, time_machine):
    time_machine.move_to(NOW, tick=False)

    answer = asked(made, note=f"Soon{UNFIT}, please")

    assert answer.status_code == 201
    assert ChangeRequest.objects.get().note == "Soon, please"


@pytest.mark.parametrize("fee", ["0.01", 0])
def test_a_customer_does_not_say_what_it_pays(made, time_machine, fee):
    time_machine.move_to(NOW, tick=False)

    answer = asked(made, change={"monthly_fee": fee})

    assert answer.status_code == 400
    assert [each["pointer"] for each in answer.json()["errors"]] == ["#/monthly_fee"]
    assert not ChangeRequest.objects.exists()


def test_a_reason_of_nothing_but_what_is_unfit_is_none(made):
    from tests.billing.time_cast import actor, approver

    desk = actor(approver())
    spot = {"actor": desk, "at": desk.at}

    for act in (
        lambda: crediting.give(
            made, rows.OCTOBER, amount=Decimal(1), reason=UNFIT, **spot
        ),
        lambda: reopening.reopen(made, rows.OCTOBER, reason=UNFIT, **spot),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.field == "reason"

    assert not Period.objects.exists()


def test_time_with_a_text_that_no_workbook_holds_leaves_as_a_workbook(db):
    made = rows.agreement()
    entry = rows.entry(made, 60, description="\x0b=1+1\x01")

    book = xlsx(Month(made, rows.OCTOBER, rows.NOON + dt.timedelta(days=60)), [entry])

    row = load_workbook(io.BytesIO(book)).active[2]
    assert row[OF_ENTRIES.index("Description")].value == "'=1+1"


def test_a_line_with_a_text_that_no_workbook_holds_leaves_as_a_workbook(cast):
    text = "\x0b=Credit\x01"
    cast.statement.lines.create(
        customer=cast.customer, position=9, kind="credit", text=text, amount=0
    )

    sheet = sheet_of(Statement.objects.get(), cast.statement.lines.filter(position=9))

    row = load_workbook(io.BytesIO(spreadsheets.xlsx(sheet, "USD"))).active[2]
    assert row[spreadsheets.HEADERS.index("What")].value == "'=Credit"


@pytest.mark.parametrize(
    ("value", "cell"), [("a\x0bb\ud800", "ab"), ("\x01=1", "'=1"), (Decimal(1), 1)]
)
def test_a_cell_is_shown_without_what_no_workbook_holds(value, cell):
    assert shown_cell(value) == cell
