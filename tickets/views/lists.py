"""My tickets, and a manager's company's."""

from django.db.models import Q
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from catalogue.models import Contact
from catalogue.platform.tenancy import actor_of
from tickets.filters import TicketFilter
from tickets.models import Approval, Ticket, Watcher
from tickets.states import PENDING_APPROVAL
from tickets.tables import TicketTable

A_PAGE = 25
LARGEST = 10**18  # no number of a ticket has as many digits


class TicketListView(SingleTableMixin, FilterView):
    """Tickets, newest first, a page at a time: the next one begins below the last number shown.

    Counting them all, or skipping those before, would take longer with every ticket.
    """

    table_class = TicketTable
    filterset_class = TicketFilter
    template_name = "tickets/ticket_list.html"
    table_pagination = False

    def get_queryset(self):
        actor = actor_of(self.request)
        rows = Ticket.objects.visible_to(actor).filter(scope_condition(self.scope))
        if before := number(self.request.GET.get("before")):
            rows = rows.filter(pk__lt=before)
        rows = rows.select_related("priority", "requester")
        return rows.defer("description", "intake", "charge_note").order_by("-pk")

    @property
    def scopes(self):
        """What the reader may choose from: (name, label), the first unless one is asked for."""
        return scopes_of(actor_of(self.request))

    @property
    def scope(self):
        asked = self.request.GET.get("scope")
        names = [name for name, _ in self.scopes]
        chosen = asked if asked in names else names[0]
        return chosen, actor_of(self.request)

    def get_table_data(self):
        self.rows = list(self.object_list[: A_PAGE + 1])
        return self.rows[:A_PAGE]

    def get_table_kwargs(self):
        shared = self.scope[0] in ("company", "approve", "all")
        left_out = () if shared else ("requester",)
        return {"actor": actor_of(self.request), "exclude": left_out}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        asked = self.request.GET
        narrowed = any(asked.get(name) for name in TicketFilter.base_filters)
        return context | {
            "scopes": self.scopes,
            "scope": self.scope[0],
            "narrowed": narrowed,
            "is_later": bool(number(asked.get("before"))),
            "older": self.rows[A_PAGE - 1].pk if len(self.rows) > A_PAGE else None,
        }


def scopes_of(actor):
    """The lists that an actor has: (name, label)."""
    if actor.customer is None:
        return [("all", "All tickets")]
    found = [("mine", "Mine")]
    if actor.sees_company:
        found.append(("company", "My company’s"))
    if actor.role in ("approver", "manager"):
        found.append(("approve", "To approve"))
    return [*found, ("watched", "Watched")]


def scope_condition(scope):
    """What a list holds of the tickets that its reader may see, from the short end of each index."""
    name, actor = scope
    if name in ("company", "all"):
        return Q()
    if name == "approve":
        asked = Approval.objects.filter(customer=actor.customer, decision="")
        return Q(pk__in=asked.values("ticket"), state=PENDING_APPROVAL)
    own = Contact.objects.filter(customer=actor.customer, user=actor.user)
    contact = own.values_list("pk", flat=True).first()
    if name == "watched":
        return Q(pk__in=Watcher.objects.filter(contact=contact).values("ticket"))
    return Q(requester=contact)


def number(text):
    """The number in a query string; None for anything else."""
    if not text or not text.isascii() or not text.isdigit():
        return None
    return min(int(text[:19]), LARGEST)
