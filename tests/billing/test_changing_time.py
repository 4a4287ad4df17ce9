"""Corrections, withdrawals and approval of time."""

import datetime as dt

import pytest

from billing.actions.approving_time import approve
from billing.actions.correcting import correct, withdraw
from billing.actions.refusals import NotAllowed, NotNow, Refused
from billing.actions.works import BadEntries, Work
from billing.models import Period, TimeEntry
from tests.billing import rows
from tests.billing.time_cast import (
    NOW,
    actor,
    approver,
    local,
    logged,
    one,
    ticket,
)

pytestmark = pytest.mark.django_db
OCTOBER_5 = dt.date(2026, 10, 5)
SPAN = {"started_at": local(10, 5, 9), "ended_at": local(10, 5, 10)}
EVA = "eva@acme.example"


def close(agreement, month):
    Period.objects.update_or_create(
        agreement=agreement,
        month=month,
        defaults={
            "customer": agreement.customer,
            "state": "closed",
            "closed_at": NOW,
            "closed_by": "x",
        },
    )


def by(user=None):
    return {"actor": actor(user), "at": NOW}


def test_a_correction_is_a_new_entry_and_the_original_is_kept():
    agreement = rows.agreement()
    found = ticket(agreement, charge="included")
    before = one(
        ticket=found,
        description="Disk",
        note="n",
        external_id="X1",
        work_type="w",
        **SPAN,
    )
    approve([before.pk], **by(approver()))

    made = correct(
        before.pk,
        changes={"ended_at": local(10, 5, 9, 45)},
        reason="Left earlier",
        **by(),
    )

    kept, made = TimeEntry.objects.get(pk=before.pk), TimeEntry.objects.get(pk=made.pk)
    assert (kept.minutes, kept.reason, kept.withdrawn_by) == (60, "Left earlier", EVA)
    assert kept.approved_at is not None
    assert (made.corrects, made.minutes, made.approved_at) == (kept, 45, None)
    assert (made.description, made.note, made.work_type) == ("Disk", "n", "w")
    assert (made.external_id, made.source, made.billable) == ("X1", "grid", "package")
    assert list(TimeEntry.objects.standing()) == [made]


def test_times_may_become_minutes_and_minutes_times():
    agreement = rows.agreement()
    before = one(agreement=agreement, **SPAN)

    plain = correct(
        before.pk,
        changes={
            "started_at": None,
            "ended_at": None,
            "minutes": 50,
            "worked_on": OCTOBER_5,
        },
        reason="No times known",
        **by(),
    )
    timed = correct(plain.pk, changes=SPAN, reason="They are", **by())

    assert (plain.started_at, plain.minutes) == (None, 50)
    assert (timed.worked_on, timed.minutes) == (OCTOBER_5, 60)


@pytest.mark.parametrize(
    ("changes", "reason", "refusal", "message"),
    [
        ({"minutes": 10}, " ", Refused, "Write why it is changed"),
        ({"worked_on": OCTOBER_5}, "x", Refused, "Nothing is changed"),
        ({"approved_at": NOW}, "x", Refused, "Change what an entry has"),
        ({"minutes": 0}, "x", BadEntries, "at least a minute"),
    ],
)
def test_what_is_no_correction_changes_nothing(changes, reason, refusal, message):
    entry = one(agreement=rows.agreement(), worked_on=OCTOBER_5, minutes=30)

    with pytest.raises(refusal, match=message):
        correct(entry.pk, changes=changes, reason=reason, **by())

    assert TimeEntry.objects.standing().get() == entry


def test_what_is_withdrawn_is_kept_and_not_touched_again():
    entry = one(agreement=rows.agreement(), external_id="X1", **SPAN)

    withdraw(entry.pk, reason="Twice", **by())

    kept = TimeEntry.objects.get(pk=entry.pk)
    assert (kept.withdrawn_at, kept.withdrawn_by, kept.reason) == (NOW, EVA, "Twice")
    with pytest.raises(NotNow, match="withdrawn by eva@acme"):
        withdraw(entry.pk, reason="Again", **by())
    with pytest.raises(NotNow):
        correct(entry.pk, changes={"role": ""}, reason="Again", **by())
    again = one(agreement=entry.agreement, external_id="X1", **SPAN)
    assert again.pk


def test_time_of_a_closed_month_names_the_remedy():
    agreement = rows.agreement()
    entry = one(agreement=agreement, **SPAN)
    close(agreement, entry.month)

    with pytest.raises(
        NotNow, match="to change its time, or give the customer a credit"
    ):
        withdraw(entry.pk, reason="x", **by())
    with pytest.raises(NotNow, match="reopen the month"):
        correct(entry.pk, changes={"note": "x"}, reason="x", **by())
    with pytest.raises(NotNow, match="reopen it to approve"):
        approve([entry.pk], **by(approver()))

    entry.refresh_from_db()
    assert (entry.withdrawn_at, entry.approved_at) == (None, None)


def test_a_correction_into_a_closed_month_is_charged_in_the_open_one_after():
    agreement = rows.agreement()
    entry = one(agreement=agreement, worked_on=dt.date(2026, 11, 3), minutes=30)
    close(agreement, dt.date(2026, 10, 1))

    made = correct(entry.pk, changes={"worked_on": OCTOBER_5}, reason="x", **by())

    assert (made.worked_on, made.month) == (OCTOBER_5, dt.date(2026, 11, 1))


def test_only_the_engineer_and_who_approves_change_an_entry():
    entry = one(agreement=rows.agreement(), **SPAN)
    bob = rows.engineer("bob@acme.example")

    with pytest.raises(NotAllowed):
        correct(entry.pk, changes={"note": "x"}, reason="x", **by(bob))
    made = correct(entry.pk, changes={"note": "x"}, reason="x", **by(approver()))

    assert (made.engineer, made.created_by) == (rows.engineer(), "bob@acme.example")


def test_time_of_who_left_is_corrected_and_stays_theirs():
    entry = one(agreement=rows.agreement(), **SPAN)
    gone = rows.engineer()
    gone.is_active = False
    gone.save()

    made = correct(entry.pk, changes={"billable": "sow"}, reason="x", **by(approver()))

    assert (made.engineer, made.billable) == (gone, "sow")
    with pytest.raises(BadEntries, match="an active member of staff"):
        logged(Work(agreement=entry.agreement, engineer=gone, **SPAN), by=approver())


def test_a_role_stays_with_its_agreement_and_does_not_go_to_another():
    first, second = rows.agreement(), rows.agreement()
    rate = rows.agreed(first, "175", role="Architect")
    entry = one(agreement=first, role="Architect", **SPAN)
    rate.delete()

    kept = correct(entry.pk, changes={"note": "x"}, reason="x", **by())
    with pytest.raises(BadEntries, match="names no roles"):
        correct(kept.pk, changes={"agreement": second}, reason="x", **by())

    assert kept.role == "Architect"


def test_a_stranger_knows_of_no_entry():
    entry = one(agreement=rows.agreement(), **SPAN)
    limited = actor()
    limited = type(limited)(**{**vars(limited), "providers": frozenset()})

    with pytest.raises(TimeEntry.DoesNotExist):
        withdraw(entry.pk, reason="x", actor=limited, at=NOW)


def test_approving_counts_what_waited_and_needs_the_right():
    agreement = rows.agreement()
    first = one(agreement=agreement, worked_on=OCTOBER_5, minutes=30)
    gone = one(agreement=agreement, worked_on=OCTOBER_5, minutes=31)
    withdraw(gone.pk, reason="x", **by())
    bob = approver()
    own = one(agreement=agreement, worked_on=dt.date(2026, 11, 2), minutes=5)
    pks = [first.pk, gone.pk, own.pk, 0]

    with pytest.raises(NotAllowed):
        approve(pks, **by())
    counts = approve(pks, **by(bob)), approve(pks, **by(bob))

    assert counts == (2, 0)
    first.refresh_from_db()
    assert (first.approved_at, first.approved_by) == (NOW, bob.email)
