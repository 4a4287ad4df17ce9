"""Periodic work: due once, by one worker, whatever goes wrong."""

import datetime as dt

import pytest
from django.conf import settings
from django.core.management import call_command

from catalogue import tasks
from catalogue.models import Job
from catalogue.platform import jobs

MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs(monkeypatch):
    """The registry holds one job, which keeps the times it ran at; `runs.fails` makes it fail."""

    class Runs(list):
        fails = None

    kept = Runs()

    def count(now):
        kept.append(now)
        if kept.fails:
            raise kept.fails

    jobs.registered()  # loads the apps' jobs, once
    monkeypatch.setattr(jobs, "_registry", {})
    jobs.periodic(every=MINUTE, lease=10 * MINUTE)(count)
    return kept


@pytest.fixture
def clock(now):
    """A clock that stands still until it is set."""

    class Clock:
        at = now

        def __call__(self):
            return self.at

    return Clock()


def test_a_job_runs_when_it_is_due_and_not_before(runs, clock, now):
    jobs.tick(clock)
    clock.at = now + MINUTE / 2
    jobs.tick(clock)
    clock.at = now + MINUTE
    jobs.tick(clock)

    assert runs == [now, now + MINUTE]


def test_a_run_is_kept_with_the_next_one(runs, clock, now):
    [ran] = jobs.tick(clock)

    job = Job.objects.get()
    assert (ran.name, ran.error) == ("count", "")
    assert (job.last_run_at, job.due_at) == (now, now + MINUTE)
    assert (job.lease, job.leased_until) == ("", None)


def test_an_error_is_kept_and_the_job_runs_again(runs, clock, now, caplog):
    runs.fails = ValueError("no such mailbox")
    [ran] = jobs.tick(clock)
    failed = Job.objects.get()
    runs.fails = None
    clock.at = failed.due_at
    jobs.tick(clock)

    job = Job.objects.get()
    assert ran.error == failed.last_error == "ValueError: no such mailbox"
    assert failed.failures == 1
    assert "The job count failed" in caplog.text
    assert len(runs) == 2
    assert (job.failures, job.last_error) == (0, "")


def test_a_job_that_keeps_failing_is_tried_ever_more_rarely(runs, clock, now):
    runs.fails = ValueError("no")
    pauses = []
    for _ in range(7):
        jobs.tick(clock)
        due = Job.objects.get().due_at
        pauses.append((due - clock.at) / MINUTE)
        clock.at = due

    assert pauses == [1, 2, 4, 8, 15, 15, 15]


def test_a_job_in_work_is_left_alone(runs, clock, now):
    Job.objects.create(name="count", due_at=now, lease="x", leased_until=now + MINUTE)

    jobs.tick(clock)
    asked = jobs.run("count", at=now, asked=True)

    assert runs == []
    assert asked is None


def test_the_job_of_a_dead_worker_is_taken_up(runs, clock, now):
    Job.objects.create(name="count", due_at=now, lease="x", leased_until=now)

    jobs.tick(clock)

    assert runs == [now]


def test_who_is_asked_runs_a_job_before_its_time(runs, clock, now):
    jobs.tick(clock)

    jobs.run("count", at=now + MINUTE / 2, asked=True)

    assert len(runs) == 2


def test_a_worker_that_lost_its_lease_writes_nothing(runs, clock, now, caplog):
    def lose(at):
        Job.objects.update(lease="another's", leased_until=at + MINUTE)

    jobs.periodic(every=MINUTE, lease=MINUTE)(lose)

    jobs.run("lose", at=now)

    job = Job.objects.get(name="lose")
    assert (job.lease, job.last_run_at) == ("another's", None)
    assert "longer than its lease" in caplog.text


def test_a_worker_that_is_stopped_gives_its_job_back(runs, now):
    runs.fails = SystemExit(0)

    with pytest.raises(SystemExit):
        jobs.run("count", at=now)

    job = Job.objects.get()
    assert (job.lease, job.due_at, job.last_run_at) == ("", now, None)


def test_a_row_of_a_job_that_is_gone_is_left_alone(runs, clock, now):
    Job.objects.create(name="of_an_earlier_release", due_at=now)

    ran = jobs.tick(clock)

    assert [each.name for each in ran] == ["count"]


def test_looking_for_work_when_none_is_due_takes_two_queries(
    runs, clock, django_assert_num_queries
):
    jobs.tick(clock)

    with django_assert_num_queries(2):
        jobs.tick(clock)


def test_ticking_says_what_ran(capsys):
    call_command("tick")
    call_command("tick")

    said = capsys.readouterr().out.splitlines()
    assert sorted(said) == sorted(f"{name}: done" for name in jobs.registered())
    assert {"forget_submissions: done", "publish_due: done"} <= set(said)


def test_beat_runs_every_job_as_often_as_it_says():
    beat = {
        entry["task"].rpartition(".")[2]: entry["schedule"]
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
    }

    own = {
        name: job.every.total_seconds()
        for name, job in jobs.registered().items()
        if job.run.__module__.endswith(".jobs")
    }
    assert beat == own


@pytest.mark.parametrize(
    "name",
    [
        "index_drafts",
        "publish_due",
        "send_mail",
        "sweep_uploads",
        "forget_submissions",
    ],
)
def test_a_task_runs_the_job_of_its_name(name):
    getattr(tasks, name)()

    assert Job.objects.get().name == name
    assert Job.objects.get().last_run_at
