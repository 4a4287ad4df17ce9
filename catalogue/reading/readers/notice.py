"""Notice periods: how many days before an event something must be asked for or announced."""

from __future__ import annotations

import re

from catalogue.portable import form
from catalogue.prose import sentences
from catalogue.reading.blocks import Item, Paragraph

from .draft import Draft, Part, text_of
from .durations import durations
from .wording import CUSTOMER

_NOTICE = re.compile(
    r"\bnotice\b|in advance|\bprior\b|\bbefore\b|beforehand|advance notification|ahead of",
    re.I,
)
_EVENT = re.compile(
    r"(?:prior to|before|of|for|to|if planning to|when)\s+((?:[\w'’-]+\s?){2,9})", re.I
)


def read_part(draft: Draft, part: Part) -> None:
    """Read the notice periods of a part's sentences and footnotes."""
    texts = [text_of(b) for b in part.blocks if isinstance(b, Paragraph | Item)]
    for text in dict.fromkeys(
        [*texts, *(note.text for note in part.section.footnotes)]
    ):
        for sentence in sentences(text):
            _sentence(draft, part, sentence)


def _sentence(draft: Draft, part: Part, sentence: str) -> None:
    for span in durations(sentence):
        around = sentence[max(0, span.start - 60) : span.end + 60]
        after = sentence[span.end : span.end + 45]
        if not _NOTICE.search(after) and not re.search(
            r"notice of (?:at least )?$", sentence[: span.start], re.I
        ):
            continue
        if span.minutes < 1440 or not _NOTICE.search(around):
            continue
        by = "customer" if _obliges_customer(sentence) else "provider"
        name = _event(sentence, span.end)
        period = form.NoticePeriod(name, span.minutes // 1440, sentence, by, part.name)
        if (period.text, period.days) not in {
            (n.text, n.days) for n in draft.revision.notice_periods
        }:
            draft.revision.notice_periods.append(period)


def _event(sentence: str, end: int) -> str:
    """What the notice is given of: the subject of "in advance", else what follows the period."""
    rest = sentence[end:]
    subject = re.match(
        r"(.{3,80}?)\s+(?:will|must|shall|should|is|are|may)\b", sentence
    )
    if subject and re.match(r"[\w\s]{0,12}in advance", rest):
        return re.sub(r"\s*\(.*?\)", "", subject[1])
    event = _EVENT.search(rest) or _EVENT.search(sentence)
    return event[1].strip() if event else " ".join(sentence.split()[:8])


def _obliges_customer(sentence: str) -> bool:
    if re.search(
        r"\bplease (?:provide|give|allow)|requires?d? (?:at least|a minimum)|must be (?:requested|submitted)",
        sentence,
        re.I,
    ):
        return True
    duty = re.search(
        r"([\w\s'’-]{2,60}?)\b(?:must|shall|should|agrees? to|is required to|needs? to|are required to)\b",
        sentence,
        re.I,
    )
    return bool(duty and CUSTOMER.search(duty[1]))
