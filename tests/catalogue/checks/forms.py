"""Small forms for the checks: as little as a rule needs."""

from __future__ import annotations

from catalogue import checks
from catalogue.portable import form
from catalogue.portable.keys import with_keys


def guide(*sections, **parts):
    """A revision with the sections given; every other part by name."""
    return with_keys(form.Revision("Voice Guide", sections=list(sections), **parts))


def section(number, *prose, title="", **parts):
    """A numbered section with paragraphs of prose."""
    return form.Section(
        title or f"Part {number}", number, prose="\n\n".join(prose), **parts
    )


def scenario(text, label="", charge="unstated", **parts):
    return form.Provision("scenario", text, label=label, charge=charge, **parts)


def scope(text, supported, charge="unstated"):
    return form.Provision("scope", text, supported=supported, charge=charge)


def activity(text, *parties):
    cells = [form.Assignment(party, "X") for party in parties]
    return form.Provision("activity", text, assignments=cells)


def table(*rows, columns=("Acme", "Customer")):
    return form.Matrix("Who does what", list(columns), rows=list(rows))


def component(title, *lines):
    return form.Component(title, lines=list(lines))


def level(*priorities, **parts):
    return form.ServiceLevel("Standard", priorities=list(priorities), **parts)


def priority(label, criteria="", *targets, examples=()):
    return form.Priority(
        label,
        criteria,
        targets=list(targets),
        examples=[form.Example(text) for text in examples],
    )


def target(text, minutes=None, clock="", metric="response"):
    return form.Target(metric, text, minutes, clock)


def found(revision, kind):
    """The findings of one kind."""
    return [each for each in checks.findings(revision) if each.kind == kind]


def texts(revision, kind):
    """Their texts, one after the other."""
    return " | ".join(each.text for each in found(revision, kind))
