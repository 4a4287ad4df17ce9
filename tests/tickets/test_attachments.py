"""Files that come with a ticket: what is kept, and why something is not."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.actions.attaching import attach
from tickets.actions.recording import Author, record
from tickets.actions.refusals import Refused
from tickets.attachments import (
    LARGEST,
    LONGEST_NAME,
    MEGABYTE,
    checked,
    clean_name,
    sifted,
)
from tickets.models import Attachment, Event
from tickets.signatures import KINDS

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
DANA = Author("dana@northwind.example")


def file(name, content=b"some words\n"):
    opened = io.BytesIO(content)
    opened.name = name
    return opened


def archive(*entries):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as into:
        for name, content in entries:
            into.writestr(name, content)
    return packed.getvalue()


ODT = "application/vnd.oasis.opendocument.text"
GOOD = [
    ("a.png", PNG),
    ("a.JPG", b"\xff\xd8\xff\xe0more"),
    ("a.gif", b"GIF89amore"),
    ("a.webp", b"RIFF\x01\x02\x03\x04WEBPmore"),
    ("a.pdf", b"%PDF-1.7 more"),
    ("a.log", "grün".encode()),
    ("a.csv", "grün".encode("latin-1")),
    ("a.txt", "\ufeffwide".encode("utf-16-le")),
    ("a.json", b"{}"),
    ("a.eml", b"From: a@example.com\r\n\r\nHi"),
    ("a.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1more"),
    ("a.docx", archive(("word/document.xml", "x"))),
    ("a.xlsx", archive(("xl/workbook.xml", "x"))),
    ("a.odt", archive(("mimetype", ODT))),
    ("a.zip", archive(("anything.exe", "x"))),
    ("a.gz", b"\x1f\x8b\x08more"),
    ("a.pcap", b"\xd4\xc3\xb2\xa1more"),
    ("a.pcapng", b"\x0a\x0d\x0d\x0amore"),
]
BAD = [
    ("a.png", archive(("x", "x")), "not a PNG picture"),
    ("a.docx", archive(("xl/workbook.xml", "x")), "not a Word document"),
    ("a.docx", b"PK\x03\x04 and no archive", "not a Word document"),
    ("a.txt", b"MZ\x00\x01", "not a text"),
    ("a.txt", b"\xff\xfe\x00", "not a text"),
    ("a.html", b"<script>", "“.html” files are not taken"),
    ("a.svg", b"<svg onload='x'/>", "“.svg” files are not taken"),
    ("a.pdf.exe", b"MZ", "“.exe” files are not taken"),
    ("readme", b"words", "without an ending"),
    ("a.txt", b"", "empty"),
    ("a.txt", b"x" * (LARGEST + 1), "more than 10 MB"),
]


@pytest.mark.parametrize(("name", "content"), GOOD, ids=lambda each: str(each)[:8])
def test_a_file_that_is_what_its_name_says_is_kept(name, content):
    (upload,) = checked([file(name, content)])

    assert (upload.name, upload.content) == (name, content)


@pytest.mark.parametrize(("name", "content", "why"), BAD)
def test_another_is_refused_by_name(name, content, why):
    with pytest.raises(Refused, match=why) as caught:
        checked([file(name, content)])

    assert str(caught.value).startswith(f"{name}:")
    assert caught.value.field == "files"


def test_a_stream_without_end_is_read_up_to_the_limit():
    class Endless(io.RawIOBase):
        name, asked = "a.log", 0

        def read(self, size=-1):
            self.asked += size
            return b"x" * size

    stream = Endless()
    with pytest.raises(Refused, match="more than 10 MB"):
        checked([stream])

    assert stream.asked == LARGEST + 1


def test_eleven_files_and_26_megabytes_are_too_much():
    nine = b"x" * (9 * MEGABYTE)

    with pytest.raises(Refused, match="11 files are too many"):
        checked([file(f"{n}.txt") for n in range(11)])
    with pytest.raises(Refused, match=r"2\.txt: with it .* 25 MB together"):
        checked([file(f"{n}.txt", nine) for n in range(3)])


NAMES = [
    ("../../etc/passwd.txt", "passwd.txt"),
    ("C:\\Users\\me\\shot.png", "shot.png"),
    ("a\r\nSet-Cookie: x.txt", "a Set-Cookie: x.txt"),
    ("invoice\u202etxt.exe", "invoicetxt.exe"),
    ("  .hidden.txt ", "hidden.txt"),
    ("x" * 300 + ".txt", "x" * 196 + ".txt"),
    ("\u202e", "file"),
    (None, "file"),
]


@pytest.mark.parametrize(("given_name", "kept"), NAMES)
def test_names_are_cleaned(given_name, kept):
    assert clean_name(given_name) == kept


@given(st.text(max_size=400))
def test_a_clean_name_is_short_says_something_and_stays_as_it_is(name):
    kept = clean_name(name)

    assert 0 < len(kept) <= LONGEST_NAME
    assert not set(kept) & set("/\\\0\r\n\u202e")
    assert clean_name(kept) == kept


def test_the_same_name_twice_is_told_apart():
    uploads = checked([file("Log.txt"), file("log.txt"), file("LOG.txt")])

    assert [each.name for each in uploads] == ["Log.txt", "log (2).txt", "LOG (3).txt"]


def test_mail_keeps_what_may_be_kept_and_names_the_rest():
    uploads, refusals = sifted([file("a.txt"), file("b.exe"), file("c.png", PNG)])

    assert [each.name for each in uploads] == ["a.txt", "c.png"]
    assert len(refusals) == 1
    assert refusals[0].startswith("b.exe:")


@pytest.fixture
def kept(ticket, now):
    """A file with a public reply, and one with an internal note."""

    def with_event(kind, name, is_public):
        event = record(ticket, kind, author=DANA, at=now, is_public=is_public)
        return attach(event, checked([file(name)]), author=DANA, at=now)[0]

    return (
        with_event(Event.Kind.REPLIED, "répo “rt”.txt", True),
        with_event(Event.Kind.NOTED, "secret.txt", False),
    )


def url(attachment):
    return f"/tickets/{attachment.ticket.reference}/files/{attachment.pk}/"


def test_a_file_is_served_as_a_download_that_no_browser_opens(client, dana, kept):
    client.force_login(dana)

    answer = client.get(url(kept[0]))

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"some words\n"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith(
        "attachment; filename*=utf-8''r%C3%A9po"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]


def test_strangers_and_files_of_notes_are_not_found(
    client, dana, stranger, curator, kept
):
    public, internal = kept
    found = {}
    for person in (dana, stranger, curator):
        client.force_login(person)
        found[person.email.split("@")[0]] = [
            client.get(url(each)).status_code for each in (public, internal)
        ]

    assert found == {"dana": [200, 404], "sam": [404, 404], "curator": [200, 200]}


def test_a_file_is_not_found_under_another_ticket(client, dana, kept, ticket):
    client.force_login(dana)
    kept[0].ticket.pk += 1

    assert client.get(url(kept[0])).status_code == 404


@pytest.mark.django_db
def test_lists_of_files_leave_their_contents_in_the_database(
    kept, django_assert_num_queries
):
    with django_assert_num_queries(1):
        rows = list(Attachment.objects.listed())

    assert "content" in rows[0].get_deferred_fields()


def test_an_archive_of_entries_without_end_is_not_read():
    content = archive(("word/document.xml", b"<w/>"))

    assert KINDS["docx"].fits(content)
    assert not KINDS["docx"].fits(content[:4] + b"PK\x01\x02" * 20_001 + content[4:])
