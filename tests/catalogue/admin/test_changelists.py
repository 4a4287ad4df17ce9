"""What every list of the desk costs: so many queries, however many rows there are."""

import pytest
from django.urls import reverse

from catalogue.models import Provision, Section
from tests.catalogue.admin.rows import fill_shelf
from tests.catalogue.admin.test_pages import EVERY, address
from tests.query_counts import pinned


@EVERY
def test_a_list_takes_as_many_queries_as_recorded_with_few_and_many_rows(desk, model):
    fill_shelf(1)
    desk.get(reverse("admin:index"))  # fills the caches of the process
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"

    with pinned(name):
        few = desk.get(address(model, "changelist"))
    for n in range(2, 5):
        fill_shelf(n)
    with pinned(name):
        many = desk.get(address(model, "changelist"))

    assert few.status_code == many.status_code == 200
    assert many.context["cl"].result_count > few.context["cl"].result_count


@pytest.mark.parametrize("query", [{}, {"q": "row 77"}, {"charge": "included"}])
def test_a_long_list_shows_a_page_and_no_filter_grows_with_it(desk, shelf, query):
    section = Section.objects.get(pk=shelf["section"].pk)
    Provision.objects.bulk_create(
        Provision(
            revision=shelf["revision"],
            section=section,
            kind="scenario",
            key=f"row-{n}",
            text=f"Row {n}",
            position=n,
        )
        for n in range(1500)
    )

    response = desk.get(address(Provision, "changelist"), query)

    page = response.content.decode()
    assert page.count('name="_selected_action"') <= 50
    assert page.count("<li") < 200
    assert "Row 1400" not in page
