"""Words that staff add are found at once, in what is published already."""

from django.utils import timezone

from catalogue.actions.publishing import publish
from catalogue.answers.ask import ask
from catalogue.models import Alias, Question, SynonymGroup
from catalogue.platform.tenancy import actor_for
from tests.catalogue.admin.test_pages import address

ODD = "please defenestrate the gramophone"


def first_line(user):
    answers = ask(ODD, actor_for(user, at=timezone.now())).answers
    return answers[0].provision if answers else None


def test_an_alias_is_found_at_once(desk, shelf, root):
    row = shelf["macdscenario"]
    publish(shelf["revision"], by="root", at=timezone.now())
    before = first_line(root)

    desk.post(address(Alias, "add"), {"provision": row.pk, "text": ODD})

    assert before != row.pk
    assert first_line(root) == row.pk


def test_an_alias_from_the_queue_is_found_at_once(desk, shelf, root):
    row = shelf["macdscenario"]
    publish(shelf["revision"], by="root", at=timezone.now())

    desk.post(
        address(Question, "change", shelf["question"].pk),
        {"act": "alias", "provision": row.pk, "alias": ODD},
    )

    assert first_line(root) == row.pk


def test_a_synonym_says_who_added_it(desk, root):
    desk.post(address(SynonymGroup, "add"), {"words": "gramophone\nturntable"})

    assert SynonymGroup.objects.get().added_by == root.email
