"""Addresses of tickets under `/api/v1/`; every endpoint is listed here."""

from django.urls import URLPattern, path

from tickets.api import clocks, form, talk, tickets, verbs

app_name = "tickets-api"

urlpatterns: list[URLPattern] = [
    path("tickets/", tickets.TicketList.as_view(), name="ticket-list"),
    path("tickets/intake/", form.IntakeForm.as_view(), name="ticket-intake"),
    path(
        "tickets/<str:reference>/", tickets.TicketDetail.as_view(), name="ticket-detail"
    ),
    path(
        "tickets/<str:reference>/events/", talk.EventList.as_view(), name="event-list"
    ),
    path(
        "tickets/<str:reference>/replies/", talk.ReplyList.as_view(), name="reply-list"
    ),
    path(
        "tickets/<str:reference>/clocks/", clocks.ClockList.as_view(), name="clock-list"
    ),
    path(
        "tickets/<str:reference>/attachments/",
        talk.AttachmentList.as_view(),
        name="attachment-list",
    ),
    path(
        "tickets/<str:reference>/attachments/<int:pk>/",
        talk.AttachmentDetail.as_view(),
        name="attachment-detail",
    ),
    *verbs.addresses(),
]
