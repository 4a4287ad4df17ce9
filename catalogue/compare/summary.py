"""A comparison in a few words: “7 lines go from ‘included’ to ‘hourly charge’; 2 promised times longer”."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .difference import Act, Difference, Direction, Kind
from .figures import counted

LINES = {
    Kind.REMOVED: "taken out",
    Kind.ADDED: "new",
    Kind.MOVED: "in another place",
    Kind.REWORDED: "in other words",
}
LENGTHS = {
    Direction.WORSE: "longer",
    Direction.BETTER: "shorter",
    Direction.NEITHER: "otherwise",
}


def summary(differences: Sequence[Difference]) -> tuple[str, ...]:
    """Short phrases with a count each, what customers care about first; none where nothing differs."""
    of = {kind: [d for d in differences if d.kind is kind] for kind in Kind}
    return (
        *_charges(of[Kind.CHARGE]),
        *_counted(of[Kind.WHO], "line changes hands", "lines change hands"),
        *_times(of[Kind.TARGETS]),
        *_counted(
            of[Kind.LEVELS],
            "rule of service levels differs",
            "rules of service levels differ",
        ),
        *_prices(of[Kind.PRICES]),
        *(
            f"{counted(len(of[kind]), 'line')} {words}"
            for kind, words in LINES.items()
            if of[kind]
        ),
        *_counted(of[Kind.NOTES], "footnote differs", "footnotes differ"),
        *_counted(of[Kind.TERMS], "definition differs", "definitions differ"),
        *_counted(of[Kind.TEXT], "passage of text differs", "passages of text differ"),
    )


def _charges(found: Sequence[Difference]) -> list[str]:
    turns = Counter((d.old, d.new) for d in found if d.subject == "line")
    said = [
        f"{counted(count, 'line goes', 'lines go')} from “{_low(old)}” to “{_low(new)}”"
        for (old, new), count in turns.most_common()
    ]
    rest = len(found) - turns.total()
    return [
        *said,
        *_plural(
            rest, "outcome is printed otherwise", "outcomes are printed otherwise"
        ),
    ]


def _times(found: Sequence[Difference]) -> list[str]:
    changed = Counter(d.direction for d in found if d.act is Act.CHANGED)
    said = [
        f"{counted(changed[way], 'promised time')} {word}"
        for way, word in LENGTHS.items()
        if changed[way]
    ]
    for act, words in ((Act.REMOVED, "taken out"), (Act.ADDED, "new")):
        count = sum(d.act is act for d in found)
        said += [f"{counted(count, 'promised time')} {words}"] if count else []
    return said


def _prices(found: Sequence[Difference]) -> list[str]:
    """Rates by their way up or down, everything else by what it is."""
    said = []
    subjects = dict.fromkeys(d.subject for d in found)
    for subject in subjects:
        rows = [d for d in found if d.subject == subject]
        changed = [d for d in rows if d.act is Act.CHANGED]
        if subject == "rate":
            for way, word in ((Direction.WORSE, "higher"), (Direction.BETTER, "lower")):
                said += _plural(
                    sum(d.direction is way for d in changed),
                    f"rate {word}",
                    f"rates {word}",
                )
            changed = [d for d in changed if d.direction is Direction.NEITHER]
        names = {d.name for d in changed}
        said += _plural(len(names), f"{subject} differs", f"{subject}s differ")
        for act, words in ((Act.REMOVED, "taken out"), (Act.ADDED, "new")):
            count = sum(d.act is act for d in rows)
            said += _plural(count, f"{subject} {words}", f"{subject}s {words}")
    return said


def _counted(found: Sequence[Difference], one: str, many: str) -> list[str]:
    return _plural(len(found), one, many)


def _plural(count: int, one: str, many: str) -> list[str]:
    return [counted(count, one, many)] if count else []


def _low(words: str) -> str:
    return words[:1].lower() + words[1:]
