"""Findings are decided at the desk, on published revisions too."""

from django.contrib.admin.models import LogEntry

from catalogue.models import Finding
from tests.catalogue.admin.test_pages import address


def test_a_finding_of_a_published_revision_can_be_decided(desk, strange, root):
    finding = strange["finding"]

    response = desk.post(
        address(Finding, "change", finding.pk), {"reading": "It is included."}
    )

    finding.refresh_from_db()
    assert response.status_code == 302
    assert finding.decided_by == root.email
    assert finding.text == "Blank 2"


def test_a_finding_rests_on_rows_of_its_own_revision(desk, shelf, strange):
    form = {
        "revision": shelf["revision"].pk,
        "kind": "doubt",
        "text": "Who pays?",
        "position": 0,
    }
    add = address(Finding, "add")

    refused = desk.post(
        add,
        form
        | {
            "section": strange["section"].pk,
            "provisions": [strange["provision"].pk],
        },
    )
    accepted = desk.post(add, form | {"provisions": [shelf["provision"].pk]})

    assert {"section", "provisions"} <= set(refused.context["adminform"].form.errors)
    assert accepted.status_code == 302
    assert Finding.objects.get(kind="doubt").origin == "staff"


def test_chosen_findings_are_decided_together(desk, shelf, strange, root):
    chosen = {"_selected_action": [shelf["finding"].pk, strange["finding"].pk]}
    listing = address(Finding, "changelist")

    desk.post(listing, chosen | {"action": "decide", "reading": " "})
    assert Finding.objects.open().count() == 2

    desk.post(listing, chosen | {"action": "decide", "reading": "Included."})
    assert set(Finding.objects.values_list("reading", "decided_by")) == {
        ("Included.", root.email)
    }

    desk.post(listing, chosen | {"action": "reopen", "reading": ""})
    assert Finding.objects.open().count() == 2


def test_a_finding_keeps_the_history_of_its_decisions(desk, strange, root):
    page = address(Finding, "change", strange["finding"].pk)

    for reading in ("It is included.", "It is hourly.", ""):
        desk.post(page, {"reading": reading})

    told = " ".join(LogEntry.objects.values_list("change_message", flat=True))
    assert "Decided: It is hourly. Before: It is included." in told
    assert "Decision taken back. Before: It is hourly." in told
    assert Finding.objects.open().filter(pk=strange["finding"].pk).exists()
