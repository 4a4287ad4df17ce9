"""Overage beyond a cap: who is asked, once, and who decides."""

import datetime as dt

import pytest

from billing.actions import watching_hours
from billing.actions.overage import ask, decide
from billing.actions.reckoning_months import reckon
from billing.actions.refusals import NotAllowed, NotNow, Refused
from billing.actions.showing_hours import show
from billing.models import OverageApproval, Period
from catalogue.models import Contact, Mail
from catalogue.platform.tenancy import Actor, actor_for
from tests.billing import rows
from tests.billing.desk import staff, words
from tests.cast import contact
from tickets.models import Preference

pytestmark = pytest.mark.django_db
AT = rows.NOON  # 15 October, 12:00 in Chicago
STAFF = Actor(at=AT, name="eva@acme.example", is_staff=True)


@pytest.fixture
def asking(db):
    """20 h, 2 h of overage without asking; 23 h are worked: 1 h waits for an approver."""
    agreement = rows.agreement(base=20, overage="ask", overage_cap_minutes=120)
    for day in (1, 2, 5):
        rows.entry(agreement, 460, day=dt.date(2026, 10, day))
    return agreement


@pytest.fixture
def approver(asking):
    return contact(asking.customer, "ann@north.example", Contact.Role.APPROVER)


def month(agreement):
    return reckon([agreement], [rows.OCTOBER], at=AT)[agreement.pk, rows.OCTOBER]


def test_what_nobody_approved_is_not_charged_until_somebody_does(asking, approver):
    # 23 h − 20 h = 3 h beyond. 2 h × $175 = $350 within the cap; the third waits.
    before = month(asking)
    made = ask(asking, rows.OCTOBER, minutes=60, actor=STAFF, at=AT)
    decide(made.pk, approve=True, actor=actor_for(approver, at=AT), at=AT)

    after = month(asking)

    assert (before.overage_amount, before.uncharged_minutes) == (350, 60)
    assert "waits for an approver" in before.lines[-1].text
    assert [w.kind for w in before.warnings] == ["uncharged", "no_provision"]
    assert (after.overage_amount, after.uncharged_minutes) == (525, 0)


def test_asking_writes_to_approvers_who_want_it(asking, approver):
    silent = contact(asking.customer, "max@north.example", Contact.Role.MANAGER)
    contact(asking.customer, "rita@north.example", Contact.Role.REQUESTER)
    Preference.objects.create(
        customer=asking.customer,
        contact=silent.contacts.get(),
        kind="approval",
        wanted=False,
    )

    made = ask(asking, rows.OCTOBER, minutes=60, note="A move", actor=STAFF, at=AT)

    mail = Mail.objects.get()
    assert mail.recipient == approver.email
    assert f"/hours/overage/{made.pk}/" in mail.text
    assert "A move" in mail.text


def test_asking_is_refused_with_the_remedy(asking):
    allowing = rows.agreement(overage="allow")
    for agreement, minutes, field in [
        (asking, 0, "minutes"),
        (asking, 10**6, "minutes"),
        (allowing, 60, "agreement"),
    ]:
        with pytest.raises(Refused) as refusal:
            ask(agreement, rows.OCTOBER, minutes=minutes, actor=STAFF, at=AT)
        assert refusal.value.field == field

    ask(asking, rows.OCTOBER, minutes=60, actor=STAFF, at=AT)
    with pytest.raises(NotNow, match="asked for October 2026 already"):
        ask(asking, rows.OCTOBER, minutes=60, actor=STAFF, at=AT)


@pytest.mark.parametrize("role", ["requester", "billing"])
def test_others_do_not_decide(asking, role):
    made = ask(asking, rows.OCTOBER, minutes=60, actor=STAFF, at=AT)
    person = contact(asking.customer, f"{role}@north.example", role)

    for actor in (actor_for(person, at=AT), STAFF):
        with pytest.raises(NotAllowed):
            decide(made.pk, approve=True, actor=actor, at=AT)


def test_a_decision_is_made_once_says_why_it_declines_and_before_the_month_closes(
    asking, approver
):
    actor = actor_for(approver, at=AT)
    made = ask(asking, rows.OCTOBER, minutes=60, actor=STAFF, at=AT)

    with pytest.raises(Refused, match="why"):
        decide(made.pk, approve=False, reason=" ", actor=actor, at=AT)
    period = Period.objects.filter(agreement=asking, month=rows.OCTOBER)
    period.update(state="closed", closed_at=AT, closed_by="eva")
    with pytest.raises(NotNow, match="is closed"):
        decide(made.pk, approve=True, actor=actor, at=AT)
    period.update(state="reopened")
    decide(made.pk, approve=False, reason="Too much", actor=actor, at=AT)
    with pytest.raises(NotNow, match="declined by ann"):
        decide(made.pk, approve=True, actor=actor, at=AT)


def test_the_job_asks_once_and_again_only_for_more_than_was_approved(asking, approver):
    actor = actor_for(approver, at=AT)
    # 1,380 min by the 14th, 10 of 22 working days: 138 a day, of which 10/22 count since nothing was
    # worked in the nine months before. 12 more days at 62.73 are 753: 2,133 min, 933 beyond 20 h, 813
    # above the cap of 2 h, asked for as 14 h.
    watching_hours.watch(AT)
    watching_hours.watch(AT)
    made = OverageApproval.objects.get()
    decide(made.pk, approve=True, actor=actor, at=AT)
    watching_hours.watch(AT)
    still_one = OverageApproval.objects.count()
    rows.entry(asking, 1440, day=dt.date(2026, 10, 14))
    rows.entry(asking, 600, day=dt.date(2026, 10, 14))

    watching_hours.watch(AT)

    # 3,420 min are worked: 2,220 beyond 20 h, 120 + 840 of them with leave: 1,260 more.
    assert (made.minutes, still_one) == (14 * 60, 1)
    assert OverageApproval.objects.latest("pk").minutes == 1260


def test_the_job_expects_what_the_hours_page_says(asking, approver):
    rows.entry(asking, 600, day=dt.date(2026, 3, 2))
    rows.entry(asking, 1400, day=dt.date(2026, 8, 3))

    watching_hours.watch(AT)

    expected = show(asking, rows.OCTOBER, at=AT).projection.expected
    hours = -(-(expected - 20 * 60 - 120) // 60)
    assert OverageApproval.objects.get().minutes == hours * 60


def test_whoever_declined_is_not_asked_again_that_month(asking, approver):
    watching_hours.watch(AT)
    made = OverageApproval.objects.get()
    actor = actor_for(approver, at=AT)
    decide(made.pk, approve=False, reason="No", actor=actor, at=AT)

    watching_hours.watch(AT)

    assert OverageApproval.objects.count() == 1


def test_an_approver_decides_on_the_page_and_others_read_it(client, asking, approver):
    made = ask(asking, rows.OCTOBER, minutes=60, actor=STAFF, at=AT)
    url = f"/hours/overage/{made.pk}/"
    clerk = contact(asking.customer, "bea@north.example", Contact.Role.BILLING)
    client.force_login(clerk)
    read = client.get(url).content.decode()
    refused = client.post(url, {"decision": "approve"}).content.decode()
    client.force_login(approver)
    unsaid = client.post(url, {"decision": "decline"}).content.decode()
    unchosen = client.post(url, {}).content.decode()

    done = client.post(url, {"decision": "approve"}, follow=True).content.decode()

    assert "<form" not in read.partition("<main")[2]
    assert "An approver or a manager of the customer decides on that." in refused
    assert "Say why it is declined." in unsaid
    assert "Choose whether you approve or decline." in unchosen
    assert "The overage is approved." in done
    assert "It was approved" in done
    assert "$175.00" in read


def test_a_program_reads_what_is_asked_and_may_not_decide(client, asking, approver):
    made = ask(asking, rows.OCTOBER, minutes=60, actor=STAFF, at=AT)
    client.force_login(approver)
    url = "/api/v1/overage-approvals/"

    listed = client.get(url).json()["results"]
    declined = client.post(
        f"{url}{made.pk}/decline/", {}, content_type="application/json"
    )
    approved = client.post(
        f"{url}{made.pk}/approve/", {"reason": "Go"}, content_type="application/json"
    )
    again = client.post(f"{url}{made.pk}/approve/", {}, content_type="application/json")

    assert [(each["id"], each["state"]) for each in listed] == [(made.pk, "asked")]
    assert (declined.status_code, approved.status_code) == (400, 200)
    assert approved.json()["decided_by"] == approver.email
    assert again.status_code == 409


def test_staff_ask_at_the_desk(admin_client, asking, approver):
    url = "/admin/billing/overageapproval/add/"
    given = {
        "agreement": asking.reference,
        "month": "2026-10",
        "minutes": "1:30",
        "note": "",
    }

    wrong = admin_client.post(url, given | {"minutes": "much", "month": "10/2026"})
    done = admin_client.post(url, given)
    again = admin_client.post(url, given)

    assert wrong.status_code == again.status_code == 200
    assert "asked for October 2026 already" in again.content.decode()
    assert done.status_code == 302
    made = OverageApproval.objects.get()
    assert (made.minutes, made.month) == (90, rows.OCTOBER)
    page = admin_client.get(f"/admin/billing/overageapproval/{made.pk}/change/")
    assert "1 h 30 min" in page.content.decode()


def test_closing_leads_from_overage_that_waits_to_asking_for_it(
    asking, client, time_machine
):
    time_machine.move_to(dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC), tick=False)
    client.force_login(staff("bill@acme.example", "billing"))

    page = client.get("/admin/billing/period/close/")

    add = f"/admin/billing/overageapproval/add/?agreement={asking.reference}&month=2026-10"
    assert add.replace("&", "&amp;") in words(page)
    form = client.get(add).context["adminform"].form
    assert form["agreement"].value() == asking.reference
