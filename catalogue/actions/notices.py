"""Mail to the people at customers when the revision they are judged by becomes another.

Told is who follows the guide. Who is pinned to a revision gets no mail, and nobody gets one about a
revision that says the same: for them nothing changes, and people who are told of what is no change
of theirs stop reading. Everything here runs in the
transaction of the move it tells, in a number of queries that does not grow with the people told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.urls import reverse

from catalogue.actions import carrying, comparing, following
from catalogue.compare.notice import Notice, notice
from catalogue.models import Revision
from catalogue.platform import outbox

NOW = "Read it side by side"
LATER = "From that day you can read it side by side"
Writer = Callable[[dt.date], Notice]


@dataclass(frozen=True)
class Person:
    """Somebody at a customer who follows a guide; `day` is the date of the change where they are."""

    email: str
    customer: int
    day: dt.date


def tell_in_force(old: Revision | None, new: Revision, *, at: dt.datetime) -> int:
    """Tell who follows the guide that `new` is in force; how many are told."""
    people = followers(new, at)
    write = _change(old, new, NOW) if people else None
    return _tell(new, people, f"revision:{new.pk}:in-force", write, at)


def tell_scheduled(new: Revision, *, at: dt.datetime) -> int:
    """Tell who will follow the guide on that day what `new` will change; how many are told."""
    assert new.effective_at
    people = followers(new, new.effective_at)
    old = new.guide.revisions.published().first()
    write = _change(old, new, LATER) if people else None
    return _tell(new, people, _scheduling(new.pk, at), write, at)


def tell_unscheduled(
    revision: Revision,
    effective: dt.datetime,
    scheduled: dt.datetime,
    *,
    at: dt.datetime,
) -> int:
    """Tell who was told of the change that it does not come; how many are told.

    Mail of it that is not sent yet is taken back instead.
    """
    told = set(outbox.recall(_scheduling(revision.pk, scheduled)))
    people = [each for each in followers(revision, effective) if each.email in told]
    event = f"revision:{revision.pk}:unscheduled:{_digits(at)}"
    return _tell(revision, people, event, lambda day: _off(revision, day), at)


def told_of_schedule(revision: Revision) -> int:
    """How many people have got, or are getting, the mail that a scheduled revision is to come."""
    assert revision.scheduled_at
    return len(outbox.told(_scheduling(revision.pk, revision.scheduled_at)))


def followers(revision: Revision, at: dt.datetime) -> list[Person]:
    """Active contacts of customers who follow the guide on their own day of `at`, each once."""
    rows = following.followers(revision, at).filter(customer__contacts__is_active=True)
    found = rows.order_by("customer__name", "customer__contacts").values_list(
        "customer__contacts__email",
        "customer",
        "customer__zone",
        "starts_on",
        "ends_on",
    )
    people: dict[str, Person] = {}
    for email, customer, zone, starts, ends in found:
        day = at.astimezone(ZoneInfo(zone)).date()
        if starts <= day and (ends is None or day < ends):
            people.setdefault(email.lower(), Person(email, customer, day))
    return list(people.values())


def _tell(
    revision: Revision,
    people: Sequence[Person],
    event: str,
    write: Writer | None,
    at: dt.datetime,
) -> int:
    if write is None:
        return 0
    return outbox.post(_letters(revision, people, event, write), at=at)


def _letters(
    revision: Revision, people: Sequence[Person], event: str, write: Writer
) -> Iterator[outbox.Letter]:
    """A letter for each person; written once for each date, of which there are two at most."""
    written: dict[dt.date, tuple[Notice, str]] = {}
    for person in people:
        if person.day not in written:
            told = write(person.day)
            written[person.day] = told, _html(told)
        told, html = written[person.day]
        yield outbox.Letter(
            key=outbox.key_of(event, person.email),
            recipient=person.email,
            subject=told.subject,
            text=told.text,
            html=html,
            customer=person.customer,
            provider=revision.guide.provider_id,
        )


def _change(old: Revision | None, new: Revision, invitation: str) -> Writer | None:
    """Writes what `new` changes; without a revision in force, against the one that was last.

    None when it changes nothing.
    """
    before = old or carrying.before(new)
    if before is None:
        return lambda day: _first(new, day)
    changes = comparing.compared(before, new).differences
    if not changes:
        return None
    url = outbox.absolute(comparison_path(before, new))
    return lambda day: notice(
        new.title, _label(before), _label(new), changes, day, url, invitation
    )


def _first(new: Revision, day: dt.date) -> Notice:
    title, shown = _line(new.title), _day(day)
    url = outbox.absolute(new.guide.get_absolute_url())
    return Notice(
        f"{title}: in force from {shown}",
        f"From {shown}, {_label(new)} of “{title}” applies to you.\n\nRead it: {url}\n",
    )


def _off(revision: Revision, day: dt.date) -> Notice:
    title, shown = _line(revision.title), _day(day)
    url = outbox.absolute(revision.guide.get_absolute_url())
    return Notice(
        f"{title}: no change on {shown}",
        f"You were told that {_label(revision)} of “{title}” would come into force on {shown}. "
        f"It will not. What is in force now stays: {url}\n",
    )


def comparison_path(old: Revision, new: Revision) -> str:
    """Address of the comparison on the portal; of `new` alone when `old` was withdrawn."""
    if old.state == Revision.State.WITHDRAWN:
        return new.get_absolute_url()
    guide = new.guide
    address = reverse("catalogue:guide-compare", args=[guide.provider.key, guide.key])
    return f"{address}?from={old.number}&to={new.number}"


def _html(told: Notice) -> str:
    blocks = told.text.strip().split("\n\n")
    listed = [
        {"lines": [line.removeprefix("- ") for line in block.split("\n")]}
        if block.startswith("- ")
        else {"text": block}
        for block in blocks
    ]
    context = {"subject": told.subject, "blocks": listed}
    return render_to_string("catalogue/mail/notice.html", context)


def _label(revision: Revision) -> str:
    label = _line(revision.label)
    return f"revision {revision.number}" + (f" ({label})" if label else "")


def _line(text: str) -> str:
    return " ".join(text.split())


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _scheduling(revision: int, scheduled: dt.datetime) -> str:
    """The event of scheduling a revision: each time is another one."""
    return f"revision:{revision}:scheduled:{_digits(scheduled)}"


def _digits(instant: dt.datetime) -> str:
    return f"{instant.astimezone(dt.UTC):%Y%m%dT%H%M%S%f}"
