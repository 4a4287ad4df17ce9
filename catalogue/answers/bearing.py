"""What bears on a line: footnotes, findings, quotas, promised times and the cost forecast."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from catalogue import models
from catalogue.answers.lines import citation
from catalogue.answers.nearby import add_neighbours
from catalogue.answers.ranking import Scope
from catalogue.answers.result import Answer, Forecast, Note, Promise
from catalogue.platform.tenancy import Actor


def complete(
    answers: list[Answer],
    rows: dict[int, models.Provision],
    actor: Actor,
    scope: Scope,
) -> None:
    """Add to each answer what bears on it, in a number of queries that does not grow with them.

    `rows` are the provisions among the answers.
    """
    revisions = {row.revision_id for row in rows.values()}
    _add_footnotes(answers, rows, revisions)
    _add_findings(answers, rows)
    _add_quotas(answers, rows, revisions)
    _add_costs(answers, rows, revisions)
    _add_promises(answers, rows, actor)
    add_neighbours(answers, rows, scope)


def _add_footnotes(
    answers: list[Answer], rows: dict[int, models.Provision], revisions: set[int]
) -> None:
    notes: dict[tuple[int, str], list[models.Footnote]] = defaultdict(list)
    found = models.Footnote.objects.filter(section__revision__in=revisions)
    for note in found.select_related("section"):
        notes[note.section.revision_id, note.marker].append(note)
    for answer in answers:
        row = rows.get(answer.provision or 0)
        if row is None:
            continue
        markers = [*row.markers, *(m for c in row.assignments.all() for m in c.markers)]
        for marker in dict.fromkeys(markers):
            same = notes[row.revision_id, marker]
            # A marker means the footnote of its own section; another section's only without one.
            own = [note for note in same if note.section_id == row.section_id] or same[
                :1
            ]
            answer.footnotes += [Note(note.text, marker=marker) for note in own]


def _add_findings(answers: list[Answer], rows: dict[int, models.Provision]) -> None:
    """Open findings as warnings, decided ones as the reading that staff chose."""
    found: dict[int, list[models.Finding]] = defaultdict(list)
    links = models.Finding.provisions.through.objects.filter(provision__in=list(rows))
    for link in links.select_related("finding").order_by("finding__position"):
        found[link.provision_id].append(link.finding)
    for answer in answers:
        for finding in found[answer.provision or 0]:
            if finding.is_open:
                answer.findings.append(Note(finding.text))
            else:
                answer.readings.append(
                    Note(f"{finding.text} Read as: {finding.reading}")
                )


def _add_quotas(
    answers: list[Answer], rows: dict[int, models.Provision], revisions: set[int]
) -> None:
    quotas = models.Quota.objects.filter(revision__in=revisions).exclude(draws=[])
    by_key: dict[tuple[int, str], list[models.Quota]] = defaultdict(list)
    for quota in quotas.select_related("section"):
        for key in quota.draws:
            by_key[quota.revision_id, key].append(quota)
    for answer in answers:
        row = rows.get(answer.provision or 0)
        if row is None:
            continue
        for quota in by_key[row.revision_id, row.key]:
            place = citation(row.revision, quota.section)
            answer.limits.append(Note(quota.text, citation=place))


def _add_costs(
    answers: list[Answer], rows: dict[int, models.Provision], revisions: set[int]
) -> None:
    rates: dict[int, list[models.Rate]] = defaultdict(list)
    for rate in models.Rate.objects.filter(revision__in=revisions):
        rates[rate.revision_id].append(rate)
    for answer in answers:
        row = rows.get(answer.provision or 0)
        if row is not None:
            answer.cost = forecast(row, rates[row.revision_id])


def forecast(row: models.Provision, rates: list[models.Rate]) -> Forecast:
    """What a provision costs the customer, in words; hourly work with the guide's list rate."""
    charge = row.charge
    if charge == "unstated" and row.supported:
        charge = "included"
    if charge == "unstated" and row.supported is False:
        return Forecast("unstated", "Not part of this service; no price is stated.")
    if charge == "hourly":
        return Forecast("hourly", _hourly(rates))
    return Forecast(charge, COST_WORDS[charge])


MOST_RATES = 4
COST_WORDS = {
    "included": "No extra charge: included.",
    "sow": "Needs a statement of work; it is quoted first.",
    "fee": "An additional fee applies; the guide does not print it.",
    "customer": "Yours to do: the provider charges nothing for it.",
    "vendor": "The vendor's to do.",
    "unstated": "Not stated.",
}


def _hourly(rates: list[models.Rate]) -> str:
    """Hourly work at the list rates: those of standard time, else of overage."""
    hourly = [rate for rate in rates if rate.unit == "hour"]
    for kind in (models.Rate.Kind.STANDARD, models.Rate.Kind.OVERAGE):
        priced = [r for r in hourly if r.kind == kind and r.amount is not None]
        if priced:
            return (
                "Charged by the hour: "
                + "; ".join(map(_rate, priced[:MOST_RATES]))
                + "."
            )
    least = {rate.minimum_minutes for rate in hourly} - {None}
    minimum = f", at least {_hours(least.pop() or 0)}" if len(least) == 1 else ""
    return f"Charged by the hour{minimum}; the guide prints no rate."


def _rate(rate: models.Rate) -> str:
    minimum = (
        f", at least {_hours(rate.minimum_minutes)}" if rate.minimum_minutes else ""
    )
    return f"{rate.amount:,.2f} {rate.currency} ({rate.role}{minimum})"


def _hours(minutes: int) -> str:
    hours = (Decimal(minutes) / 60).normalize()
    return f"{hours:f} hour" if hours == 1 else f"{hours:f} hours"


def _add_promises(
    answers: list[Answer], rows: dict[int, models.Provision], actor: Actor
) -> None:
    levels = _levels({row.revision_id for row in rows.values()}, actor)
    for answer in answers:
        row = rows.get(answer.provision or 0)
        level = levels.get(row.revision_id) if row else None
        if level is None or answer.supported is False or answer.charge == "customer":
            continue
        answer.service_level = level.name
        answer.promises = [
            Promise(
                priority.label,
                target.get_metric_display().lower(),
                target.text,
                target.clock,
            )
            for priority in level.priorities.all()
            for target in priority.targets.all()
            if target.metric == "response"
        ]


def _levels(revisions: set[int], actor: Actor) -> dict[int, models.ServiceLevel]:
    """The service level that applies in each revision: the subscribed one, or the only one."""
    found: dict[int, list[models.ServiceLevel]] = defaultdict(list)
    rows = models.ServiceLevel.objects.filter(revision__in=revisions)
    for level in rows.prefetch_related("priorities__targets"):
        found[level.revision_id].append(level)
    subscriptions = models.Subscription.objects.visible_to(actor).in_force(actor.day)
    chosen = set(
        subscriptions.filter(service_level__revision__in=revisions).values_list(
            "service_level", flat=True
        )
        if actor.customer
        else ()
    )
    return {
        pk: levels[0]
        if len(levels) == 1
        else next(lv for lv in levels if lv.pk in chosen)
        for pk, levels in found.items()
        if len(levels) == 1 or any(lv.pk in chosen for lv in levels)
    }
