"""What a revision sells and measures: offers, rates, bands, quotas, notice periods, metering rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalogue.portable import form

from .difference import Difference, Direction, Kind
from .fields import Field, Row, Subject, by, figure, plain
from .figures import charge, counted, minutes, money, number
from .frame import Frame
from .lines import Line
from .pairing import Key, Pairs, pair
from .wording import folded, quoted

BETTER, WORSE = Direction.BETTER, Direction.WORSE
RATE_KINDS = {"after_hours": "after hours"}


def commerce_differences(frame: Frame, lines: Pairs[Line]) -> Iterator[Difference]:
    """Everything that differs about offers, rates, limits and what is counted."""
    old, new = frame.old, frame.new
    yield from _rows(
        offers(old, new), old.offers, new.offers, frame, by("key"), by("name")
    )
    yield from _rows(RATE, old.rates, new.rates, frame, *RATE_KEYS)
    yield from _rows(BAND, old.bands, new.bands, frame, *BAND_KEYS)
    yield from _rows(quotas(lines), old.quotas, new.quotas, frame, *QUOTA_KEYS)
    yield from _rows(
        NOTICE, old.notice_periods, new.notice_periods, frame, *NOTICE_KEYS
    )
    yield from _rows(
        METERING, old.metering_rules, new.metering_rules, frame, by("interaction")
    )


def _rows(
    subject: Subject, old: list[Any], new: list[Any], frame: Frame, *keys: Key[Any]
) -> Iterator[Difference]:
    places = frame.places
    pairs = pair(old, new, *keys, text=lambda row: _text_of(subject, row))
    yield from subject.differences(
        pairs, lambda row: places.get(row.section, ""), frame.name_words
    )


def _text_of(subject: Subject, row: Row) -> str:
    return f"{subject.name(row)} {getattr(row, 'text', '')}"


def _printed(what: str) -> Field:
    return Field(what, plain("text"), prose=True, echo=True)


def _price(row: Any) -> str:
    amount = money(row.price, row.currency)
    return f"{amount} per {row.unit}" if amount and row.unit else amount


def offers(old: form.Revision, new: form.Revision) -> Subject:
    """Offers; those they need, rule out or contain are named as the revisions name them."""
    names = {offer.key: offer.name for offer in [*old.offers, *new.offers] if offer.key}

    def named(field: str) -> Any:
        return lambda row: ", ".join(
            sorted(names.get(key, key) for key in getattr(row, field))
        )

    unit = {"unit": lambda row: folded(row.unit)}
    return Subject(
        Kind.PRICES,
        "offer",
        plain("name"),
        [
            Field("the name", plain("name"), prose=True),
            Field(
                "the price",
                _price,
                number=lambda row: row.price,
                unit=lambda row: (row.currency, folded(row.unit)),
                more_is=WORSE,
            ),
            Field("the unit", plain("unit"), prose=True),
            figure("the minimum", "minimum", more_is=WORSE, **unit),
            figure("the step", "step", more_is=WORSE, **unit),
            figure("the maximum", "maximum", more_is=BETTER, **unit),
            figure("the term", "term_months", _months),
            Field("the role", plain("role")),
            Field("what it needs", named("requires")),
            Field("what it rules out", named("excludes")),
            Field("what it contains", named("includes")),
            _printed("the text"),
        ],
        said=_price,
    )


def _months(count: int | None) -> str:
    return "" if count is None else counted(count, "month")


def _amount(row: form.Rate) -> str:
    amount = money(row.amount, row.currency)
    return f"{amount} per {row.unit}" if amount and row.unit else amount


RATE_KEYS = (by("role", "kind", "unit", "currency"), by("role", "kind"))
RATE = Subject(
    Kind.PRICES,
    "rate",
    lambda row: f"{row.role}, {RATE_KINDS.get(row.kind, row.kind)}",
    [
        Field("the role", plain("role"), prose=True),
        Field(
            "the rate",
            _amount,
            number=lambda row: row.amount,
            unit=lambda row: (row.currency, folded(row.unit)),
            more_is=WORSE,
        ),
        figure("the least that is charged", "minimum_minutes", minutes, more_is=WORSE),
        figure("the step of charging", "increment_minutes", minutes, more_is=WORSE),
        _printed("the text"),
    ],
    said=_amount,
)


def _span(row: form.Band) -> str:
    if row.low is None and row.high is None:
        return row.text
    low, high = (money(value, row.currency) for value in (row.low, row.high))
    return (
        f"{low} to {high}"
        if low and high
        else f"from {low}"
        if low
        else f"up to {high}"
    )


BAND_KEYS = (by("low", "high", "currency"), by("text"), by("low"), by("high"))
BAND = Subject(
    Kind.PRICES,
    "band",
    _span,
    [
        Field("the spend", _span),
        figure("the recommended number of hours", "hours"),
        Field("the footnote", plain("footnote")),
        _printed("the text"),
    ],
    said=lambda row: counted_hours(row.hours),
)


def counted_hours(hours: Any) -> str:
    """`1 hour`, `2.5 hours` a month."""
    return f"{number(hours)} {'hour' if hours == 1 else 'hours'} a month"


def _measure(row: form.Quota) -> str:
    per = f" per {row.per}" if row.per else ""
    return f"{number(row.value)} {row.unit}{per}" + (f" of {row.of}" if row.of else "")


def _allowance(row: form.Quota) -> Direction:
    """More is better of what lines draw on; a figure alone may be a least as well as a most."""
    return BETTER if row.draws else Direction.NEITHER


QUOTA_KEYS = (by("text"), by("value", "unit", "per", "of"))


def quotas(lines: Pairs[Line]) -> Subject:
    """Quotas; lines that draw on them go by their words, the same in both revisions."""
    words: Mapping[str, str] = {
        **{one.row.key: other.row.text for one, other in lines.both},
        **{line.row.key: line.row.text for line in lines.added},
        **{other.row.key: other.row.text for _, other in lines.both},
    }
    return Subject(
        Kind.PRICES,
        "limit",
        lambda row: row.text or _measure(row),
        [
            Field(
                "the measure",
                _measure,
                number=lambda row: row.value,
                unit=lambda row: (folded(row.unit), folded(row.per), folded(row.of)),
                more_is=_allowance,
            ),
            Field("the charge beyond it", lambda row: charge(row.over_charge)),
            Field(
                "what draws on it",
                lambda row: ", ".join(
                    sorted(quoted(words.get(key, key), 80) for key in row.draws)
                ),
            ),
            _printed("the text"),
        ],
        said=_measure,
    )


NOTICE_KEYS = (by("event", "by"), by("event"), by("text"))
NOTICE = Subject(
    Kind.PRICES,
    "notice period",
    plain("event"),
    [
        Field("the event", plain("event"), prose=True),
        Field(
            "the notice",
            lambda row: counted(row.days, "day"),
            number=lambda row: row.days,
            unit=plain("by"),
            more_is=lambda row: WORSE if row.by == "customer" else BETTER,
        ),
        Field("who gives it", lambda row: f"the {row.by}"),
        _printed("the text"),
    ],
    said=lambda row: f"{counted(row.days, 'day')}, by the {row.by}",
)
METERING = Subject(
    Kind.PRICES,
    "metering rule",
    plain("interaction"),
    [
        Field("the name", plain("interaction"), prose=True),
        Field("what counts", plain("counts"), prose=True),
        Field("what does not count", plain("excludes"), prose=True),
    ],
    said=lambda row: quoted(row.counts) if row.counts else "",
)
