"""HTML to blocks: what a reader of the page sees, no markup, no traps."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.reading.blocks import Heading, Item, Paragraph, Table
from catalogue.reading.formats.html import blocks_of_html
from catalogue.reading.refusals import TooDeep, TooLarge


def table_of(html: str) -> list[list[str]]:
    (table,) = [block for block in blocks_of_html(html) if isinstance(block, Table)]
    return table.rows


def test_headings_keep_level_and_number():
    blocks = blocks_of_html(
        "<h1>Guide</h1><h2>9.1 Service hours</h2><h3>Annex A: Prices</h3>"
    )

    assert blocks == [
        Heading("Guide", 1, "", 1),
        Heading("Service hours", 2, "9.1", 2),
        Heading("Annex A: Prices", 3, "", 3),
    ]


def test_a_permalink_is_no_part_of_the_heading():
    blocks = blocks_of_html('<h2>Scope<a href="#scope">¶</a></h2>')

    assert blocks == [Heading("Scope", 2, "", 1)]


def test_a_bold_line_of_its_own_is_a_heading_below_the_last_one():
    blocks = blocks_of_html(
        "<h2>Scope</h2><p><b>Laptops</b></p><p><b>Included:</b></p>"
    )

    assert blocks[1:] == [Heading("Laptops", 3, "", 2), Paragraph("Included:", 3)]


def test_a_short_paragraph_with_a_clause_number_is_a_heading():
    blocks = blocks_of_html(
        "<p>4.1 Service hours</p><p>4.2 The desk answers calls.</p>"
    )

    assert blocks == [
        Heading("Service hours", 2, "4.1", 1),
        Paragraph("4.2 The desk answers calls.", 2),
    ]


def test_text_without_an_element_of_its_own_is_a_paragraph():
    blocks = blocks_of_html("<div>One &amp;\n  two<div>three</div>four&nbsp;!</div>")

    assert [block.text for block in blocks] == ["One & two", "three", "four !"]


def test_lists_keep_depth_and_marker():
    html = """<ul><li>Included:<ul><li><p>Mice</p></li></ul></li></ul>
    <ol start="3"><li>Call<li>Wait</ol><ol type="a"><li>Now</ol>"""

    assert blocks_of_html(html) == [
        Item("Included:", 1, "-", 1),
        Item("Mice", 2, "-", 2),
        Item("Call", 1, "3.", 3),
        Item("Wait", 1, "4.", 4),
        Item("Now", 1, "a.", 5),
    ]


def test_lines_with_printed_bullets_are_items():
    blocks = blocks_of_html(
        "<p>Included:<br>• Mice<br>• Screens<br>and their cables</p>"
    )

    assert blocks == [
        Paragraph("Included:", 1),
        Item("Mice", 1, "•", 2),
        Item("Screens and their cables", 1, "•", 3),
    ]


def test_a_glossary_reads_as_term_and_meaning():
    html = "<dl><dt>Incident<dd>A fault.<dt>Desk<dt>Hotline<dd><p>The team.</p></dl>"

    assert [block.text for block in blocks_of_html(html)] == [
        "Incident: A fault.",
        "Desk, Hotline: The team.",
    ]


def test_superscript_digits_stay_raised():
    blocks = blocks_of_html(
        "<p>Yes<sup>1</sup> m<sup><a>[2]</a></sup> 4<sup>th</sup></p>"
    )

    assert blocks == [Paragraph("Yes¹ m² 4th", 1)]


def test_a_footnote_begins_with_its_raised_number():
    html = '<ol><li id="footnote-2"><p>Workdays only. <a href="#r2">↑</a></p></li></ol>'

    assert blocks_of_html(html) == [Paragraph("² Workdays only.", 1)]


def test_spans_repeat_the_text_in_every_cell():
    html = """<table><tr><th rowspan="2">Task</th><th colspan="2">Gold</th></tr>
    <tr><th>Day</th><th>Night</th></tr><tr><td>Restart</td><td>R</td></tr></table>"""

    assert table_of(html) == [
        ["Task", "Gold", "Gold"],
        ["Task", "Day", "Night"],
        ["Restart", "R", ""],
    ]


def test_a_span_that_claims_too_much_adds_no_column():
    html = """<table><tr><th colspan="1000000000">Duties</th></tr>
    <tr><td rowspan="1000000000">Call</td><td>R</td></tr><tr><td>A</td></tr></table>"""

    assert table_of(html) == [["Duties", "Duties"], ["Call", "R"], ["Call", "A"]]


def test_lines_lists_and_inner_tables_of_a_cell_become_lines():
    html = """<table><tr><td>a<br>b</td><td><p>c</p><p>d</p></td></tr><tr><td><ul><li>e<li>f</ul></td>
    <td><table><tr><td>g<td>h<tr><td>i</table></td></tr></table>"""

    assert table_of(html) == [["a\nb", "c\nd"], ["e\nf", "g h\ni"]]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("&#10003;", "✓"),
        ('<img alt="Yes" src="x.png">', "Yes"),
        ('<img src="/icons/check.svg">', "✓"),
        ('<span title="Optional"></span>', "Optional"),
        ('<i class="fa fa-check"></i>', "✓"),
        ('<i class="fa fa-times"> </i>', "✗"),
        ('<svg aria-label="No"><title>x</title></svg>', "No"),
        ('<input type="checkbox" checked>', "✓"),
        ('<input type="checkbox">', ""),
        ("<b>R</b> / <i>A</i>", "R / A"),
    ],
)
def test_a_cell_says_what_its_icon_shows(cell, text):
    html = f"<table><tr><td>Task</td><td>{cell}</td></tr><tr><td>b</td><td>c</td></tr></table>"

    assert table_of(html)[0][1] == text


def test_a_caption_titles_its_table():
    html = (
        "<table><caption>Who does\nwhat</caption><tr><td>a<td>b<tr><td>c<td>d</table>"
    )

    assert blocks_of_html(html) == [Table([["a", "b"], ["c", "d"]], 1, "Who does what")]


def test_a_table_that_only_arranges_the_page_is_passed_through():
    html = """<table><tr><td><h2>Duties</h2><p>Read on.</p>
    <table><tr><td>a<td>b<tr><td>c<td>d</table></td></tr></table>"""

    assert blocks_of_html(html) == [
        Heading("Duties", 2, "", 1),
        Paragraph("Read on.", 2),
        Table([["a", "b"], ["c", "d"]], 3),
    ]


def test_what_nobody_sees_is_left_out():
    html = """<head><title>t</title><style>s</style></head><nav><a href="/">Home</a></nav>
    <script>x()</script><p hidden>h</p><p style="display: none">n</p><template>t</template><!-- c -->
    <h2>Contents</h2><ul><li><a href="#a">A</a><li><a href="#b">B</a><li><a href="#c">C</a></ul>
    <p><a href="#_Toc1">1 Scope 4</a></p><p>Seen.</p>"""

    assert blocks_of_html(html) == [Paragraph("Seen.", 1)]


def test_empty_pages_have_no_blocks():
    assert blocks_of_html("") == []
    assert blocks_of_html("<table></table><ul></ul><p> </p>") == []


def test_deep_nesting_is_refused_at_once():
    began = time.monotonic()

    for tag in ("div", "table><tr><td", "ul><li", "b", "blockquote"):
        with pytest.raises(TooDeep):
            blocks_of_html(f"<{tag}>" * 100_000)

    assert time.monotonic() - began < 5


def test_nesting_that_the_parser_makes_is_refused_too():
    with pytest.raises(TooDeep):
        blocks_of_html("<custom>" * 5000)


def test_an_endless_table_is_refused():
    with pytest.raises(TooLarge):
        blocks_of_html("<table>" + "<tr><td>a<td>b" * 60_000)


def test_spans_that_multiply_are_refused():
    row = "<tr>" + "<td colspan=500 rowspan=1000>x" * 401

    with pytest.raises(TooLarge):
        blocks_of_html("<table>" + row * 250)


def test_long_pages_take_time_in_proportion():
    began = time.monotonic()

    blocks = blocks_of_html("<ul><li>a<p>b</ul>" * 20_000)

    assert len(blocks) == 40_000
    assert time.monotonic() - began < 10


@given(st.text())
def test_any_text_is_read_or_refused(text):
    for block in blocks_of_html(text):
        assert block.line >= 1


_PIECE = st.sampled_from(
    [
        "<table>",
        "</table>",
        "<tr>",
        "<td colspan=3>",
        "<td rowspan=0>",
        "<th>",
        "<ul>",
        "<li>",
        "</ul>",
        "<p>",
        "<b>",
        "</b>",
        "<sup>",
        "</sup>",
        "<dl>",
        "<dt>",
        "<dd>",
        "<h2>",
        "</h2>",
        "<caption>",
        "<br>",
        "<nav>",
        "<svg>",
        "<a href='#x'>",
        "</a>",
        "1",
        "x",
        "<!--",
        "-->",
    ]
)


@given(st.lists(_PIECE, max_size=40).map("".join))
def test_any_jumble_of_tags_gives_rectangular_tables(html):
    for block in blocks_of_html(html):
        if isinstance(block, Table):
            assert len({len(row) for row in block.rows}) == 1
        else:
            assert block.text
