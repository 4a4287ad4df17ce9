"""How an entry's charged minutes come from what was worked, and what it corrects, in words."""

from __future__ import annotations

from billing import words
from billing.actions.recounting import FREE, group_of, rule
from billing.models import Agreement, TimeEntry

LONGEST_CHAIN = 50  # corrections of one another that a page shows


def explained(entry: TimeEntry) -> list[str]:
    """From minutes worked to minutes charged, a sentence a step. Reads the agreement."""
    told = [_worked(entry)]
    if entry.billable in FREE:
        told.append("Nothing of it counts: it is shown, and not charged.")
    else:
        told += _rules(entry, entry.agreement)
    if entry.billable == TimeEntry.Billable.SOW:
        told.append("It belongs to a statement of work, which is charged elsewhere.")
    told.append(f"Charged time: {words.span(entry.charged_minutes)}.")
    if entry.after_minutes:
        told.append(
            f"Of it {words.span(entry.counted_minutes)} within and "
            f"{words.span(entry.after_minutes)} outside business hours."
        )
    if entry.month != entry.worked_on.replace(day=1):
        told.append(
            f"It is charged in {words.month(entry.month)}: it came, or was approved, after "
            f"{words.month(entry.worked_on)} was closed."
        )
    return told


def _worked(entry: TimeEntry) -> str:
    if not entry.started_at:
        return f"Worked: {words.span(entry.minutes)}."
    return f"Worked: {words.span(entry.minutes)}, from start to end."


def _rules(entry: TimeEntry, agreement: Agreement) -> list[str]:
    """The agreement's rules that bear on the entry."""
    told = []
    increment, minimum = rule(agreement, entry.billable)
    is_grouped = group_of(entry, agreement) is not None
    if increment > 1:
        step = words.span(increment)
        told.append(f"Time is charged in steps of {step}, rounded up.")
    if minimum:
        per = agreement.get_minimum_per_display() if is_grouped else "time entry"
        told.append(f"At least {words.span(minimum)} is charged per {per}.")
    if is_grouped:
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
