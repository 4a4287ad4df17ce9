"""Where in the source each thing stands: the very line, not only where its block begins."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from catalogue.portable import form
from catalogue.portable.keys import provisions_of

from .source import Mark, Source

_NOT_WORD = re.compile(r"[\W_]+")
_NEEDLES = (200, 60, 24, 12)  # characters looked for: a cell or a line may be cut
_SHORTEST = 12  # characters that are searched for beyond the block
_LONGEST_NAME = 120


def settle(revision: form.Revision, source: Source) -> None:
    """Point provisions and findings at the line on which their words begin."""
    places = _Places(source)
    ends = places.ends_of(revision.sections)
    moved: dict[str, tuple[int | None, int | None]] = {}
    for section, end in zip(revision.sections, ends, strict=True):
        for row in provisions_of(section):
            began = row.line
            row.line = places.of_row(row.text, row.line or section.line or 1, end)
            moved[row.key] = (began, row.line)
    for finding in revision.findings:
        finding.line = _line_of_finding(finding, moved, places)


def _line_of_finding(
    finding: form.Finding,
    moved: dict[str, tuple[int | None, int | None]],
    places: _Places,
) -> int | None:
    for key in finding.provisions:
        began, line = moved.get(key, (None, None))
        if finding.line in (began, line) or finding.line is None:
            return line
    if finding.line is None:
        return None
    quoted = finding.text.rpartition(": ")[2]
    end = places.end_of(finding.line)
    found = places.find(quoted, finding.line, end) if len(quoted) > _SHORTEST else None
    return found or finding.line


def marks(revision: form.Revision, source: Source) -> list[Mark]:
    """Where what is no provision is stated: footnotes, terms, rates, quotas, notice periods."""
    places = _Places(source)
    ends = places.ends_of(revision.sections)
    spans: dict[str, tuple[int, int]] = {}
    for section, end in zip(revision.sections, ends, strict=True):
        for name in (section.number, section.title):
            spans.setdefault(name, (section.line or 1, end))
    found = []
    for kind, name, text, section_name in _stated(revision):
        first, last = spans.get(section_name, (1, len(places.offsets) - 1))
        line = places.find(text, first, last)
        if line:
            found.append((line, kind, name[:_LONGEST_NAME]))
    return sorted(set(found))


def _stated(revision: form.Revision) -> Iterator[tuple[str, str, str, str]]:
    """Kind, name, words and section."""
    for section in revision.sections:
        for note in section.footnotes:
            yield "footnote", note.marker, note.text, section.number or section.title
    for term in revision.terms:
        yield "definition", term.term, term.term + term.meaning, term.section
    for rate in revision.rates:
        yield "rate", rate.role or rate.text, rate.text, rate.section
    for quota in revision.quotas:
        yield "quota", quota.text, quota.text, quota.section
    for notice in revision.notice_periods:
        yield "notice period", notice.event, notice.text, notice.section
    for level in revision.service_levels:
        for priority in level.priorities:
            for target in priority.targets:
                name = f"{priority.label}: {target.metric} {target.text}"
                yield "target", name, priority.label, level.section


class _Places:
    """The source as one run of letters and digits, and which line each of them stands on."""

    def __init__(self, source: Source) -> None:
        self.offsets = [0]
        pieces = []
        for line in source.lines():
            pieces.append(_squeezed(line))
            self.offsets.append(self.offsets[-1] + len(pieces[-1]))
        self.letters = "".join(pieces)
        self.starts = source.starts()
        self.reached: dict[int, int] = {}  # by block: where its last row was found

    def end_of(self, line: int) -> int:
        """The last line of the block that begins on, or holds, a line."""
        after = bisect_right(self.starts, line)
        return (
            self.starts[after] - 1
            if after < len(self.starts)
            else len(self.offsets) - 1
        )

    def ends_of(self, sections: list[form.Section]) -> list[int]:
        """The last line of each section, in which no further one begins."""
        begins = sorted({section.line or 1 for section in sections})
        last = len(self.offsets) - 1
        after = [bisect_right(begins, section.line or 1) for section in sections]
        return [begins[at] - 1 if at < len(begins) else last for at in after]

    def of_row(self, text: str, line: int, section_end: int) -> int:
        """The line of a row of the block that begins at `line`; rows come in order."""
        found = self.find(text, line, self.end_of(line), after=self.reached.get(line))
        if found is None and len(_squeezed(text)) >= _SHORTEST:
            found = self.find(text, line, section_end, after=self.reached.get(line))
        if found is None:
            return line
        self.reached[line] = self.offsets[found - 1]
        return found

    def find(
        self, text: str, first: int, last: int, *, after: int | None = None
    ) -> int | None:
        """The line from `first` to `last` on which a text begins, beyond letter `after` if it can."""
        words = _squeezed(text)
        low, high = (
            self.offsets[first - 1],
            self.offsets[min(last, len(self.offsets) - 1)],
        )
        for length in dict.fromkeys(min(size, len(words)) for size in _NEEDLES):
            if not words:
                break
            found = [*self._all(words[:length], low, high)]
            if found:
                return self._best(found, after)
        return None

    def _all(self, needle: str, low: int, high: int) -> Iterator[int]:
        at = self.letters.find(needle, low, high)
        while at >= 0:
            yield at
            at = self.letters.find(needle, at + 1, high)

    def _best(self, found: list[int], after: int | None) -> int:
        """The first place further on; one that begins a line before one that does not."""
        onward = [at for at in found if after is None or at > after] or found
        begins = set(self.offsets)
        best = next((at for at in onward if at in begins), onward[0])
        return bisect_right(self.offsets, best)


def _squeezed(text: str) -> str:
    return _NOT_WORD.sub("", text).casefold()
