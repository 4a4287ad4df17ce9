"""What a row is about: its words, reduced so that two ways of saying the same meet."""

from __future__ import annotations

import re

from catalogue.answers.words import STOP, stem, words

_WISH = re.compile(
    r"^(?:i|we) (?:want|need|would like|wish) to (?:get (?:support (?:with|during|for) )?)?|^how (?:do|can) (?:i|we) ",
    re.I,
)
# Where a line stops saying what it is about and says how far it goes, or what it costs.
_BOUND = re.compile(
    r"\b(?:beyond|outside (?:of|the)|(?:is|are|will be|may be|can be) (?:limited|billed|charged|invoiced|included|excluded|not))\b",
    re.I,
)
_PARTS = re.compile(r",|;|/|&|\bor\b|\band\b", re.I)
_SAME = {
    word: name
    for name, ones in {
        "change": "chang modif modifi updat adjust alter edit reconfigur",
        "create": "creat add addit build new",
        "remove": "remov delet",
        "increase": "increas increment",
        "fix": "troubleshoot fix resolv diagnos repair",
        "phone": "phone telephon",
        "ticket": "ticket case request incid",
    }.items()
    for word in ones.split()
}
_EMPTY = frozenset(["exist", "other", "various", "servic", "pleas", "relat"])


def bag(text: str) -> frozenset[str]:
    """The reduced words of a text. "Customize" is a change; "customer" is no kin of it."""
    found = (_reduced(word) for word in words(text) if word not in STOP)
    return frozenset(word for word in found if word and word not in _EMPTY)


def subject(text: str) -> str:
    """The part of a row's first line that says what it is about."""
    line = _WISH.sub("", text.split("\n")[0].strip())
    bound = _BOUND.search(line)
    return line[: bound.start()] if bound and bound.start() > 8 else line


def items(text: str) -> list[frozenset[str]]:
    """The subject as a whole, and each part of it when it lists several."""
    said = subject(text)
    parts = [bag(part) for part in _PARTS.split(said)]
    return [each for each in dict.fromkeys([bag(said), *parts]) if each]


def _reduced(word: str) -> str:
    if re.match(r"customi[sz]", word):
        return "change"
    if re.fullmatch(r"(?:customer|client)s?(?:'s)?", word):
        return "customer"
    root = stem(word)
    return _SAME.get(root, root)
