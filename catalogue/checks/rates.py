"""Money: rates that are missing, or one rate under two names, and amounts that differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from catalogue.portable import form

from .check import Found
from .walk import name_of, printed, statements, statements_of

_REFERRED = re.compile(
    r"rates?\b[^.]{0,40}\b(?:listed|shown|set out|given|stated|detailed) (?:below|above)\b",
    re.I,
)
_MONEY = re.compile(r"[$£€]\s?\d|\b(?:USD|GBP|EUR|CAD|AUD)\s?\d")
_KIND_WORDS = re.compile(
    r"\b(overage|standard|hourly|after[- ]hours|excess|incremental|regular|emergency)\b",
    re.I,
)
_LOTS = re.compile(
    r"\b(?:lots|blocks|increments|packages|bundles|multiples) of (?P<n>\d+)[- ](?P<unit>hour|minute|user|licen[cs]e|seat|agent|device)s?\b",
    re.I,
)


def rate_not_printed(revision: form.Revision) -> Iterator[Found]:
    """Rates "listed below" where no money stands in the section (W36)."""
    said = list(statements(revision))
    priced = {rate.section for rate in revision.rates if rate.amount is not None}
    priced |= {each.section for each in said if _MONEY.search(each.text)}
    for each in said:
        if _REFERRED.search(each.text) and each.section not in priced:
            text = f"Rates are referred to but not printed: {each.text}"
            yield Found(text, each.section, each.keys, each.line)


def one_rate_two_names(revision: form.Revision) -> Iterator[Found]:
    """The same amount called an overage rate here and a standard rate there (C11, C20)."""
    said = list(statements(revision))
    for one, two in combinations(revision.rates, 2):
        names = [_kind_of(rate) for rate in (one, two)]
        same = (one.amount, one.currency) == (two.amount, two.currency)
        if not same or one.amount is None or not all(names) or names[0] == names[1]:
            continue
        if one.section == two.section:
            continue
        keys = tuple(k for s in said if s.text in (one.text, two.text) for k in s.keys)
        yield Found(
            f"{printed(one.amount)} {one.currency} an {one.unit} is the {one.role} rate in {one.section} "
            f"and the {two.role} rate in {two.section}. One rate, or two?",
            two.section,
            keys,
        )


def _kind_of(rate: form.Rate) -> frozenset[str]:
    """The words of a role that name a kind of rate; a role of people has none."""
    return frozenset(word.lower() for word in _KIND_WORDS.findall(rate.role))


def two_lot_sizes(revision: form.Revision) -> Iterator[Found]:
    """ "Lots of 40 hours" in a section whose own table sells "10 Hours / Month" (C06, C07)."""
    for section in revision.sections:
        name = name_of(section)
        heads = [head for matrix in section.matrices for head in matrix.parties]
        rows = [row.key for matrix in section.matrices for row in matrix.rows]
        for each in statements_of(section) if heads else ():
            for match in _LOTS.finditer(each.text):
                unit = match["unit"].lower()
                for head in heads:
                    sold = re.match(rf"(\d+)\s*-?\s*{unit}s?\b", head, re.I)
                    if sold and sold[1] != match["n"]:
                        yield Found(
                            f"Sold by {match['n']} in the text, by {sold[1]} in the table "
                            f"(“{head}”): {each.text}",
                            name,
                            (*each.keys, *rows),
                            each.line,
                        )
