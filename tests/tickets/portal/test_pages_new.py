"""A new ticket: described, checked before it is sent, sent once; nothing typed is lost."""

import datetime as dt
import uuid
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalogue.models import Guide, Provider, Revision, Subscription
from tests.tickets.acts.lives import line, plain_guide
from tests.tickets.portal.conftest import TYPED
from tickets.models import Attachment, Event, Ticket
from tickets.views.new import kind_of

pytestmark = pytest.mark.django_db


def text_file(name="log.txt", content=b"one line"):
    return SimpleUploadedFile(name, content, "text/plain")


@pytest.fixture
def strict(subscription, provider, now):
    """A guide that takes P1 by phone only, knows shares of users, counts numbers and wants a file."""
    provider.phone = "+1 555 0100"
    provider.save()
    guide = Guide.objects.create(provider=provider, key="strict", title="Strict")
    revision = Revision.objects.create(guide=guide, number=1, title="Strict")
    level = revision.service_levels.create(name="Strict", default_priority="P3")
    level.priorities.create(label="P1", channels=["phone"], position=1)
    level.priorities.create(label="P2", impact_from=25, impact_below=50, position=2)
    level.priorities.create(label="P3", position=3)
    level.intake_fields.create(label="Fault sheet", kind="file")
    section = revision.sections.create(number="1", title="Changes")
    about = revision.provisions.create(
        section=section, kind="scenario", key="numbers", text="Add phone numbers"
    )
    revision.quotas.create(
        text="Ten numbers a month.",
        value=10,
        unit="phone numbers",
        per="month",
        draws=["numbers"],
        over_charge="sow",
    )
    rows = Revision.objects.filter(pk=revision.pk)
    rows.move("published", published_at=now, published_by="the cast")
    Subscription.objects.create(
        customer=subscription.customer, guide=guide, starts_on=dt.date(2026, 1, 1)
    )
    return {"query": f"?provision={about.pk}", "quantity": "1"}


def test_the_check_says_what_follows_and_writes_nothing(check, subscription):
    page = check(query=f"?provision={line(subscription, 'reset').pk}")

    assert "nothing has been sent yet" in page
    assert "This would be number 1 of 1 in March 2026" in page
    assert "Included in the service." in page
    assert "due today 12:00 (CDT)" in page  # two hours after 10:00
    assert "No &lt;b&gt;tone&lt;/b&gt;." in page
    assert not Ticket.objects.exists()


def test_a_place_beyond_the_quota_is_said_before_it_is_sent(check, subscription, send):
    query = f"?provision={line(subscription, 'reset').pk}"
    send(query=query)

    page = check(query=query)

    assert "This would be number 2 of 1 in March 2026" in page
    assert "hourly" in page


def test_a_priority_for_the_phone_names_the_number_before(check, strict):
    page = check(**strict, priority="P1")

    assert "P1 is taken by phone only: call +1 555 0100 now" in page
    assert "the ticket stands at P3 meanwhile" in page


def test_the_share_of_users_proposes_the_priority(check, strict):
    page = check(**strict, priority="", users_affected="3", users_total="10")

    assert "<dt>Priority</dt><dd>P2" in page


def test_how_many_are_asked_for_counts(check, strict):
    page = check(**(strict | {"quantity": "12"}))

    assert "12 of 10 phone numbers in March 2026" in page
    assert "a statement of work is needed" in page


@pytest.mark.parametrize("quantity", ["0", "-1", "x", "9" * 30])
def test_no_odd_number_is_asked_for(check, strict, quantity):
    page = check(**(strict | {"quantity": quantity}))

    assert "Step 1 of 2" in page
    assert "Something is missing or does not fit" in page


def test_each_field_says_what_it_lacks_and_keeps_what_was_typed(check):
    page = check(summary=" ", intake_0="many", description="Kept <words>")

    assert "Say in one line what it is about." in page
    assert "Kept &lt;words&gt;" in page
    assert 'value="many"' in page
    assert "Step 1 of 2" in page


def test_what_intake_refuses_stands_beside_its_field(check):
    page = check(intake_0="many")

    assert "Give a number of 0 or more." in page
    assert "Step 1 of 2" in page


def test_a_summary_that_is_too_long_comes_back_whole(check):
    page = check(summary="x" * 300)

    assert "x" * 300 in page
    assert "Shorten it to 200 characters: it has" in page


def test_what_was_typed_survives_the_end_of_the_subscription(
    visit, dana, subscription, now
):
    given = TYPED | {"step": "check"}
    Subscription.objects.update(ends_on=now.date() - dt.timedelta(days=1))

    page = visit(dana).says("ticket-new", **given)

    assert "Nothing has been sent." in page
    assert "Phones are silent" in page
    assert "Since nine." in page
    assert "You also told" in page


def test_it_goes_on_under_another_guide(visit, dana, subscription, now):
    other = plain_guide(Provider.objects.create(key="zeta", name="Zeta"), at=now)
    second = Subscription.objects.create(
        customer=subscription.customer, guide=other, starts_on=dt.date(2026, 1, 1)
    )
    gone = f"?subscription={subscription.pk}"
    Subscription.objects.filter(pk=subscription.pk).update(
        ends_on=now.date() - dt.timedelta(days=1)
    )

    page = visit(dana).says("ticket-new", query=gone, **(TYPED | {"step": "send"}))

    assert f'action="?subscription={second.pk}"' in page
    assert 'name="summary" value="Phones are silent"' in page
    assert "choose anew below" in page
    assert not Ticket.objects.exists()


def test_going_back_keeps_all_that_was_typed(visit, dana, subscription):
    page = visit(dana).says("ticket-new", **(TYPED | {"step": "describe"}))

    assert "Step 1 of 2" in page
    assert "Since nine." in page
    assert "Something is missing" not in page


def test_sending_opens_the_ticket_and_shows_its_receipt(send, dana):
    page = send(files=[text_file()]).content.decode()

    ticket = Ticket.objects.get()
    assert f"Your ticket is {ticket.reference}" in page
    assert ticket.requester.user == dana
    assert ticket.description == "Since nine.\nNo <b>tone</b>."
    assert ticket.intake == {"Users affected": 3}
    assert ticket.channel == "portal"
    assert Attachment.objects.get().ticket == ticket
    assert "Response due today 12:00 (CDT), in 2 h" in page
    assert "log.txt" in page


def test_a_page_sent_twice_makes_one_ticket(send):
    token = str(uuid.uuid4())
    first, again = send(token=token), send(token=token)

    assert Ticket.objects.count() == 1
    assert again.redirect_chain == first.redirect_chain


def test_the_same_page_with_other_words_is_asked_about(send):
    token = str(uuid.uuid4())
    send(token=token)

    page = send(token=token, summary="Something else").content.decode()

    assert "sent before with other words" in page
    assert Ticket.objects.count() == 1


def test_a_broken_token_is_replaced(send):
    send(token="é" * 300)

    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("run.exe", b"MZ", "“.exe” files are not taken"),
        ("photo.png", b"no picture", "is not"),
        ("empty.txt", b"", "The submitted file is empty"),
    ],
)
def test_a_file_that_is_not_taken_costs_no_words(send, name, content, why):
    page = send(files=[text_file(name, content)]).content.decode()

    assert not Ticket.objects.exists()
    assert why in page or "the file is empty" in page
    assert "choose them again" in page
    assert "Since nine." in page


def test_a_file_of_the_service_level_goes_with_its_answer(send):
    send(file_1=[text_file("sheet.txt")], files=[text_file("sheet.txt", b"another")])

    ticket = Ticket.objects.get()
    names = list(Attachment.objects.values_list("name", flat=True))
    assert ticket.intake["Fault sheet"] == ["sheet.txt"]
    assert len(names) == len(set(names)) == 2


def test_a_required_file_is_asked_for_only_when_it_can_be_given(check, send, strict):
    first = check(**strict)
    without = send(**strict).content.decode()
    send(**strict, file_0=[text_file("sheet.txt")])

    assert "nothing has been sent yet" in first
    assert "Choose the file that is asked for." in without
    assert Ticket.objects.get().intake == {"Fault sheet": ["sheet.txt"]}


def test_a_refused_file_is_named_beside_the_field_it_was_chosen_in(send, strict):
    page = send(**strict, file_0=[text_file("sheet.exe")]).content.decode()

    assert '<a href="#id_file_0">Fault sheet</a>: sheet.exe: ' in page


@pytest.mark.parametrize(
    ("kind", "likely"), [("limit", "request"), ("scope", "incident")]
)
def test_a_line_proposes_what_a_ticket_about_it_is(kind, likely):
    assert kind_of(SimpleNamespace(provision=SimpleNamespace(kind=kind))) == likely


def test_the_report_is_the_customers_own_word_in_the_timeline(send):
    send()

    event = Event.objects.get(kind="opened")
    assert event.contact is not None
    assert event.is_public
