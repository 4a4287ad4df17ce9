"""Prose as HTML: every text escaped, provisions wrapped in their anchors, defined terms linked."""

import re
from itertools import groupby

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

MOST_TERMS = 400  # alternatives of one pattern; a glossary beyond it is linked in part


class TermLinks:
    """Links the first mention of each defined term in a section to its definition."""

    def __init__(self, terms, url):
        named = [term for term in terms if len(term.term) > 1][:MOST_TERMS]
        self.targets = {self.name(term.term): f"{url}#term-{term.pk}" for term in named}
        words = sorted((term.term for term in named), key=len, reverse=True)
        pattern = "|".join(self.pattern(word) for word in words)
        self.found = re.compile(rf"\b(?:{pattern})\b") if words else None

    @staticmethod
    def name(word):
        """Abbreviations count as written, other terms whatever their capitals."""
        return word if word.isupper() else word.casefold()

    @staticmethod
    def pattern(word):
        return re.escape(word) if word.isupper() else f"(?i:{re.escape(word)})"

    def linked(self, text, seen):
        """The text as HTML; `seen` holds the terms already linked and grows."""
        if self.found is None:
            return conditional_escape(text)
        out, at = [], 0
        for hit in self.found.finditer(text):
            name = self.name(hit[0])
            if name in seen or name not in self.targets:
                continue
            seen.add(name)
            out.append(conditional_escape(text[at : hit.start()]))
            out.append(
                format_html(
                    '<a class="term" href="{}">{}</a>', self.targets[name], hit[0]
                )
            )
            at = hit.end()
        return mark_safe("".join([*out, conditional_escape(text[at:])]))


def blocks_of(passages, links):
    """The passages of a section for the template: (kind, content), list items and rows together."""
    seen = set()
    blocks = []
    for kind, run in groupby(passages, key=lambda passage: passage.kind):
        if kind == "item":
            blocks.append(("list", [(p.depth, html_of(p, links, seen)) for p in run]))
        elif kind == "row":
            blocks.append(("table", [p.cells for p in run]))
        else:
            blocks += [("paragraph", html_of(p, links, seen)) for p in run]
    return blocks


def html_of(passage, links, seen):
    """A passage as HTML, its clauses wrapped in the anchors that answers cite."""
    out, at = [], 0
    for clause in passage.clauses:
        out.append(links.linked(passage.text[at : clause.start], seen))
        inside = links.linked(passage.text[clause.start : clause.end], seen)
        out.append(
            format_html('<span class="clause" id="{}">{}</span>', clause.anchor, inside)
        )
        at = clause.end
    return mark_safe("".join([*out, links.linked(passage.text[at:], seen)]))
