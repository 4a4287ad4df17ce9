"""What a comparison costs: it grows with the number of rows, not with its square."""

import time

import pytest

from catalogue.compare import compare
from catalogue.portable import form
from catalogue.portable.keys import with_keys


def large(rows, say):
    """A revision of many rows, each in the words that `say` gives it."""
    return with_keys(
        form.Revision(
            "Large",
            sections=[
                form.Section(
                    f"Part {part}",
                    str(part),
                    provisions=[
                        form.Provision("scenario", say(part * 50 + n))
                        for n in range(50)
                    ],
                )
                for part in range(rows // 50)
            ],
        )
    )


@pytest.mark.parametrize(
    "say",
    [
        lambda n: f"Set up device {n} of branch {n // 7} with profile {n % 11}",
        lambda n: f"Configure device {n} of branch {n // 7} with profile {n % 11}",
        lambda n: f"Zap gadget w{n}",
    ],
    ids=["equal", "reworded", "replaced"],
)
def test_two_revisions_of_a_thousand_rows_compare_quickly(say):
    old = large(
        1000, lambda n: f"Set up device {n} of branch {n // 7} with profile {n % 11}"
    )
    new = large(1000, say)

    begun = time.process_time()
    compare(old, new)

    assert time.process_time() - begun < 3  # well under a second on an idle machine


def test_one_word_repeated_costs_no_square():
    old = large(2000, lambda n: f"same same {n}")
    new = large(2000, lambda n: f"same same {n + 5000}")

    begun = time.process_time()
    compare(old, new)

    assert time.process_time() - begun < 3
