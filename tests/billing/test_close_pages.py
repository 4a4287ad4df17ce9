"""Pages around month close at the desk: looking, closing, reopening, late time, credits."""

import datetime as dt

import pytest
from django.urls import reverse

from billing.actions.closing import close
from billing.models import Credit, Period, Statement, TimeEntry
from catalogue.models import User
from tests.billing.closing_rows import LATER, NOVEMBER, OCTOBER, clerk
from tests.billing.rows import agreement, customer, entry, provider
from tests.query_counts import pinned

pytestmark = pytest.mark.django_db
WAITS = {"approved_at": None, "approved_by": ""}
CLOSE = "/admin/billing/period/close/"


@pytest.fixture(autouse=True)
def third_of_november(time_machine):
    time_machine.move_to(LATER, tick=False)


@pytest.fixture
def boss(client):
    """A browser of somebody who may do everything."""
    client.force_login(
        User.objects.create_user(
            "boss@acme.example", "pass", is_staff=True, is_superuser=True
        )
    )
    return client


def october(owner="northwind", **fields):
    return agreement(customer(owner), **{"starts_on": OCTOBER} | fields)


def text(answer):
    return answer.content.decode()


def told(answer):
    return [str(message) for message in answer.context["messages"]]


def test_the_page_shows_last_month_and_what_to_look_at(boss):
    ready, waits = october(), october("harbour")
    entry(ready, 21 * 60)
    entry(waits, 30, **WAITS)

    page = boss.get(CLOSE)

    shown = text(page)
    assert "October 2026" in shown
    assert "2 agreements to close" in shown
    assert "$3,175.00" in shown
    assert "$6,175.00" in shown
    assert f'name="close" value="{ready.pk}" checked' in shown
    assert f'name="accept" value="{waits.pk}"' in shown
    assert "1 time entry is not approved" in shown
    link = f"agreement={waits.reference}&amp;month=2026-10&amp;approved=no"
    assert link in shown
    assert (
        boss.get(
            reverse("admin:billing_timeentry_changelist")
            + "?"
            + link.replace("&amp;", "&")
        )
        .context["cl"]
        .result_count
        == 1
    )


def test_what_is_ticked_is_closed_and_the_rest_is_not(boss):
    ready, left, waits = october(), october("mills"), october("harbour")
    entry(waits, 30, **WAITS)

    page = boss.post(CLOSE, {"close": [ready.pk, waits.pk, "x"]}, follow=True)

    assert Statement.objects.get().agreement == ready
    assert not Period.objects.filter(agreement=left).exists()
    closed, held = told(page)
    assert closed == (
        "October 2026 is closed for 1 agreement. 1 statement, together $3,000.00."
    )
    assert held.startswith(f"{waits} is held back: 1 time entry is not approved")


def test_what_is_accepted_is_closed(boss):
    waits = october()
    entry(waits, 30, **WAITS)

    boss.post(f"{CLOSE}?month=2026-10", {"accept": [waits.pk]})

    assert Statement.objects.get().agreement == waits
    assert TimeEntry.objects.get().month == NOVEMBER


def test_nothing_ticked_closes_nothing(boss):
    october()

    page = boss.post(CLOSE, {}, follow=True)

    assert told(page) == ["Tick the agreements to close. Nothing was closed."]
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("month=october", "Write a month as 2026-10"),
        ("month=9999-12", "Months are closed from 2000"),
        ("agreement=A-999999", "There is no agreement “A-999999”"),
        ("provider=nobody", "not one of the available choices"),
        ("after=x", "Enter a whole number"),
    ],
)
def test_a_wrong_address_is_told_and_closes_nothing(boss, asked, said):
    october()

    shown = text(boss.get(f"{CLOSE}?{asked}"))
    boss.post(f"{CLOSE}?{asked}", {"close": [1]})

    assert said in shown or asked.startswith("after")
    assert not Statement.objects.exists()


def test_the_page_takes_as_many_queries_for_many_as_for_one(boss):
    for number in range(5):
        made = october(f"c{number}")
        entry(made, 21 * 60)
    first = f"{CLOSE}?agreement={made.reference}"
    boss.get(first)

    with pinned("admin:billing_period_close"):
        boss.get(CLOSE)
    october("another")
    with pinned("admin:billing_period_close"):
        boss.get(CLOSE)


def test_staff_close_what_is_their_providers(client):
    mine, other = october(), october("harbour", by=provider("other"))
    person = User.objects.get(pk=clerk().user)
    person.limited_to.add(mine.provider)
    client.force_login(person)

    shown = text(client.get(CLOSE))
    client.post(CLOSE, {"accept": [other.pk], "close": [other.pk]})

    assert str(other) not in shown
    assert other.customer.name not in shown
    assert not Statement.objects.exists()


def test_closing_takes_the_right(client):
    person = User.objects.get(pk=clerk("view_period").user)
    client.force_login(person)

    assert client.get(CLOSE).status_code == 403
    assert client.post(CLOSE, {"close": [1]}).status_code == 403


def closed_october(**fields):
    made = october(**fields)
    entry(made, 19 * 60)
    close(OCTOBER, actor=clerk(), at=LATER)
    return made, Period.objects.get(month=OCTOBER)


def test_a_month_is_reopened_with_a_reason(boss):
    _, period = closed_october()
    page = reverse("admin:billing_period_reopen", args=[period.pk])

    refused = boss.post(page, {"reason": " "})
    done = boss.post(page, {"reason": "Forgotten work"}, follow=True)

    assert "Say why the month is reopened." in text(refused)
    assert "October 2026 is open again" in told(done)[0]
    shown = text(done)
    assert "Forgotten work" in shown
    assert "acme-000001" in shown


def test_late_time_is_listed_with_both_choices_and_brought_back(boss):
    """20 h a month: 3 h late are 525 in a full November, 350 beyond the hour October has left."""
    made, period = closed_october()
    entry(made, 20 * 60, day=dt.date(2026, 11, 2))
    late = entry(made, 180, month=NOVEMBER)
    november = Period.objects.create(
        agreement=made, customer=made.customer, month=NOVEMBER
    )
    page = reverse("admin:billing_period_late", args=[november.pk])

    shown = text(boss.get(page))
    refused = boss.post(page, {"worked_in": "2026-10"}, follow=True)
    boss.post(
        reverse("admin:billing_period_reopen", args=[period.pk]), {"reason": "Late"}
    )
    done = boss.post(page, {"worked_in": "2026-10"}, follow=True)

    assert "$525.00" in shown
    assert "$350.00" in shown
    assert told(refused) == ["October 2026 is closed: reopen it first."]
    assert "1 moved to October 2026" in told(done)[-1]
    late.refresh_from_db()
    assert late.month == OCTOBER
    assert "There is none." in text(done)


def test_a_credit_is_given_and_cancelled(boss):
    made = october()
    given = {
        "agreement": made.reference,
        "month": "2026-10",
        "amount": "20",
        "reason": "Late reply",
    }
    add = reverse("admin:billing_credit_add")

    wrong = boss.post(add, given | {"amount": "0", "agreement": "A-77777"})
    done = boss.post(add, given, follow=True)
    credit = Credit.objects.get()
    gone = boss.post(
        reverse("admin:billing_credit_cancel", args=[credit.pk]), follow=True
    )

    assert "There is no “A-77777”" in text(wrong)
    assert told(done) == ["$20.00 is given back in October 2026."]
    assert "Cancelled: it stands on no statement" in told(gone)[0]


def test_a_credit_of_a_closed_month_says_what_to_do(boss):
    made, _ = closed_october()
    given = {"agreement": made.reference, "month": "2026-10", "amount": "20"}

    page = boss.post(
        reverse("admin:billing_credit_add"), given | {"reason": "Late reply"}
    )

    assert "October 2026 is closed. Give the credit in an open month" in text(page)
    assert 'value="20"' in text(page)


@pytest.mark.parametrize(
    "model",
    [
        "period",
        "periodevent",
        "statement",
        "statementline",
        "statementcounter",
        "credit",
    ],
)
def test_what_closing_wrote_is_read_only(boss, model):
    made, _ = closed_october()
    Credit.objects.create(
        agreement=made,
        customer=made.customer,
        month=NOVEMBER,
        amount=1,
        reason="Sorry",
        given_at=LATER,
        given_by="boss",
    )
    rows = reverse(f"admin:billing_{model}_changelist")

    page = boss.get(rows, {"q": "acme-000001"})
    listed = boss.get(rows)
    row = listed.context["cl"].result_list[0]
    change = reverse(f"admin:billing_{model}_change", args=[row.pk])

    assert page.status_code == listed.status_code == 200
    assert boss.get(change).status_code == 200
    assert boss.post(change, {"state": "open"}).status_code == 403
    assert boss.get(change.replace("change", "delete")).status_code == 403


def test_the_agreements_list_leads_to_the_page(boss):
    chosen, other = october(), october("harbour")

    page = boss.post(
        reverse("admin:billing_agreement_changelist"),
        {"action": "close_month", "_selected_action": [chosen.pk]},
        follow=True,
    )

    assert "1 agreement to close" in text(page)
    assert other.customer.name not in text(page)
