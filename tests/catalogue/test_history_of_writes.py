"""The history tells each way to write rows, in a constant number of queries."""

import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from catalogue.models import (
    Assignment,
    Change,
    Component,
    Customer,
    MatrixActivity,
    Provision,
    Revision,
)
from catalogue.models.changes import LONGEST
from catalogue.platform.audit import acting, summed_up
from tests.catalogue.conftest import copied
from tests.catalogue.test_history import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(small_guide, now):
    return copied(small_guide, at=now)


def test_a_field_that_was_not_saved_is_not_told(draft):
    row = draft.provisions.first()
    row.label, row.group = "Not saved", "Phones and desks"

    row.save(update_fields=["group"])
    row.save(update_fields=[])

    assert [line[4] for line in told(draft)[1:]] == ["group"]


def test_a_row_that_is_loaded_in_part_tells_what_it_wrote(draft):
    pk = draft.provisions.first().pk
    row = Provision.objects.only("label", "revision").get(pk=pk)
    row.label = "Hourly"

    row.save()

    assert [line[4:] for line in told(draft)[1:]] == [("label", "", "Hourly")]
    assert Provision.objects.get(pk=pk).text


def test_what_the_database_computes_is_told_as_it_came_out(draft):
    row = draft.provisions.first()
    row.label = Concat(F("group"), Value("!"))

    row.save()

    assert told(draft)[-1][4:] == ("label", "", "Phones!")


def test_an_update_by_expression_is_told_as_it_came_out(draft):
    draft.terms.update(meaning=Concat(F("term"), Value(".")))

    assert told(draft)[-1][4:] == ("meaning", "Move, add, change or delete.", "MACD.")


def test_a_bulk_update_is_told_row_by_row(draft):
    rows = list(draft.provisions.all())
    for number, row in enumerate(rows):
        row.label = f"Label {number}"

    Provision.objects.bulk_update(rows, ["label"])

    assert [line[6] for line in told(draft)[1:]] == [
        f"Label {number}" for number in range(len(rows))
    ]


def test_a_lens_tells_rows_by_their_own_kind(draft):
    MatrixActivity.objects.filter(revision=draft).update(group="Desks")

    assert {line[2] for line in told(draft)[1:]} == {"provision"}


def test_a_set_of_values_or_of_distinct_rows_is_told_too(draft):
    rows = Provision.objects.filter(revision=draft)

    rows.filter(assignments__mark="X").distinct().update(label="A")
    rows.values("text").filter(key="password-reset").update(label="B")

    assert [line[6] for line in told(draft)[1:]] == ["A", "B"]


def test_a_relation_is_told_by_name(draft):
    draft.provisions.filter(matrix__isnull=False).update(matrix=None)

    assert {line[4:] for line in told(draft)[1:]} == {("matrix", "Who does what", "")}


def test_a_row_that_took_others_with_it_says_so(draft):
    section = draft.sections.get(number="2")
    cells = Assignment.objects.filter(provision__section=section).count()

    section.delete()

    (line,) = told(draft)[1:]
    assert line[1:4] == ("removed", "section", "2 Who does what")
    assert f"{cells} assignments" in line[5]
    assert "1 matrix" in line[5]


def test_rows_that_go_together_are_named_one_by_one(draft):
    names = {str(section) for section in draft.sections.all()}

    draft.sections.all().delete()

    lines = told(draft)[1:]
    assert {line[3] for line in lines} == names
    assert "with them" in lines[-1][5]


def test_what_is_ignored_leaves_no_line(draft):
    term = draft.terms.get()

    draft.terms.bulk_create([type(term)(revision=draft, term="A", meaning="B")])
    Provision.objects.bulk_create(
        [
            Provision(
                revision=draft,
                section=term.section,
                kind="duty",
                key="password-reset",
                text="Again",
            )
        ],
        ignore_conflicts=True,
    )

    assert [line[3] for line in told(draft)[1:]] == ["A"]


def test_long_texts_are_shown_from_where_they_differ(draft):
    section = draft.sections.first()
    section.prose = "a" * 3 * LONGEST + "b"
    section.save()
    section.prose = "a" * 3 * LONGEST + "c" + "d" * LONGEST

    section.save()

    before, after = told(draft)[-1][5:]
    assert before.startswith("[…] a")
    assert before.endswith("ab")
    assert "ac" in after
    assert after.endswith("[…]")
    assert len(after) == LONGEST


def test_a_yes_is_told_as_a_yes(draft):
    draft.provisions.filter(key="keep-mailboxes-running").update(supported=False)

    assert told(draft)[-1][4:] == ("supported", "yes", "no")


def test_the_head_of_a_draft_has_a_history_too(draft):
    Revision.objects.filter(pk=draft.pk).update(label="v2")
    draft.refresh_from_db()
    draft.title = "Voice"
    draft.save()

    assert [line[3:] for line in told(draft)[1:]] == [
        ("Revision", "label", "v1", "v2"),
        ("Revision", "title", "Voice Service Guide", "Voice"),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_bulk_writes_cost_no_query_a_row(draft, count):
    Provision.objects.filter(revision=draft).update(label="once")  # forgets its digest
    rows = Assignment.objects.filter(provision__revision=draft)
    chosen = Assignment.objects.filter(
        pk__in=list(rows.values_list("pk", flat=True)[:count])
    )

    with CaptureQueriesContext(connection) as update:
        chosen.update(mark="R")
    with CaptureQueriesContext(connection) as delete:
        chosen.delete()

    assert (len(update), len(delete)) == (10, 9)


def test_rows_made_by_key_alone_are_named_in_one_query(draft):
    row = draft.provisions.get(key="build-a-custom-report")
    parties = list(draft.parties.values_list("pk", flat=True))
    cells = [Assignment(provision_id=row.pk, party_id=pk, mark="R") for pk in parties]

    with CaptureQueriesContext(connection) as queries:
        Assignment.objects.bulk_create(cells)

    assert {line[3] for line in told(draft)[1:]} == {
        f"{row} · Acme",
        f"{row} · Customer",
    }
    read = [q["sql"] for q in queries if q["sql"].startswith("SELECT")]
    assert len([sql for sql in read if "catalogue_assignment" in sql]) == 1


# Customers


def test_links_of_a_subscription_are_told_whole(subscription, small_guide):
    one = Component.objects.get(section__revision=small_guide)
    two = small_guide.parties.first()

    with acting("bill@remit.example"):
        subscription.components.add(one)
        subscription.components.set([])
        subscription.partners.set([two])
        subscription.partners.clear()

    assert [line[:1] + line[4:] for line in told(subscription.customer)[-4:]] == [
        ("bill@remit.example", "components", "", "Voicemail"),
        ("bill@remit.example", "components", "Voicemail", ""),
        ("bill@remit.example", "partners", "", "Acme"),
        ("bill@remit.example", "partners", "Acme", ""),
    ]


def test_a_link_made_from_the_other_side_is_the_customers(subscription, small_guide):
    component = Component.objects.get(section__revision=small_guide)
    before = small_guide.changes.count()

    component.subscriptions.add(subscription)
    component.subscriptions.clear()

    assert [line[4:] for line in told(subscription.customer)[-2:]] == [
        ("components", "", "Voicemail"),
        ("components", "Voicemail", ""),
    ]
    assert small_guide.changes.count() == before


def test_a_link_that_was_there_leaves_no_line(subscription, small_guide):
    component = Component.objects.get(section__revision=small_guide)
    subscription.components.add(component)
    before = len(told(subscription.customer))

    subscription.components.add(component)
    with summed_up():
        subscription.components.clear()

    assert len(told(subscription.customer)) == before


def test_a_customer_goes_with_its_history(northwind):
    northwind.name = "Northwind Health"
    northwind.save()

    northwind.delete()
    Customer.objects.create(key="fabrikam", name="Fabrikam")
    Customer.objects.all().delete()

    assert not Change.objects.exists()
