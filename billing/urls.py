"""The map of billing's pages."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "billing"

urlpatterns: list[URLPattern] = []
