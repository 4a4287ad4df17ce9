"""Addresses under `/api/v1/`; every endpoint is listed here."""

from django.urls import path

from catalogue.api import answers

app_name = "api"

urlpatterns = [
    path("answers/", answers.AnswerList.as_view(), name="answer-list"),
]
