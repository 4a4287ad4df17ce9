"""The trade's vocabulary that readers share: parties, priorities, metrics, charges, scope words."""

from __future__ import annotations

import re

CUSTOMER = re.compile(
    r"\b(?:customers?|clients?|you|your|subscribers?|end[- ]?users?|buyers?|licensees?|tenants?)\b",
    re.I,
)
PROVIDER = re.compile(
    r"\b(?:service provider|providers?|msp|mssp|supplier|contractor|licensor|we|us|our|service desk"
    r"|help ?desk|support team|managed services?)\b",
    re.I,
)
VENDOR = re.compile(
    r"\b(?:vendors?|manufacturers?|oem|carriers?|third[- ]part(?:y|ies)|publisher)\b",
    re.I,
)
PARTNER = re.compile(r"\b(?:partners?|resellers?|distributors?)\b", re.I)

METRICS = (
    ("update", r"updat|status report|progress|communicat|notif"),
    (
        "workaround",
        r"work[\s-]?around|temporary (?:fix|solution)|bypass|circumvent|mitigat",
    ),
    ("remedy", r"remed|permanent|final (?:fix|solution)|root cause"),
    (
        "restoration",
        r"restor|resol[uv]|\bfix|repair|recover|time to close|closure|complet|\bsolved?\b|\bto finish\b|back in service|up and running|(?:work\w*|operational|running) again|\bagain within\b|solution|\brto\b|\bttr\b",
    ),
    (
        "response",
        r"respon[sd]|acknowledg|first reply|reply|initial contact|call[\s-]?back|reaction|react(?:s|ed)?\b|pick[\s-]?up|triage|first contact|engage|\btta\b|answer|\bto (?:begin|start)\b",
    ),
)
_METRICS = [(name, re.compile(pattern, re.I)) for name, pattern in METRICS]
NOT_METRIC = re.compile(r"escalat|responsib|responsive|\brpo\b|correspond", re.I)

_NUMERAL = r"(?:\d{1,2}|one|two|three|four|five|six|i{1,3}|iv|v|[a-e])"
GRADES = r"critical|urgent|emergency|severe|blocker|high|major|medium|moderate|normal|standard|low|minor|trivial|routine|cosmetic|planned|planning|informational|non[- ]critical"
_SCALE = (
    r"priority|severity|sev|pri|prio|urgency|impact|level|class|category|tier|grade"
)
PRIORITY = re.compile(
    rf"(?:(?:{_SCALE})(?:\s+level)?[\s#:\-–.]*(?:{_NUMERAL}|{GRADES})|[ps][\s-]?\d|{GRADES}"
    rf"|(?:{GRADES})\s+(?:{_SCALE}))(?![a-z])",
    re.I,
)
_NOUNS = r"priority|severity|impact|urgency|tickets?|incidents?|issues?|requests?|faults?|calls?|problems?|cases?|outages?|events?"
MENTION = re.compile(
    rf"(?:\b(?:priority|severity|sev|pri)(?:\s+level)?[\s#\-–]*{_NUMERAL}\b|\b[PS]\d\b"
    rf"|\b(?:{GRADES})\b(?=(?:\s*(?:,|/|&|and|or)\s*(?:{GRADES})\b)*[- ]+(?:{_NOUNS})\b)"
    rf"|\b(?:priority|severity)\s+(?:{GRADES})\b)",
    re.I,
)

_AFTER_PRIORITY = re.compile(
    rf"(?:\s*[(/\[].*|\s*[-–—:,|]\s*(?:\S+\s*){{1,5}}|\s+(?:{GRADES}|{_NOUNS}|{_SCALE}|and|or|\d)(?:\s+\S+){{0,3}})?",
    re.I,
)

OUTCOMES = (
    ("hourly", r"hourly|per hour|time (?:and|&) materials?|t\s*&\s*m|/ ?h(?:ou)?r\b"),
    (
        "sow",
        r"\bsow\b|statement of work|project|professional services?|quot(?:e|ed|ation)|change order",
    ),
    ("fee", r"fee|charge|optional|add[- ]?on|extra|additional cost|billable|£|€|\$"),
    ("vendor", r"\bvendors?\b|manufacturer|carrier|third[- ]party|\boem\b"),
    (
        "included",
        r"^(?:included|incl\.?|yes|covered|in scope|supported|standard|free|no charge|unlimited)\b|^[✓✔☑✅xy●]$",
    ),
)


def metrics_in(text: str) -> list[str]:
    """The metrics a header or sentence names, in the order printed."""
    if NOT_METRIC.search(text) and not re.search(r"respon[sd](?:e|s)?\b", text, re.I):
        return []
    hits = []
    for name, pattern in _METRICS:
        match = pattern.search(NOT_METRIC.sub(lambda m: " " * len(m[0]), text))
        if match:
            hits.append((match.start(), name))
    return [name for _, name in sorted(hits)]


def metric_positions(text: str) -> list[tuple[int, str]]:
    """Where a text names metrics."""
    masked = NOT_METRIC.sub(lambda m: " " * len(m[0]), text)
    return sorted(
        (match.start(), name)
        for name, pattern in _METRICS
        for match in pattern.finditer(masked)
    )


_SCALE_LABEL = re.compile(
    r"\s*(?:incident |ticket )?(?:priority|severity|urgency|class|level)(?: level)?\s*[:=]\s*(?=\S)",
    re.I,
)


def without_scale(text: str) -> str:
    """ "Priority: P1" as "P1"; any other text as it is."""
    scale = _SCALE_LABEL.match(text)
    return text[scale.end() :] if scale and is_priority(text[scale.end() :]) else text


def is_priority(text: str) -> bool:
    """A short label that stands for a priority: P1, Severity One, Critical, Priority 2 - High."""
    plain = text.strip(" *:.-–")
    match = PRIORITY.match(plain)
    return bool(
        match and len(plain) <= 60 and _AFTER_PRIORITY.fullmatch(plain[match.end() :])
    )


def charge_of(label: str, side: str = "") -> str:
    """What an outcome cell means for the customer; unstated when the words do not say."""
    plain = label.strip().lower()
    if not plain:
        return "unstated"
    if side:
        return {"provider": "included", "customer": "customer", "vendor": "vendor"}.get(
            side, "unstated"
        )
    if re.match(r"(?:no|not|n/a|un|✗|❌|exclud|out of)", plain):
        return "unstated"
    for charge, pattern in OUTCOMES:
        if re.search(pattern, plain):
            return charge
    return "customer" if CUSTOMER.search(plain) else "unstated"


_NOT_CUSTOMER = re.compile(
    r"\b(?:clients?|customers?)\s+(?:service|services|success|care|support|experience|delivery|relationship|account)\b",
    re.I,
)


def side_of(name: str) -> str:
    """The side of a party by generic words alone; blank when only people know."""
    name = _NOT_CUSTOMER.sub(" ", name)
    for side, pattern in (
        ("customer", CUSTOMER),
        ("vendor", VENDOR),
        ("partner", PARTNER),
        ("provider", PROVIDER),
    ):
        if pattern.search(name):
            return side
    return ""
