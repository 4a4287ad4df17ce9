"""Import and export at the desk: tried first, taken in whole or not at all, within one's limits."""

import csv
import io

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


def test_who_may_look_exports_and_who_may_add_and_change_imports(client, shelf):
    engineer = staff("engineer@remit.example", "engineer")
    client.force_login(engineer)

    assert client.get(page("customer", "export")).status_code == 200
    assert client.get(page("customer", "import")).status_code == 403
    assert client.post(page("customer", "process_import")).status_code == 403
    listed = client.get(page("customer", "changelist")).content.decode()
    assert page("customer", "export") in listed
    assert page("customer", "import") not in listed


def test_too_many_rows_for_a_file_are_told(desk, shelf, monkeypatch):
    from catalogue.admin import exchange

    monkeypatch.setattr(exchange, "MAX_EXPORTED", 0)

    answer = desk.get(page("customer", "export"))

    assert "1 rows are more than one file should hold" in answer.content.decode()


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
