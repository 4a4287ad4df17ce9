"""The source of an upload line by line, beside what was made of it."""

from bisect import bisect_right
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse

from catalogue.models import Finding, Provision, Section, Upload

PER_PAGE = 400  # lines
_MOST_LISTED = 20  # runs of lines that were not recognised, at the top of the page

WORDS = {
    "heading": "heading",
    "prose": "prose",
    "furniture": "belongs to the page, dropped",
    "unread": "not recognised",
    "scope": "scope list",
    "footnote": "footnote",
}
# Where the statements without lines of their own are listed, by kind of mark.
LISTS = {
    "footnote": "footnote",
    "definition": "term",
    "rate": "rate",
    "quota": "quota",
    "notice period": "noticeperiod",
    "target": "target",
}


@dataclass
class Line:
    """A line of the source; `what` is said where a run of lines of one sort begins."""

    number: int
    text: str
    tone: str = ""
    what: str = ""
    provisions: list[Provision] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    marks: list[dict[str, str]] = field(default_factory=list)
    section: Section | None = None


@dataclass
class Page:
    """A stretch of the source, and where the others are."""

    lines: list[Line]
    total: int
    number: int
    count: int

    @property
    def before(self):
        return (self.number - 2) * PER_PAGE + 1 if self.number > 1 else None

    @property
    def after(self):
        return self.number * PER_PAGE + 1 if self.number < self.count else None


def page_of(upload, wanted):
    """The page of the source that holds the line `wanted`; the last one when there is none such."""
    texts = upload.text.split("\n")
    count = max(1, -(-len(texts) // PER_PAGE))
    number = min(max(1, -(-wanted // PER_PAGE)), count)
    first = (number - 1) * PER_PAGE + 1
    lines = [
        Line(at, text.replace("\f", "").replace("\0", "").rstrip())
        for at, text in enumerate(texts[first - 1 : first - 1 + PER_PAGE], start=first)
    ]
    _say_what(lines, upload.report.get("lines", []))
    _add_marks(lines, upload)
    if upload.revision:
        _add_rows(lines, upload.revision)
    return Page(lines, len(texts), number, count)


def _say_what(lines, margins):
    starts = [margin[0] for margin in margins]
    shown = None
    for line in lines:
        at = bisect_right(starts, line.number) - 1
        run = margins[at] if at >= 0 and margins[at][1] >= line.number else None
        if run is None or not line.text.strip():
            continue
        known = run[2] in ("heading", "prose", "furniture", "unread")
        line.tone = run[2] if known else "read"
        if at != shown:
            line.what = WORDS.get(run[2], run[2])
            shown = at


def _add_marks(lines, upload):
    first, last = lines[0].number, lines[-1].number
    for number, kind, name in upload.report.get("marks", []):
        if first <= number <= last:
            lines[number - first].marks.append(
                {"kind": kind, "name": name, "url": _list_of(kind, upload)}
            )


def _list_of(kind, upload):
    if not upload.revision_id or kind not in LISTS:
        return ""
    path = {
        "footnote": "section__revision__id__exact",
        "target": "priority__service_level__revision__id__exact",
    }.get(kind, "revision__id__exact")
    address = reverse(f"admin:catalogue_{LISTS[kind]}_changelist")
    return f"{address}?{path}={upload.revision_id}"


def _add_rows(lines, revision):
    first, last = lines[0].number, lines[-1].number
    here = Q(revision=revision, line__range=(first, last))
    rows = Provision.objects.filter(here).order_by("position", "pk")
    for row in rows.only("kind", "text", "label", "charge", "supported", "line"):
        lines[row.line - first].provisions.append(row)
    for finding in Finding.objects.filter(here).order_by("position", "pk"):
        lines[finding.line - first].findings.append(finding)
    for section in Section.objects.filter(here).order_by("position", "pk"):
        lines[section.line - first].section = section


def tally_of(report):
    """How many lines became what, and where those are that nobody recognised."""
    counts: dict[str, int] = {}
    for first, last, what in report.get("lines", []):
        tone = what if what in WORDS and what not in ("scope", "footnote") else "read"
        counts[tone] = counts.get(tone, 0) + last - first + 1
    missed = [run for run in report.get("lines", []) if run[2] == "unread"]
    return {
        "read": counts.get("read", 0) + counts.get("heading", 0),
        "prose": counts.get("prose", 0),
        "furniture": counts.get("furniture", 0),
        "unread": counts.get("unread", 0),
        "missed": [{"first": first, "last": last} for first, last, _ in missed][
            :_MOST_LISTED
        ],
        "more": max(0, len(missed) - _MOST_LISTED),
    }


def upload_of(revision):
    """The upload that a revision, or what it is a copy of, was read from; None without a text."""
    same = Q(revision=revision)
    if revision.source_digest:
        same |= Q(
            revision__guide=revision.guide_id,
            revision__source_digest=revision.source_digest,
        )
    rows = Upload.objects.filter(same, state=Upload.State.READ).exclude(text="")
    return rows.defer("content", "text", "report").order_by("-pk").first()


def place_of(part):
    """Address of the line that a provision, a finding or a section was read from; or blank."""
    if not part.line:
        return ""
    upload = upload_of(part.revision)
    if upload is None:
        return ""
    address = reverse("admin:catalogue_upload_source", args=[upload.pk])
    return f"{address}?line={part.line}#line-{part.line}"
