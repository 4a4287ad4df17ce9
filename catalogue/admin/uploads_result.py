"""What came of an upload, for its page: counted by section, with what waits for a decision."""

from django.db.models import Count, Q
from django.utils import timezone

from catalogue.actions import uploads
from catalogue.models import Finding, Upload
from catalogue.reading.counted import counted, phrases

from .uploads_source import tally_of

MOST_PROSE = 200_000  # characters that are shown at once; more is only linked to
MOST_FINDINGS = 200
_KINDS = {
    "spend bands": "spend band",
    "bands": "spend band",
    "service levels": "service level",
    "parties": "party",
}


def progress_of(upload, at=None):
    """Where a document stands: since when, what is before it, whether anybody takes it up."""
    at = at or timezone.now()
    since = upload.claimed_at or upload.uploaded_at
    waits = upload.state in (Upload.State.QUEUED, Upload.State.READING)
    before = Q(uploaded_at__lt=upload.uploaded_at) | Q(
        uploaded_at=upload.uploaded_at, pk__lt=upload.pk
    )
    queue = Upload.objects.filter(
        before, state__in=[Upload.State.QUEUED, Upload.State.READING]
    )
    reading = upload.state == Upload.State.READING
    return {
        "waits": waits,
        "since": since,
        "before": queue.count() if upload.state == Upload.State.QUEUED else 0,
        "given_up": reading and since < at - uploads.CLAIM,
        "forgotten": waits and not reading and since < at - uploads.CLAIM,
    }


def result_of(upload):
    """Everything the result page shows; in a number of queries that the document does not change."""
    report, revision = upload.report, upload.revision
    sections = [
        each | {"phrases": phrases(each)} for each in report.get("sections", [])
    ]
    prose = _prose_of(revision, sections) if revision else {}
    for section in sections:
        section["text"] = prose.get(section.get("line"), "")
    return {
        "report": report,
        "sections": sections,
        "totals": _totals(report, sections),
        "nothing": not any(each["recognised"] for each in sections),
        "tally": tally_of(report) if report.get("lines") else None,
        "parties": list(revision.parties.all()) if revision else [],
        "findings": _findings(revision),
        "kept": _kept(report),
    }


def _kept(report):
    """What the draft kept of staff's work; empty when that is nothing.

    A template takes the missing key `values` for the method of the dictionary.
    """
    kept = report.get("kept")
    return {"values": [], **kept} if kept else {}


def _prose_of(revision, sections):
    if sum(each.get("words", 0) for each in sections) * 6 > MOST_PROSE:
        return {}
    rows = revision.sections.exclude(prose="").values_list("line", "prose")
    return {line: text for line, text in rows if line}


def _totals(report, sections):
    """The whole document in figures, the larger ones first."""
    counts: dict[str, int] = {}
    for section in sections:
        for kind, count in section["recognised"].items():
            counts[kind] = counts.get(kind, 0) + count
    for name, count in report.get("totals", {}).items():
        kind = _KINDS.get(name, name.removesuffix("s"))
        counts[kind] = max(counts.get(kind, 0), count)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        counted(len(sections), "section"),
        *(counted(count, kind) for kind, count in ordered),
        f"{counted(sum(each['prose'] for each in sections), 'paragraph')} of prose",
    ]


def _findings(revision):
    """The newest state of what was found: open ones first."""
    if revision is None:
        return None
    rows = Finding.objects.filter(revision=revision)
    counts = rows.aggregate(all=Count("pk"), open=Count("pk", Q(decided_at=None)))
    listed = rows.select_related("section").order_by("decided_at", "position", "pk")
    openly = [each for each in listed[:MOST_FINDINGS] if each.is_open]
    decided = [each for each in listed[:MOST_FINDINGS] if not each.is_open]
    return {
        "open": counts["open"],
        "all": counts["all"],
        "rows": [*openly, *decided],
        "more": max(0, counts["all"] - MOST_FINDINGS),
    }
