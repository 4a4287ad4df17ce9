"""Files of time: read as spreadsheets write them, every fault named, taken in once and as a whole."""

import csv
import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from billing.models import TimeEntry
from billing.time_rows import columns_of
from tests.billing import rows
from tests.billing.desk import staff, words
from tests.billing.time_cast import NOW, local, ticket

URL = "/admin/billing/timeentry/import/"


@pytest.fixture
def desk(client, db, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(staff("bill@acme.example", "billing"))
    return client


def preview(desk, text, **more):
    """The answer to a file handed in."""
    file = SimpleUploadedFile(
        "time.csv", text if isinstance(text, bytes) else text.encode()
    )
    return desk.post(URL, {"file": file} | more)


def taken(desk, text, **more):
    """The answer to a file handed in and confirmed."""
    shown = preview(desk, text, **more)
    assert "parcel" in shown.context, words(shown)
    parcel = shown.context["parcel"]
    return desk.post(f"{URL}confirm/", {"parcel": parcel}, follow=True)


def faults(answer):
    return [(each.row, each.column) for each in answer.context["faults"]]


def test_a_file_is_taken_in_once_however_often_it_is_handed_in(desk):
    made = rows.agreement()
    found = ticket(made, charge="included")
    erin = staff("erin@acme.example", "engineer")
    text = (
        "Date;Hours;Ticket;Agreement;Description;External id;Engineer\r\n"
        f"05.10.2026;1,5;{found.reference};;Rewired;X-1;Erin@acme.example\r\n"
        f'06.10.2026;0:45;;{made.reference};"Two\nlines";;\r\n'
    )
    content = b"\xef\xbb\xbf" + text.encode()

    answer = taken(desk, content)
    again = preview(desk, content)

    assert "2 entries, 2 h 15 min" in words(answer)
    first, second = TimeEntry.objects.order_by("worked_on")
    assert (first.minutes, first.ticket, first.engineer) == (90, found, erin)
    assert (second.minutes, second.agreement, second.source) == (45, made, "csv")
    assert again.context["taken"].there == [2, 3]
    assert "Every row is there already" in words(again)


def test_two_rows_that_say_the_same_are_two_entries(desk):
    made = rows.agreement()
    text = f"date,minutes,agreement\n2026-10-05,30,{made.reference}\n"
    text += f"2026-10-05,30,{made.reference}\n"

    taken(desk, text)
    again = preview(desk, text)

    assert TimeEntry.objects.count() == 2
    assert again.context["taken"].there == [2, 3]


def test_what_was_withdrawn_since_does_not_come_back(desk):
    made = rows.agreement()
    text = f"date,minutes,agreement\n2026-10-05,30,{made.reference}\n"
    taken(desk, text)
    TimeEntry.objects.update(withdrawn_at=NOW, withdrawn_by="x", reason="Wrong")

    again = preview(desk, text)

    assert again.context["taken"].there == [2]


def test_every_fault_of_every_row_is_named_and_nothing_is_written(desk):
    made = rows.agreement(starts_on=dt.date(2026, 10, 1))
    twin = rows.agreement(name="Second")
    text = "\n".join(
        [
            "date,start,end,minutes,ticket,agreement,customer,engineer,role",
            f"2026-10-05,,,30,,{made.reference},,,",
            "2026-10-05,,,30,T-99,,,,",
            "2026-10-05,,,30,,A-9999,,,",
            "2026-10-05,,,30,,,nobody,,",
            f"2026-10-05,,,30,,,{made.customer.key},,",
            f"2026-10-05,,,30,,{made.reference},,no@acme.example,",
            f"2026-09-05,,,30,,{made.reference},,,",
            f"2027-01-05,,,30,,{made.reference},,,",
            f"2026-10-05,9:00,,,,{made.reference},,,",
            f"2026-03-08,2:30,3:30,,,{twin.reference},,,",
            f"2026-10-05,,,0,,{made.reference},,,wizard",
            "",
        ]
    )

    answer = preview(desk, text)

    assert faults(answer) == [
        (3, "ticket"),
        (4, "agreement"),
        (5, "customer"),
        (6, "customer"),
        (7, "engineer"),
        (8, "date"),
        (9, "date"),
        (10, "end"),
        (11, "start"),
        (12, "minutes"),
        (12, "role"),
    ]
    assert not TimeEntry.objects.exists()


def test_times_are_the_customers_and_work_may_cross_midnight(desk):
    made = rows.agreement()
    text = (
        "date\tstart\tend\tcustomer\n"
        f"2026-10-05\t22:00\t1:30\t{made.customer.name.upper()}\n"
    )

    shown = desk.post(URL, {"pasted": text})
    desk.post(f"{URL}confirm/", {"parcel": shown.context["parcel"]})

    entry = TimeEntry.objects.get()
    assert entry.started_at == local(10, 5, 22)
    assert entry.ended_at == local(10, 6, 1, 30)
    assert (entry.worked_on, entry.minutes) == (dt.date(2026, 10, 5), 210)


def test_a_preview_is_taken_in_by_who_made_it_and_as_it_was(desk, client):
    made = rows.agreement()
    shown = preview(desk, f"date,minutes,agreement\n2026-10-05,30,{made.reference}\n")
    parcel = shown.context["parcel"]
    made.periods.create(
        customer=made.customer,
        month=rows.OCTOBER,
        state="closed",
        closed_at=NOW,
        closed_by="x",
    )

    moved = desk.post(f"{URL}confirm/", {"parcel": parcel})
    forged = desk.post(f"{URL}confirm/", {"parcel": parcel + "x"}, follow=True)
    desk.force_login(staff("other@acme.example", "billing"))
    others = desk.post(f"{URL}confirm/", {"parcel": parcel}, follow=True)

    assert "Something changed since the preview" in words(moved)
    assert "November 2026" in words(moved)
    assert "This preview has expired" in words(forged)
    assert "This preview has expired" in words(others)
    assert not TimeEntry.objects.exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty"),
        (b"\0\1\2", "holds no text"),
        (b"date,minutes,ticket\n", "no rows below"),
        (b"a,b\n1,2\n", "not known here"),
        (b"PK\x03\x04junk", "cannot be opened"),
        (b"date,minutes,ticket\n" + b"2026-10-05,5,T-1\n" * 10_001, "10,000 rows"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
        (b"a," * 100_000 + b"a\n" + b"1\n" * 1000, "more than 60 columns"),
        (b"start,end,agreement\n9999-12-31T23:00-12:00,23:30,A-1\n", "2000 to 2100"),
    ],
    ids=[
        "empty",
        "binary",
        "headings",
        "strange",
        "damaged",
        "rows",
        "large",
        "wide",
        "far",
    ],
)
def test_a_file_that_is_no_table_of_time_is_refused_with_the_remedy(
    desk, content, told
):
    assert told in words(preview(desk, content))


def test_an_export_is_safe_and_taken_in_again_adds_nothing(desk):
    made = rows.agreement()
    rows.entry(made, 90, description="=HYPERLINK(1)", note="'quoted")
    start = local(11, 1, 1, 30)  # an hour that comes twice
    rows.entry(
        made,
        60,
        day=dt.date(2026, 11, 1),
        started_at=start,
        ended_at=start + dt.timedelta(hours=1),
    )

    answer = desk.get("/admin/billing/timeentry/export/csv/?month=2026-10")
    every = desk.get("/admin/billing/timeentry/export/csv/").content
    book = desk.get("/admin/billing/timeentry/export/xlsx/").content
    odd = desk.get("/admin/billing/timeentry/export/pdf/")

    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["description"], row["minutes"]) == ("'=HYPERLINK(1)", "90")
    assert preview(desk, every).context["taken"].there == [2, 3]
    assert preview(desk, book).context["taken"].there == [2, 3]
    assert odd.status_code == 404


def test_the_template_names_columns_that_are_taken(desk):
    content = desk.get(f"{URL}template/").content.decode("utf-8-sig")

    assert "date" in columns_of(content.strip().split(","))


def test_who_may_not_log_takes_no_file_in(client, db):
    client.force_login(staff("curt@acme.example", "curator"))

    answers = [
        client.get(URL),
        client.get(f"{URL}template/"),
        client.post(f"{URL}confirm/"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
