"""Quotas: "2% of users per period", "limited to 2 hours per month", "up to 4 levels", "minimum of 10"."""

from __future__ import annotations

import re
from decimal import Decimal

from catalogue.portable import form
from catalogue.prose import sentences
from catalogue.reading.blocks import Item, Paragraph, Table

from .draft import Draft, Part, clean, text_of
from .durations import number_of

_N = r"(?P<n>\d[\d,]*(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty)(?:\s*\(\d+\))?"
_UNIT = r"(?P<unit>%|(?!(?:and|or|of|to|in|the|a|an|per|each|business|other)\b)[A-Za-z][\w-]*(?:\s+(?!(?:per|and|or|of|to|in|for|with|a|an|each|the|is|are|will|from|within|prior|before|must|may|required|under|as|if|when|that|which|on|by|at|than|notice|advance|but|can|term|through|during)\b)[A-Za-z][\w-]*){0,2})"
_PER = r"(?:\s*(?:per|/|each|a|every)\s*(?P<per>(?:billing |calendar |contract )?(?:period|month|year|quarter|week|day|agent|user|device|site|incident|customer|seat|technology group)))?"
_LIMITS = (
    rf"(?:limited to|limit of|no more than|not (?:to )?exceed(?:ing)?|maximum(?: of)?|max\.?|up to|at most|capped at|(?:quantity )?equal to)\s+(?:a (?:total|maximum) (?:of )?)?{_N}\s*-?{_UNIT}?{_PER}",
    rf"(?:minimum(?: of)?|at least|no (?:less|fewer) than)\s+{_N}\s*-?\s*{_UNIT}{_PER}",
    rf"(?:less|fewer|more|greater|exceed(?:s|ing)?)\s+(?:than\s+)?{_N}\s*{_UNIT}?{_PER}",
    rf"(?:includes?|including|lots of|additional|increased by|adding a?)\s+{_N}\s*[-/]?\s*{_UNIT}{_PER}",
    r"(?:^|\b)(?P<n>\d+)[\s-](?P<unit>month|year|day)\s+(?:retention|term|minimum|commitment)",
    rf"(?:term|agreement|commitment) of {_N}\s*{_UNIT}{_PER}",
    rf"^{_N}\s+{_UNIT}\s*(?:per|/)\s*(?P<per>agent|user|month|year|device|site|seat)",
    r"(?P<n>\d{2}(?:\.\d+)?)\s?(?P<unit>%)",
)
_QUOTAS = [re.compile(pattern, re.I) for pattern in _LIMITS]


def read_part(draft: Draft, part: Part) -> None:
    """Read the measures a part states, in text and in cells."""
    for block in part.blocks:
        if isinstance(block, Paragraph | Item):
            for sentence in sentences(text_of(block)):
                read_sentence(draft, part, sentence)
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    if len(cell) > 12:
                        read_sentence(draft, part, clean(cell))


def read_sentence(draft: Draft, part: Part, sentence: str) -> None:
    """Read the measures of one sentence; the same number and unit counts once."""
    seen: set[tuple[Decimal, str]] = set()
    for pattern in _QUOTAS:
        for match in pattern.finditer(sentence):
            quota = _quota(match, sentence, part)
            if quota and (quota.value, quota.unit) not in seen:
                seen.add((quota.value, quota.unit))
                _add(draft, quota)


def _quota(match: re.Match[str], sentence: str, part: Part) -> form.Quota | None:
    groups = match.groupdict()
    try:
        value = Decimal(str(number_of(groups["n"].replace(",", "")))).normalize()
    except ValueError:
        return None
    if value == value.to_integral():
        value = value.quantize(Decimal(1))
    unit = (groups.get("unit") or "").strip()
    if not unit and sentence[match.end() : match.end() + 1] == "%":
        unit = "%"
    unit = "percent" if unit == "%" else unit.lower()
    if not unit or (re.match(r"(?:minutes?|seconds?)$", unit) and value < 5):
        unit = unit or _noun_before(sentence[: match.start()])
    if not unit:
        return None
    per = groups.get("per") or _per_after(sentence[match.end() :])
    of = re.match(
        r"\s*of (?:the )?([\w\s]{3,60}?)(?:\s+(?:within|during|in|per)\b|[.,;]|$)",
        sentence[match.end() :],
    )
    return form.Quota(
        sentence,
        value,
        unit,
        per,
        of[1].strip() if of and unit == "percent" else "",
        section=part.name,
    )


def _per_after(rest: str) -> str:
    match = re.match(
        r"[^.;]{0,60}?\b(?:per|each|during such|in any)\s+((?:billing |calendar )?(?:period|month|year|quarter|week|agent|user|device|site))",
        rest,
    )
    return match[1] if match else ""


def _noun_before(text: str) -> str:
    words = re.findall(r"[a-z]{4,}s\b", text.lower())
    return words[-1] if words else ""


def _add(draft: Draft, quota: form.Quota) -> None:
    known = {(q.text, q.value, q.unit) for q in draft.revision.quotas}
    if (quota.text, quota.value, quota.unit) not in known:
        draft.revision.quotas.append(quota)
