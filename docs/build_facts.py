"""Compose docs/facts.md from docs/facts.yaml and the `ref`s of the bundled catalogue.

Run `python docs/build_facts.py` after a change of either; a test compares the result.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

DOCS = Path(__file__).resolve().parent
DATA = DOCS.parent / "catalogue" / "data"

# What a row of the portable form is called; provisions are called by their kind.
KINDS = {
    "calendars": "calendar",
    "revision": "revision",
    "parties": "party",
    "sections": "section",
    "footnotes": "footnote",
    "matrices": "matrix",
    "components": "component",
    "terms": "term",
    "service_levels": "service level",
    "priorities": "priority",
    "targets": "target",
    "examples": "example",
    "intake_fields": "intake field",
    "exemptions": "exemption",
    "escalations": "escalation",
    "offers": "offer",
    "rates": "rate",
    "bands": "band",
    "quotas": "quota",
    "notice_periods": "notice period",
    "metering_rules": "metering rule",
    "findings": "finding",
}
PROVISIONS = {"provisions", "rows", "lines"}

INTRO = """\
# Facts: the register of rules

Every rule, number, table, quota, rate, clock rule, intake field and definition that the bundled
guides state, one row each, in our own words. The `ref` of a row in `catalogue/data` links here. § is
the section of the guide; an oddity of a guide is a finding beside the rows it rests on. The last
column says in which file, and as what, a fact is carried, and what still waits to act on it.

Made by `docs/build_facts.py` from `docs/facts.yaml` and `catalogue/data`; change those.
"""

Places = dict[str, dict[str, list[str]]]


def guides(folder: Path = DATA) -> dict[str, Any]:
    """The bundled guides by file name; other data of the folder is left out."""
    read = YAML(typ="safe").load
    files = {path.name: read(path) for path in sorted(folder.glob("*.yaml"))}
    return {name: guide for name, guide in files.items() if "revision" in guide}


def refs(value: Any, kind: str = "") -> Iterator[tuple[str, str]]:
    """Each ID that `value` or a part of it refers to, with the kind of the row that does."""
    if isinstance(value, list):
        for item in value:
            yield from refs(item, kind)
    elif isinstance(value, dict):
        name = value["kind"] if kind in PROVISIONS else KINDS.get(kind, kind)
        for ref in value.get("ref", "").split():
            yield ref, name
        for key, part in value.items():
            yield from refs(part, key)


def places(found: dict[str, Any]) -> Places:
    """For each ID the files that carry it and the kinds of their rows, in order of appearance."""
    carried: Places = defaultdict(dict)
    for name, guide in found.items():
        for ref, kind in refs(guide):
            kinds = carried[ref].setdefault(name, [])
            if kind not in kinds:
                kinds.append(kind)
    return carried


def where(fact: dict[str, str], carried: Places) -> str:
    """The last cell of a row: files with kinds of rows, a module, and what waits."""
    files = carried.get(fact["id"], {})
    said = [
        f"[{name}](../catalogue/data/{name}): {', '.join(kinds)}"
        for name, kinds in files.items()
    ]
    if "module" in fact:
        said.append(f"`{fact['module']}`")
    if "waits" in fact:
        said.append(f"waits: {fact['waits']}")
    return "; ".join(said) or "waits: the bundled guide"


def compose(register: list[dict[str, Any]], carried: Places) -> str:
    """The whole of facts.md."""
    lines = [INTRO]
    for document in register:
        lines.append(f"## {document['title']}\n")
        for group in document["groups"]:
            if "title" in group:
                lines.append(f"### {group['title']}\n")
            lines += [
                "| ID | What the guide states | Where it lives |",
                "|---|---|---|",
            ]
            lines += [_row(fact, carried) for fact in group["facts"]]
            lines.append("")
    return "\n".join(lines)


def _row(fact: dict[str, str], carried: Places) -> str:
    key = fact["id"]
    # Asterisks are footnote marks here, not emphasis.
    states = fact["states"].replace("|", "\\|").replace("*", "\\*")
    return f'| <a id="{key.lower()}"></a>{key} | {states} | {where(fact, carried)} |'


def current() -> str:
    """facts.md as the files of the repository make it."""
    register = YAML(typ="safe").load(DOCS / "facts.yaml")
    return compose(register, places(guides()))


if __name__ == "__main__":
    (DOCS / "facts.md").write_text(current(), encoding="utf-8")
