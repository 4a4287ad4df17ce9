"""Findings are decided at the desk, on published revisions too."""

from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils.html import escape

from catalogue.checks import title_of
from catalogue.checks.readings import suggested
from catalogue.models import Finding, Quota, Section
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


def act(name, pk):
    return reverse(f"admin:catalogue_finding_{name}", args=[pk])


def test_a_finding_is_decided_in_one_click_with_words_added(desk, strange, root):
    finding = strange["finding"]
    page = address(Finding, "change", finding.pk)
    choice = suggested(finding.kind)[0]

    offered = desk.get(page).content.decode()
    desk.post(act("decide", finding.pk), {"choice": choice, "words": " So said Kim. "})

    finding.refresh_from_db()
    assert escape(choice) in offered
    assert finding.reading == f"{choice} So said Kim."
    assert finding.decided_by == root.email
    assert f"Decided: {escape(choice)}" in desk.get(page).content.decode()


def test_a_decision_needs_a_reading_and_can_be_taken_back(desk, strange):
    finding = strange["finding"]

    empty = desk.post(
        act("decide", finding.pk), {"choice": "", "words": " "}, follow=True
    )
    assert "Say which reading is chosen." in empty.content.decode()
    assert Finding.objects.open().filter(pk=finding.pk).exists()

    desk.post(act("decide", finding.pk), {"words": "Ours."})
    desk.post(act("decide", finding.pk), {"reopen": "1"})
    assert Finding.objects.open().filter(pk=finding.pk).exists()


def test_deciding_and_checking_are_posts(desk, shelf):
    assert desk.get(act("decide", shelf["finding"].pk)).status_code == 405
    assert desk.get(act("check", shelf["revision"].pk)).status_code == 405


def test_a_finding_shows_what_rests_on_it(desk, shelf):
    finding, row = shelf["finding"], shelf["provision"]
    Quota.objects.create(
        revision=shelf["revision"],
        text="Ten quotes a month.",
        value=10,
        unit="quotes",
        draws=[row.key],
    )
    row.charge = row.Charge.HOURLY
    row.save()

    page = desk.get(address(Finding, "change", finding.pk)).content.decode()

    assert address(type(row), "change", row.pk) in page
    assert "Ten quotes a month." in page
    assert "Charged by the hour" in page
    assert address(Section, "change", finding.section_id) in page


def test_a_finding_leads_to_the_next_open_one(desk, shelf):
    first = shelf["finding"]
    second = Finding.objects.create(
        revision=shelf["revision"], kind="doubt", text="Who pays?", position=9
    )

    def following(finding):
        return desk.get(address(Finding, "change", finding.pk)).context["next"]

    assert following(first) == second
    assert following(second) == first
    Finding.objects.filter(pk=second.pk).update(
        reading="We do.", decided_at=first.created_at, decided_by="kim"
    )
    assert following(first) is None


def test_a_draft_is_checked_again_from_its_list(desk, shelf):
    draft = shelf["revision"]
    listing = f"{address(Finding, 'changelist')}?revision__id__exact={draft.pk}"
    button = act("check", draft.pk)

    assert button in desk.get(listing).content.decode()
    response = desk.post(button, follow=True)

    assert response.redirect_chain[0][0] == listing
    assert "no longer hold" in response.content.decode()
    assert draft.changes.filter(after__startswith="Checked again").exists()


def test_a_published_revision_is_not_checked_again(desk, strange):
    revision = strange["revision"]
    listing = f"{address(Finding, 'changelist')}?revision__id__exact={revision.pk}"

    assert "Check again" not in desk.get(listing).content.decode()
    assert desk.post(act("check", revision.pk)).status_code == 403


def test_limited_staff_decide_and_check_only_what_is_theirs(
    limited_desk, shelf, strange
):
    decided = limited_desk.post(act("decide", shelf["finding"].pk), {"words": "Ours."})
    limited_desk.post(act("decide", strange["finding"].pk), {"words": "Mine."})
    away = limited_desk.post(act("check", strange["revision"].pk))

    assert decided.status_code == 302
    assert set(Finding.objects.exclude(reading="").values_list("reading")) == {
        ("Ours.",)
    }
    assert away.status_code == 302
    assert away["Location"] == reverse("admin:index")


def test_the_list_counts_open_findings_by_kind(desk, shelf, strange):
    kind = shelf["finding"].kind
    page = desk.get(address(Finding, "changelist")).content.decode()
    chosen = desk.get(address(Finding, "changelist"), {"kind": kind})

    assert f"{title_of(kind)} (2 open)" in page
    assert chosen.context["cl"].result_count == 2


def test_what_a_finding_says_is_escaped(desk, shelf):
    Finding.objects.filter(pk=shelf["finding"].pk).update(
        text="<script>alert(1)</script>"
    )

    page = desk.get(address(Finding, "change", shelf["finding"].pk)).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_drafts_page_offers_to_check_it_again(desk, shelf, strange):
    def page(revision):
        return desk.get(address(type(revision), "change", revision.pk)).content.decode()

    assert act("check", shelf["revision"].pk) in page(shelf["revision"])
    assert act("check", strange["revision"].pk) not in page(strange["revision"])


def test_a_finding_leads_to_the_line_it_was_read_from(desk, shelf):
    finding, upload = shelf["finding"], shelf["upload"]
    Finding.objects.filter(pk=finding.pk).update(line=12)
    type(upload).objects.filter(pk=upload.pk).update(revision=shelf["revision"])

    page = desk.get(address(Finding, "change", finding.pk)).content.decode()

    assert f"/upload/{upload.pk}/source/?line=12#line-12" in page
