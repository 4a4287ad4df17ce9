"""What subscriptions point at when a new revision comes into force."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.actions.carrying import carry_over, what_is_lost
from catalogue.models import Change, Customer, Subscription
from catalogue.portable import form

CURATOR = "curator@acme.example"


def subscribe(customer, guide, **values):
    values = {"starts_on": dt.date(2026, 1, 1)} | values
    return Subscription.objects.create(customer=customer, guide=guide, **values)


def test_followers_move_to_the_parts_of_the_same_name(
    small_guide, next_draft, northwind, now
):
    own = subscribe(
        northwind,
        small_guide.guide,
        service_level=small_guide.service_levels.get(),
    )
    own.components.set(small_guide.sections.get(number="3").components.all())
    own.partners.set(small_guide.parties.filter(name="Acme"))
    new = next_draft()

    carried = carry_over(small_guide, new, by=CURATOR, at=now)

    own.refresh_from_db()
    assert own.service_level == new.service_levels.get()
    assert [each.section.revision for each in own.components.all()] == [new]
    assert [each.revision for each in own.partners.all()] == [new]
    assert carried.subscriptions == 1
    assert not Change.objects.filter(customer=northwind, by=CURATOR).exists()


def test_what_is_gone_is_cleared_told_and_kept_in_the_customers_history(
    small_guide, next_draft, northwind, now
):
    def drop(source):
        source.service_levels = []
        source.sections[2].components = []
        source.parties[0].name = "Acme Networks"
        for section in source.sections:
            for matrix in section.matrices:
                matrix.rows = []
            section.provisions = []
        source.quotas, source.findings = [], []

    own = subscribe(
        northwind,
        small_guide.guide,
        service_level=small_guide.service_levels.get(),
    )
    own.components.set(small_guide.sections.get(number="3").components.all())
    own.partners.set(small_guide.parties.filter(name="Customer"))
    new = next_draft(drop)
    new.parties.filter(name="Customer").delete()

    lost = what_is_lost(small_guide, new, at=now)
    carried = carry_over(small_guide, new, by=CURATOR, at=now)

    own.refresh_from_db()
    assert lost == [
        "Service level “Standard” is gone: 1 customer has it.",
        "Component “Voicemail” is gone: 1 customer has it.",
        "Partner “Customer” is gone: 1 customer has it.",
    ]
    assert carried.lost == lost
    assert own.service_level is None
    assert not own.components.exists()
    assert not own.partners.exists()
    told = Change.objects.filter(customer=northwind, by=CURATOR).order_by("pk")
    assert [(each.field, each.before, each.after) for each in told] == [
        ("service level", "Standard", ""),
        ("components", "Voicemail", ""),
        ("partners", "Customer", ""),
    ]


def test_a_renamed_level_is_known_by_its_alias(small_guide, next_draft, northwind, now):
    def rename(source):
        source.service_levels[0].name = "Silver"
        source.service_levels[0].aliases = ["Standard"]

    own = subscribe(
        northwind, small_guide.guide, service_level=small_guide.service_levels.get()
    )
    new = next_draft(rename)

    carry_over(small_guide, new, by=CURATOR, at=now)

    own.refresh_from_db()
    assert own.service_level.name == "Silver"


def test_what_is_lost_writes_nothing(small_guide, next_draft, now, northwind):
    own = subscribe(
        northwind, small_guide.guide, service_level=small_guide.service_levels.get()
    )
    new = next_draft(lambda source: setattr(source.service_levels[0], "name", "Silver"))

    assert what_is_lost(small_guide, new, at=now) == [
        "Service level “Standard” is gone: 1 customer has it."
    ]
    own.refresh_from_db()
    assert own.service_level.name == "Standard"


def test_pinned_and_ended_subscriptions_stay_where_they_are(
    small_guide, next_draft, northwind, now
):
    level = small_guide.service_levels.get()
    pinned = subscribe(
        northwind,
        small_guide.guide,
        service_level=level,
        pinned_revision=small_guide,
    )
    ended = subscribe(
        northwind,
        small_guide.guide,
        service_level=level,
        starts_on=dt.date(2025, 1, 1),
        ends_on=dt.date(2026, 1, 1),
    )
    new = next_draft()

    carried = carry_over(small_guide, new, by=CURATOR, at=now)

    assert carried.subscriptions == 0
    for each in (pinned, ended):
        each.refresh_from_db()
        assert each.service_level == level


def test_two_components_that_became_one_are_chosen_once(
    small_guide, next_draft, northwind, now
):
    def two(source):
        source.label = "v2"
        source.sections[2].components.append(form.Component("Mail", "Texts."))

    middle = next_draft(two)
    new = next_draft(lambda source: setattr(source, "label", "v3"))
    own = subscribe(northwind, small_guide.guide)
    voicemails = [
        revision.sections.get(number="3").components.get(title="Voicemail")
        for revision in (small_guide, middle)
    ]
    own.components.set(voicemails)

    carry_over(middle, new, by=CURATOR, at=now)

    assert [each.section.revision for each in own.components.all()] == [new]


def test_the_number_of_queries_does_not_grow_with_customers(
    small_guide, next_draft, now
):
    def queries_with(count):
        for n in range(count):
            customer = Customer.objects.create(key=f"c{count}-{n}", name=f"C{n}")
            own = subscribe(customer, small_guide.guide, service_level=level)
            own.components.set(components)
            own.partners.set(partners)
        new = next_draft(lambda source: setattr(source, "label", f"with {count}"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            carried = carry_over(small_guide, new, by=CURATOR, at=now)
        assert carried.subscriptions >= count
        return len(queries)

    level = small_guide.service_levels.get()
    components = list(small_guide.sections.get(number="3").components.all())
    partners = list(small_guide.parties.all())

    few, many = queries_with(2), queries_with(20)

    assert few == many
