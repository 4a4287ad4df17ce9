"""Definitions: glossaries, "Term = meaning" lines, and sentences that define a quoted term.

Ordinary "Label: text" prose is no definition; the pair counts only in a part that calls itself one.
"""

from __future__ import annotations

import re

from catalogue.portable import form
from catalogue.prose import sentences
from catalogue.reading.blocks import Item, Paragraph

from .draft import Draft, Part, clean, text_of
from .grids import Grid
from .wording import is_priority

_GLOSSARY = re.compile(
    r"^(?:[\w\s&/,-]{0,30}\b)?(?:definitions?(?: of terms?| and \w+)?|glossary(?: of terms?)?|terminology|defined terms"
    r"|key (?:terms|words)|vocabulary|wording|concepts|dictionary|nomenclature|explained (?:words|terms)|words and (?:phrases|expressions|terms)|acronyms?(?: and .*)?|abbreviations?(?: and .*)?|terms(?: used| and definitions)|(?:the )?(?:meaning|explanation|list) of (?:words|terms|abbreviations|acronyms)"
    r"|(?:words|terms|abbreviations?|acronyms?|expressions)(?: that)?(?: we| are)? (?:used|use|explained|defined)(?: (?:in|by|here|and)\b.*)?"
    r"|what (?:the|these|our) (?:words|terms) mean)$",
    re.I,
)
_NOT_GLOSSARY = re.compile(
    r"priorit|severit|service level|responsibilit|impact|urgency|incident|sla\b|escalat",
    re.I,
)
_EQUALS = re.compile(r"^([^=:.;]{1,60}?)\s+[=≡]\s+(?=\S)(.+)$", re.S)
_PAIR = re.compile(
    r"^[\"“'‘]?([^:;.!?\"”]{1,70}?)[\"”'’]?\s*(?::\s+|\s+[-–—]\s+|\s*—\s*|\t+)(.{3,})$",
    re.S,
)
_QUOTED = re.compile(
    r"^(?:the (?:term|phrase|expression)s?\s+)?[\"“'‘]([^\"”’]{1,60}?)[\"”'’](?:\s*\([^)]{1,40}\))?(?:\s+or\s+[\"“'‘][^\"”’]+[\"”'’])?\s*"
    r"(?:,[^,]{1,40},\s*)?(?:is defined|are defined|means?|shall mean|will mean|refers? to|has the meaning|have the meaning|is (?:the|a|an)\b|describes?|denotes?|[-–—:=])",
    re.I,
)
_PLAIN = re.compile(
    r"^(?:an? |the )?([A-Z][\w/&()-]*(?:\s+[\w/&()-]+){0,5}?)\s+(?:means|shall mean|is defined as|are defined as)\b",
    re.S,
)
_TITLE = re.compile(r"^definition of\s+([^.:]{2,70})", re.I)
_MEANS = re.compile(
    r"^(?:means|has the meaning|have the meaning|refers to|is defined|shall mean|the meaning)\b",
    re.I,
)
_TERMS = re.compile(r"(?:key )?(?:terms|words|language)", re.I)
_LETTERED = re.compile(r"^[A-Z][.)]\s+")
_LIKE_A_NOUN = re.compile(r"(?:a|an|the|any|one|each|all|every)\b", re.I)
_HEAD = re.compile(
    r"^(?:terms?|acronyms?|abbreviations?|words?|definitions?|expression|phrase)$", re.I
)
_MEANING = re.compile(
    r"meaning|definition|description|explanation|stands for|expansion|\bmeans?\b", re.I
)


def read_table(part: Part, grid: Grid, draft: Draft) -> bool:
    """A table headed Term / Definition."""
    if grid.width < 2:
        return False
    headed = bool(_HEAD.match(grid.corner)) and any(
        _MEANING.search(h) for h in grid.headers[1:]
    )
    rows = grid.rows if headed or not any(grid.headers) else [grid.headers, *grid.rows]
    means = sum(bool(_MEANS.match(row[1])) for row in rows) > len(rows) / 2
    small = _TERMS.fullmatch(part.title) and all(r[1][:1].islower() for r in rows)
    titled = grid.width == 2 and (is_glossary(part.title) or small)
    if not (headed or means or titled):
        return False
    for row in rows:
        if row[0].strip() and row[1].strip():
            _add(draft, part, clean(row[0]), clean(row[1]))
    return True


def is_glossary(title: str) -> bool:
    """A title that announces definitions of words, not of priorities or levels."""
    title = _LETTERED.sub("", title.strip(" :.-"))
    return bool(_GLOSSARY.match(title)) and not _NOT_GLOSSARY.search(title)


def read_part(draft: Draft, part: Part) -> None:
    """Read the definitions a part prints."""
    glossary = is_glossary(part.title) or _reads_as_one(part)
    titled = _TITLE.match(part.title)
    if titled and not _NOT_GLOSSARY.search(part.title):
        body = next((text_of(b) for b in part.blocks if isinstance(b, Paragraph)), "")
        _add(draft, part, titled[1], body)
    blocks = [
        b
        for b in part.blocks
        if isinstance(b, Paragraph | Item) and not draft.is_taken(b)
    ]
    for index, block in enumerate(blocks):
        text = text_of(block)
        titled_here = (
            _titled(text, blocks[index + 1 :]) if isinstance(block, Paragraph) else None
        )
        found = titled_here or _pair(text, glossary) or _sentence(text)
        if found and not is_priority(found[0]):
            _add(draft, part, *found)
            if glossary or _EQUALS.match(text):
                draft.take(block)
        elif glossary and index + 1 < len(blocks):
            _term_above(draft, part, text, blocks[index + 1], _alternates(blocks))
        for sentence in sentences(text)[1:]:
            if _QUOTED.match(sentence) and (pair := _sentence(sentence)):
                _add(draft, part, *pair)


def _reads_as_one(part: Part) -> bool:
    """Every line is "Term: a thing that …": a glossary, whatever its title is."""
    if _NOT_GLOSSARY.search(part.title) or len(part.blocks) < 3:
        return False
    pairs = [_PAIR.match(text_of(block)) for block in part.blocks]
    meanings = [pair[2] for pair in pairs if pair and len(pair[1].split()) <= 5]
    small = all(each[:1].islower() or _LIKE_A_NOUN.match(each) for each in meanings)
    nouns = sum(bool(_LIKE_A_NOUN.match(each)) for each in meanings)
    return len(meanings) == len(pairs) and small and nouns * 2 > len(pairs)


def _alternates(blocks: list[Paragraph | Item]) -> bool:
    """Short lines and sentences by turns: a term, its meaning, the next term."""
    texts = list(map(text_of, blocks))
    terms = all(_is_term(text) for text in texts[::2])
    return len(texts) % 2 == 0 and terms and all(t.endswith(".") for t in texts[1::2])


def read_headed(draft: Draft) -> None:
    """Terms as sub-headings of a glossary part that has no lines of its own."""
    for place, part in enumerate(draft.parts):
        if not is_glossary(part.title) or any(
            t.section == part.name for t in draft.revision.terms
        ):
            continue
        for below in draft.parts[place + 1 :]:
            if (
                below.section.depth <= part.section.depth
                or part.title not in below.path
            ):
                break
            text = next(
                (text_of(b) for b in below.blocks if isinstance(b, Paragraph)), ""
            )
            if text and len(below.title.split()) <= 6:
                _add(draft, part, below.title, text)


def _pair(text: str, glossary: bool) -> tuple[str, str] | None:
    match = _EQUALS.match(text) or (_PAIR.match(text) if glossary else None)
    if not match or len(match[1].split()) > 9:
        return None
    if not glossary and (not match[1][:1].isupper() or re.search(r"[$%\d]", match[1])):
        return None
    if re.fullmatch(r"[RACISXYN✓✔●]", match[1].strip()) or re.search(
        r"\s=\s", match[2][:60]
    ):
        return None
    return match[1], match[2]


def _sentence(text: str) -> tuple[str, str] | None:
    match = _QUOTED.match(text) or _PLAIN.match(text)
    return (match[1], text) if match else None


def _titled(text: str, after: list[Paragraph | Item]) -> tuple[str, str] | None:
    """ "Definition of X" as a line; the next line may say what X means."""
    match = _TITLE.match(text)
    if not match or _NOT_GLOSSARY.search(match[1]):
        return None
    return match[1], text_of(after[0]) if after else text


def _is_term(text: str) -> bool:
    return len(text.split()) <= 6 and not text.endswith((".", ":", ";"))


def _term_above(
    draft: Draft, part: Part, text: str, below: Paragraph | Item, alternates: bool
) -> None:
    """A short line in a glossary with its meaning on the next line."""
    meaning = text_of(below)
    told = alternates or (len(meaning) > 25 and not _pair(meaning, True))
    if _is_term(text) and told:
        _add(draft, part, text, meaning)


def _add(draft: Draft, part: Part, term: str, meaning: str) -> None:
    term = clean(term).strip(" \"“”'‘’*:")
    known = {_stem(each.term) for each in draft.revision.terms}
    if not term or _stem(term) in known:
        return
    draft.revision.terms.append(form.Term(term, meaning, section=part.name))


def _stem(term: str) -> str:
    """A term without its abbreviation in brackets and without a plural."""
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\(.*?\)", "", term.lower())).rstrip("s")
