"""The cast of the catalogue's tests: two customers, their contacts, a curator, a small guide."""

import datetime as dt

import pytest

from catalogue import models
from catalogue.actions.drafting import copy_to_draft, save_draft
from catalogue.actions.publishing import publish
from catalogue.answers import store
from catalogue.platform.tenancy import Actor, actor_for
from catalogue.portable import form
from tests.again import again

NOW = dt.datetime(2026, 3, 10, 15, 0, tzinfo=dt.UTC)


@pytest.fixture
def now():
    """An instant: a Tuesday afternoon."""
    return NOW


@pytest.fixture
def provider(db):
    return models.Provider.objects.create(key="acme", name="Acme Managed Services")


def small_form() -> form.Revision:
    """A guide with one of each: matrix, scenarios, component, levels, commercial rows."""
    return form.Revision(
        title="Voice Service Guide",
        label="v1",
        parties=[
            form.Party("Acme", "provider", ["Acme Managed Services"]),
            form.Party("Customer", "customer"),
        ],
        sections=[
            form.Section("Scope", "1", prose="Acme runs the voice platform."),
            form.Section(
                "Who does what",
                "2",
                matrices=[
                    form.Matrix(
                        "Who does what",
                        ["Acme", "Customer"],
                        rows=[
                            form.Provision(
                                "activity",
                                "Install phone firmware",
                                charge="included",
                                group="Phones",
                                assignments=[form.Assignment("Acme", "X*", ["*"])],
                            ),
                            form.Provision(
                                "activity",
                                "Replace broken headsets",
                                charge="customer",
                                group="Phones",
                                assignments=[form.Assignment("Customer", "X")],
                            ),
                        ],
                    )
                ],
                footnotes=[form.Footnote("*", "Within office hours only.")],
            ),
            form.Section(
                "Changes",
                "3",
                provisions=[
                    form.Provision(
                        "scenario",
                        "Reset a user's password",
                        key="password-reset",
                        label="Acme",
                        charge="included",
                        assignments=[form.Assignment("Acme", "Acme")],
                    ),
                    form.Provision(
                        "scenario",
                        "Build a custom report",
                        label="Hourly $",
                        charge="hourly",
                    ),
                    form.Provision("scenario", "Quote a new feature"),
                    form.Provision(
                        "limit",
                        "Password resets are limited to five a month.",
                        in_prose=True,
                    ),
                ],
                components=[
                    form.Component(
                        "Voicemail",
                        "Messages of missed calls.",
                        lines=[
                            form.Provision(
                                "scope", "Keep mailboxes running", supported=True
                            ),
                            form.Provision(
                                "scope", "Record greetings", supported=False
                            ),
                        ],
                    )
                ],
            ),
        ],
        terms=[form.Term("MACD", "Move, add, change or delete.", "1")],
        service_levels=[
            form.ServiceLevel(
                "Standard",
                section="1",
                default_priority="P3",
                priorities=[
                    form.Priority(
                        "P1",
                        "Nobody can make calls.",
                        channels=["phone"],
                        targets=[
                            form.Target(
                                "response", "30 minutes", 30, heading="Response"
                            ),
                            form.Target(
                                "restoration", "4 hours", 240, heading="Restore"
                            ),
                        ],
                        examples=[form.Example("The call server is down.")],
                    ),
                    form.Priority("P3", "One user is affected."),
                ],
                intake_fields=[form.IntakeField("Number of users affected", "number")],
                exemptions=[form.Exemption("The carrier's network failed.")],
                escalations=[form.Escalation("P1", 240, "Duty manager")],
            )
        ],
        offers=[
            form.Offer("Ten hours of an engineer", unit="hour", minimum=10, step=10)
        ],
        bands=[form.Band(None, 9999, 20, "USD", "Up to $9,999")],
        rates=[form.Rate("Engineer", "standard", 150, "USD", minimum_minutes=60)],
        quotas=[
            form.Quota(
                "Five password resets a month.",
                5,
                "tickets",
                "month",
                draws=["password-reset"],
            )
        ],
        notice_periods=[form.NoticePeriod("New licences", 7, "Tell us a week before.")],
        metering_rules=[
            form.MeteringRule("Phone call", "From answer to hang-up.", "A busy signal.")
        ],
        findings=[
            form.Finding(
                "blank-cell",
                "The outcome of a quote is blank.",
                "3",
                provisions=["quote-a-new-feature"],
            )
        ],
    )


@pytest.fixture
def publish_form(provider, now):
    """Publish a portable revision as a guide of Acme: `publish_form(revision, key="voice")`."""

    def publish_it(revision, key="voice"):
        guide, _ = models.Guide.objects.get_or_create(
            provider=provider, key=key, defaults={"title": revision.title}
        )
        draft, _ = save_draft(revision, guide=guide, at=now)
        return publish(draft, by="curator@acme.example", at=now)

    return publish_it


@pytest.fixture
def small_guide(publish_form, provider):
    """The published revision of the small guide."""
    return again("small guide", lambda: publish_form(small_form()), provider)


def small_draft(provider, *, at):
    """The small guide as a draft."""

    def make():
        guide = models.Guide.objects.create(
            provider=provider, key="voice", title="Voice"
        )
        return save_draft(small_form(), guide=guide, at=at)[0]

    return again(("small draft", at), make, provider)


def copied(small_guide, *, at):
    """A draft that says what the published small guide says."""
    return again(
        ("copy of the small guide", at),
        lambda: copy_to_draft(small_guide, at=at),
        small_guide.guide,
    )


@pytest.fixture
def without_model(settings, tmp_path):
    """A machine without a sentence model: guides are indexed by their words alone."""
    settings.MODEL_DIR = tmp_path
    store.encoder.cache_clear()
    yield
    store.encoder.cache_clear()


@pytest.fixture
def next_draft(small_guide, now):
    """A further draft of the small guide: `next_draft(change)` does `change(form)` before."""

    def make(change=lambda source: setattr(source, "label", "v2")):
        source = small_form()
        change(source)
        return save_draft(source, guide=small_guide.guide, at=now)[0]

    return make


def contact(customer, email, role="requester"):
    """A contact of a customer, with a login."""
    user = models.User.objects.create_user(
        email, "secret-enough", name=email.split("@")[0]
    )
    models.Contact.objects.create(
        customer=customer, user=user, name=user.name, email=email, role=role
    )
    return user


@pytest.fixture
def northwind(db):
    return models.Customer.objects.create(
        key="northwind", name="Northwind", zone="America/Chicago"
    )


@pytest.fixture
def dana(northwind):
    """Manager at Northwind."""
    return contact(northwind, "dana@northwind.example", "manager")


@pytest.fixture
def stranger(db):
    """Contact of another customer, who subscribes to nothing."""
    contoso = models.Customer.objects.create(key="contoso", name="Contoso")
    return contact(contoso, "sam@contoso.example")


@pytest.fixture
def curator(db):
    """Staff of every provider."""
    return models.User.objects.create_user(
        "curator@acme.example", "secret-enough", is_staff=True, is_superuser=True
    )


@pytest.fixture
def subscription(northwind, small_guide):
    """Northwind follows the current revision of the small guide."""
    return models.Subscription.objects.create(
        customer=northwind,
        guide=small_guide.guide,
        service_level=small_guide.service_levels.first(),
        starts_on=dt.date(2026, 1, 1),
    )


@pytest.fixture
def staff_actor(now):
    return Actor(at=now, name="curator@acme.example", is_staff=True)


@pytest.fixture
def dana_actor(dana, now):
    return actor_for(dana, at=now)


@pytest.fixture
def stranger_actor(stranger, now):
    return actor_for(stranger, at=now)
