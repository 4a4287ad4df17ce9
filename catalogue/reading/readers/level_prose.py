"""Targets outside tables: label/value blocks ("Priority 1:" / "Response: 15 minutes") and sentences.

A sentence counts only when it names a priority, a metric and a time. A condition ("if … not
within") and an escalation promise nothing, so their times are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalogue.portable import form
from catalogue.prose import sentences
from catalogue.reading.blocks import Block, Heading, Item, Paragraph

from .draft import Draft, Part, text_of
from .durations import Duration, clock_of, durations
from .levels import Levels, targets_of
from .text import labelled
from .wording import MENTION, is_priority, metric_positions, metrics_in, without_scale

_CONDITION = re.compile(
    r"\b(?:if|unless|when|where|should)\b[^.;]*\bnot\b|escalat|credit|\bnotice\b|\bin advance\b",
    re.I,
)
_PRIORITY_LINE = re.compile(
    r"^(?P<label>[^:=]{1,60}?)\s*(?:[:=]|\s[-–—]\s|$)\s*(?P<rest>.*)$"
)
_NOUN = re.compile(
    r"\s+(?:incidents?|tickets?|issues?|requests?|faults?|calls?|problems?|cases?)$",
    re.I,
)
_LABELLED = re.compile(r"([A-Z][\w /()-]{2,40}?)\s*:\s+(?=\S)")
_CRITERIA = re.compile(
    r"impact|definition|description|criteria|meaning|condition|applies|when", re.I
)
_VISIT = re.compile(r"\bon[- ]?site\b|\barriv|\battend|\bdispatch", re.I)
_REACH = 1  # blocks below a priority's line that still speak of it
_LABEL_PART = re.compile(r"\s*[:=]\s*|\s+[-–—]\s+")


def read_blocks(draft: Draft, part: Part, levels: Levels) -> None:
    """Read label/value blocks of a part."""
    titled = _titled(part)
    current, context, criteria = titled, "", _criteria_of(part.title)
    blocks = [b for b in part.blocks if isinstance(b, Paragraph | Item)]
    for position, block in enumerate(blocks):
        text = text_of(block)
        opened = _opens_priority(text)
        if opened is not None:
            current, criteria = opened[0], "" if durations(opened[1]) else opened[1]
            _inline(draft, part, block, current, opened[1], context, levels)
        elif _value_line(draft, part, block, text, current, levels):
            _describe(levels, current, criteria)
        elif current and (label := _LABELLED.match(text)):
            if _CRITERIA.match(label[1]):
                criteria = text[label.end() :]
                draft.take(block)
        elif isinstance(block, Paragraph):
            context = text if text.endswith(":") or len(text) < 60 else ""
            below = position and _opens_priority(text_of(blocks[position - 1]))
            if not (text.endswith(":") or position == 0 or below):
                current, criteria = titled, ""


def _titled(part: Part) -> str:
    """The priority that a part's title names, without the words that describe it."""
    opened = _opens_priority(part.title)
    if opened and (opened[1] or without_scale(part.title) != part.title):
        return opened[0]
    return part.title if is_priority(part.title) else ""


def _criteria_of(title: str) -> str:
    opened = _opens_priority(title)
    return opened[1] if opened else ""


def _describe(levels: Levels, label: str, criteria: str) -> None:
    for priority in levels.called(label) if criteria else ():
        priority.criteria = priority.criteria or criteria


def _opens_priority(text: str) -> tuple[str, str] | None:
    """A line that begins with a priority and a colon or dash, or is nothing but one."""
    text = without_scale(text)
    match = _PRIORITY_LINE.match(text)
    if not match or not is_priority(match["label"]):
        return None
    label, rest = match["label"].strip(" *"), match["rest"].strip()
    while (
        rest
        and (more := re.match(r"([A-Za-z -]{3,20}?)\s*(?:[:–—]|\s-\s|$)", rest))
        and is_priority(more[1])
    ):
        label, rest = (
            text[: text.index(more[1]) + len(more[1])],
            rest[more.end() :].strip(),
        )
    if not rest and not text.rstrip().endswith((":", ")")) and len(text) > 40:
        return None
    return _NOUN.sub("", label.strip(" :")), rest


def _inline(
    draft: Draft,
    part: Part,
    block: Block,
    label: str,
    rest: str,
    context: str,
    levels: Levels,
) -> None:
    """Times on the priority's own line: with metrics named, else under the metric of the context."""
    found = durations(rest)
    if not found:
        return
    named = [
        (metrics_in(p), p)
        for p in re.split(r"[;,|\n]\s*|\s+and\s+", rest)
        if durations(p)
    ]
    around = metrics_in(context) or metrics_in(part.title)
    starts = found[0].start <= 25
    if any(m for m, _ in named):
        last: list[str] = []
        for metrics, piece in named:
            last = metrics or last
            for target in targets_of(piece, last[:1]) if last else []:
                levels.add("", label, target, part)
        draft.take(block)
    elif around and starts:
        for target in targets_of(
            rest, around if len(around) == len(found) else around[:1]
        ):
            levels.add("", label, target, part)
        draft.take(block)


def _value_line(
    draft: Draft, part: Part, block: Block, text: str, current: str, levels: Levels
) -> bool:
    """ "Response: 15 minutes" below a priority."""
    pieces = _LABEL_PART.split(text, maxsplit=1)
    if len(pieces) != 2 or not current or len(pieces[0]) > 50:
        return False
    metrics = metrics_in(pieces[0])
    found = durations(pieces[1])
    if not metrics or (found and found[0].start > 25):
        return False
    named = metrics if len(metrics) > 1 and "/" in text else metrics[:1]
    targets = targets_of(pieces[1], named, heading=pieces[0].strip())
    if not found and (not targets or len(pieces[1]) > 40):
        return False
    for target in targets:
        levels.add("", current, target, part)
    draft.take(block)
    return True


def read_sentences(draft: Draft, part: Part, levels: Levels) -> None:
    """Read targets that running text promises."""
    outer = MENTION.search(part.title)
    titled = outer[0] if outer and len(part.title) < 60 else ""
    around, reach = titled, 0
    for block in part.blocks:
        if isinstance(block, Heading) or not isinstance(block, Paragraph | Item):
            continue
        if opened := _opens_priority(text_of(block)):
            around, reach = opened[0], _REACH + 1
        elif not reach:
            around = titled
        last, reach = around, max(0, reach - 1)
        for sentence in sentences(text_of(block)):
            mentions = [m[0] for m in MENTION.finditer(sentence)]
            for label, target in _promises(sentence, last, part.title):
                levels.add("", label, target, part)
            last = mentions[-1] if mentions else last


def _promises(
    sentence: str, around: str, title: str
) -> Iterator[tuple[str, form.Target]]:
    found = durations(sentence)
    mentions = [(m.start(), m[0]) for m in MENTION.finditer(sentence)]
    if not found or _CONDITION.search(sentence) or not (mentions or around):
        return
    metrics = metric_positions(sentence) or [
        (0, name) for name in metrics_in(title)[:1]
    ]
    if not metrics:
        return
    if re.search(r"\brespectively\b", sentence) and len(mentions) == len(found):
        for (_, label), span in zip(mentions, found, strict=True):
            yield label, _target(metrics[0][1], span, sentence)
        return
    leads = bool(mentions) and mentions[0][0] < found[0].start
    for index, span in enumerate(found):
        since = found[index - 1].end if index else 0
        if _VISIT.search(sentence, since, span.start):
            continue
        metric = _metric_for(span, metrics)
        for label in _labels_for(span, mentions, found, leads) or (
            [around] if around else []
        ):
            yield label, _target(metric, span, sentence)


def _metric_for(span: Duration, metrics: list[tuple[int, str]]) -> str:
    """The metric named last before a time, else the first one after it."""
    before = [name for at, name in metrics if at < span.start]
    return before[-1] if before else next(name for at, name in metrics)


def _labels_for(
    span: Duration, mentions: list[tuple[int, str]], found: list[Duration], leads: bool
) -> list[str]:
    """The priorities a time belongs to: those named since the time before, or those right after it."""
    if not leads:
        later = [d.start for d in found if d.start > span.start]
        return [
            name
            for at, name in mentions
            if span.end <= at < (later[0] if later else 10**9)
        ]
    earlier = sorted({d.end for d in found if d.end <= span.start}, reverse=True)
    bounds = [*earlier, 0]
    upper = span.start
    for lower in bounds:
        names = [name for at, name in mentions if lower <= at < upper]
        if names:
            return names
        upper = lower
    return []


def _target(metric: str, span: Duration, sentence: str) -> form.Target:
    around = sentence[max(0, span.start - 40) : span.end + 40]
    return form.Target(metric, span.text, span.minutes, span.clock or clock_of(around))


__all__ = ["labelled", "read_blocks", "read_sentences"]
