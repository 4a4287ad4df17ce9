"""Hours: a month of an agreement, for those at the customer who answer for it."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from billing.actions.overage import may_decide
from billing.actions.showing_hours import show
from billing.hours_page import page_of
from billing.models import Agreement, Package
from catalogue.models import Contact, Customer, Provider
from catalogue.periods import day_of, month_from, month_of, moved
from catalogue.platform.tenancy import actor_of

MOST_AGREEMENTS = 50  # to choose from
MOST_NAMED = 3  # people and providers to ask
MONTHS_AHEAD = 12
FIRST_YEAR = 2000


@require_safe
def hours(request):
    """What of a month's hours is used, left and to be expected; why there are none."""
    actor = actor_of(request)
    agreements = agreements_of(actor)
    agreement = chosen(request, agreements)
    if agreement is None:
        return render(request, "billing/hours.html", nothing(actor))
    month, wrong = month_asked(request, agreement, actor.at)
    shown = show(agreement, month, at=actor.at)
    context = layout(shown, actor)
    context |= {
        "agreement": agreement,
        "agreements": agreements,
        "slug": f"{month:%Y-%m}",
        "steps": steps(shown),
        "wrong_month": wrong,
    }
    return render(request, "billing/hours.html", context)


def agreements_of(actor):
    """The agreements that a contact chooses from: those in force first, with hours first."""
    if actor.customer is None:
        return []
    rows = Agreement.objects.visible_to(actor).select_related("customer", "provider")
    found = list(rows.order_by("-starts_on", "pk")[:MOST_AGREEMENTS])
    if len(found) < 2:
        return found
    packages = Package.objects.filter(agreement__in=found)
    bought = set(packages.order_by().values_list("agreement", flat=True))
    return sorted(found, key=lambda e: (is_over(e, actor.day), e.pk not in bought))


def is_over(agreement, day):
    """Whether an agreement has ended."""
    return agreement.ends_on is not None and agreement.ends_on <= day


def chosen(request, agreements):
    """The agreement asked for, else the first; None where there is none; 404 for a stranger's."""
    asked = request.GET.get("agreement")
    if not asked:
        return agreements[0] if agreements else None
    rows = Agreement.objects.visible_to(actor_of(request))
    found = rows.by_reference(asked).select_related("customer", "provider").first()
    if found is None:
        raise Http404
    return found


def month_asked(request, agreement, at):
    """The month of the address, and what is wrong with it; the customer's present one by default."""
    present = month_of(day_of(at, agreement.customer.zone))
    asked = request.GET.get("month", "").strip()
    if not asked:
        return present, ""
    try:
        return month_within(asked, present), ""
    except ValueError as error:
        return present, str(error)


def month_within(text, present):
    """The month of a text; raises `ValueError` for one that is none, or too far away."""
    month = month_from(text)
    last = moved(present, MONTHS_AHEAD)
    if month.year < FIRST_YEAR or month > last:
        raise ValueError(f"Choose a month from {FIRST_YEAR}-01 to {last:%Y-%m}.")
    return month


def steps(shown):
    """The months before and after that there is something to say of, as (address, name)."""
    present = month_of(shown.today)
    before, after = moved(shown.month, -1), moved(shown.month, 1)
    first = month_of(shown.agreement.starts_on)
    return {
        "before": named(before) if before >= first else None,
        "after": named(after) if after <= moved(present, MONTHS_AHEAD) else None,
        "now": None if shown.month == present else named(present),
    }


def named(month):
    """A month as it stands in addresses, and in words."""
    return f"{month:%Y-%m}", f"{month:%b %Y}"


def layout(shown, actor):
    """A month's page on the portal; statements are linked for those who may read them."""
    agreement = shown.agreement
    start = f"?agreement={agreement.reference}&month="
    page = page_of(
        shown,
        month_url=start.__add__,
        statement_url=statement_url if actor.sees_statements else no_url,
    )
    return page | {
        "entries_url": reverse("billing:entry-list") + f"{start}{shown.month:%Y-%m}",
        "agreement_url": agreement.get_absolute_url(),
        "may_decide": may_decide(actor),
    }


def statement_url(reference):
    """Where a statement is shown."""
    return reverse("billing:statement-detail", args=[reference])


def no_url(reference):
    """Nowhere, for those who read no statements."""
    return ""


def nothing(actor):
    """Why an actor sees no hours, and whom to ask."""
    if actor.is_staff:
        return {"empty": "staff"}
    if actor.customer is None:
        return {"empty": "nobody"}
    customer = Customer.objects.get(pk=actor.customer)
    if actor.role == Contact.Role.REQUESTER:
        people = Contact.objects.filter(
            customer=customer, role=Contact.Role.MANAGER, is_active=True
        )
        people = people.order_by("name", "pk")[:MOST_NAMED]
        return {"empty": "role", "customer": customer, "people": people}
    served = Provider.objects.filter(guides__subscriptions__customer=customer)
    providers = served.distinct().order_by("name")[:MOST_NAMED]
    return {"empty": "none", "customer": customer, "providers": providers}
