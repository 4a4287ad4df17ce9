"""Which mail a contact wants."""

import pytest

from tickets.actions.preferring import prefer
from tickets.audiences import WANTED
from tickets.forms.preferences import LABELS
from tickets.models import Preference

pytestmark = pytest.mark.django_db


def chosen(page):
    """The boxes that are ticked."""
    boxes = [part for part in page.split("<input") if 'type="checkbox"' in part]
    return {
        part.split('name="')[1].split('"')[0] for part in boxes if "checked" in part
    }


def test_what_is_usual_is_ticked(visit, dana):
    page = visit(dana).get("preferences")

    assert chosen(page) == {kind for kind, wanted in WANTED.items() if wanted}
    assert dana.email in page


def test_a_choice_is_kept(visit, dana):
    page = visit(dana).says("preferences", breached="on", reply="on")

    assert "Your choice is kept." in page
    assert chosen(page) == {"breached", "reply"}
    assert Preference.objects.filter(contact__user=dana).count() == len(WANTED)


def test_nothing_can_be_wanted(visit, dana):
    assert chosen(visit(dana).says("preferences")) == set()


def test_a_second_choice_takes_the_first_ones_place(visit, dana):
    visit(dana).says("preferences", reply="on")

    assert chosen(visit(dana).says("preferences", status="on")) == {"status"}


def test_staff_have_none(visit, curator):
    assert "your login belongs to none" in visit(curator).get("preferences")


def test_every_kind_has_its_words():
    assert set(LABELS) == set(WANTED) == set(Preference.Kind.values)


def test_an_unknown_kind_is_a_mistake(dana):
    with pytest.raises(ValueError, match="gossip"):
        prefer(dana.contacts.get(), wanted={"gossip": True})
