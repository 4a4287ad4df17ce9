"""Reading raw messages: words, files, and who a program is. Without a database."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tickets.letters import letter, of_parts
from tickets.inbound.message import Unreadable, identity, read, read_head
from tickets.inbound.words import own_words

ODD = [
    ('text/plain; charset="iso-8859-1"', "Grüße".encode("latin-1"), "Grüße"),
    ('text/plain; charset="windows-1252"', "“so”".encode("cp1252"), "“so”"),
    ('text/plain; charset="utf-8"', b"Gr\xfc\xdfe", "Gr\ufffd\ufffde"),
    ('text/plain; charset="no-such"', "Grüße".encode(), "Grüße"),
    ("text/plain", "Grüße".encode(), "Grüße"),
    ("text/plain; charset=PunyCode", b"a9" * 500_000, "a9" * 500_000),
    ("text/html", b"<style>x</style><p>One</p><p>Two &amp; <b>three</b></p>", "One\n\nTwo & three"),
    ("text/html", b"<div>" * 5000 + b"deep", "deep"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "body", "words"), ODD, ids=lambda x: str(x)[:20])
def test_words_survive_their_character_set(kind, body, words):
    assert read(letter(body, kind=kind)).text.strip() == words


def test_plain_text_is_preferred_to_html():
    both = of_parts(
        ("Content-Type: text/plain", b"Plain"),
        ("Content-Type: text/html", b"<p>HTML</p>"),
        subtype="alternative",
    )

    assert read(letter(**both)).text == "Plain"


def test_files_are_taken_out_with_their_decoded_names():
    encoded = base64.b64encode(b"col\n1\n")
    mail = of_parts(
        ("Content-Type: text/plain", b"See there."),
        (
            (
                "Content-Type: text/csv\r\nContent-Transfer-Encoding: base64\r\n"
                'Content-Disposition: attachment; filename="=?utf-8?q?gr=C3=BCn.csv?="'
            ),
            encoded,
        ),
        ("Content-Type: image/png\r\nContent-ID: <a>", b"\x89PNG"),
        ("Content-Type: message/rfc822", letter(subject="Within")),
        ("Content-Type: application/pgp-signature; name=s.asc", b"sig"),
    )

    found = read(letter(**mail))

    assert found.text == "See there."
    assert [each.name for each in found.files] == [
        "grün.csv",
        "part 2.png",
        "part 3.eml",
    ]
    assert found.files[0].content == b"col\n1\n"
    assert b"Subject: Within" in found.files[2].content


def test_headers_are_decoded_and_hold_no_line_breaks():
    mail = read(
        letter(
            subject="=?utf-8?b?R3LDvMOfZQ0KQmNjOiB4?= =?bad?q?x?=",
            References="<a@x> junk <b@y>",
            In_Reply_To="<c@z>",
        )
    )

    assert mail.subject.startswith("Grüße Bcc: x")
    assert "\n" not in mail.subject
    assert mail.answers == {"<a@x>", "<b@y>", "<c@z>"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; x"},
        {"Precedence": "bulk"},
        {"Precedence": "Junk"},
        {"List_Id": "<news.example>"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"From": "MAILER-DAEMON@northwind.example"},
        {"kind": "multipart/report; boundary=x"},
    ],
)
def test_what_a_program_wrote_is_known(headers):
    assert read_head(letter(**headers)).automatic
    assert not read_head(letter(Auto_Submitted="no")).automatic


@pytest.mark.parametrize(
    ("sender", "read_as"),
    [
        ("Dana <DANA@Northwind.example>", "dana@northwind.example"),
        ("dana@northwind.example, eve@evil.example", ""),
        ('"dana@northwind.example" <eve@evil.example>', "eve@evil.example"),
        ("nobody", ""),
        (None, ""),
    ],
)
def test_a_sender_is_one_address_or_none(sender, read_as):
    assert read_head(letter(From=sender)).sender == read_as


def test_a_message_without_a_proper_id_is_known_by_its_content():
    one, other = letter(Message_ID=None), letter("Other", Message_ID="no id")

    assert identity(letter()) == "<one@northwind.example>"
    assert identity(one).startswith("sha256:")
    assert identity(one) == identity(one) != identity(other)


def test_a_message_that_nests_without_end_is_refused_or_bounded():
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n)
        for n in range(3000)
    )
    wide = of_parts(*[("Content-Type: image/png", b"x")] * 1000)

    with pytest.raises(Unreadable, match="nest too deeply"):
        read(b"From: a@b.example\r\n" + deep)
    assert len(read(letter(**wide)).files) < 200


@given(st.binary(max_size=300), st.binary(max_size=60))
def test_nothing_that_is_sent_stops_the_reading(body, head):
    raw = b"From: a@b.example\r\nSubject: " + head + b"\r\nContent-Type: " + head + body

    mail = read(raw)

    assert len(identity(raw)) <= 500
    assert "\x00" not in mail.text + mail.subject + mail.sender


HISTORY = [
    ("Yes.\n\nOn Mon, 9 Nov 2026 at 10:00, Acme <s@acme.example> wrote:\n> Is it?\n", "Yes."),
    ("Yes.\n\nOn Mon, 9 Nov 2026 at 10:00, Acme Managed\n<s@acme.example> wrote:\n> Is it?", "Yes."),
    ("Yes.\n\n-----Original Message-----\nFrom: Acme\nIs it?", "Yes."),
    ("Ja.\n\nAm 9.11.2026 um 10:00 schrieb Acme:\n> Ist es?", "Ja."),
    ("Yes.\n________________________________\nFrom: Acme\nSent: Monday\nIs it?", "Yes."),
    ("Yes.\n\nFrom: Acme <s@acme.example>\nSent: Monday\nTo: Dana\n\nIs it?", "Yes."),
    ("Yes.\n-- \nDana, Northwind", "Yes."),
    ("> Is it?\nYes.\n> And that?\nNo.\n> quoted below", "> Is it?\nYes.\n> And that?\nNo."),
    ("On Monday he wrote to me.\nIt fails.", "On Monday he wrote to me.\nIt fails."),
    ("> only quoted", "> only quoted"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "own"), HISTORY)
def test_a_reply_is_shown_without_what_it_replies_to(text, own):
    assert own_words(text) == own


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: text/plain; " + b"a=b;" * 200_000 + b"\r\n\r\nx",
        b"A: b\rContent-Disposition: attachment;\r " + b"a=b;\r " * 100_000 + b"\r\rx",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 300_000,
        b"X: a\r\n" * 600_000 + b"\r\nx",
    ],
    ids=["parameters", "folded", "parts", "headers"],
)
def test_what_would_keep_the_reader_busy_for_minutes_is_refused(raw):
    with pytest.raises(Unreadable):
        read(raw)


def test_addresses_without_end_are_read_as_far_as_people_write_them():
    cc = b"Cc: " + b"<a@b.example>," * 700 + b"\r\n"

    mail = read(cc * 2_000 + b"From: dana@northwind.example\r\n\r\nx")

    assert mail.sender == "dana@northwind.example"
    with pytest.raises(Unreadable):
        read(b"Cc: " + b"(" * 9_000 + b"\r\n\r\nx")
