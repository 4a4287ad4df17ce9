"""The first page of the desk: what waits for the staff member, as far as they may know of it."""

from dataclasses import dataclass, field
from itertools import chain

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timesince import timesince

from catalogue.models import (
    Finding,
    Guide,
    Job,
    Mail,
    Question,
    Revision,
    Subscription,
    Upload,
)
from catalogue.platform.adminlimits import limited
from catalogue.platform.parts import AdminPanel
from catalogue.platform.tenancy import actor_of

from .attention import Attention, following_no_level, on_superseded

NEWEST = 5
LIVE = [Revision.State.DRAFT, Revision.State.SCHEDULED, Revision.State.PUBLISHED]


@dataclass(frozen=True)
class Row:
    """One of the newest things that wait."""

    text: str
    url: str
    detail: str = ""
    urgent: bool = False


@dataclass(frozen=True)
class Box:
    """What waits of one kind: how much, the list of it, and the newest few."""

    title: str
    count: int
    url: str
    empty: str
    rows: list[Row] = field(default_factory=list)


def context(site, request):
    """What the first page shows beside Django's list of models. A constant number of queries."""
    actor = actor_of(request)
    return {
        "boxes": [box for make in BOXES for box in make(site, request, actor)],
        "panels": list(chain(*AdminPanel.shown([request.user], actor))),
        "start": _start(site, request),
    }


def _start(site, request):
    """Where work begins: the page to hand a document in, and whether it would be the first."""
    if not _may(site, Guide, request):
        return {}
    upload = site.get_model_admin(Upload).has_add_permission(request)
    return {
        "url": reverse("admin:catalogue_upload_add") if upload else "",
        "is_first": not _rows(site, Guide, request).exists(),
    }


def _questions(site, request, actor):
    if not _may(site, Question, request):
        return
    rows = _rows(site, Question, request).filter(state=Question.State.OPEN)
    newest: dict[str, Question] = {}
    for row in rows.order_by("-asked_at", "-pk")[: 10 * NEWEST]:
        newest.setdefault(row.gist, row)
    yield Box(
        "Unanswered questions",
        rows.aggregate(n=Count("gist", distinct=True))["n"],
        _list(Question),
        "Every question is handled.",
        [
            Row(
                str(row),
                _page(row),
                f"{row.customer or 'staff'}, {_ago(row.asked_at, actor)}",
            )
            for row in list(newest.values())[:NEWEST]
        ],
    )


def _findings(site, request, actor):
    if not _may(site, Finding, request):
        return
    rows = _rows(site, Finding, request).open().filter(revision__state__in=LIVE)
    guides = rows.order_by().values("revision__guide", "revision__guide__title")
    counted = list(guides.annotate(n=Count("pk")).order_by("-n", "revision__guide"))
    waiting = {"decided": "no", "revision__state__in": ",".join(LIVE)}
    yield Box(
        "Open findings",
        sum(each["n"] for each in counted),
        _list(Finding, **waiting),
        "Every finding is decided.",
        [
            Row(
                each["revision__guide__title"],
                _list(
                    Finding,
                    **waiting,
                    revision__guide__id__exact=each["revision__guide"],
                ),
                f"{each['n']} open",
            )
            for each in counted[:NEWEST]
        ],
    )


def _revisions(site, request, actor):
    if not _may(site, Revision, request):
        return
    every = _rows(site, Revision, request)
    drafts = every.filter(state=Revision.State.DRAFT)
    yield Box(
        "Drafts",
        drafts.count(),
        _list(Revision, state__exact="draft"),
        "No draft waits. Hand in a document, or open a published revision and choose “New draft”.",
        [
            Row(str(row), _page(row), f"made {_ago(row.created_at, actor)}")
            for row in drafts.order_by("-created_at", "-pk")[:NEWEST]
        ],
    )
    scheduled = every.filter(state=Revision.State.SCHEDULED)
    yield Box(
        "Scheduled revisions",
        scheduled.count(),
        _list(Revision, state__exact="scheduled"),
        "None waits for its day.",
        [_due(row, actor) for row in scheduled.order_by("effective_at", "pk")[:NEWEST]],
    )


def _due(row, actor):
    late = row.effective_at <= actor.at
    day = f"{row.effective_at:%Y-%m-%d %H:%M} UTC"
    told = f"was due {day} and is not published" if late else f"in force from {day}"
    if row.held_reason:
        told = f"held back: {row.held_reason}"
    return Row(str(row), _page(row), told, urgent=late)


def _uploads(site, request, actor):
    if not _may(site, Upload, request):
        return
    every = _rows(site, Upload, request).defer("content", "text", "report")
    waiting = every.filter(state__in=["queued", "reading"])
    refused = every.filter(state=Upload.State.REFUSED)
    for title, rows, states, empty in (
        ("Documents being read", waiting, "queued,reading", "No document waits."),
        ("Refused documents", refused, "refused", "No document was refused."),
    ):
        yield Box(
            title,
            rows.count(),
            _list(Upload, state__in=states),
            empty,
            [
                Row(
                    str(row),
                    _page(row),
                    f"{row.refusal or row.get_state_display()}, {_ago(row.uploaded_at, actor)}",
                )
                for row in rows.order_by("-uploaded_at", "-pk")[:NEWEST]
            ],
        )


def _subscriptions(site, request, actor):
    if not _may(site, Subscription, request):
        return
    every = _rows(site, Subscription, request)
    for title, rows, name, empty in (
        (
            "Pinned to a superseded revision",
            on_superseded(every, actor.day),
            Attention.SUPERSEDED,
            "Nobody is pinned to an older revision.",
        ),
        (
            "Without a service level",
            following_no_level(every, actor.day),
            Attention.NO_LEVEL,
            "Every subscription that follows its guide has a service level.",
        ),
    ):
        yield Box(
            title,
            rows.count(),
            _list(Subscription, **{Attention.parameter_name: name}),
            empty,
            [
                Row(str(row), _page(row), _signed(row))
                for row in rows.order_by("-starts_on", "-pk")[:NEWEST]
            ],
        )


def _signed(row):
    pinned = row.pinned_revision
    return f"revision {pinned.number}" if pinned else f"since {row.starts_on}"


def _mail(site, request, actor):
    if not _may(site, Mail, request):
        return
    lost = _rows(site, Mail, request).filter(given_up_at__isnull=False)
    yield Box(
        "Mail given up",
        lost.count(),
        _list(Mail, state=Mail.State.GIVEN_UP),
        "Every mail was sent, or waits to be.",
        [
            Row(row.subject, _page(row), f"{row.recipient}: {row.error}")
            for row in lost.order_by("-given_up_at", "-pk")[:NEWEST]
        ],
    )


def _jobs(site, request, actor):
    # Jobs work for every provider: what they say is not for staff limited to some.
    if actor.providers is not None or not _may(site, Job, request):
        return
    late = list(Job.objects.standing_still(actor.at))
    yield Box(
        "Periodic work that stands still",
        len(late),
        _list(Job, standing="still"),
        "Every job runs in time." if Job.objects.exists() else "No worker has run yet.",
        [
            Row(
                str(job),
                _page(job),
                job.last_error or "Nobody runs it: start a worker.",
                urgent=True,
            )
            for job in late[:NEWEST]
        ],
    )


BOXES = [_questions, _findings, _revisions, _uploads, _subscriptions, _mail, _jobs]


def _may(site, model, request):
    return site.get_model_admin(model).has_view_permission(request)


def _rows(site, model, request):
    return limited(site, model._default_manager.all(), request)


def _list(model, **query):
    address = reverse(f"admin:catalogue_{model._meta.model_name}_changelist")
    return f"{address}?{urlencode(query)}" if query else address


def _page(row):
    return reverse(f"admin:catalogue_{row._meta.model_name}_change", args=[row.pk])


def _ago(when, actor):
    return f"{timesince(when, actor.at, depth=1)} ago"
