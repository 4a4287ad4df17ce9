"""Addresses of billing under `/api/v1/`; every endpoint is listed here."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "billing-api"

urlpatterns: list[URLPattern] = []
