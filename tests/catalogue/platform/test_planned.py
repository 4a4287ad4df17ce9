"""A query that is put together once answers as if it were put together each time."""

import datetime as dt

import pytest
from django.db.models import BooleanField, Case, Count, Max, Value, When
from django.utils import timezone

from catalogue.models import ApiKey, User
from catalogue.platform.among import Among
from catalogue.platform.inserts import insert
from catalogue.platform.planned import planned

pytestmark = pytest.mark.django_db

NOW = timezone.now().replace(microsecond=0)
DAY = dt.timedelta(days=1)


@pytest.fixture
def people():
    return [
        User.objects.create(email=f"u{n}@example.com", date_joined=NOW - n * DAY)
        for n in range(4)
    ]


def joined(keys, among, since):
    rows = User.objects.filter(Among("id", keys), id__in=among, date_joined__gte=since)
    first = Case(
        When(email="u0@example.com", then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    rows = rows.order_by("-email").annotate(first=first, last=Max("date_joined"))
    return rows.values_list("pk", "email", "first", "last")


def test_it_answers_as_its_query_does(people, django_assert_num_queries):
    pks = [each.pk for each in people]
    ask = planned(joined)

    for given in [
        (pks, pks, NOW - 9 * DAY),
        (pks, pks[::-1], NOW - DAY),
        ([pks[2]], {pks[2], pks[3]}, NOW - 2 * DAY),
        ([pks[3]], {pks[2], pks[3]}, NOW - 3 * DAY),
        ([pks[0], pks[0]], pks[:1], NOW),
    ] * 2:
        expected = list(joined(*given))

        with django_assert_num_queries(1):
            found = ask(*given)

        assert found == expected
        assert {type(value) for row in found for value in row} == {
            *(int, str, bool, dt.datetime)
        }


def test_its_query_is_put_together_once_for_lists_of_a_length(people):
    seen = []

    def make(keys):
        seen.append(len(keys))
        return User.objects.filter(pk__in=keys).order_by("pk").values_list("pk")

    ask = planned(make)
    pks = [each.pk for each in people]

    found = [ask(pks[:2]), ask(pks[2:]), ask(pks[:3]), ask(pks[1:3])]

    assert found == [
        [(pk,) for pk in part] for part in (pks[:2], pks[2:], pks[:3], pks[1:3])
    ]
    assert seen == [2, 3]


def test_an_empty_list_finds_nothing_without_a_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert planned(joined)([], [1], NOW) == []


def test_a_limit_and_a_day_stay_what_they_are(people):
    insert(
        [
            ApiKey(
                name=f"k{n}", scopes=[], staff=people[0], created_by="x", digest=f"{n}"
            )
            for n in range(3)
        ]
    )

    @planned
    def newest(staff, day):
        rows = ApiKey.objects.filter(staff=staff, created_at__date__lte=day)
        rows = rows.values_list("name").annotate(count=Count("pk"))
        return rows.order_by("-name")[:2]

    assert newest(people[0].pk, NOW.date() + DAY) == [("k2", 1), ("k1", 1)]
    assert newest(people[0].pk, NOW.date() - DAY) == []


def test_a_query_that_reckons_with_a_value_is_refused(people):
    with pytest.raises(ValueError, match="as they are"):
        planned(lambda pk: User.objects.filter(pk=pk + 1).values_list("pk"))(7)
    with pytest.raises(TypeError, match="str"):
        planned(lambda text: User.objects.filter(email=text).values_list("pk"))("a")
