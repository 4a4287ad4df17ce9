"""Parts from above: shown where registered, absent where not, harmless where broken."""

import logging

import pytest

from catalogue.models import User
from catalogue.platform.parts import Place


@pytest.fixture
def place():
    return Place("the test")


@pytest.fixture
def actor(staff_actor):
    return staff_actor


def test_without_parts_every_item_shows_nothing(place, actor):
    assert place.shown(["a", "b"], actor) == [[], []]


def test_parts_show_in_the_order_of_registration(place, actor):
    place.register(lambda items, actor, at: [[item.upper()] for item in items])
    place.register(lambda items, actor, at: [[], [at.year]])

    assert place.shown(["a", "b"], actor) == [["A"], ["B", 2026]]


def test_a_part_is_registered_once(place, actor):
    def part(items, actor, at):
        return [["once"] for _ in items]

    place.register(part)
    place.register(part)

    assert place.shown(["a"], actor) == [["once"]]


def test_no_part_is_asked_about_nothing(place, actor):
    place.register(lambda items, actor, at: 1 / 0)

    assert place.shown([], actor) == []


def test_a_part_that_fails_is_left_out_and_logged(place, actor, caplog, db):
    place.register(lambda items, actor, at: 1 / 0)
    place.register(lambda items, actor, at: [["stands"] for _ in items])

    with caplog.at_level(logging.ERROR):
        assert place.shown(["a"], actor) == [["stands"]]

    assert "A part of the test failed" in caplog.text


def test_a_part_that_miscounts_is_left_out(place, actor, db):
    place.register(lambda items, actor, at: [["only one"]])

    assert place.shown(["a", "b"], actor) == [[], []]


@pytest.mark.django_db
def test_a_failed_query_of_a_part_does_not_spoil_the_page(place, actor):
    def broken(items, actor, at):
        return [list(User.objects.raw("SELECT nothing FROM nowhere"))]

    place.register(broken)

    assert place.shown(["a"], actor) == [[]]
    assert User.objects.count() == 0
