"""Addresses of tickets under `/api/v1/`; every endpoint is listed here."""

from django.urls import URLPattern

app_name = "tickets-api"

urlpatterns: list[URLPattern] = []
