"""The statements of a report are put together and planned once, and do what others do."""

import pytest
from django.db import connection

from catalogue.models import Provider
from catalogue.platform.inserts import insert
from catalogue.platform.prepared import OFTEN, prepared

pytestmark = pytest.mark.django_db

KEPT = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s"


def asked(value):
    """What a statement of this test's own answers; a value stands in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM catalogue_provider WHERE key = %s", [value])
        return cursor.fetchall()


def kept(text):
    with connection.cursor() as cursor:
        cursor.execute(KEPT, [text])
        return cursor.fetchone()[0]


def test_rows_are_stored_with_their_keys_in_order():
    rows = [Provider(key=f"p{n}", name=f"Provider {n}") for n in range(3)]

    insert(rows)

    stored = Provider.objects.in_bulk([row.pk for row in rows])
    assert [stored[row.pk].name for row in rows] == [row.name for row in rows]
    assert not any(row._state.adding for row in rows)


def test_no_rows_take_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert([])


def test_values_of_a_prepared_statement_are_never_part_of_it():
    insert([Provider(key="a", name="A")])

    with prepared():
        found = [asked(value) for value in ["a", "' OR 1=1 --", "a"] * OFTEN]

    assert found == [[("a",)], [], [("a",)]] * OFTEN


@pytest.mark.postgres
def test_a_statement_is_prepared_in_such_a_block_and_nowhere_else():
    before = kept("SELECT key FROM catalogue_provider%")
    for _ in range(2 * OFTEN):
        asked("a")
    without = kept("SELECT key FROM catalogue_provider%")

    with prepared(), prepared():
        for _ in range(2 * OFTEN):
            asked("a")

    assert before == without == 0
    assert kept("SELECT key FROM catalogue_provider%") == 1


@pytest.mark.postgres
def test_a_block_that_fails_leaves_the_connection_as_it_was():
    connection.ensure_connection()
    own = connection.connection
    was = own.cursor_factory, own.prepare_threshold

    with pytest.raises(ValueError, match="wrong"), prepared():
        raise ValueError("wrong")

    assert (own.cursor_factory, own.prepare_threshold) == was
