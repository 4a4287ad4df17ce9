"""What publishing or withdrawing a revision would do, as the pages that ask for it show it."""

from django.urls import reverse
from django.utils.http import urlencode

from catalogue import checks
from catalogue.actions import carrying, comparing, notices
from catalogue.models import Finding, Revision
from catalogue.models.references import crossing
from catalogue.portable import dump

NAMED = 20  # customers named on the page; the rest is counted
LISTED = 50  # findings listed; the rest is behind a link


def of_publishing(revision, actor):
    """What stands in the way, what should be known, and who would be told."""
    others = revision.guide.revisions.exclude(pk=revision.pk)
    old = others.published().first()
    bound = comparing.subscriptions_in_force(revision, actor)
    following = [each for each in bound if not each.pinned_revision_id]
    findings = Finding.objects.filter(revision=revision).open()
    summary = comparing.summary_of(old, revision)
    same = old is not None and not summary
    return {
        "obstacles": obstacles_of(revision),
        "sections": revision.sections.count(),
        "provisions": revision.provisions.count(),
        "replaces": old,
        "waiting": others.filter(state=Revision.State.SCHEDULED).first(),
        "summary": summary,
        "compare_url": _comparison(old, revision),
        "lost": carrying.what_is_lost(old, revision, at=actor.at),
        "unstated": revision.provisions.filter(charge="unstated").count(),
        "unstated_url": _list(revision, "provision", charge__exact="unstated"),
        "sideless": revision.parties.filter(side="").count(),
        "sideless_url": _list(revision, "party", side__exact=""),
        "findings": findings.select_related("section")[:LISTED],
        "finding_count": findings.count(),
        "findings_url": _list(revision, "finding", decided="no"),
        "following": named(following),
        "pinned": len(bound) - len(following),
        "told": 0 if same else len(notices.followers(revision, actor.at)),
    }


def of_withdrawing(revision, actor):
    """For whom nothing would be in force any more, and what comes next."""
    bound = comparing.subscriptions_in_force(revision, actor)
    in_force = revision.state == Revision.State.PUBLISHED
    return {
        "following": named(
            [each for each in bound if in_force and not each.pinned_revision_id]
        ),
        "pinned": named(
            [each for each in bound if each.pinned_revision_id == revision.pk]
        ),
        "in_force": in_force,
        "stays": revision.guide.revisions.published().exclude(pk=revision.pk).first(),
        "next": revision.guide.revisions.filter(state=Revision.State.SCHEDULED).first(),
    }


def of_unscheduling(revision):
    """Who was told of the date already."""
    return {"told": notices.told_of_schedule(revision)}


def obstacles_of(revision):
    """What stops publishing: the text, and where it is mended."""
    found = [
        {"text": each.text, "url": _place(revision, each)}
        for each in checks.errors(dump.read(revision))
    ]
    kinds = crossing(revision)
    if kinds:
        found.append(
            {"text": f"Rows point at another revision: {', '.join(kinds)}.", "url": ""}
        )
    return found


def named(subscriptions):
    """Customers of subscriptions: how many, the first twenty by name, and how many more."""
    customers = {each.customer_id: each.customer for each in subscriptions}
    by_name = sorted(customers.values(), key=lambda each: each.name)
    return {
        "count": len(by_name),
        "first": by_name[:NAMED],
        "more": max(len(by_name) - NAMED, 0),
    }


def _place(revision, found):
    """Address of the rows an error is about, else of its section, else of all sections."""
    if found.provisions:
        row = revision.provisions.filter(key=found.provisions[0]).first()
        if row:
            return reverse("admin:catalogue_provision_change", args=[row.pk])
    if found.section:
        for section in revision.sections.all():
            if found.section in (section.number, section.title):
                return reverse("admin:catalogue_section_change", args=[section.pk])
    return _list(revision, "section")


def _comparison(old, new):
    if old is None:
        return ""
    guide = new.guide
    address = reverse("catalogue:guide-compare", args=[guide.provider.key, guide.key])
    return f"{address}?{urlencode({'from': old.number, 'to': new.number})}"


def _list(revision, name, **conditions):
    query = {"revision__id__exact": revision.pk, **conditions}
    return f"{reverse(f'admin:catalogue_{name}_changelist')}?{urlencode(query)}"
