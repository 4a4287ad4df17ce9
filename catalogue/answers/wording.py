"""The words in which an outcome is said, once for page, API, command and index."""

from __future__ import annotations

CHARGE_WORDS = {
    "included": "included",
    "hourly": "hourly charge",
    "sow": "needs a statement of work (SOW)",
    "fee": "additional fee",
    "customer": "the customer's to do",
    "vendor": "the vendor's to do",
    "unstated": "",
}
TICKS = {"", "x", "✓", "✔", "☑", "✅", "●", "•", "responsible"}
NOT_STATED = "not stated (blank in the guide)"


def named(name: str, aliases: list[str]) -> str:
    """A party by its name in the table and its other name: `IV (InterVision)`."""
    return f"{name} ({aliases[0]})" if aliases else name


def part_of(party: str, mark: str, label: str = "") -> str:
    """A party's cell in words: its name for a tick, else name and mark (`Customer: A, C`)."""
    said = mark.strip().rstrip("*¹²³⁴⁵⁶⁷⁸⁹† ")
    ticked = said.casefold() in TICKS or party.casefold().startswith(said.casefold())
    return party if ticked or said == label else f"{party}: {said}"


def outcome(
    kind: str,
    *,
    label: str = "",
    charge: str = "unstated",
    supported: bool | None = None,
    parties: list[str] | None = None,
) -> str:
    """What a line says, in words: the printed outcome first, then what it means."""
    said = [label, *(parties or [])]
    if kind == "exclusion":
        said.append("out of scope")
    if supported is not None:
        said.append("supported" if supported else "not supported")
    said.append(CHARGE_WORDS[charge])
    kept = [words for at, words in enumerate(said) if words and not _repeated(at, said)]
    if not kept and kind in ("scenario", "activity", "service"):
        return NOT_STATED
    return ", ".join(kept) or ("limit" if kind == "limit" else "")


def _repeated(at: int, said: list[str]) -> bool:
    """Whether other words contain these; of equal ones the first stays."""
    own = said[at].casefold()
    return any(
        own in words.casefold() and (own != words.casefold() or other < at)
        for other, words in enumerate(said)
        if other != at
    )
