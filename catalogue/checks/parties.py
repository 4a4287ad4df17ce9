"""Names: one party under several, one misspelt, one that is not of this guide."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from catalogue.portable import form

from .check import Found
from .walk import name_of, statements

_WORD = re.compile(r"\b[A-Z][A-Za-zÀ-ÿ]{5,}\b")
_TEAM = re.compile(
    r"\b((?:[A-Z][\wÀ-ÿ]+ ){1,3})(?=(team|holidays|work orders?|operations? cent(?:er|re)|ops cent(?:er|re)|"
    r"business hours|office hours|staff|personnel|engineers|maintenance|acknowledgement)\b)",
    re.I,
)
_GENERAL = frozenset(
    word
    for line in (
        "service services support customer customers client clients management professional",
        "technical operations the your our this all any standard normal help desk project account",
        "certified emergency premium managed security network cloud additional other each those",
        "these some and or for of by with in to from via partner vendor regular core office business",
        "internal external senior local global regional dedicated designated",
    )
    for word in line.split()
)
_RESPONSIBLE = re.compile(
    r"\bresponsibilit(?:y|ies) of ((?:[A-Z][\w&-]*(?: [A-Z][\w&-]*)?, )+(?:and |or )[A-Z][\w&-]*(?: [A-Z][\w&-]*)?)"
)


def two_providers(revision: form.Revision) -> Iterator[Found]:
    """Two names on the provider's side that no table tells apart (W01)."""
    own = [party.name for party in revision.parties if party.side == "provider"]
    apart = any(
        len(set(own) & set(matrix.parties)) > 1
        for section in revision.sections
        for matrix in section.matrices
    )
    if len(own) > 1 and not apart:
        yield Found(f"Are these one party: {', '.join(own)}?")


def misspelt(revision: form.Revision) -> Iterator[Found]:
    """A party's name with a letter missing, doubled or wrong (E30)."""
    said = list(statements(revision))
    counted = Counter(word for each in said for word in _WORD.findall(each.text))
    known = {
        name.split()[0]
        for party in revision.parties
        for name in [party.name, *party.aliases]
        if _WORD.fullmatch(name.split()[0])
    }
    # A word that is also written small is no name.
    common = {
        word
        for each in said
        for word in re.findall(r"(?<![.@/\w-])[a-z]{5,}\b(?![.@/]\w)", each.text)
    }
    for name in sorted(known):
        for word in sorted(counted):
            if word in known or not _one_edit(name, word):
                continue
            if {name.lower(), word.lower()} & common:
                continue
            where = [s for s in said if re.search(rf"\b{word}\b", s.text)]
            yield Found(
                f"{word} for {name}, {counted[word]} times. The same party?",
                where[0].section if where else "",
                tuple(key for each in where for key in each.keys),
                where[0].line if where else None,
            )


def _one_edit(one: str, two: str) -> bool:
    """Whether one letter added, left out or exchanged turns `one` into `two`; a final s is none."""
    if one.rstrip("s") == two.rstrip("s") or one.lower() == two.lower():
        return False
    short, long = sorted((one, two), key=len)
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return len(long) == len(short) + 1 and any(
        long[:at] + long[at + 1 :] == short for at in range(len(long))
    )


def name_of_no_party(revision: form.Revision) -> Iterator[Found]:
    """A name that has a team, holidays and work orders, and is no party (C01)."""
    known = " | ".join(
        name.lower()
        for party in revision.parties
        for name in [party.name, *party.aliases]
    )
    own = revision.title.lower()
    used: dict[str, set[str]] = {}
    for each in statements(revision):
        for names, what in _TEAM.findall(each.text):
            name = _proper(names.split())
            if name and name.lower() not in known and name.lower() not in own:
                used.setdefault(name, set()).add(what.lower())
    providers = [party.name for party in revision.parties if party.side == "provider"]
    for name, said in used.items():
        if len(said) >= 3 and providers:
            where = [s for s in statements(revision) if name in s.text]
            yield Found(
                f"{name} has its own {', '.join(sorted(said))}. Is it {providers[0]}, or another party?",
                where[0].section,
                (),
                where[0].line,
            )


def _proper(words: list[str]) -> str:
    """The last capitalised words that are no general ones."""
    kept: list[str] = []
    for word in reversed(words):
        if not word[:1].isupper() or word.lower() in _GENERAL:
            break
        kept.insert(0, word)
    return " ".join(kept)


def lead_names_another(revision: form.Revision) -> Iterator[Found]:
    """ "The responsibilities of A, B and C" above a table whose columns are others (W29)."""
    for section in revision.sections:
        columns = {
            _folded(column) for matrix in section.matrices for column in matrix.parties
        }
        match = _RESPONSIBLE.search(section.prose) if columns else None
        if not match:
            continue
        named = [n.strip() for n in re.split(r", (?:and |or )?| and | or ", match[1])]
        strange = [name for name in named if name and _folded(name) not in columns]
        if strange and len(strange) < len(named):
            rows = tuple(row.key for m in section.matrices for row in m.rows)
            yield Found(
                f"The text above the table names {', '.join(strange)}; the columns are "
                + ", ".join(c for m in section.matrices for c in m.parties),
                name_of(section),
                rows[:1],
                section.line,
            )


def _folded(name: str) -> str:
    return name.lower().rstrip("s")
