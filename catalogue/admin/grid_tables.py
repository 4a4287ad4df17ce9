"""A sheet as a table of inputs. Thousands of cells: each is put together here, not in a template."""

from dataclasses import dataclass, replace

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalogue.actions.gridding.sheet import NEW, Column, Row, Sheet
from catalogue.models import Party

SPARE_ROWS = 3
SIDES = [("", "undecided"), *((v, label) for v, label in Party.Side.choices if v)]


@dataclass
class Head:
    """A column's heading."""

    at: str  # what ids and field names of the column go by
    column: Column
    number: int
    is_spare: bool = False
    is_changed: bool = False


@dataclass
class Line:
    """A row of the table, its cells ready."""

    at: str
    number: int
    id: str
    cells: list[SafeString]
    is_spare: bool = False
    is_new: bool = False


@dataclass
class Table:
    """What the template shows."""

    heads: list[Head]
    lines: list[Line]
    blank: Line
    blank_head: Head | None
    groups: list[str]
    places: dict[tuple[str, str], str]  # ids of the inputs in which something is wrong

    def place_of(self, problem):
        """The id of the input that a problem is about; blank when it is about none."""
        return self.places.get((problem.row, problem.column), "")


def table_of(
    sheet: Sheet, seen: Sheet, wrong=(), *, editable=True, grows=False, named=True
) -> Table:
    """The table of a sheet. `wrong` are the (row, column) ids in which something is wrong; without
    `named` the inputs have no names, so that a browser sends none of them."""
    full = with_spares(sheet, grows) if editable else sheet
    was = {column.id: column for column in seen.columns}
    heads = [
        Head(
            str(j),
            column,
            j + 1,
            is_spare=column.id == SPARE_COLUMN,
            is_changed=column.is_party and was.get(column.id) != column,
        )
        for j, column in enumerate(full.columns)
    ]
    cells = Cells(heads, seen, wrong, editable, named)
    lines = [
        cells.line(str(i), i + 1, row, is_spare=i >= len(sheet.rows))
        for i, row in enumerate(full.rows)
    ]
    blank = cells.line("0000", 0, Row(f"{NEW}blank"))
    spare = next((head for head in heads if head.is_spare), None)
    places = {("", head.column.id): f"t{head.at}" for head in heads} | cells.places
    return Table(heads, lines, blank, spare, groups_of(sheet), places)


SPARE_COLUMN = f"{NEW}spare"


def with_spares(sheet: Sheet, grows: bool) -> Sheet:
    """The sheet with blank rows, and where it `grows` a blank column, to be typed into."""
    if grows:
        spare = Column(SPARE_COLUMN, "", "mark")
        sheet = sheet.with_parties([*sheet.parties, spare])
    rows = [Row(f"{NEW}spare{at}") for at in range(SPARE_ROWS)]
    return replace(sheet, rows=(*sheet.rows, *rows))


def groups_of(sheet: Sheet) -> list[str]:
    """Group headings in the order in which they come."""
    names = (row.cells.get("group", "") for row in sheet.rows)
    return [name for name in dict.fromkeys(names) if name]


class Cells:
    """Makes the cells of a table."""

    def __init__(self, heads, seen, wrong, editable, named):
        self.heads = heads
        self.old = seen.by_id
        self.wrong = wrong
        self.places = {}
        self.editable = editable
        self.named = named

    def line(self, at, number, row, *, is_spare=False):
        """A row with its cells."""
        cells = [self.cell(at, head, row) for head in self.heads]
        return Line(at, number, row.id, cells, is_spare, row.id not in self.old)

    def cell(self, at, head, row):
        """One cell, as an input or as text."""
        column = head.column
        text = row.cells.get(column.id, "auto" if column.id == "charge" else "")
        if not self.editable:
            words = dict(column.choices).get(text, text)
            return format_html("{}", words)
        name = f"r{at}-{head.at}"
        attributes = self.attributes(name, at, head, row, text)
        if column.choices:
            return self.select(attributes, column, text)
        if column.kind == "text":
            lines = text.count("\n") + 1
            return format_html(
                '<textarea{} rows="{}">\n{}</textarea>', attributes, lines, text
            )
        listed = SafeString(' list="groups"' if column.id == "group" else "")
        return format_html('<input{}{} value="{}">', attributes, listed, text)

    def attributes(self, name, at, head, row, text):
        """Id, name, label, and whether it changed or is wrong."""
        old = self.old.get(row.id)
        marks = []
        if old and text != old.cells.get(head.column.id, ""):
            marks.append("changed")
        wrong = (row.id, head.column.id) in self.wrong
        pairs = [("id", name)]
        if self.named:
            pairs.append(("name", name))
        pairs.append(("aria-labelledby", f"h{head.at} n{at}"))
        if wrong:
            self.places[row.id, head.column.id] = name
            marks.append("wrong")
            pairs.append(("aria-invalid", "true"))
        if marks:
            pairs.append(("class", " ".join(marks)))
        return format_html_join("", ' {}="{}"', pairs)

    @staticmethod
    def select(attributes, column, text):
        """A choice; a word that is not in the list stays visible until it is corrected."""
        choices = list(column.choices)
        if text not in dict(choices):
            choices.append((text, text))
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (value, SafeString(" selected" if value == text else ""), title)
                for value, title in choices
            ),
        )
        return format_html("<select{}>{}</select>", attributes, options)
