"""Import and export at the desk: tried first, taken in whole or not at all, within one's limits."""

import csv
import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalogue import models
from catalogue.models import Change, Contact, Customer, Subscription
from tests.catalogue.admin.conftest import staff
from tests.catalogue.admin.rows import publish

ALL = [
    "customer",
    "contact",
    "subscription",
    "subscriptionmeasure",
    "window",
    "closure",
]


def page(name, act):
    return reverse(f"admin:catalogue_{name}_{act}")


def try_file(desk, name, content, file_name="rows.csv", **chosen):
    """The answer to a file that is handed in: the preview, or what is wrong."""
    data = content if isinstance(content, bytes) else content.encode()
    file = SimpleUploadedFile(file_name, data)
    return desk.post(page(name, "import"), {"import_file": file, **chosen})


def take_in(desk, name, answer):
    """Confirm a preview."""
    parcel = {"parcel": answer.context["parcel"]}
    return desk.post(page(name, "process_import"), parcel)


def exported(desk, name, kind="csv", query=""):
    return desk.post(page(name, "export") + query, {"format": kind}).content


def table(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def errors(answer):
    """What the page says is wrong with cells, or with the file."""
    if "row_errors" in answer.context:
        return answer.context["row_errors"]
    return answer.context["form"].errors["import_file"]


@pytest.fixture
def billing(shelf):
    """Looks after customers of the first shelf's provider."""
    user = staff("billing@remit.example", "billing", shelf["provider"])
    publish(shelf["revision"])
    return user


@pytest.fixture
def limited(client, billing):
    client.force_login(billing)
    return client


def test_a_preview_shows_what_would_change_and_writes_nothing(desk, shelf):
    rows = "key,name,zone\nc1,Customer One,Europe/London\nnew,New Ltd,UTC\n"

    answer = try_file(desk, "customer", rows)

    words = answer.content.decode()
    assert answer.context["counts"] == {"new": 1, "changed": 1, "same": 0}
    assert "<del>Customer 1</del> <ins>Customer One</ins>" in words
    assert list(Customer.objects.values_list("name", flat=True)) == ["Customer 1"]
    assert not LogEntry.objects.filter(change_message__contains="rows.csv").exists()


def test_a_confirmed_file_is_taken_in_with_its_history(desk, root, shelf):
    rows = "key,name,zone\nc1,Customer One,Europe/London\nnew,New Ltd,UTC\n"
    answer = try_file(desk, "customer", rows)

    done = take_in(desk, "customer", answer)

    assert done.status_code == 302
    assert set(Customer.objects.values_list("key", "name", "zone")) == {
        ("c1", "Customer One", "Europe/London"),
        ("new", "New Ltd", "UTC"),
    }
    log = LogEntry.objects.filter(change_message="Imported from rows.csv.")
    assert sorted(log.values_list("object_repr", flat=True)) == [
        "Customer One",
        "New Ltd",
    ]
    assert set(Change.objects.filter(field="name").values_list("by", "after")) == {
        (root.email, "Customer One")
    }


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ALL)
def test_an_export_taken_in_again_changes_nothing(desk, shelf, strange, name, kind):
    Contact.objects.update(name="=HYPERLINK(1)", phone="+1 555 0100")
    closures = models.Closure.objects.filter(pk=shelf["closure"].pk)
    closures.update(name="-'@\t")
    Subscription.objects.update(integrations="=one\r\n+two")

    answer = try_file(desk, name, exported(desk, name, kind))

    assert answer.context["counts"] == {"new": 0, "changed": 0, "same": 2}


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


def test_an_export_holds_what_the_list_shows(desk, shelf, strange):
    rows = table(exported(desk, "customer", query="?q=Customer+2"))

    assert rows == [{"key": "c2", "name": "Customer 2", "zone": "UTC"}]


def test_one_wrong_row_keeps_the_whole_file_out(desk, shelf):
    rows = "key,name,zone\nc1,Changed,UTC\nbad key,X,UTC\nc3,,Mars\n"

    answer = try_file(desk, "customer", rows)

    found = errors(answer)
    assert [(number, name) for number, name, _ in found] == [
        (3, "key"), (4, "name"), (4, "zone"),
    ]  # fmt: skip
    assert "parcel" not in answer.context
    assert Customer.objects.get().name == "Customer 1"


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
        (b"key,name\n" + b"a,b\n" * 2001, "more than 2,000 rows"),
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


def test_a_row_that_stands_twice_is_refused(desk):
    answer = try_file(desk, "customer", "key,name\na,One\na,Two\n")

    assert errors(answer) == [(3, "", "The same row stands in the file twice.")]


def test_a_preview_that_no_longer_holds_is_shown_again(desk, shelf):
    answer = try_file(desk, "customer", "key,name\nc1,Mine\n")
    Customer.objects.update(name="Theirs")

    again = take_in(desk, "customer", answer)

    assert "Nothing was written" in again.content.decode()
    assert "<del>Theirs</del> <ins>Mine</ins>" in again.content.decode()
    assert Customer.objects.get().name == "Theirs"
    take_in(desk, "customer", again)
    assert Customer.objects.get().name == "Mine"


def test_a_preview_is_good_for_its_author_and_its_rows_only(desk, client, shelf):
    parcel = try_file(desk, "customer", "key,name\nc1,Mine\n").context["parcel"]
    other = models.User.objects.create_superuser("other@remit.example", "x")

    for name in ("contact", "customer"):
        client.force_login(other)
        sent = {"parcel": parcel}
        answer = client.post(page(name, "process_import"), sent, follow=True)
        assert "This preview has expired" in answer.content.decode()
    tampered = {"parcel": parcel[:-3] + "abc"}
    desk.post(page("customer", "process_import"), tampered)
    assert Customer.objects.get().name == "Customer 1"


def test_a_confirmation_is_posted(desk):
    assert desk.get(page("customer", "process_import")).status_code == 405


def test_the_same_file_twice_has_nothing_to_take_in(desk, shelf):
    answer = try_file(desk, "customer", "key,name\nc1,Customer 1\n")

    assert "says what is there already" in answer.content.decode()


@pytest.mark.parametrize("name", ALL)
def test_limited_staff_get_and_change_rows_of_their_providers_only(
    limited, shelf, strange, name, root, client
):
    client.force_login(root)
    rows = exported(client, name)
    user = models.User.objects.get(email="billing@remit.example")
    client.force_login(user)

    own = exported(client, name)

    assert len(table(rows)) == 2
    assert len(table(own)) == 1
    if name in ("window", "closure"):
        assert client.get(page(name, "import")).status_code == 403
        return
    answer = try_file(client, name, rows)
    assert [text for _, _, text in errors(answer)] == ["No such customer: “c2”."]


def test_limited_staff_make_no_customer(limited):
    answer = try_file(limited, "customer", "key,name\nfresh,Fresh\n")

    assert errors(answer) == [(2, "key", "No such customer: “fresh”.")]


def test_another_providers_guide_does_not_exist(limited, strange):
    rows = "customer,guide,starts_on\nc1,p2/g,2027-01-01\nc1,p1/none,2027-01-01\n"

    answer = try_file(limited, "subscription", rows)

    assert errors(answer) == [
        (2, "guide", "No such guide: “p2/g”."),
        (3, "guide", "No such guide: “p1/none”."),
    ]


def test_who_may_look_exports_and_who_may_add_and_change_imports(client, shelf):
    engineer = staff("engineer@remit.example", "engineer")
    client.force_login(engineer)

    assert client.get(page("customer", "export")).status_code == 200
    assert client.get(page("customer", "import")).status_code == 403
    assert client.post(page("customer", "process_import")).status_code == 403
    listed = client.get(page("customer", "changelist")).content.decode()
    assert page("customer", "export") in listed
    assert page("customer", "import") not in listed


def test_an_import_gives_no_login(desk, shelf):
    answer = try_file(desk, "contact", "customer,email,user\nc1,a@b.example,1\n")

    assert "not known here: “user”" in str(errors(answer))


def test_a_contact_is_found_in_any_case_of_letters(desk, shelf):
    rows = "customer,email,role\nc1,CONTACT1@customer.example,Approver\n"

    take_in(desk, "contact", try_file(desk, "contact", rows))

    contact = Contact.objects.get()
    assert contact.role == "approver"
    assert contact.email == "contact1@customer.example"


def test_wrong_words_of_a_contact_are_told(desk, shelf):
    rows = "customer,email,name,role,active\nc1,nobody,N,boss,maybe\n"

    answer = try_file(desk, "contact", rows)

    assert {name: text for _, name, text in errors(answer)} == {
        "email": "Enter a valid email address.",
        "role": "“boss” is none of requester, approver, billing, manager.",
        "is_active": "“maybe” is neither yes nor no.",
    }


def test_subscriptions_keep_their_rule(desk, shelf, strange):
    rows = (
        "customer,guide,starts_on,ends_on,pinned_revision,service_level\n"
        "c2,p2/g,2027-01-01,,,\n"
        "c1,p2/g,2026-05-01,2027-05-01,1,Level 2\n"
        "c1,p1/g,soon,,,\n"
        "c1,p2/g,2028-01-01,,9,\n"
        "c1,p2/g,2029-01-01,,1,Level 1\n"
    )

    answer = try_file(desk, "subscription", rows)

    told = {(number, name): text for number, name, text in errors(answer)}
    assert "subscribes to this guide from 2026-01-01" in told[2, "starts_on"]
    assert told[4, "starts_on"] == "“soon” is no date such as 2026-01-31."
    assert "No such pinned revision: “9”" in told[5, "pinned_revision"]
    assert "No such service level" in told[6, "service_level"]
    assert {number for number, _ in told} == {2, 4, 5, 6}


def test_a_subscription_and_its_figures_are_taken_in(desk, shelf, strange):
    rows = (
        "customer,guide,starts_on,ends_on,pinned_revision,service_level\n"
        "c1,p2/g,2026-05-01,2027-05-01,1,Level 2\n"
    )
    figures = (
        "customer,guide,starts_on,kind,valid_from,value,currency\n"
        "c1,p2/g,2026-05-01,managed_spend,2026-05-01,26000.50,USD\n"
        "c1,p2/g,2026-05-01,users,2026-05-01,many,\n"
    )
    take_in(desk, "subscription", try_file(desk, "subscription", rows))

    refused = try_file(desk, "subscriptionmeasure", figures)
    sound = figures.replace("many", "25")
    take_in(desk, "subscriptionmeasure", try_file(desk, "subscriptionmeasure", sound))

    made = Subscription.objects.get(guide=strange["guide"], customer=shelf["customer"])
    assert errors(refused) == [(3, "value", "“many” is no number such as 1250.50.")]
    assert (made.service_level.name, made.pinned_revision.number) == ("Level 2", 1)
    assert sorted(m.value for m in made.measures.all()) == [25, 26000.50]
    assert {m.customer_id for m in made.measures.all()} == {shelf["customer"].pk}


def test_hours_and_closures_are_taken_in(desk, shelf):
    hours = (
        "calendar,valid_from,day,opens,closes\np1/c,2026-01-01,Tuesday,08:30,24:00\n"
    )
    closed = "calendar,valid_from,day,name\np1/c,2026-01-01,2026-12-25,Christmas\n"

    take_in(desk, "window", try_file(desk, "window", hours))
    take_in(desk, "closure", try_file(desk, "closure", closed))

    assert models.Window.objects.filter(day=1, opens=510, closes=1440).exists()
    assert models.Closure.objects.filter(day=dt.date(2026, 12, 25)).exists()


def test_wrong_hours_are_told(desk, shelf):
    rows = (
        "calendar,valid_from,day,opens,closes\n"
        "p1/c,2026-01-01,tuesday,8,17:00\n"
        "p1/c,2026-01-01,someday,08:00,17:00\n"
        "p1/c,2026-01-01,tuesday,17:00,08:00\n"
        "p1/x,2026-01-01,tuesday,08:00,17:00\n"
    )

    answer = try_file(desk, "window", rows)

    told = {(number, name): text for number, name, text in errors(answer)}
    assert told[2, "opens"] == "“8” is no time of day such as 08:30."
    assert "“someday” is none of" in told[3, "day"]
    assert told[4, ""] == "A window opens before it closes, within one day."
    assert told[5, "calendar"] == "No such calendar: “p1/x from 2026-01-01”."


def test_a_calendar_that_tickets_are_judged_by_takes_nothing_in(desk, strange):
    closed = "calendar,valid_from,day,name\np2/c,2026-01-01,2026-12-25,Christmas\n"

    answer = try_file(desk, "closure", closed)

    assert "tickets are judged by it" in str(errors(answer)).lower() or (
        "later date" in str(errors(answer))
    )


def test_too_many_rows_for_a_file_are_told(desk, shelf, monkeypatch):
    from catalogue.admin import exchange

    monkeypatch.setattr(exchange, "MAX_EXPORTED", 0)

    answer = desk.get(page("customer", "export"))

    assert "1 rows are more than one file should hold" in answer.content.decode()


def test_a_text_too_long_for_a_worksheet_is_told(desk, shelf):
    Subscription.objects.update(integrations="x" * 32768)

    answer = desk.post(page("subscription", "export"), {"format": "xlsx"})

    assert "longer than a cell of XLSX may be. Choose CSV." in answer.content.decode()
    assert len(table(exported(desk, "subscription"))[0]["integrations"]) == 32768


def test_a_control_character_is_told(desk, shelf):
    Customer.objects.update(name="a\x07b")

    answer = desk.post(page("customer", "export"), {"format": "xlsx"})

    assert "Choose CSV" in answer.content.decode()


def test_a_wrong_filter_does_not_break_the_export(desk):
    answer = desk.get(page("contact", "export") + "?role__exact[]=1&x=y")

    assert answer.status_code in (200, 302)


def test_an_import_of_many_rows_asks_the_same_of_each(
    desk, django_assert_max_num_queries
):
    rows = "key,name\n" + "".join(f"k{at},N {at}\n" for at in range(50))

    with django_assert_max_num_queries(50 * 10 + 30):
        answer = try_file(desk, "customer", rows)

    assert answer.context["counts"]["new"] == 50


def test_only_the_first_differences_are_shown(desk):
    rows = "key,name\n" + "".join(f"k{at},N {at}\n" for at in range(205))

    answer = try_file(desk, "customer", rows)

    assert "5 more rows are not shown" in answer.content.decode()
    take_in(desk, "customer", answer)
    assert Customer.objects.count() == 205
