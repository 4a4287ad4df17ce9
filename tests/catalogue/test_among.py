"""A condition on many keys is one value of the query."""

import pytest

from catalogue.models import Provider
from catalogue.platform.among import Among

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys():
    names = ("acme", "bolt", "core")
    return [Provider.objects.create(key=name, name=name).pk for name in names]


def test_rows_of_these_keys_are_found(keys):
    rows = Provider.objects.filter(Among("pk", {keys[0], keys[2], 10**12}))

    assert sorted(rows.values_list("key", flat=True)) == ["acme", "core"]


def test_other_rows_are_left_when_it_is_turned_round(keys):
    rows = Provider.objects.exclude(Among("pk", keys[:2]))

    assert [each.key for each in rows] == ["core"]


def test_without_keys_the_database_is_not_asked(keys, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(Provider.objects.filter(Among("pk", []))) == []


def test_many_keys_are_one_parameter(keys):
    rows = Provider.objects.filter(Among("pk", range(5000)))

    assert len(rows.query.sql_with_params()[1]) == 1
    assert rows.count() == 3
