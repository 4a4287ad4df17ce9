"""`/api/v1/time-entries/`: logged once however often it is sent, every fault with its pointer."""

import json

import pytest
from rest_framework.test import APIClient

from billing.models import TimeEntry
from catalogue.models import ApiKey
from tests.billing import rows
from tests.billing.desk import staff
from tests.billing.time_cast import NOW, local, ticket
from tests.query_counts import pinned

pytestmark = pytest.mark.django_db
URL = "/api/v1/time-entries/"


@pytest.fixture(autouse=True)
def _then(time_machine):
    time_machine.move_to(NOW, tick=False)


def program(*scopes, **values):
    """A program's client."""
    key = ApiKey(
        name="Sync", created_by="x@acme.example", scopes=list(scopes), **values
    )
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {key.issue()}")
    return api


@pytest.fixture
def erin():
    return staff("erin@acme.example", "engineer")


@pytest.fixture
def api(erin):
    return program("hours", "time", staff=erin)


@pytest.fixture
def made():
    return rows.agreement()


def post(api, body, url=URL, key=""):
    headers = {"Idempotency-Key": key} if key else {}
    return api.post(url, body, format="json", headers=headers)


def escaped(api, body):
    """Posts JSON in ASCII: it can hold what no text in UTF-8 does."""
    return api.post(URL, json.dumps(body), content_type="application/json")


def pointers(answer):
    assert answer.headers["Content-Type"] == "application/problem+json"
    return {each["pointer"] for each in answer.json()["errors"]}


def work(made, **fields):
    given = {"agreement": made.reference, "worked_on": "2026-10-05", "minutes": 90}
    return given | fields


def test_an_entry_is_logged_and_read_back(api, made, erin):
    found = ticket(made, charge="included")
    body = {
        "ticket": found.reference,
        "started_at": "2026-10-05T09:00:00-05:00",
        "ended_at": "2026-10-05T10:30:00-05:00",
        "description": "Rewired",
        "note": "They were cross",
        "external_id": "TS-1",
    }

    answer = post(api, body)
    again = api.get(answer.json()["url"])

    assert answer.status_code == 201
    entry = TimeEntry.objects.get()
    assert (entry.ticket, entry.engineer, entry.source) == (found, erin, "api")
    assert (entry.minutes, entry.started_at) == (90, local(10, 5, 9))
    assert (
        again.json().items()
        >= {
            "worked_on": "2026-10-05",
            "minutes": 90,
            "month": "2026-10",
            "note": "They were cross",
            "engineer": "erin@acme.example",
            "approved": False,
        }.items()
    )


def test_what_is_sent_again_is_logged_once(api, made):
    keyed = [post(api, work(made), key="k-1") for _ in range(2)]
    other = post(api, work(made, minutes=30), key="k-1")
    numbered = [post(api, work(made, external_id="X-1")) for _ in range(2)]
    differs = post(api, work(made, external_id="X-1", minutes=30))

    assert [answer.status_code for answer in keyed] == [201, 200]
    assert keyed[0].json() == keyed[1].json()
    assert other.status_code == 422
    assert [answer.status_code for answer in numbered] == [201, 200]
    assert numbered[1].json()["new"] is False
    assert pointers(differs) == {"#/external_id"}
    assert "says something else" in differs.json()["errors"][0]["detail"]
    assert TimeEntry.objects.count() == 2


def test_what_is_sent_again_is_known_as_it_is_stored(api, made):
    rows.agreed(made, "175", role="CSE - Network")
    sent = {
        "agreement": made.reference,
        "started_at": "2026-10-05T09:00:30-05:00",
        "ended_at": "2026-10-05T10:00:45-05:00",
        "role": "cse -  network",
        "work_type": " on  site ",
        "description": "Line one\r\n\x07line two\ud800",
        "external_id": " TS  1\x00\ud800",
    }

    answers = [escaped(api, sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 200]
    assert TimeEntry.objects.get().external_id == "TS 1"


def test_half_a_character_names_nobody(api, made):
    answer = escaped(api, work(made, engineer="\ud800"))

    assert pointers(answer) == {"#/engineer"}


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_without_a_month_after_it_is_refused(api, made, day):
    answer = post(api, work(made, worked_on=day))

    assert answer.status_code == 400
    assert pointers(answer) == {"#/worked_on"}


def test_many_are_logged_together_or_none(api, made):
    known = work(made, external_id="X-1")
    post(api, known)
    bad = [known, work(made, minutes=0), work(made, role="Wizard"), {"minutes": "x"}, 7]

    first = post(api, {"entries": bad})
    second = post(api, {"entries": bad[:3]})
    good = post(api, {"entries": [known, work(made), work(made, minutes=15)]})

    assert pointers(first) == {"#/entries/3/minutes", "#/entries/4/non_field_errors"}
    assert pointers(second) == {"#/entries/1/minutes", "#/entries/2/role"}
    assert good.status_code == 201
    assert [row["new"] for row in good.json()["results"]] == [False, True, True]
    assert TimeEntry.objects.count() == 3


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/agreement"),
        ([], "#"),
        ({"colour": "red"}, "#/colour"),
        ({"agreement": "A-999999"}, "#/agreement"),
        ({"agreement": 7}, "#/agreement"),
        ({"ticket": "T-99999999999999999999"}, "#/ticket"),
        ({"engineer": "nobody@acme.example"}, "#/engineer"),
        ({"engineer": ["x"]}, "#/engineer"),
        ({"provision": True}, "#/provision"),
        ({"provision": 9}, "#/provision"),
        ({"minutes": 1.5}, "#/minutes"),
        ({"minutes": True}, "#/minutes"),
        ({"billable": "free"}, "#/billable"),
        ({"worked_on": "2026-02-30"}, "#/worked_on"),
        ({"started_at": "2026-10-05T09:00:00"}, "#/started_at"),
        ({"is_after_hours": "yes"}, "#/is_after_hours"),
        ({"note": {}}, "#/note"),
        ({"external_id": "x\u0000y", "agreement": "\u0000"}, "#/agreement"),
        ({"entries": []}, "#/entries"),
        ({"entries": [{}] * 1001}, "#/entries"),
        ({"entries": [{}], "minutes": 5}, "#/entries"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(api, body, pointer):
    answer = post(api, body)

    assert answer.status_code == 400
    assert pointer in pointers(answer) or pointer == "#"
    assert not TimeEntry.objects.exists()


def test_an_entry_is_corrected_and_withdrawn(api, made):
    first = post(api, work(made, external_id="X-1")).json()
    wrong = post(api, {"minutes": 0, "reason": "x"}, f"{first['url']}correct/")
    mute = post(api, {"minutes": 30}, f"{first['url']}correct/")

    second = post(api, {"minutes": 30, "reason": "Lunch"}, f"{first['url']}correct/")
    late = post(api, {"minutes": 60, "reason": "Again"}, f"{first['url']}correct/")
    gone = post(api, {"reason": "Twice"}, f"{second.json()['url']}withdraw/")

    assert pointers(wrong) == {"#/minutes"}
    assert pointers(mute) == {"#/reason"}
    assert second.status_code == 201
    assert (second.json()["corrects"], second.json()["minutes"]) == (first["id"], 30)
    assert late.status_code == 409
    assert gone.json()["reason"] == "Twice"
    assert not TimeEntry.objects.standing().exists()
    assert api.get(f"{first['url']}correct/").json()["possible"] is False


def test_lists_are_narrowed(api, made, erin):
    other = rows.agreement(rows.customer("quiet"))
    found = ticket(made)
    a = rows.entry(made, 60, ticket=found, engineer=erin)
    b = rows.entry(other, 30, billable="hourly", approved_at=None, approved_by="")
    c = rows.entry(made, 45, withdrawn_at=NOW, withdrawn_by="x", reason="Twice")

    def ids(**query):
        answer = api.get(URL, query)
        assert answer.status_code == 200, answer.json()
        return {row["id"] for row in answer.json()["results"]}

    assert ids() == {a.pk, b.pk}
    assert ids(standing="all") == {a.pk, b.pk, c.pk}
    assert ids(agreement=other.reference) == {b.pk}
    assert ids(ticket=found.reference) == {a.pk}
    assert ids(billable="hourly") == ids(approved="false") == {b.pk}
    assert ids(engineer="ERIN@acme.example") == {a.pk}
    assert ids(month="2026-09") == set()
    assert api.get(URL, {"month": "October"}).status_code == 400


def test_a_customer_reads_what_is_theirs_and_nothing_internal(made):
    mine = rows.entry(made, 60, note="They were cross", external_id="X-1")
    rows.entry(made, 5, withdrawn_at=NOW, withdrawn_by="x", reason="A slip of ours")
    rows.entry(rows.agreement(rows.customer("quiet")), 30)
    api = program("hours", "time", customer=made.customer)

    listed = api.get(URL, {"standing": "all", "engineer": "nobody"})
    shown = api.get(f"{URL}{mine.pk}/")
    refused = [
        post(api, work(made)),
        post(api, {"reason": "x"}, f"{URL}{mine.pk}/withdraw/"),
    ]

    assert [row["id"] for row in listed.json()["results"]] == [mine.pk]
    text = listed.content.decode() + shown.content.decode()
    for secret in ("cross", "X-1", "slip", "eva@acme.example"):
        assert secret not in text
    assert [answer.status_code for answer in refused] == [403, 403]


def test_a_key_needs_its_scope_and_its_person_the_right(made, erin):
    entry = rows.entry(made, 60)
    reader = program("hours", staff=erin)
    curator = program("hours", "time", staff=staff("curt@acme.example", "curator"))
    engineer = program("hours", "time", staff=erin)

    refused = [
        post(reader, work(made)),
        program("time", staff=erin).get(URL),
        post(curator, work(made)),
        post(engineer, {"reason": "Not mine"}, f"{URL}{entry.pk}/withdraw/"),
    ]

    assert [answer.status_code for answer in refused] == [403] * 4


def test_a_strangers_entry_does_not_exist(made):
    entry = rows.entry(made, 60)
    limited = staff("lim@acme.example", "billing", rows.provider("other"))
    api = program("hours", "time", staff=limited)

    answers = [api.get(f"{URL}{entry.pk}/"), post(api, {}, f"{URL}{entry.pk}/correct/")]
    logged = post(api, work(made))

    assert [answer.status_code for answer in answers] == [404, 404]
    assert pointers(logged) == {"#/agreement"}


def test_a_page_costs_the_same_with_few_and_many_entries(api, made):
    rows.entry(made, 60)
    api.get(URL)

    with pinned("api time entries"):
        api.get(URL)
    for n in range(5):
        other = rows.agreement(rows.customer(f"c{n}"))
        rows.entry(other, 60, ticket=ticket(other))
    with pinned("api time entries"):
        answer = api.get(URL)

    assert len(answer.json()["results"]) == 6
