"""Provisions as lines of a page, with marks, parties and outcome worked out."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from catalogue.models import Assignment, Footnote, Provision
from catalogue.outcomes import mark, verdict

HEADINGS = {
    "scenario": "Changes and requests",
    "activity": "Who does what",
    "scope": "Scope",
    "service": "What is provided",
    "duty": "Duties",
    "exclusion": "Not covered",
    "limit": "Limits and conditions",
}


class Footmarks:
    """Finds the footnote that a marker in a section means."""

    def __init__(self, notes):
        self.own = {(note.section_id, note.marker): note for note in notes}
        self.any: dict[str, Footnote] = {}
        for note in notes:
            self.any.setdefault(note.marker, note)

    def of(self, section, markers):
        """Pairs (marker, footnote): its section's, else another's, else None for a dead end."""
        return [(m, self.own.get((section, m)) or self.any.get(m)) for m in markers]


@dataclass
class Share:
    """A party's cell of a line."""

    party: str
    side: str
    mark: object
    footmarks: list


@dataclass
class Line:
    """A provision as it is shown."""

    row: Provision
    footmarks: list
    shares: list = field(default_factory=list)

    @cached_property
    def verdict(self):
        """The outcome in few words, or None."""
        row = self.row
        says = bool(row.label or self.shares)
        return verdict(row.kind, row.charge, row.supported, says_something=says)

    @cached_property
    def label(self):
        """The outcome as printed, where it says more than the pill and the parties do."""
        said = {share.party.casefold() for share in self.shares} | {self.row.kind}
        said.add(self.verdict.words.casefold() if self.verdict else "")
        return "" if self.row.label.casefold() in said else self.row.label


def lines_of(rows, footmarks):
    """Provisions (a queryset) as lines. A large guide has thousands of cells: they come as values."""
    cells = defaultdict(list)
    found = Assignment.objects.filter(provision__in=rows).order_by("position", "pk")
    for of, *values in found.values_list(
        "provision", "party__name", "party__side", "mark", "markers"
    ):
        cells[of].append(values)
    return [line_of(row, cells[row.pk], footmarks) for row in rows]


def line_of(row, cells, footmarks):
    """A provision as a line; `cells` are (party, side, mark as printed, markers)."""
    section = row.section_id
    shares = [
        Share(name, side, mark(printed), footmarks.of(section, markers))
        for name, side, printed, markers in cells
    ]
    return Line(row, footmarks.of(section, row.markers), shares)


@dataclass
class Listing:
    """Lines of one kind that stand together, under a heading."""

    kind: str
    heading: str
    groups: list

    @property
    def is_table(self):
        """Scenarios read best as a table of request and outcome."""
        return self.kind == "scenario"


def listings_of(lines):
    """Lines by kind, in the order in which the kinds appear, and by group inside."""
    kinds = defaultdict(list)
    for line in lines:
        kinds[line.row.kind].append(line)
    return [
        Listing(kind, HEADINGS[kind], grouped(found)) for kind, found in kinds.items()
    ]


def grouped(lines):
    """Runs of lines under the same group heading: (group, lines)."""
    return [
        (group, list(run))
        for group, run in groupby(lines, key=lambda line: line.row.group)
    ]


@dataclass
class Grid:
    """A matrix: rows with one cell a column."""

    matrix: object
    columns: list
    groups: list
    has_outcome: bool
    has_letters: bool
    is_titled: bool = True


def grid_of(matrix, lines):
    """A matrix with each line's cells in the order of the columns as printed."""
    columns = matrix.columns or list(
        dict.fromkeys(share.party for line in lines for share in line.shares)
    )
    for line in lines:
        of = {share.party: share for share in line.shares}
        line.cells = [(column, of.get(column)) for column in columns]
    outcome = any(line.verdict or line.label for line in lines)
    letters = any(s.mark.shape == "letter" for line in lines for s in line.shares)
    return Grid(matrix, columns, grouped(lines), outcome, letters)


@dataclass
class Box:
    """A component with its lines on three lists."""

    component: object
    supported: list
    unsupported: list
    others: list
    is_titled: bool = True
    is_described: bool = True


def box_of(component, lines):
    """A component with its supported, unsupported and undecided lines, each by group."""

    def chosen(value):
        return grouped([line for line in lines if line.row.supported is value])

    return Box(component, chosen(True), chosen(False), chosen(None))


def notes_of(lines):
    """The footnotes that lines and their cells refer to, once each."""
    pairs = [pair for line in lines for pair in line.footmarks]
    pairs += [p for line in lines for share in line.shares for p in share.footmarks]
    return list(dict.fromkeys(note for _, note in pairs if note))
