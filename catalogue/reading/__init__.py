"""Reading a document in: bytes become blocks, blocks become a revision in the portable form."""

from __future__ import annotations

import re
from itertools import takewhile

from catalogue import checks
from catalogue.portable import form
from catalogue.portable.keys import provisions_of, with_keys

from .blocks import Block, Heading, Paragraph
from .formats import read_source
from .places import marks, settle
from .readers import (
    components,
    definitions,
    duties,
    findings,
    footnotes,
    level_prose,
    notice,
    parties,
    quotas,
    rates,
    sentences,
    service_levels,
    tables,
)
from .readers.draft import Draft, outline, prose_of, text_of
from .readers.levels import Levels
from .source import Reading, margins

COVER_LINES = 6
LONGEST_COVER_LINE = 80  # characters
LONGEST_TITLE = 300
_LABEL = re.compile(
    r"\b(version|revision|rev\.?|last (?:modification|modified|updated)(?: date)?|effective(?: date)?|issue)\s*:?\s*"
    r"(v?\d[\w./-]*(?:\s+\w+\s+\d{4})?|[A-Z][a-z]+ \d{1,2},? \d{4})",
    re.I,
)


def read(data: bytes, name: str) -> form.Revision:
    """Read a document whose format follows from its name and content. Raises what the format raises."""
    return read_with_source(data, name).revision


def read_with_source(data: bytes, name: str) -> Reading:
    """Read a document, and keep its text line by line with what was made of each line."""
    source = read_source(data, name)
    draft = _draft_of(source.blocks, name)
    revision = _tied(with_keys(draft.revision))
    settle(revision, source)
    revision.findings += checks.findings(revision)
    return Reading(
        revision, source.text, margins(draft, source), marks(revision, source)
    )


def read_blocks_of(blocks: list[Block], name: str) -> form.Revision:
    """Read blocks into a revision; `name` titles a document that prints no title."""
    revision = _tied(with_keys(_draft_of(blocks, name).revision))
    revision.findings += checks.findings(revision)
    return revision


def _draft_of(blocks: list[Block], name: str) -> Draft:
    parts = outline(blocks)
    draft = Draft(
        parts, form.Revision(title=_title(blocks, name), label=_printed_label(blocks))
    )
    levels = Levels(draft)
    tables.read_tables(draft, levels)
    draft.reader = "service level"
    _read_levels(draft, levels)
    _read_text(draft, levels)
    _finish(draft, levels)
    return draft


def _tied(revision: form.Revision) -> form.Revision:
    """The revision with each finding that ends in a row's words tied to that row."""
    rows = [row for section in revision.sections for row in provisions_of(section)]
    for finding in revision.findings:
        ends = [row.key for row in rows if finding.text.endswith(f": {row.text}")]
        finding.provisions = finding.provisions or ends
    return revision


def _read_levels(draft: Draft, levels: Levels) -> None:
    """Tables come first; blocks and sentences count where no table states times."""
    if not levels.has_targets():
        for part in draft.parts:
            level_prose.read_blocks(draft, part, levels)
    if not levels.has_targets():
        for part in draft.parts:
            level_prose.read_sentences(draft, part, levels)
    for part in draft.parts:
        service_levels.read_lists(draft, part, levels)
        service_levels.read_policies(draft, part, levels)
        service_levels.read_criteria_lines(draft, part, levels)
    service_levels.set_impact(levels)


def _read_text(draft: Draft, levels: Levels) -> None:
    draft.reader = "definitions"
    for part in draft.parts:
        definitions.read_part(draft, part)
    definitions.read_headed(draft)
    draft.reader = "duties"
    duties.read_levels(draft)
    draft.reader = "scope"
    components.read_parts(draft)
    draft.reader = "footnote"
    for part in draft.parts:
        footnotes.read_part(draft, part)
        quotas.read_part(draft, part)
        rates.read_part(draft, part)
        notice.read_part(draft, part)
    parties.read(draft)
    parties.settle_charges(draft)
    names = parties.names(draft)
    draft.reader = "duties"
    duties.read_lists(draft, names)
    sentences.read(draft, names)


def _finish(draft: Draft, levels: Levels) -> None:
    for part in draft.parts:
        part.section.prose = prose_of(draft, part)
        part.section.title = part.section.title or draft.revision.title
    draft.revision.sections = [part.section for part in draft.parts]
    draft.revision.service_levels = list(levels.by_plan.values())
    findings.find(draft)


def _title(blocks: list[Block], name: str) -> str:
    """The first heading, else the short lines of a cover, else the name of the file."""
    if blocks and isinstance(blocks[0], Heading):
        return blocks[0].text[:LONGEST_TITLE]
    cover = " ".join(takewhile(bool, map(_cover_line, blocks[:COVER_LINES])))
    return cover or re.sub(r"\.\w{1,5}$", "", name)


def _cover_line(block: Block) -> str:
    """The text of a line that may stand on a cover, else nothing."""
    text = text_of(block) if isinstance(block, Paragraph) else ""
    runs_on = text.endswith((":", ";", ".")) or not 3 < len(text) <= LONGEST_COVER_LINE
    return "" if runs_on or _LABEL.search(text) else text


def _printed_label(blocks: list[Block]) -> str:
    for block in blocks[:12]:
        if isinstance(block, Paragraph) and (match := _LABEL.search(text_of(block))):
            return match[2]
    return ""
