"""What staff can do with a ticket on its page: each act is a form and one call to an action."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tickets import states
from tickets.actions import (
    approving,
    assigning,
    classifying,
    duties,
    merging,
    moving,
    pricing,
    splitting,
    supplying,
    talking,
    watching,
)
from tickets.actions.refusals import Refused
from tickets.models import Ticket

from . import forms

TOLD = {
    "reply": "Sent to the customer.",
    "note": "Kept as an internal note.",
    "called": "The call is logged.",
    "not_reached": "The call is logged.",
    "understood": "The report is understood from now on.",
    "workaround": "The workaround is sent to the customer.",
    "action_plan": "The action plan is sent to the customer.",
}


@dataclass(frozen=True)
class Act:
    """`call(ticket, form, who)` does it and returns what to tell, and the ticket to go to."""

    form: type[forms.ActForm]
    call: Callable[..., Any]


def _move(ticket, form, who):
    if form.step is None:
        raise Refused("Choose one of the acts that the ticket offers.", "verb")
    data = form.cleaned_data
    said = {name: data[name] for name in ("body", "reason", "until") if name in data}
    moved = moving.move(ticket.pk, form.step.name, **said, **who)
    note = moving.note_for(moved, form.step.name)
    return f"{moved.reference} is {states.STATES[moved.state]}. {note}".strip(), moved


def _talk(ticket, form, who):
    what, body = form.cleaned_data["what"], form.cleaned_data["body"]
    if what in ("called", "not_reached"):
        done = talking.called(ticket.pk, body=body, reached=what == "called", **who)
    elif what == "understood":
        done = talking.understood(ticket.pk, body=body, **who)
    else:
        files = form.request.FILES.getlist("files")
        done = getattr(talking, what)(ticket.pk, body=body, files=files, **who)
    return TOLD[what], done


def _reclassify(ticket, form, who):
    chosen = form.cleaned_data["priority"]
    reason = form.cleaned_data["reason"]
    done = classifying.reclassify(ticket.pk, priority=chosen.pk, reason=reason, **who)
    return f"{done.reference} is {chosen.label} now.", done


def _correct(ticket, form, who):
    data = form.cleaned_data
    line = int(data["provision"]) if data["provision"] else None
    given = {name: data[name] for name in ("kind", "quantity", "reason")}
    done = classifying.correct(ticket.pk, provision=line, **given, **who)
    return "Corrected.", done


def _assign(ticket, form, who):
    data = form.cleaned_data
    given = {
        name: row and row.pk for name, row in data.items() if name != "support_level"
    }
    done = assigning.assign(
        ticket.pk, **given, support_level=data["support_level"], **who
    )
    return "Assigned.", done


def _take(ticket, form, who):
    done = assigning.assign(ticket.pk, assignee=who["actor"].user, **who)
    return f"{done.reference} is yours.", done


def _ask_approval(ticket, form, who):
    data = form.cleaned_data
    done = approving.ask_approval(
        ticket.pk,
        minutes=data["minutes"],
        role=data["role"],
        note=data["note"],
        **who,
    )
    note = moving.note_for(done, "ask_approval")
    return note or "The customer’s approvers are asked.", done


def _charge(ticket, form, who):
    data = form.cleaned_data
    if data["charge"]:
        done = pricing.decide_charge(ticket.pk, **data, **who)
    else:
        done = pricing.reckon(ticket.pk, **who)
    return f"The charge: {done.get_charge_display()}.", done


def _merge(ticket, form, who):
    rows = Ticket.objects.visible_to(who["actor"])
    target = rows.by_reference(form.cleaned_data["target"]).first()
    if target is None:
        raise Refused("There is no such ticket.", "target")
    merging.merge(ticket.pk, target.pk, **who)
    return f"{ticket.reference} goes on in {target.reference}.", target


def _split(ticket, form, who):
    parts = [splitting.Part(summary) for summary in form.cleaned_data["parts"]]
    made = splitting.split(ticket.pk, parts=parts, **who)
    names = ", ".join(each.reference for each in made)
    return f"Split: {names}.", ticket


def _watch(ticket, form, who):
    contact = form.cleaned_data["email"]
    done = watching.watch(ticket.pk, contact=contact.pk, **who)
    return f"{contact.name} follows the ticket.", done


def _unwatch(ticket, form, who):
    done = watching.unwatch(ticket.pk, contact=form.cleaned_data["contact"], **who)
    return "They follow the ticket no more.", done


def _duty(ticket, form, who):
    duty = ticket.duties.filter(pk=form.cleaned_data["duty"]).first()
    if duty is None:
        raise Refused("This ticket has no such duty.")
    done = duties.done(duty.pk, body=form.cleaned_data["body"], **who)
    return "On record.", done


def _supply(ticket, form, who):
    done = supplying.supply(ticket.pk, answers=form.answers(), **who)
    return "Added to the report.", done


ACTS = {
    "move": Act(forms.MoveForm, _move),
    "talk": Act(forms.TalkForm, _talk),
    "reclassify": Act(forms.ReclassifyForm, _reclassify),
    "correct": Act(forms.CorrectForm, _correct),
    "assign": Act(forms.AssignForm, _assign),
    "take": Act(forms.TakeForm, _take),
    "ask_approval": Act(forms.ApprovalForm, _ask_approval),
    "charge": Act(forms.ChargeForm, _charge),
    "merge": Act(forms.MergeForm, _merge),
    "split": Act(forms.SplitForm, _split),
    "watch": Act(forms.WatchForm, _watch),
    "unwatch": Act(forms.UnwatchForm, _unwatch),
    "duty": Act(forms.DutyForm, _duty),
    "supply": Act(forms.SupplyForm, _supply),
}


def offered(ticket, request, bound=None):
    """Forms of the acts that the ticket offers now, by name; `bound` is one that was refused.

    Verbs of the table of states come as `moves`, in its order.
    """
    verbs = states.verbs_from(ticket.state, states.STAFF)
    moves = [
        forms.MoveForm(ticket, request, verb=verb)
        for verb in verbs
        if "estimate" not in verb.needs
    ]
    live = ticket.state in states.LIVE
    names = ["talk", "watch"]
    if live and ticket.assignee_id != request.user.pk:
        names.append("take")
    if live:
        names += ["assign", "correct", "charge", "split", "merge"]
        names += ["reclassify"] if ticket.service_level_id else []
        names += ["supply"] if ticket.missing else []
        asks = [verb for verb in verbs if "estimate" in verb.needs]
        names += ["ask_approval"] if asks else []
    shown = {name: ACTS[name].form(ticket, request) for name in names}
    if bound is not None and bound.name == "move":
        moves = [bound if form.step == bound.step else form for form in moves]
        if bound not in moves:
            moves.append(bound)
    elif bound is not None:
        shown[bound.name] = bound
    return {"moves": moves, **shown}
