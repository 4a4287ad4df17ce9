"""What rests on a finding: its rows, and the allowances, rates, offers and promises that draw on them."""

from dataclasses import dataclass

from django.urls import reverse

from catalogue.answers.bearing import forecast
from catalogue.models import Offer, Quota, Rate, ServiceLevel, SpendBand

MOST = 50  # rows shown; a duplicated section may tie hundreds


@dataclass(frozen=True)
class Resting:
    """A row that a decision changes the meaning of: what it is, in words, and where it is kept."""

    what: str
    text: str
    note: str
    url: str


def rows_of(finding):
    """The rows the finding is about, each with what an answer says of its cost today."""
    rates = list(finding.revision.rates.all())
    rows = finding.provisions.select_related("section").order_by("position", "pk")
    return [
        Resting(
            f"{row.get_kind_display()} in {row.section.number or row.section.title}",
            row.text,
            " · ".join(filter(None, [row.label, forecast(row, rates).text])),
            _page(row),
        )
        for row in rows[:MOST]
    ]


def drawing_on(finding):
    """What draws on those rows, or stands in the section of a finding that names no row."""
    rows = list(finding.provisions.all()[:MOST])
    return [
        *_quotas(finding, {row.key for row in rows}),
        *_rates(finding, rows),
        *_of_the_section(finding, rows),
    ]


def _quotas(finding, keys):
    """Allowances that one of the rows is counted against."""
    return [
        Resting("allowance", quota.text or str(quota), str(quota), _page(quota))
        for quota in finding.revision.quotas.all()
        if keys & set(quota.draws)
    ]


def _rates(finding, rows):
    """List rates by which one of the rows is charged."""
    if not any(row.charge == row.Charge.HOURLY for row in rows):
        return []
    return [
        Resting("rate", str(rate), rate.text, _page(rate))
        for rate in finding.revision.rates.all()[:MOST]
    ]


def _of_the_section(finding, rows):
    """Commercial rows and service levels of a section, when the finding is about all of it."""
    if finding.section_id is None or rows:
        return []
    kinds = [
        ("offer", Offer),
        ("rate", Rate),
        ("spend band", SpendBand),
        ("allowance", Quota),
        ("service level", ServiceLevel),
    ]
    return [
        Resting(name, str(row), getattr(row, "text", ""), _page(row))
        for name, model in kinds
        for row in model.objects.filter(section=finding.section_id)[:MOST]
    ]


def _page(row):
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])
