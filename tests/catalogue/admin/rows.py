"""One row of every model, for one provider; the admin's tests make several such shelves."""

from __future__ import annotations

import datetime as dt

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType

from catalogue import models
from catalogue.models.changes import note
from tests.again import again

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
DAY = dt.date(2026, 1, 1)
BY = "curator@remit.example"


def fill_shelf(n: int, *, published: bool = False) -> dict[str, object]:
    """Rows of every model that lead to provider number `n`, by lower-case model name.

    With `published` the revision is published once it is full.
    """
    return again(("shelf", n, published), lambda: _filled(n, published))


def _filled(n, published):
    made: dict[str, object] = {}
    for step in (_guide, _text, _provisions, _levels, _offers, _customers, _work):
        made |= {type(row)._meta.model_name: row for row in step(n, made)}
    if published:
        publish(made["revision"])
    return made


def publish(revision):
    """Put a revision in force without building its index."""
    rows = models.Revision.objects.filter(pk=revision.pk)
    rows.move("published", published_at=NOON, published_by=BY)
    revision.refresh_from_db()


def _guide(n, made):
    provider = models.Provider.objects.create(key=f"p{n}", name=f"Provider {n}")
    guide = models.Guide.objects.create(provider=provider, key="g", title=f"Guide {n}")
    yield provider
    yield guide
    yield models.Revision.objects.create(guide=guide, number=1, title=f"Guide {n}")
    calendar = models.Calendar.objects.create(
        provider=provider, key="c", name=f"Calendar {n}"
    )
    version = models.CalendarVersion.objects.create(
        calendar=calendar, valid_from=DAY, zone="UTC"
    )
    yield calendar
    yield version
    yield models.Window.objects.create(version=version, day=0, opens=480, closes=1020)
    yield models.Closure.objects.create(version=version, day=DAY, name="New year")


def _text(n, made):
    revision = made["revision"]
    section = models.Section.objects.create(
        revision=revision, number="1", title=f"Section {n}"
    )
    yield section
    yield models.Party.objects.create(revision=revision, name=f"Party {n}")
    yield models.Footnote.objects.create(section=section, marker="*", text="A note")
    yield models.Term.objects.create(
        revision=revision, section=section, term=f"Term {n}", meaning="A meaning"
    )


def _provisions(n, made):
    revision, section = made["revision"], made["section"]
    common = {"revision": revision, "section": section}
    matrix = models.Matrix.objects.create(section=section, title=f"Matrix {n}")
    component = models.Component.objects.create(section=section, title=f"Component {n}")
    yield matrix
    yield component
    row = models.Provision.objects.create(
        **common, kind="duty", key="duty", text=f"Answer calls of desk {n}"
    )
    yield row
    yield models.MacdScenario.objects.create(
        **common, kind="scenario", key="scenario", text="Add a number"
    )
    activity = models.MatrixActivity.objects.create(
        **common, matrix=matrix, kind="activity", key="activity", text="Route calls"
    )
    yield activity
    yield models.ComponentScope.objects.create(
        **common, component=component, kind="scope", key="scope", text="Menus"
    )
    for lens in (models.Service, models.Duty, models.Exclusion, models.Limit):
        name = lens._meta.model_name
        yield lens.objects.create(
            **common, kind=lens.kind_pinned, key=f"one-{name}", text=f"One {name}"
        )
    yield models.Assignment.objects.create(
        provision=activity, party=made["party"], mark="R"
    )
    yield models.Alias.objects.create(
        provision=row, text=f"alias {n}", added_at=NOON, added_by=BY
    )


def _levels(n, made):
    level = models.ServiceLevel.objects.create(
        revision=made["revision"], calendar=made["calendar"], name=f"Level {n}"
    )
    priority = models.Priority.objects.create(service_level=level, label="P1")
    yield level
    yield priority
    yield models.Target.objects.create(
        priority=priority, metric="response", minutes=60, text="1 hour"
    )
    yield models.PriorityExample.objects.create(priority=priority, text="No calls")
    yield models.Escalation.objects.create(
        priority=priority, after_minutes=60, to="Desk lead"
    )
    yield models.IntakeField.objects.create(service_level=level, label="Site")
    yield models.Exemption.objects.create(service_level=level, text="Carrier faults")


def _offers(n, made):
    common = {"revision": made["revision"], "section": made["section"]}
    yield models.Offer.objects.create(**common, key="o", name=f"Offer {n}")
    yield models.Rate.objects.create(**common, role="Engineer", kind="standard")
    yield models.SpendBand.objects.create(**common, low=1, high=2, hours=3)
    yield models.Quota.objects.create(**common, value=4, unit="changes", per="month")
    yield models.NoticePeriod.objects.create(**common, event="Move", days=3)
    yield models.MeteringRule.objects.create(**common, interaction="Voice call")


def _customers(n, made):
    customer = models.Customer.objects.create(key=f"c{n}", name=f"Customer {n}")
    user = models.User.objects.create_user(f"contact{n}@customer.example")
    yield customer
    yield user
    yield models.Contact.objects.create(
        customer=customer, user=user, name=f"Contact {n}", email=user.email
    )
    subscription = models.Subscription.objects.create(
        customer=customer,
        guide=made["guide"],
        pinned_revision=made["revision"],
        service_level=made["servicelevel"],
        starts_on=DAY,
    )
    yield subscription
    yield models.SubscriptionMeasure.objects.create(
        subscription=subscription, kind="users", value=10, valid_from=DAY
    )
    key = models.ApiKey(name=f"Key {n}", customer=customer, created_by=BY)
    key.issue()
    yield key


def _work(n, made):
    revision, user = made["revision"], made["user"]
    finding = models.Finding.objects.create(
        revision=revision, section=made["section"], kind="blank-cell", text=f"Blank {n}"
    )
    finding.provisions.add(made["provision"])
    yield finding
    yield models.Question.objects.create(
        customer=made["customer"],
        asked_by=user,
        asked_at=NOON,
        text=f"Who moves desk {n}?",
        nearest=[made["provision"].key],
    )
    yield models.SynonymGroup.objects.create(
        words=f"desk {n}\nseat {n}", added_at=NOON, added_by=BY
    )
    yield models.AnswerIndex.objects.create(
        revision=revision, data=b"", digest="d", entries=0
    )
    yield models.Upload.objects.create(
        provider=made["provider"],
        guide=made["guide"],
        name=f"guide{n}.txt",
        content=b"text",
        uploaded_at=NOON,
        uploaded_by=BY,
        state="read",
        revision=revision,
        report={"title": "Guide", "sections": [], "findings": []},
    )
    yield models.Mail.objects.create(
        customer=made["customer"],
        provider=made["provider"],
        key=f"notice:{n}",
        recipient=made["contact"].email,
        subject=f"What changes {n}",
        text="Much.",
    )
    yield models.Job.objects.create(name=f"job_{n}")
    yield models.Submission.objects.create(
        customer=made["customer"], sender=f"user:{n}", key=f"key-{n}", reply={"a": n}
    )
    yield note(revision, f"Read for desk {n}.", by=BY, at=NOON)
    yield Group.objects.create(name=f"Group {n}")
    yield LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(models.Guide),
        object_id=str(made["guide"].pk),
        object_repr="Guide",
        action_flag=CHANGE,
    )
