"""The map of the tickets' pages."""

from django.urls import path

from tickets.views import acts, files, lists, new, preferences, ticket

app_name = "tickets"

urlpatterns = [
    path("", lists.TicketListView.as_view(), name="ticket-list"),
    path("new/", new.ticket_new, name="ticket-new"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("<str:reference>/", ticket.ticket_detail, name="ticket-detail"),
    path("<str:reference>/reply/", acts.ticket_reply, name="ticket-reply"),
    path("<str:reference>/move/", acts.ticket_move, name="ticket-move"),
    path("<str:reference>/decide/", acts.ticket_decide, name="ticket-decide"),
    path("<str:reference>/supply/", acts.ticket_supply, name="ticket-supply"),
    path("<str:reference>/watch/", acts.ticket_watch, name="ticket-watch"),
    path(
        "<str:reference>/files/<int:pk>/",
        files.attachment,
        name="attachment",
    ),
]
