"""Word files to blocks, and the packages that are no guides."""

import contextlib
import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.reading.blocks import Heading, Item, Paragraph, Table
from catalogue.reading.formats import word
from catalogue.reading.formats.word import blocks_of_word
from catalogue.reading.refusals import (
    ProtectedDocument,
    TooDeep,
    TooLarge,
    UnknownFormat,
    UnreadableDocument,
)

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def package(**parts: bytes) -> bytes:
    """A small Word file; `parts` replace or add what is in it, by the name below word/."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(docx.Document()))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            key = name.removeprefix("word/").removesuffix(".xml")
            new.writestr(name, parts.pop(key) if key in parts else old.read(name))
        for key, data in parts.items():
            new.writestr(f"word/{key}.xml", data)
    return out.getvalue()


def body(inner: str) -> bytes:
    return f'<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>'.encode()


def test_headings_text_and_lists_keep_their_styles():
    document = docx.Document()
    document.add_heading("Service guide", 0)
    document.add_heading("4.1 Hours", 2)
    document.add_paragraph("The desk is open on workdays.")
    document.add_paragraph("Mice", style="List Bullet")
    document.add_paragraph("Call the desk", style="List Number")

    assert blocks_of_word(saved(document)) == [
        Heading("Service guide", 1, "", 1),
        Heading("Hours", 2, "4.1", 2),
        Paragraph("The desk is open on workdays.", 3),
        Item("Mice", 1, "-", 4),
        Item("Call the desk", 1, "1.", 5),
    ]


def test_merged_cells_repeat_their_text():
    document = docx.Document()
    table = document.add_table(3, 3)
    for row, texts in zip(
        table.rows,
        (("Task", "Gold", ""), ("", "Day", "Night"), ("Call", "R", "A")),
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))

    assert blocks_of_word(saved(document)) == [
        Table(
            [["Task", "Gold", "Gold"], ["Task", "Day", "Night"], ["Call", "R", "A"]], 1
        )
    ]


def test_superscript_footnotes_stay_raised():
    document = docx.Document()
    paragraph = document.add_paragraph("Included")
    paragraph.add_run("1").font.superscript = True

    assert blocks_of_word(saved(document)) == [Paragraph("Included¹", 1)]


def numbered_headings(*titles: tuple[str, int]) -> bytes:
    """A document whose headings are counted by Word, as "Article 3" and "3.1"."""
    document = docx.Document()
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="decimal"/>'
        f'<w:pStyle w:val="Heading{depth + 1}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for depth, start, pattern in ((0, 3, "Article %1"), (1, 1, "%1.%2."))
    )
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'
        ),
    )
    for title, level in titles:
        document.add_heading(title, level)
    return saved(document)


def test_numbers_that_word_counts_are_printed():
    data = numbered_headings(
        ("Scope", 1), ("Hours", 2), ("Places", 2), ("Prices", 1), ("Fees", 2)
    )

    numbers = [block.number for block in blocks_of_word(data)]

    assert numbers == ["3", "3.1", "3.2", "4", "4.1"]


def test_a_number_typed_by_hand_is_not_counted_twice():
    data = numbered_headings(("3 Scope", 1))

    assert blocks_of_word(data) == [Heading("Scope", 1, "3", 1)]


def test_the_list_of_contents_is_left_out():
    data = package(
        document=body(
            '<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:r><w:t>Scope 3</w:t></w:r></w:p>'
            "<w:p><w:r><w:t>Seen.</w:t></w:r></w:p>"
        ),
        styles=f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="TOC1">'
        '<w:name w:val="toc 1"/></w:style></w:styles>'.encode(),
    )

    assert blocks_of_word(data) == [Paragraph("Seen.", 1)]


def test_pictures_are_not_read():
    document = docx.Document()
    document.add_paragraph("Seen.")
    dot = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
        "78da63f8cfc0000003010100f70341430000000049454e44ae426082"
    )
    document.add_picture(io.BytesIO(dot))

    assert blocks_of_word(saved(document)) == [Paragraph("Seen.", 1)]


def test_an_old_word_file_is_named_as_such():
    with pytest.raises(UnknownFormat, match=r"save it as \.docx"):
        blocks_of_word(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512))


def test_a_word_file_with_a_password_is_refused():
    data = (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + bytes(512)
        + "EncryptedPackage".encode("utf-16-le")
    )

    with pytest.raises(ProtectedDocument, match="without the password"):
        blocks_of_word(data)


def test_another_package_is_no_word_file():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")

    with pytest.raises(UnknownFormat, match=r"\.docx"):
        blocks_of_word(out.getvalue())


def test_a_package_that_unpacks_without_end_is_refused():
    data = package(media=bytes(word.MAX_XML + 1))

    assert len(data) < 200_000
    with pytest.raises(TooLarge, match="unpacks"):
        blocks_of_word(data)


def test_a_package_that_understates_its_sizes_is_refused():
    data = package(media=bytes(1_000_000))
    declared = (1_000_000).to_bytes(4, "little")
    assert data.count(declared) == 2

    with pytest.raises(UnreadableDocument):
        blocks_of_word(data.replace(declared, (10).to_bytes(4, "little")))


def test_a_package_with_too_many_entries_is_refused():
    with pytest.raises(TooLarge):
        blocks_of_word(package(**{f"part{at}": b"" for at in range(word.MAX_ENTRIES)}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding):
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'
    )

    with pytest.raises(UnreadableDocument):
        blocks_of_word(package(document=bomb.encode(encoding)))


def test_tables_in_tables_without_end_are_refused():
    deep = "<w:tbl><w:tr><w:tc>" * 5000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 5000

    with pytest.raises(TooDeep):
        blocks_of_word(package(document=body(deep)))


@given(st.binary(max_size=300), st.integers(0, 5000))
@settings(max_examples=30, deadline=None)
def test_a_damaged_package_is_read_or_refused(noise, at):
    data = bytearray(SMALL)
    data[at : at + len(noise)] = noise

    with contextlib.suppress(UnreadableDocument):
        blocks_of_word(bytes(data))


SMALL = package()
