"""What thousands of rows at once are written with: one text a row, and no look for garbage."""

import gc
from decimal import Decimal

import pytest
from django.db import connection, transaction

from billing.actions.in_bulk import take_room, uncollected
from billing.actions.row_copies import written


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ((1, "Fee", None, Decimal("2.50")), "1\tFee\t\\N\t2.50"),
        (("a\tb\nc\rd", None), "a\\tb\\nc\\rd\t\\N"),
        # A text that looks like none stays a text, and none beside it stays none.
        (("\\N", None), "\\\\N\t\\N"),
        (("\\N", "\\"), "\\\\N\t\\\\"),
        (({"text": 'a "b"'}, ""), '{"text": "a \\\\"b\\\\""}\t'),
        (("Über 5 €",), "Über 5 €"),
    ],
)
def test_a_row_is_written_as_copy_reads_it(row, text):
    assert written(row) == text


def test_garbage_is_looked_for_again_after_a_batch_that_failed():
    seen = []

    @uncollected()
    def failing():
        seen.append(gc.isenabled())
        raise ValueError("failed")

    with pytest.raises(ValueError, match="failed"):
        failing()

    assert [*seen, gc.isenabled()] == [False, True]


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
@pytest.mark.parametrize(("had", "has"), [("4MB", "16MB"), ("64MB", "64MB")])
def test_a_batch_has_room_and_what_follows_has_as_much_as_before(had, has):
    def room():
        with connection.cursor() as cursor:
            cursor.execute("SHOW work_mem")
            return cursor.fetchone()[0]

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', %s, false)", [had])

    with transaction.atomic():
        take_room()
        meanwhile = room()

    assert (meanwhile, room()) == (has, had)
    with connection.cursor() as cursor:
        cursor.execute("RESET work_mem")
