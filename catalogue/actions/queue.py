"""What staff do with the questions that customers put to them. A group is handled as one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from catalogue.actions.aliases import add_aliases
from catalogue.models import Contact, Guide, Provision, Question, User
from catalogue.platform import outbox
from catalogue.prose import printable, tidy

LONGEST_REPLY = 5000


class CannotHandle(Exception):
    """What is missing, or what stands in the way; the message says it."""


@transaction.atomic
def teach(
    questions: Iterable[Question],
    *,
    provision: Provision,
    text: str,
    by: User,
    at: dt.datetime,
) -> int:
    """Give the line that answers some open questions the customers' words; how many it answers.

    Raises `NoAlias` for words that cannot be an alias, `CannotHandle` when none is open any more.
    """
    words = tidy(printable(text))
    add_aliases([provision], text=words, by=by.email, at=at)
    told = f"Alias “{words}” added to “{provision}” ({provision.revision.guide})."
    return len(_close(questions, Question.State.ALIASED, told, by, at))


@transaction.atomic
def reply(
    questions: Iterable[Question], *, text: str, by: User, at: dt.datetime
) -> int:
    """Answer the customers who asked; how many questions. They get a mail and read it on their page.

    Raises `CannotHandle` without a text, and when none of the questions is open any more.
    """
    said = printable(text).strip()
    if not said:
        raise CannotHandle("Write what the customer is to read.")
    if len(said) > LONGEST_REPLY:
        raise CannotHandle(f"Write at most {LONGEST_REPLY} characters.")
    told = f"Answered: {said}"
    rows = _close(questions, Question.State.ANSWERED, told, by, at, reply=said)
    outbox.post(_letters(rows, said, at), at=at)
    return len(rows)


@transaction.atomic
def leave_out(questions: Iterable[Question], *, by: User, at: dt.datetime) -> int:
    """Say of open questions that no guide is to answer them; how many.

    Raises `CannotHandle` when none of them is open any more.
    """
    told = "Marked as out of scope."
    return len(_close(questions, Question.State.OUT_OF_SCOPE, told, by, at))


@transaction.atomic
def put_back(questions: Iterable[Question], *, by: User, at: dt.datetime) -> int:
    """Put handled questions back into the queue; how many. What was replied is kept with them.

    One whose words the customer asked again meanwhile stays as it is: it waits already.
    """
    rows = list(_locked(questions).exclude(state=Question.State.OPEN))
    waiting = Question.objects.open().filter(text__in={row.text for row in rows})
    taken = {_asked_once(row) for row in waiting}
    back = []
    for row in rows:
        if _asked_once(row) not in taken:
            taken.add(_asked_once(row))
            back.append(row)
    _log(back, "Put back into the queue.", by, at)
    chosen = Question.objects.filter(pk__in=[row.pk for row in back])
    return chosen.update(state=Question.State.OPEN, handled_at=None, handled_by="")


def _asked_once(row: Question) -> tuple[int | None, int | None, str]:
    """What is open at most once: a text of a customer, or of a staff member."""
    return row.customer_id, None if row.customer_id else row.asked_by_id, row.text


def _close(
    questions: Iterable[Question],
    state: str,
    told: str,
    by: User,
    at: dt.datetime,
    **values: str,
) -> list[Question]:
    """Handle those that are still open: what a colleague did meanwhile stands."""
    rows = list(_locked(questions).filter(state=Question.State.OPEN))
    if not rows:
        raise CannotHandle(
            "Somebody has handled this meanwhile. Put it back into the queue to handle it anew."
        )
    _log(rows, told, by, at)
    chosen = Question.objects.filter(pk__in=[row.pk for row in rows])
    chosen.update(state=state, handled_at=at, handled_by=by.email, **values)
    return rows


def _letters(
    rows: list[Question], said: str, at: dt.datetime
) -> Iterator[outbox.Letter]:
    """A mail to each person who asked and still may sign in for that customer."""
    people = User.objects.filter(pk__in={row.asked_by_id for row in rows})
    active = {user.pk: user.email for user in people.filter(is_active=True)}
    contacts = Contact.objects.filter(user__in=active, is_active=True)
    belong = set(contacts.values_list("user", "customer"))
    guides = Guide.objects.in_bulk({row.guide_id for row in rows} - {None})
    url = outbox.absolute(reverse("catalogue:question-list"))
    for row in rows:
        email = active.get(row.asked_by_id)
        gone = row.customer_id and (row.asked_by_id, row.customer_id) not in belong
        if email is None or gone:
            continue
        guide = guides.get(row.guide_id or 0)
        yield outbox.Letter(
            key=outbox.key_of(f"question:{row.pk}:{at:%Y%m%d%H%M%S%f}", email),
            recipient=email,
            subject="Your question is answered",
            text=f"You asked:\n\n{row.text}\n\nThe answer of the staff:\n\n{said}\n\nYour questions: {url}\n",
            customer=row.customer_id,
            provider=guide.provider_id if guide else None,
        )


def _locked(questions: Iterable[Question]) -> QuerySet[Question]:
    wanted = [question.pk for question in questions]
    return Question.objects.select_for_update().filter(pk__in=wanted).order_by("pk")


def _log(rows: Iterable[Question], told: str, by: User, at: dt.datetime) -> None:
    kind = ContentType.objects.get_for_model(Question)
    LogEntry.objects.bulk_create(
        LogEntry(
            user=by,
            action_time=at,
            content_type=kind,
            object_id=str(row.pk),
            object_repr=str(row)[:200],
            action_flag=CHANGE,
            change_message=told,
        )
        for row in rows
    )
