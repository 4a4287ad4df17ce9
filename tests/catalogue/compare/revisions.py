"""Any revision, as Hypothesis makes them."""

from decimal import Decimal

from hypothesis import strategies as st

from catalogue.portable import form
from catalogue.portable.keys import with_keys

WORDS = st.lists(
    st.sampled_from(
        [
            "install",
            "replace",
            "report",
            "phone",
            "user",
            "password",
            "queue",
            "line",
            "agent",
            "5",
            "not",
            "must",
            "Acme",
        ]
    ),
    min_size=1,
    max_size=7,
).map(" ".join)
LINES = st.builds(
    form.Provision,
    kind=st.sampled_from(form.KINDS),
    text=WORDS,
    label=st.sampled_from(["", "Acme", "Hourly $"]),
    charge=st.sampled_from(form.CHARGES),
    supported=st.sampled_from([None, True, False]),
    group=st.sampled_from(["", "Phones", "Queues"]),
    assignments=st.lists(
        st.builds(
            form.Assignment,
            party=st.sampled_from(["Acme", "Customer"]),
            mark=st.sampled_from(["X", "R", "C", "No"]),
            footnotes=st.lists(st.sampled_from(["*", "1"]), max_size=1),
        ),
        max_size=2,
        unique_by=lambda cell: cell.party,
    ),
)
SECTIONS = st.builds(
    form.Section,
    title=WORDS,
    number=st.sampled_from(["", "1", "2", "3.1"]),
    prose=st.lists(WORDS, max_size=3).map("\n\n".join),
    provisions=st.lists(LINES, max_size=5),
    matrices=st.lists(
        st.builds(
            form.Matrix,
            title=WORDS,
            parties=st.just(["Acme", "Customer"]),
            rows=st.lists(LINES, max_size=4),
        ),
        max_size=2,
    ),
    components=st.lists(
        st.builds(form.Component, title=WORDS, lines=st.lists(LINES, max_size=4)),
        max_size=2,
    ),
    footnotes=st.lists(
        st.builds(form.Footnote, marker=st.sampled_from(["*", "1"]), text=WORDS),
        max_size=2,
    ),
)
LEVELS = st.builds(
    form.ServiceLevel,
    name=WORDS,
    priorities=st.lists(
        st.builds(
            form.Priority,
            label=st.sampled_from(["P1", "P2", "P3"]),
            criteria=WORDS,
            targets=st.lists(
                st.builds(
                    form.Target,
                    metric=st.sampled_from(form.METRICS),
                    text=WORDS,
                    minutes=st.none() | st.integers(1, 9000),
                    clock=st.sampled_from(["", "support", "elapsed"]),
                ),
                max_size=3,
            ),
        ),
        max_size=3,
    ),
)
REVISIONS = st.builds(
    form.Revision,
    title=WORDS,
    parties=st.just(
        [form.Party("Acme", "provider"), form.Party("Customer", "customer")]
    ),
    sections=st.lists(SECTIONS, max_size=4),
    terms=st.lists(st.builds(form.Term, term=WORDS, meaning=WORDS), max_size=3),
    service_levels=st.lists(LEVELS, max_size=2),
    rates=st.lists(
        st.builds(
            form.Rate,
            role=WORDS,
            kind=st.sampled_from(["standard", "overage"]),
            amount=st.none() | st.integers(1, 300).map(Decimal),
            currency=st.just("USD"),
        ),
        max_size=3,
    ),
).map(with_keys)
