"""`manage.py close_month` and the schedule: clear words, codes to go by, nothing asked twice."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from billing import jobs
from billing.actions.closing import close_due
from billing.models import Period, Statement
from tests.billing.closing_rows import LATER, OCTOBER, closed
from tests.billing.rows import agreement, customer, entry, provider

pytestmark = pytest.mark.django_db
WAITS = {"approved_at": None, "approved_by": ""}


@pytest.fixture
def run(capsys, time_machine):
    """Run the command on 3 November; what it printed, and the code it ended with."""
    time_machine.move_to(LATER, tick=False)

    def run(*arguments):
        code, told = 0, ""
        try:
            call_command("close_month", *arguments)
        except CommandError as error:
            code, told = error.returncode, str(error)
        return code, capsys.readouterr().out + told

    return run


@pytest.fixture
def books():
    """One to close, one to hold back, one of another provider."""
    ready = agreement(starts_on=OCTOBER)
    waits = agreement(customer("harbour"), starts_on=OCTOBER)
    entry(waits, 30, **WAITS)
    other = agreement(customer("mills"), by=provider("other"), starts_on=OCTOBER)
    return ready, waits, other


def test_it_closes_and_tells_what_it_held_back(run, books):
    ready, waits, _ = books

    code, told = run("2026-10")

    assert code == 1
    assert f"acme-000001              {ready}" in told
    assert "$3,000.00" in told
    assert f"held back                {waits}" in told
    assert "- 1 time entry is not approved" in told
    assert (
        "Closed: 2. Statements: 2, together $6,000.00. Without a statement: 0." in told
    )
    assert "1 agreement is held back: mend what is named" in told


def test_accepting_warnings_closes_the_rest(run, books):
    run("2026-10")

    code, told = run("2026-10", "--accept-warnings")

    assert (code, Statement.objects.count()) == (0, 3)
    assert "acme-000002" in told


def test_a_second_run_finds_nothing_to_close(run, books):
    run("2026-10", "--accept-warnings")

    assert run("2026-10") == (0, "There is nothing to close in October 2026.\n")


@pytest.mark.parametrize("narrowed", ["provider", "agreement"])
def test_it_closes_only_what_was_named(run, books, narrowed):
    other = books[2]
    value = "other" if narrowed == "provider" else other.reference.lower()

    code, _ = run("2026-10", f"--{narrowed}={value}")

    assert (code, Statement.objects.get().agreement) == (0, other)


def test_a_dry_run_tells_the_same_and_writes_nothing(run, books):
    code, told = run("2026-10", "--dry-run")

    assert code == 1
    assert "(nothing is written)" in told
    assert f"would close              {books[0]}" in told
    assert f"held back                {books[1]}" in told
    assert "Statements: 2, together $6,000.00." in told
    assert not Period.objects.exists()
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["october"], "Write a month as 2026-10"),
        (["2026-13"], "Write a month as 2026-10"),
        (["9999-12"], "Months are closed from 2000"),
        (
            ["2026-10", "--provider=nobody"],
            "There is no provider “nobody”. Known: acme",
        ),
        (["2026-10", "--agreement=A-99999"], "There is no agreement “A-99999”"),
        (["2026-10", "--agreement=' OR 1=1"], "There is no agreement"),
        (["2026-10", "--provider=acme", "--agreement=OTHER"], "There is no agreement"),
    ],
)
def test_what_is_asked_wrongly_ends_with_2(run, books, arguments, told):
    given = [each.replace("OTHER", books[2].reference) for each in arguments]

    code, said = run(*given)

    assert code == 2
    assert told in said


def test_a_month_that_is_not_over_is_held_back(run, books):
    code, told = run("2026-11")

    assert code == 1
    assert "The month is not over: it ends with 30 November" in told


def test_nothing_is_closed_by_itself_unless_a_day_is_set(books, settings):
    settings.CLOSE_ON_DAY = None

    assert jobs.close_due(LATER) is None
    assert not Period.objects.exists()


def test_the_schedule_closes_last_month_from_its_day_on(books):
    early, done = close_due(LATER, day=4), close_due(LATER, day=3)

    assert early is None
    assert (len(done.statements), len(done.held_back)) == (2, 1)
    assert set(Statement.objects.values_list("issued_by", flat=True)) == {"Remit"}
    assert close_due(LATER + dt.timedelta(days=1), day=3).months == 0


def test_the_schedule_leaves_what_somebody_reopened(books):
    closed(books[0], OCTOBER, state="reopened")

    done = close_due(LATER, day=1)

    assert books[0].pk not in {each.agreement for each in done.statements}
    assert Period.objects.get(agreement=books[0]).state == "reopened"
