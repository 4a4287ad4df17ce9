"""Random revisions that the tables can hold: everything a guide file may say, in any combination."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from catalogue.milestones import MILESTONES
from catalogue.portable import form

# Line ends of every kind and blanks at the edges included: texts are verbatim.
words = st.text(
    st.one_of(
        st.sampled_from("ab Z9'\"#:-*&%@`|>!{}[],?\\\n\t\r\x85\u2028é€漢😀"),
        st.characters(
            codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]
        ),
    ),
    max_size=12,
)
given_words = words.filter(bool)
ref = st.sampled_from(["", "W01", "K02 M03"])
count = st.integers(0, 9999)
maybe_count = st.none() | count
keys = [f"row-{number}" for number in range(40)]


def amount(places=2):
    return st.integers(0, 10**6).map(lambda units: Decimal(units).scaleb(-places))


def maybe(strategy):
    return st.none() | strategy


def few(strategy, most=2, **kwargs):
    return st.lists(strategy, max_size=most, **kwargs)


parties = few(
    st.builds(
        form.Party,
        name=given_words,
        side=st.sampled_from(["", *form.SIDES]),
        aliases=few(words),
        ref=ref,
    ),
    unique_by=lambda party: party.name,
)
levels_of_targets = few(
    st.builds(
        form.Target,
        metric=st.sampled_from(form.METRICS),
        text=words,
        minutes=maybe_count,
        clock=st.sampled_from(["", "support", "elapsed"]),
        heading=words,
        applies_to=words,
        ref=ref,
    ),
    unique_by=lambda target: (target.metric, target.applies_to),
)
priorities = few(
    st.builds(
        form.Priority,
        label=given_words,
        criteria=words,
        impact_from=maybe(st.just(Decimal("5.5"))),
        impact_below=maybe(st.just(Decimal("20"))),
        channels=few(st.sampled_from(["phone", "email"])),
        targets=levels_of_targets,
        examples=few(st.builds(form.Example, words, st.booleans(), ref)),
        ref=ref,
    ),
    unique_by=lambda priority: priority.label,
)


@st.composite
def revisions(draw):
    """A revision whose references lead somewhere."""
    named = draw(parties)
    free = iter(keys)

    def rows(kinds, most=2):
        return [row(kind) for kind in draw(few(st.sampled_from(kinds), most))]

    def row(kind):
        columns = draw(few(st.sampled_from(named or [None]), unique_by=id))
        return form.Provision(
            kind=kind,
            text=draw(given_words),
            key=next(free),
            label=draw(words),
            charge=draw(st.sampled_from(form.CHARGES)),
            supported=draw(st.sampled_from([None, True, False])),
            group=draw(words),
            assignments=[
                form.Assignment(party.name, draw(given_words), draw(few(words)))
                for party in columns
                if party
            ],
            footnotes=draw(few(words)),
            aliases=draw(few(given_words, unique=True)),
            in_prose=draw(st.booleans()),
            line=draw(maybe_count),
            ref=draw(ref),
        )

    # Numbers and titles stand more than once, as they do in real guides.
    sections = [
        form.Section(
            title=draw(st.sampled_from(["Scope", "Terms", "1"]) | given_words),
            number=draw(st.sampled_from(["", "1", "2.1"])),
            depth=draw(st.integers(1, 3)),
            prose=draw(words),
            provisions=rows(["scenario", "duty", "exclusion", "limit"]),
            matrices=[
                form.Matrix(
                    draw(words), draw(few(words)), rows(["activity"]), draw(ref)
                )
                for _ in range(draw(st.integers(0, 2)))
            ],
            components=[
                form.Component(
                    draw(words), draw(words), draw(words), rows(["scope"]), draw(ref)
                )
                for _ in range(draw(st.integers(0, 2)))
            ],
            footnotes=draw(few(st.builds(form.Footnote, words, words, ref))),
            line=draw(maybe_count),
            ref=draw(ref),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    used = keys[: keys.index(next(free))]
    return form.Revision(
        title=draw(given_words),
        label=draw(words),
        paraphrase=draw(st.booleans()),
        parties=named,
        sections=sections,
        ref=draw(ref),
        **draw(commerce(places_of(sections), used)),
    )


def places_of(sections):
    """Names that lead to each section, as an export gives them."""
    from catalogue.portable.keys import names_of

    named = {}
    for name, at in names_of((s.number, s.title) for s in sections).items():
        named.setdefault(at, name)
    return ["", *named.values()]


@st.composite
def commerce(draw, places, used):
    """What a revision says as a whole."""
    section = st.sampled_from(places)
    some_keys = few(st.sampled_from(used), unique=True) if used else st.just([])
    ends = few(st.sampled_from(list(MILESTONES)), unique=True)
    level = st.builds(
        form.ServiceLevel,
        name=given_words,
        aliases=few(words),
        section=section,
        default_priority=words,
        attainment_percent=maybe(amount(3)).filter(lambda a: a is None or a < 999),
        availability_percent=st.none(),
        response_means=words,
        clock_starts=st.sampled_from(["", "report", "understood"]),
        on_reclassification=st.sampled_from(["", "forward", "recompute", "restart"]),
        on_reopening=st.sampled_from(["", "continue", "restart"]),
        met_by=st.builds(form.ClockEnd, ends, ends, ends, ends, ends),
        notes=words,
        priorities=priorities,
        intake_fields=few(
            st.builds(form.IntakeField, words, st.just("number"), st.booleans(), ref)
        ),
        exemptions=few(
            st.builds(
                form.Exemption,
                words,
                st.just("other"),
                st.booleans(),
                some_keys,
                ref,
            )
        ),
        ref=ref,
    )
    levels = draw(few(level, unique_by=lambda each: each.name))
    for each in levels:
        each.escalations = [
            form.Escalation(priority.label, draw(count), draw(words), draw(ref))
            for priority in each.priorities
        ][::-1]
    money = {"currency": st.just("USD"), "text": words, "section": section, "ref": ref}
    return {
        "terms": draw(few(st.builds(form.Term, words, words, section, ref))),
        "service_levels": levels,
        "offers": draw(
            few(
                st.builds(
                    form.Offer,
                    name=given_words,
                    key=st.sampled_from(["a", "b"]),
                    unit=words,
                    minimum=maybe(amount()),
                    price=maybe(amount(4)),
                    term_months=maybe_count,
                    requires=few(words),
                    **money,
                ),
                unique_by=lambda each: each.key,
            )
        ),
        "rates": draw(
            few(
                st.builds(
                    form.Rate,
                    role=words,
                    kind=st.sampled_from(["standard", "overage", "after_hours"]),
                    amount=maybe(amount(4)),
                    minimum_minutes=maybe_count,
                    **money,
                )
            )
        ),
        "bands": draw(
            few(
                st.builds(
                    form.Band,
                    low=st.just(Decimal(5)),
                    high=st.just(Decimal("10.5")),
                    hours=amount(),
                    **money,
                )
            )
        ),
        "quotas": draw(
            few(
                st.builds(
                    form.Quota,
                    text=words,
                    value=amount(3),
                    unit=words,
                    draws=some_keys,
                    over_charge=st.sampled_from(["", *form.CHARGES]),
                    section=section,
                )
            )
        ),
        "notice_periods": draw(
            few(st.builds(form.NoticePeriod, words, count, words, section=section))
        ),
        "metering_rules": draw(
            few(st.builds(form.MeteringRule, words, words, words, section=section))
        ),
        "findings": draw(
            few(
                st.builds(
                    form.Finding,
                    kind=st.just("blank-cell"),
                    text=words,
                    section=section,
                    origin=st.sampled_from(["reader", "check", "staff"]),
                    # A set of rows: written in the order of the document.
                    provisions=some_keys.map(lambda each: sorted(each, key=keys.index)),
                    reading=words,
                    line=maybe_count,
                    ref=ref,
                )
            )
        ),
    }
