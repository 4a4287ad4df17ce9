"""What a line says about scope: that it leads a list of what is covered, or of what is not."""

from __future__ import annotations

import re

from catalogue.portable import form

from .draft import clean
from .text import is_lead
from .wording import CUSTOMER

_DEAL = r"(?:the|this|your|our) (?:\w+ )?(?:fee|price|plan|agreement|contract|package|subscription|service)"
_NEGATIVE = re.compile(
    r"(?:(?:is|are|things)\s+)?(?:not[\s-]+(?:support|includ|cover|in[\s-]scope|provid|our responsib)\w*|unsupported|un-supported"
    r"|excluded|exclusions?|exceptions?|out[\s-]of[\s-](?:scope|support)|outside(?: of)?(?: the)? scope|non-supported"
    r"|(?:what|things|items?) (?:we|is|are|it)(?:'re|’re)?\s*(?:do(?:n['’]?t| not)|not|does(?:n['’]?t| not)|isn['’]?t|aren['’]?t)\b.*"
    r"|what(?:['’]s| is) (?:not|excluded|out).*|(?:what )?we (?:leave|left) out|left out|outside (?:of )?(?:this|the|our|your) (?:plan|agreement|contract|package|subscription|service)"
    rf"|not (?:part )?(?:in|of) {_DEAL}|(?:what )?{_DEAL} (?:does not|doesn['’]t|will not) (?:cover|include|extend to)"
    r"|we do(?:n['’]t| not).*|does not include|not part of.*)",
    re.I,
)
_POSITIVE = re.compile(
    r"(?:supported|supports?|included|includes?|inclusions?|in[\s-]scope|covered|scope|within scope"
    r"|what (?:we|is|are|it|you)(?:['’]ll)?\s*(?:do|cover|support|provide|include[ds]?|covered|supported|get|in scope)\b.*"
    rf"|(?:included |part )?(?:in|of) {_DEAL}|(?:what )?{_DEAL} (?:covers|includes|extends to)"
    r"|what(?:['’]s| is) (?:included|covered|in scope|supported).*|we (?:do|cover|support|provide|include))",
    re.I,
)
_PROVIDED = re.compile(
    r"(?:[Tt]he |[Oo]ur )?(?P<who>[A-Z][\w&.-]*(?: [A-Z][\w&.-]*){0,2}|we|services?)"
    r" (?:(?P<yes>provides?|supports|covers|includes)"
    r"|(?:(?:do|does|will|shall) not|doesn['’]t|don['’]t|won['’]t)"
    r" (?:provide|support|cover|include|perform))"
)
_TIMED = re.compile(
    r"\b(?:hours?|times?|in|at|on|by|for|with|rates?|costs?|fees?)\b", re.I
)
_STRONG = re.compile(
    r"supported\b|included|inclusions|in[\s-]scope|covered|covers$|\b(?:fee|price)$|\bwhat\b|\bwe\b",
    re.I,
)
_ADJECTIVES = (
    (
        False,
        r"(?:unsupported|non-supported|excluded|uncovered|out[- ]of[- ]scope|not (?:supported|included|covered))",
    ),
    (True, r"(?:supported|included|covered|in[- ]scope)"),
)
_SUBJECT = r"(?:services?|items?|support|activities|tasks|work|components?|systems?|in this (?:plan|package|service|agreement)|in (?:the|your) (?:plan|price|fee|service|agreement)|scope|coverage|(?:from|of|under|to|for|by|with) .{1,60}|\(.{1,60}\)|general|standard|list|the following|and|/|&|are|is|specifically|explicitly)"
_SENTENCE_NEGATIVE = re.compile(
    r"\b(?:do(?:es)? not (?:include|cover|extend|provide|support)|not (?:be )?(?:included|covered|supported|provided|in scope|part of|responsible for)"
    r"|out[\s-]of[\s-]scope|outside (?:of )?(?:the |our )?scope|excludes?\b|(?:is|are|be) (?:specifically |explicitly |expressly )?excluded"
    r"|will not (?:provide|support|cover|perform|include)|exclusions|not (?:obliged|required|bound) to|(?:is|are|form) no part of|fall outside|considered out)",
    re.I,
)
_SENTENCE_POSITIVE = re.compile(
    r"\b(?:(?:plans?|services?|packages?|support|subscriptions?|agreements?|scope|offering|coverage|onboarding|setup|fee|price|tier)\b[\w\s'’/(),-]{0,40}?"
    r"\b(?:includes?|covers?|extends? to)|(?:is|are) (?:included|covered|supported|in scope|within scope)|we (?:will )?(?:support|cover|provide|include)"
    r"|(?:will|shall) (?:provide|support|cover|perform) the following|in[\s-]scope|considered in scope)\b",
    re.I,
)
_NOT_SCOPE = re.compile(
    r"\b(?:phases?|steps?|methods?|channels?|data|information|details|examples? of (?:priority|cases)|for example|may include"
    r"|definitions?|documents?|contacts?|hours|times?|targets?|reports?|metrics|coverage areas|methods:)\W*$|\bmay include\b|for example\W*$"
    r"|third[- ]party issues|that (?:may )?affect|\bpriority \d|\bterms\b",
    re.I,
)

_OUTCOMES = (
    (r"statements? of work|\bSOW\b", "in scope", "SOW (out of scope)", "sow"),
    (r"quoted", "included", "not included, quoted additionally", "sow"),
    (
        r"additional (?:fee|charge|cost)|extra cost|hourly",
        "included",
        "not included, additional fee",
        "fee",
    ),
    (r"support", "supported", "not supported", "unstated"),
    (r"scope", "in scope", "out of scope", "unstated"),
    (r"includ|inclusion", "included", "not included", "unstated"),
    (r"exclu", "included", "excluded", "unstated"),
    (r"cover", "covered", "not covered", "unstated"),
)


def label_sense(text: str) -> bool | None:
    """True for a "Supported"-like label, False for its opposite, None for anything else."""
    plain = re.sub(r"^[\s\d.*•\-–—_#]+|[\s:.*_\-–—]+$", "", clean(text))
    if not plain or len(plain) > 120 or len(plain.split()) > 9:
        return None
    for sense, adjective in _ADJECTIVES:
        if re.fullmatch(
            rf"(?:list of )?{adjective}(?: [a-z&/-]+){{1,3}}", plain, re.I
        ) and not _TIMED.search(plain):
            return sense
    for sense, pattern in ((False, _NEGATIVE), (True, _POSITIVE)):
        edges = rf"(?:{_SUBJECT}\s+){{0,3}}{pattern.pattern}(?:\s+{_SUBJECT}){{0,3}}"
        lead = r"(?:(?:the|following|service|support|scope|general|standard|specific|key|common|contract)\s+){0,3}"
        if re.fullmatch(lead + edges, plain, re.I):
            return (
                None
                if sense and not _STRONG.search(plain) and not is_lead(text)
                else sense
            )
    return _provided_sense(plain)


def _provided_sense(plain: str) -> bool | None:
    """ "The Supplier does not provide": who acts must not be the customer."""
    found = _PROVIDED.fullmatch(plain)
    if found is None or CUSTOMER.search(found["who"]):
        return None
    return bool(found["yes"])


def sentence_sense(text: str) -> bool | None:
    """The same for a sentence that announces a list."""
    if _NOT_SCOPE.search(text.rstrip(": ")):
        return None
    if _SENTENCE_NEGATIVE.search(text):
        return False
    return True if _SENTENCE_POSITIVE.search(text) else None


def line_of(
    text: str, sense: bool, lead: str, group: str = "", line: int = 0
) -> form.Provision:
    """A scope line; its label repeats the words that lead its list."""
    yes, no, charge = next(
        (words for pattern, *words in _OUTCOMES if re.search(pattern, lead, re.I)),
        ["supported", "not supported", "unstated"],
    )
    return form.Provision(
        "scope",
        text,
        label=yes if sense else no,
        charge="included" if sense else charge,
        supported=sense,
        group=group,
        line=line or None,
    )
