"""The outcome of a provision that stayed: what it costs, who does it, which footnotes it carries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalogue import outcomes
from catalogue.portable import form

from .difference import Act, Difference, Direction, Kind
from .figures import NOTHING
from .frame import Frame, Line
from .wording import folded, quoted, says_the_same

# Charges by what they leave the customer with: nothing to pay or do, or something.
FREE = {"included"}
BURDEN = {"hourly", "sow", "fee", "customer"}
NOBODY = "nobody named"


def about(
    kind: Kind,
    one: Line,
    other: Line,
    sentence: str,
    subject: str = "line",
    **values: Any,
) -> Difference:
    """A difference of a line that both revisions have."""
    named = tuple(
        dict.fromkeys(line.component for line in (one, other) if line.component)
    )
    return Difference(
        kind,
        Act.CHANGED,
        subject,
        other.row.text,
        sentence,
        place=other.place,
        old_key=one.row.key,
        new_key=other.row.key,
        components=named,
        **values,
    )


def charge_differences(one: Line, other: Line, frame: Frame) -> Iterator[Difference]:
    """Another outcome, or the same one printed in other words."""
    before, after = one.row, other.row
    old, new = outcome(before), outcome(after)
    name = quoted(after.text)
    if old != new:
        sentence = (
            f"{name}: was {_printed(old, before)}, is now {_printed(new, after)}."
        )
        worth = _worth(before, after)
        yield about(
            Kind.CHARGE, one, other, sentence, old=old, new=new, direction=worth
        )
    elif not _same_label(before, after, frame):
        yield about(
            Kind.CHARGE,
            one,
            other,
            _relabelled(name, before.label, after.label),
            subject="label",
            old=before.label,
            new=after.label,
            matters=not says_the_same(before.label, after.label, frame.name_words),
        )


def _relabelled(name: str, before: str, after: str) -> str:
    if not after:
        return f"The outcome of {name} is no longer printed; it was {quoted(before)}."
    if not before:
        return f"The outcome of {name} is printed now: {quoted(after)}."
    return f"The outcome of {name} is printed {quoted(after)}; it was {quoted(before)}."


def outcome(row: form.Provision) -> str:
    """The outcome in the words of `outcomes`, or that there is none."""
    seen = outcomes.verdict(
        row.kind,
        row.charge,
        row.supported,
        says_something=bool(row.label or row.assignments),
    )
    words = seen.words if seen else NOTHING
    # An exclusion looks the same whatever its charge: the charge is said, too.
    if row.charge == "included" and words.startswith("Not covered"):
        words += ", " + outcomes.CHARGES[row.charge][1].lower()
    return words


def _printed(words: str, row: form.Provision) -> str:
    low = words[0].lower() + words[1:]
    if not row.label or folded(row.label) == folded(words):
        return low
    return f"{low} ({quoted(row.label, 60)})"


def _same_label(before: form.Provision, after: form.Provision, frame: Frame) -> bool:
    if " ".join(before.label.split()) == " ".join(after.label.split()):
        return True
    # A stretch of the line is told with the line, as reworded.
    if all(row.label and row.label in row.text for row in (before, after)):
        return True
    # A cell that prints who does it says what the assignments say.
    old, new = (
        {folded(cell.party) for cell in row.assignments} | {""}
        for row in (before, after)
    )
    return folded(before.label) in old and folded(after.label) in new


def _worth(before: form.Provision, after: form.Provision) -> Direction:
    covered = _step(_covered(before), _covered(after))
    paid = _step(_free(before), _free(after))
    said = {covered, paid} - {Direction.NEITHER}
    return said.pop() if len(said) == 1 else Direction.NEITHER


def _step(old: bool | None, new: bool | None) -> Direction:
    if old is None or new is None or old == new:
        return Direction.NEITHER
    return Direction.BETTER if new else Direction.WORSE


def _covered(row: form.Provision) -> bool | None:
    return False if row.kind == "exclusion" else row.supported


def _free(row: form.Provision) -> bool | None:
    if row.charge in FREE:
        return True
    return False if row.charge in BURDEN else None


def who_differences(one: Line, other: Line, frame: Frame) -> Iterator[Difference]:
    """Another party, or the same one in another role. A tick printed otherwise is no difference."""
    before, after = _roles(one, frame, frame.old), _roles(other, frame, frame.new)
    if before == after:
        return
    old, new = (", ".join(roles.values()) or NOBODY for roles in (before, after))
    if old == new:
        old, new = (_marks(line.row) for line in (one, other))
    yield about(
        Kind.WHO,
        one,
        other,
        f"Who does {quoted(other.row.text)}: was {old}, is now {new}.",
        old=old,
        new=new,
        direction=_handed(one, other, frame),
    )


def _roles(line: Line, frame: Frame, revision: form.Revision) -> dict[str, str]:
    """What each party does, by the party's name in the new revision."""
    aliases = frame.aliases
    roles = {}
    for cell in line.row.assignments:
        name = cell.party
        if revision is frame.old:
            name = frame.party_names.get(name, name)
        others = aliases.get(name, ())
        words = outcomes.part_of(name, others, cell.mark)
        roles[name] = words.replace(outcomes.named(name, others), name, 1)
    return roles


def _marks(row: form.Provision) -> str:
    return ", ".join(f"{cell.party} {cell.mark}" for cell in row.assignments)


def _handed(one: Line, other: Line, frame: Frame) -> Direction:
    """Worse when the provider did it and the customer does now; better the other way round."""
    before, after = (
        {sides.get(name, "") for name in outcomes.doing(_shares(line.row))}
        for line, sides in zip((one, other), frame.sides, strict=True)
    )
    gave = "provider" in before and "customer" not in before
    took = "provider" in after and "customer" not in after
    if gave and "customer" in after and "provider" not in after:
        return Direction.WORSE
    if took and "customer" in before and "provider" not in before:
        return Direction.BETTER
    return Direction.NEITHER


def _shares(row: form.Provision) -> list[tuple[str, str]]:
    return [(cell.party, cell.mark) for cell in row.assignments]


def note_differences(one: Line, other: Line, frame: Frame) -> Iterator[Difference]:
    """Footnotes that both revisions have, and this line does not carry in both.

    A marker that leads nowhere counts as itself.
    """
    for note in sorted(one.notes - other.notes, key=str):
        if words := _carried(note, other, frame):
            sentence = f"{quoted(other.row.text)} no longer carries the {words}."
            yield about(Kind.NOTES, one, other, sentence, old=words)
    for note in sorted(other.notes - one.notes, key=str):
        if words := _carried(note, one, frame):
            sentence = f"{quoted(other.row.text)} now carries the {words}."
            yield about(Kind.NOTES, one, other, sentence, new=words)


def _carried(note: int | str, elsewhere: Line, frame: Frame) -> str:
    if isinstance(note, int):
        return frame.kept_notes.get(note, "")
    return "" if note in elsewhere.markers else f"mark {quoted(note)}"
