"""What a line comes to, in words: the one place for pages, API, command and index.

A verdict is a tone and few words for the eye, `who` a sentence about who does it, `in_words` the
whole outcome on one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CHARGES = {
    "included": ("good", "Included"),
    "hourly": ("cost", "Hourly charge"),
    "sow": ("quote", "Needs a statement of work"),
    "fee": ("cost", "Additional fee"),
    "customer": ("theirs", "The customer’s to do"),
    "vendor": ("vendor", "The vendor’s to do"),
}
# A blank outcome of these is an open point.
DECIDING = {"scenario", "activity"}
NOT_STATED = "not stated (blank in the guide)"
RESPONSIBLE = (
    "responsible"  # the mark of a duty where the guide prints a sentence, not a cell
)
FOOTNOTES = "*†‡¹²³⁴⁵⁶⁷⁸⁹ "
SIDES = {
    "provider": "Provider",
    "vendor": "Vendor",
    "partner": "Partner",
    "customer": "Customer",
    "": "Named",
}
# Letters of responsibility charts; a document's other marks speak for themselves.
LETTERS = {
    "r": "responsible",
    "a": "accountable",
    "c": "consulted",
    "i": "informed",
    "s": "supports",
}
YES = {"x", "✓", "✔", "✅", "☑", "●", "•", "yes", "y"}
NO = {"no", "n", "✗", "✘", "❌", "☐"}


@dataclass(frozen=True)
class Verdict:
    """The outcome of a line in a few words; the tone says how good it is for the customer."""

    tone: str
    words: str


def verdict(
    kind: str,
    charge: str = "unstated",
    supported: bool | None = None,
    *,
    says_something: bool = False,
) -> Verdict | None:
    """The outcome of a line, or None when it has none and needs none.

    `says_something`: it has a printed outcome or names a party, so that it is not left open.
    """
    paid = (
        CHARGES[charge]
        if charge in ("hourly", "sow", "fee", "vendor", "customer")
        else None
    )
    if supported is False or kind == "exclusion":
        words = "Not covered" + (f": {paid[1][0].lower()}{paid[1][1:]}" if paid else "")
        return Verdict("bad", words)
    if charge in CHARGES:
        return Verdict(*CHARGES[charge])
    if supported:
        return Verdict("good", "Supported")
    if kind in DECIDING and not says_something:
        return Verdict("open", "Not stated")
    return None


@dataclass(frozen=True)
class Mark:
    """The mark of a party for the eye (`yes`, `no`, `letter`, `text`) and in words."""

    shape: str
    printed: str
    words: str


def mark(printed: str) -> Mark:
    """How to show a mark: a tick, a cross, letters with their meaning, or the words as printed."""
    bare = printed.strip().casefold().rstrip(FOOTNOTES)
    if bare in YES:
        return Mark(
            "yes", printed, "yes" if bare == "yes" else f"yes ({printed.strip()})"
        )
    if bare in NO:
        return Mark("no", printed, "no")
    letters = [c for c in bare if c.isalpha()]
    short = 0 < len(letters) <= 4 and len(set(letters)) == len(letters)
    if short and printed.isupper() and set(letters) <= set(LETTERS):
        words = " and ".join(LETTERS[letter] for letter in letters)
        return Mark("letter", printed, words)
    return Mark("text", printed, printed)


def who(
    shares: Iterable[tuple[str, str]],
    kind: str,
    charge: str = "unstated",
    supported: bool | None = None,
) -> str:
    """Who does it, as a sentence; `shares` are (party, mark as printed) in the guide's order."""
    doers = doing(list(shares))
    left_out = supported is False or kind == "exclusion"
    if doers:
        verb = "do" if len(doers) > 1 else "does"
        names = join([short(name) for name in doers])
        said = f"{names} {verb} this{TERMS.get(charge, '')}."
        return f"Not part of the service: {said}" if left_out else said
    if charge in WITHOUT_PARTY and not (left_out and charge == "included"):
        return WITHOUT_PARTY[charge]
    if left_out:
        return "This is not covered."
    if supported:
        return "This is part of the service."
    return "The guide does not say who does this." if kind in DECIDING else ""


TERMS = {
    "hourly": ", charged by the hour",
    "sow": " under a statement of work",
    "fee": " for an additional fee",
}
WITHOUT_PARTY = {
    "included": "This is part of the service.",
    "hourly": "Done on request, charged by the hour.",
    "sow": "Done on request, under a statement of work.",
    "fee": "Available for an additional fee.",
    "customer": "This is the customer’s to do.",
    "vendor": "This is the vendor’s to do.",
}


def doing(shares: Sequence[tuple[str, str]]) -> list[str]:
    """The parties that act: not those only consulted, informed or marked “no”.

    Who is accountable acts only where nobody is named as responsible.
    """
    seen = [(party, printed, mark(printed)) for party, printed in shares]
    letters = [
        set(printed.upper()) for _, printed, one in seen if one.shape == "letter"
    ]
    active = {"R", "S"} if any("R" in said for said in letters) else {"R", "A", "S"}
    return [
        party
        for party, printed, one in seen
        if one.shape != "no"
        and (one.shape != "letter" or active & set(printed.upper()))
    ]


def short(name: str) -> str:
    """A party without its longer name behind it: `Acme (Acme Services)` is `Acme`."""
    first, _, rest = name.partition(" (")
    return first if rest.startswith(first) else name


def join(names: Sequence[str]) -> str:
    """Names as prose: “A”, “A and B”, “A, B and C”."""
    return (
        " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""
    )


def named(name: str, aliases: Sequence[str]) -> str:
    """A party by its name in the table and its other name: `AMS (Acme Managed Services)`."""
    return f"{name} ({aliases[0]})" if aliases else name


def part_of(name: str, aliases: Sequence[str], printed: str) -> str:
    """A party's cell in words: its name for a tick, else what the mark means (`Acme: informed`)."""
    whole, seen = named(name, aliases), mark(printed)
    said = printed.strip().rstrip(FOOTNOTES).casefold()
    names_itself = said in {other.casefold() for other in (name, *aliases, RESPONSIBLE)}
    return whole if seen.shape == "yes" or names_itself else f"{whole}: {seen.words}"


def in_words(
    kind: str,
    *,
    label: str = "",
    charge: str = "unstated",
    supported: bool | None = None,
    parts: Sequence[str] = (),
) -> str:
    """What a line says on one line: the printed outcome first, then parties and meaning."""
    said = [label, *parts]
    if kind == "exclusion":
        said.append("out of scope")
    if supported is not None:
        said.append("supported" if supported else "not supported")
    if charge in CHARGES:
        said.append(CHARGES[charge][1].lower())
    kept = [words for at, words in enumerate(said) if words and not _repeated(at, said)]
    if not kept and kind in DECIDING:
        return NOT_STATED
    return ", ".join(kept) or ("limit" if kind == "limit" else "")


def _repeated(at: int, said: Sequence[str]) -> bool:
    """Whether other words contain these; of equal ones the first stays."""
    own = said[at].casefold()
    return any(
        own in words.casefold() and (own != words.casefold() or other < at)
        for other, words in enumerate(said)
        if other != at
    )
