"""How an entry's charged minutes come from what was worked, and what it corrects, in words."""

from __future__ import annotations

from billing import words
from billing.models import Agreement, TimeEntry

LONGEST_CHAIN = 50  # corrections of one another that a page shows


def explained(entry: TimeEntry) -> list[str]:
    """From minutes worked to minutes charged, a sentence a step. Reads the agreement."""
    agreement = entry.agreement
    told = [_worked(entry), *_rules(entry, agreement)]
    charged = entry.charged_minutes
    if entry.billable in (TimeEntry.Billable.NO_CHARGE, TimeEntry.Billable.EXEMPT):
        told.append("Nothing of it counts: it is shown, and not charged.")
    elif entry.billable == TimeEntry.Billable.SOW:
        told.append("It belongs to a statement of work, which is charged elsewhere.")
    told.append(f"Charged time: {words.span(charged)}.")
    if entry.after_minutes:
        told.append(
            f"Of it {words.span(entry.counted_minutes)} within and "
            f"{words.span(entry.after_minutes)} outside business hours."
        )
    if entry.month != entry.worked_on.replace(day=1):
        told.append(
            f"It is charged in {words.month(entry.month)}: "
            f"{words.month(entry.worked_on)} was closed when it came."
        )
    return told


def _worked(entry: TimeEntry) -> str:
    if not entry.started_at:
        return f"Worked: {words.span(entry.minutes)}."
    return f"Worked: {words.span(entry.minutes)}, from start to end."


def _rules(entry: TimeEntry, agreement: Agreement) -> list[str]:
    """The agreement's rules that bear on the entry."""
    told = []
    if agreement.increment_minutes > 1:
        step = words.span(agreement.increment_minutes)
        told.append(f"Time is charged in steps of {step}, rounded up.")
    hourly = entry.billable == TimeEntry.Billable.HOURLY
    bound = hourly or agreement.minimum_for == Agreement.MinimumFor.ALL
    if agreement.minimum_minutes and bound:
        least = words.span(agreement.minimum_minutes)
        told.append(
            f"At least {least} is charged per {agreement.get_minimum_per_display()}."
        )
    if told and agreement.minimum_per != Agreement.MinimumPer.ENTRY:
        told.append(
            f"Rounding is over all time of the same "
            f"{agreement.get_minimum_per_display()} and class, in the order it was worked: this "
            "entry’s share is what the sum with it comes to, less the sum before it."
        )
    return told


def chain_of(entry: TimeEntry) -> list[TimeEntry]:
    """The entry among those it corrects and those that correct it, the original first.

    A query for each step, of which there are few.
    """
    chain = [entry]
    while chain[0].corrects_id and len(chain) < LONGEST_CHAIN:
        chain.insert(0, TimeEntry.objects.get(pk=chain[0].corrects_id))
    later = TimeEntry.objects.filter(corrects=chain[-1]).first()
    while later and len(chain) < LONGEST_CHAIN:
        chain.append(later)
        later = TimeEntry.objects.filter(corrects=later).first()
    return chain
