"""How many queries each page takes, and that the size of a guide does not change it."""

import pytest
from django.urls import reverse

from catalogue.models import Component, Matrix
from catalogue.portable import form
from tests.catalogue.conftest import small_form
from tests.query_counts import pinned

pytestmark = pytest.mark.django_db
VOICE = ["acme", "voice"]
PAGES = ["home", "guide-list", "ask"]
GUIDE_PAGES = [
    "guide-detail",
    "component-list",
    "service-level-list",
    "term-list",
    "offer-list",
]


@pytest.fixture
def signed_in(client, dana, subscription):
    client.force_login(dana)
    client.get("/")  # what a process does once is done
    return client


@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_as_many_queries_as_recorded(signed_in, name):
    with pinned(f"catalogue:{name}"):
        assert signed_in.get(reverse(f"catalogue:{name}")).status_code == 200


@pytest.mark.parametrize("name", GUIDE_PAGES)
def test_a_page_of_a_guide_takes_as_many_queries_as_recorded(signed_in, name):
    with pinned(f"catalogue:{name}"):
        assert (
            signed_in.get(reverse(f"catalogue:{name}", args=VOICE)).status_code == 200
        )


@pytest.mark.parametrize(
    ("name", "model"), [("matrix-detail", Matrix), ("component-detail", Component)]
)
def test_a_page_of_a_part_takes_as_many_queries_as_recorded(signed_in, name, model):
    address = reverse(f"catalogue:{name}", args=[*VOICE, model.objects.get().pk])

    with pinned(f"catalogue:{name}"):
        assert signed_in.get(address).status_code == 200


def test_a_larger_guide_takes_no_more_queries(client, dana, subscription, publish_form):
    publish_form(larger())
    client.force_login(dana)
    client.get("/")

    with pinned("catalogue:guide-detail"):
        page = client.get(
            reverse("catalogue:guide-detail", args=VOICE)
        ).content.decode()

    assert page.count("Move desk") == 200


def larger():
    """The small guide, with ten more sections of twenty lines."""
    guide = small_form()
    guide.sections += [
        form.Section(
            f"Desks on floor {floor}",
            str(floor + 10),
            provisions=[
                form.Provision(
                    "scenario",
                    f"Move desk {desk} on floor {floor}",
                    assignments=[form.Assignment("Acme", "X*", ["*"])],
                )
                for desk in range(20)
            ],
        )
        for floor in range(10)
    ]
    return guide
