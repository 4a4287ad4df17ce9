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
NOT_STATED = "not stated (blank in the guide)"


def named(name: str, aliases: list[str]) -> str:
    """A party by its name in the table and its other name: `IV (InterVision)`."""
    return f"{name} ({aliases[0]})" if aliases else name


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
    kept: list[str] = []
    for words in said:
        if words and not any(words.lower() in other.lower() for other in kept):
            kept.append(words)
    if not kept and kind in ("scenario", "activity", "service"):
        return NOT_STATED
    return ", ".join(kept)
