"""What is charged of time worked: increments and a minimum, in one place.

`charged` is the rule for a whole, `spread` shares a whole among parts in their order: what a part
is charged is what the sum with it comes to, less what the sum before it came to. So parts always
add up to the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise


def charged(minutes: int, *, increment: int, minimum: int) -> int:
    """Minutes charged of minutes worked: at least the minimum, in whole increments (`W36`).

    Nothing worked is nothing charged. 20 minutes in steps of 15 are 30; with a minimum of 60 they
    are 60.
    """
    if minutes == 0:
        return 0
    steps = -(-max(minutes, minimum) // increment)
    return steps * increment


def spread(parts: Sequence[int], *, increment: int, minimum: int) -> list[int]:
    """What is charged of each part, in the order of time; together what their sum is charged."""
    sums = accumulate(parts, initial=0)
    totals = (charged(each, increment=increment, minimum=minimum) for each in sums)
    return [after - before for before, after in pairwise(totals)]
