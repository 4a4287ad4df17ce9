"""What surrounds targets: examples, criteria lines, intake fields, exemptions, defaults and clocks."""

from __future__ import annotations

import re
from decimal import Decimal

from catalogue.portable import form
from catalogue.prose import sentences
from catalogue.reading.blocks import Block, Item, Paragraph

from .draft import Draft, Part, clean, text_of
from .durations import durations
from .levels import Levels, priority_key
from .text import is_lead, labelled
from .wording import MENTION, is_priority

_EXAMPLES = re.compile(r"\bexamples?\b", re.I)
_NOT = re.compile(r"\bnot\b|\bnon-", re.I)
_INTAKE = re.compile(
    r"(?:following|this) (?:data|information|details)|information to include|to include:$"
    r"|please (?:provide|include|supply)|must (?:include|provide|contain|supply)",
    re.I,
)
_REPORT = re.compile(
    r"report|incident|ticket|\blog\b|request|contact|issue|fault|problem|call", re.I
)
_EXEMPT = re.compile(
    r"(?:response|resolution|restoration|sla|service level)[\w\s/-]*(?:times?|targets?|levels?|agreements?|s)?\b[^.]*"
    r"\b(?:do not|does not|will not|shall not|not) appl",
    re.I,
)
_DEFAULT = re.compile(
    r"\b(?:default(?:s|ed)?|automatically (?:set|assigned|classified))\b", re.I
)


_TIMES = re.compile(
    r"\b\d{1,2}(?:(?:[:.]\d\d)?\s?[ap]\.?m\b|[:.]\d\d)[^.;]{0,40}?(?:-|–|\bto\b|\band\b|\buntil\b)\s*\d",
    re.I,
)
_DAYS = re.compile(
    r"\b(?:mon|fri|sun|satur)(?:day)?s?\b|\b(?:week|working|business)[ -]?days?\b|\b(?:every|each) day\b|\bdaily\b",
    re.I,
)
_ALWAYS = re.compile(r"\b24\s*[x×/]\s*7\b|\b(?:a)?round the clock\b", re.I)
_SUPPORT = re.compile(
    r"\bsupport\b|\bhours\b|\bstaffed\b|\bcalls?\b|\bdesk\b|\bservice is\b|\bcentre\b|\bcenter\b|\bengineers?\b",
    re.I,
)
_WORK = re.compile(
    r"\b(?:maintenance|backups?|jobs?|change (?:work|window)|monitor\w*)\b", re.I
)
MOST_HOURS = 4  # sentences


def read_lists(draft: Draft, part: Part, levels: Levels) -> None:
    """Read examples, criteria and intake fields that are printed as lists."""
    blocks = part.blocks
    for index, block in enumerate(blocks):
        text = text_of(block)
        items = _items_after(blocks, index)
        if (
            not isinstance(block, Paragraph | Item)
            or not items
            or draft.is_taken(block)
        ):
            continue
        label = MENTION.search(text)
        if _EXAMPLES.search(text) and label and is_lead(text):
            priority = _known(levels, label[0])
            if priority:
                applies = not _NOT.search(text)
                priority.examples += [
                    form.Example(text_of(item), applies) for item in items
                ]
                draft.take(block, *items)
        elif (
            _INTAKE.search(text)
            and (_REPORT.search(text) or _REPORT.search(part.context))
            and levels.by_plan
        ):
            level = next(iter(levels.by_plan.values()))
            level.intake_fields += [_field(text_of(item)) for item in items]
            draft.take(*items)


def read_criteria_lines(draft: Draft, part: Part, levels: Levels) -> None:
    """ "High: when a large part is down" lines of a document whose priorities are known."""
    for block in part.blocks:
        if not isinstance(block, Paragraph | Item) or draft.is_taken(block):
            continue
        label, rest = labelled(text_of(block))
        if not label or not is_priority(label) or durations(rest[:30]):
            continue
        priority = _known(levels, label)
        if priority and not priority.criteria:
            priority.criteria = text_of(block)
            draft.take(block)


def read_policies(draft: Draft, part: Part, levels: Levels) -> None:
    """Read default priority, exemptions, meaning of response and percentages from sentences."""
    if not levels.by_plan:
        return
    level = next(iter(levels.by_plan.values()))
    for block in part.blocks:
        if not isinstance(block, Paragraph | Item):
            continue
        for sentence in sentences(text_of(block)):
            _policy(level, sentence, levels)
            _hours(level, sentence)


def _hours(level: form.ServiceLevel, sentence: str) -> None:
    """Keep a sentence that says on which days and hours support is given."""
    times = _ALWAYS.search(sentence) or (
        _TIMES.search(sentence) and _DAYS.search(sentence)
    )
    told = clean(sentence)
    if not times or not _SUPPORT.search(sentence) or _WORK.search(sentence):
        return
    lines = level.notes.split("\n") if level.notes else []
    if len(lines) < MOST_HOURS and told not in lines:
        level.notes = "\n".join([*lines, told])


def _policy(level: form.ServiceLevel, sentence: str, levels: Levels) -> None:
    if _DEFAULT.search(sentence) and (label := MENTION.search(sentence)):
        known = _known(levels, label[0])
        level.default_priority = level.default_priority or (
            known.label if known else label[0]
        )
    if _EXEMPT.search(sentence):
        reason = (
            "third_party" if re.search(r"third[- ]part", sentence, re.I) else "other"
        )
        if sentence not in {each.text for each in level.exemptions}:
            level.exemptions.append(form.Exemption(clean(sentence), reason))
    meant = re.match(
        r"[\W]*response(?: time)?[\W]*(?:is|means|shall mean)\b", sentence, re.I
    )
    if meant:
        level.response_means = level.response_means or clean(sentence)
        if re.search(r"(?:business|working|support) hours", sentence, re.I):
            _set_clock(level, "response", "support")
    if re.search(
        r"respon[sd]\w* time (?:commences|starts|begins)|clock (?:starts|begins)",
        sentence,
        re.I,
    ):
        understood = re.search(r"understand|verified|confirm", sentence, re.I)
        level.clock_starts = level.clock_starts or (
            "understood" if understood else "report"
        )
    uptime = re.search(
        r"(?:availab|uptime)[^.%]{0,60}?(\d{2}(?:\.\d+)?)\s*%", sentence, re.I
    )
    if uptime and level.availability_percent is None:
        level.availability_percent = Decimal(uptime[1])


def _set_clock(level: form.ServiceLevel, metric: str, clock: str) -> None:
    for priority in level.priorities:
        for target in priority.targets:
            if (
                target.metric == metric
                and not target.clock
                and target.minutes is not None
            ):
                target.clock = clock


def _known(levels: Levels, label: str) -> form.Priority | None:
    key = priority_key(label)
    for level in levels.by_plan.values():
        for priority in level.priorities:
            if priority_key(priority.label) == key:
                return priority
    return None


def _items_after(blocks: list[Block], index: int) -> list[Item]:
    """The list right below a block; below an item, only what is deeper than it."""
    block, out = blocks[index], []
    for each in blocks[index + 1 :]:
        if not isinstance(each, Item) or (
            isinstance(block, Item) and each.depth <= block.depth
        ):
            break
        out.append(each)
    return out


def _field(text: str) -> form.IntakeField:
    kinds = (
        ("file", r"screen ?shot|log files?|attach"),
        ("datetime", r"\bdate\b|\btime\b|\bwhen\b"),
        ("number", r"number of|how many|users affected|quantity"),
        ("long_text", r"descri|details? of|steps|changes"),
    )
    kind = next(
        (name for name, pattern in kinds if re.search(pattern, text, re.I)), "text"
    )
    optional = re.search(
        r"if (?:available|applicable|possible)|optional|as required", text, re.I
    )
    return form.IntakeField(text, kind, required=not optional)


def set_impact(levels: Levels) -> None:
    """Shares of users that criteria state ("50% or greater", "less than 50% and greater than 25%")."""
    for level in levels.by_plan.values():
        for priority in level.priorities:
            least = re.search(
                r"(\d+)\s*% or (?:greater|more)|(?:greater|more) than (\d+)\s*%|at least (\d+)\s*%|>=?\s*(\d+)\s*%",
                priority.criteria,
            )
            most = re.search(
                r"(?:less|fewer) than (\d+)\s*%|under (\d+)\s*%|<\s*(\d+)\s*%",
                priority.criteria,
            )
            if least:
                priority.impact_from = Decimal(next(filter(None, least.groups())))
            if most:
                priority.impact_below = Decimal(next(filter(None, most.groups())))
