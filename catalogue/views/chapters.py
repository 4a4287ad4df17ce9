"""A revision as chapters: its sections with everything that stands in them, in few queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import zip_longest

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse

from catalogue.models import Finding, Section
from catalogue.prose import mark, passages, tidy
from catalogue.views.lines import Footmarks, box_of, grid_of, lines_of, listings_of
from catalogue.views.prose_html import TermLinks, blocks_of

# Pages of a guide on which parts of it stand, and the parts by their related names.
PAGES = (
    ("service-level-list", "Service levels", ("service_levels",)),
    ("term-list", "Terms", ("terms",)),
    (
        "offer-list",
        "Offers and rates",
        ("offers", "rates", "spendbands", "quotas", "meteringrules"),
    ),
)


@dataclass
class Chapter:
    """A section with its prose, lines, matrices, components, footnotes and findings."""

    section: Section
    level: int
    blocks: list = field(default_factory=list)
    listings: list = field(default_factory=list)
    grids: list = field(default_factory=list)
    boxes: list = field(default_factory=list)
    findings: list = field(default_factory=list)
    elsewhere: list = field(default_factory=list)

    def is_bare(self):
        """Whether nothing of the section stands in the text: its tables became parts of the guide."""
        parts = (self.blocks, self.listings, self.grids, self.boxes)
        return not any(parts) and not self.section.footnotes.all()


def chapters_of(revision):
    """All sections of a revision; the number of queries does not depend on their number."""
    prefetch_related_objects(
        [revision],
        Prefetch("findings", Finding.objects.order_by("position", "pk")),
        "terms",
    )
    sections = revision.sections.prefetch_related("footnotes", "matrices", "components")
    sections = list(sections)
    notes = [note for section in sections for note in section.footnotes.all()]
    lines = defaultdict(list)
    for line in lines_of(revision.provisions.all(), Footmarks(notes)):
        lines[line.row.section_id].append(line)
    findings = defaultdict(list)
    for finding in revision.findings.all():
        findings[finding.section_id].append(finding)
    links = TermLinks(revision.terms.all(), address_of("term-list", revision))
    chapters = [
        chapter_of(section, lines[section.pk], findings[section.pk], links)
        for section in sections
    ]
    point_elsewhere(revision, chapters)
    return chapters


def point_elsewhere(revision, chapters):
    """Sections that hold nothing but a table of times, terms or prices say on which page it stands."""
    bare = {
        chapter.section.pk: chapter
        for chapter, after in zip_longest(chapters, chapters[1:])
        if chapter.is_bare()
        and not (after and after.section.depth > chapter.section.depth)
    }
    if not bare:
        return
    for page, title, names in PAGES:
        held = {
            pk
            for name in names
            for pk in getattr(revision, name)
            .filter(section__in=bare)
            .values_list("section", flat=True)
        }
        for pk in held:
            bare[pk].elsewhere.append((title, address_of(page, revision)))


def chapter_of(section, lines, findings, links):
    """A section with its lines in their places: prose, matrix, component or list."""
    found = passages(section.prose)
    in_prose = [(line.row.anchor, line.row.text) for line in lines if line.row.in_prose]
    placed = mark(found, in_prose)
    rest = [line for line in lines if line.row.anchor not in placed]
    of_matrix, of_component = defaultdict(list), defaultdict(list)
    loose = []
    for line in rest:
        if line.row.matrix_id:
            of_matrix[line.row.matrix_id].append(line)
        elif line.row.component_id:
            of_component[line.row.component_id].append(line)
        else:
            loose.append(line)
    chapter = Chapter(
        section=section,
        level=min(section.depth + 1, 5),
        blocks=blocks_of(found, links),
        listings=listings_of(loose),
        grids=[
            grid_of(matrix, of_matrix[matrix.pk]) for matrix in section.matrices.all()
        ],
        boxes=[
            box_of(part, of_component[part.pk]) for part in section.components.all()
        ],
        findings=findings,
    )
    leave_out_repetition(chapter, found)
    return chapter


def leave_out_repetition(chapter, found):
    """A part named like its section needs no second title, nor what the prose has said already."""
    title = chapter.section.title.casefold()
    said = " ".join(passage.text for passage in found)
    for grid in chapter.grids:
        grid.is_titled = grid.matrix.title.casefold() != title
    for box in chapter.boxes:
        box.is_titled = box.component.title.casefold() != title
        box.is_described = tidy(box.component.description) not in said


def address_of(name, revision, *args):
    """The address of a page below a guide; it names the revision unless that is the current one."""
    guide = revision.guide
    url = reverse(f"catalogue:{name}", args=[guide.provider.key, guide.key, *args])
    if revision.state == revision.State.PUBLISHED:
        return url
    return f"{url}?revision={revision.number}"
