"""The map of the tickets' pages."""

from django.urls import path

from tickets.views import files

app_name = "tickets"

urlpatterns = [
    path(
        "<str:reference>/files/<int:pk>/",
        files.attachment,
        name="attachment",
    ),
]
